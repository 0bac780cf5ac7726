#pragma once

#include "soret/validation/planning/expected_errors.hpp"

namespace soret {

/// The plan of a tier for the mixture and state of the request: what `soret validate` plans, of the routes that are
/// named and those that they need.
Manifest plan_of_tier(const CampaignRequest& request, const RouteTable& routes);

/// A manifest and what is expected of it, which stands in the file planned.json beside it.
struct PlannedCampaign {
    Manifest manifest;
    nlohmann::json planned;
};

/// The campaign that reaches the wanted errors at every composition at the least cost, or the smallest errors that the
/// core-hours buy (all relative errors of S_T alike; without fields all of Gamma; those of the viscosity like them).
/// `planned` has what was wanted, what is expected of each composition, and the cost (docs/campaigns.md).
/// throws   InvalidInput: the core-hours do not buy the shortest campaign
PlannedCampaign plan_for_errors(const CampaignRequest& request, const Pilot& pilot, const RouteTable& routes);

}  // namespace soret
