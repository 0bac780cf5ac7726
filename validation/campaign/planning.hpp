#pragma once

#include <string>
#include <vector>

#include "soret/validation/campaign/route.hpp"

namespace soret {

/// Plans the routes that yield what is wanted, and those that they need.
/// throws   InvalidArgument: a value out of its range, a mixture that is not binary, a name in `only` that nothing
///          yields
Manifest plan_campaign(const PlanOptions& options, const RouteTable& routes, const ClaimTable& claims);

/// In the order of work: what other tasks wait for, then the routes that need others, then the rest.
void put_in_order(std::vector<Task>& tasks, const RouteTable& routes);

/// Names that stand for something in a campaign: `--only` takes them all, `--accept` the claims.
struct CampaignNames {
    std::vector<std::string> curves;
    std::vector<std::string> claims;
};
/// What the tasks of a manifest yield, and what is judged by it.
CampaignNames names_in(const Manifest& manifest, const RouteTable& routes, const ClaimTable& claims);

}  // namespace soret
