#pragma once

#include <memory>
#include <string>
#include <vector>

#include "soret/validation/campaign/route.hpp"

namespace soret {

struct PlanOptions {
    Tier tier = Tier::quick;
    std::uint64_t seed = 1;
    StateLine state_line;
    std::vector<std::string> only;  ///< curves or claims; empty: everything
    int particles = 0;              ///< 0: the tier's own
    double effort = 1.0;            ///< multiplies the production of every route
};

/// Plans the routes that yield what is wanted.
/// throws   InvalidArgument: a value out of its range, a mixture that is not binary, a name in `only` that nothing
///          yields
Manifest plan_campaign(const PlanOptions& options);

/// The route of that name, to run and reduce its tasks.
/// throws   InvalidInput: there is none
const Route& route_by_name(const std::string& name);

/// Curves, quantities and details of all routes of a campaign together.
Reduction reduce_campaign(const Manifest& manifest, const TaskResults& results);

}  // namespace soret
