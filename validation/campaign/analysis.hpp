#pragma once

#include "soret/validation/campaign/results.hpp"

namespace soret {

/// Curves, numbers and details of all routes of a campaign together.
/// throws   InvalidInput: a task that is not finished, or whose result is not what its route writes
///          std::logic_error: two routes yield a curve, number or detail of one name
Reduction reduce_campaign(const Manifest& manifest, const TaskResults& results, const RouteTable& routes,
                          Backend backend);

/// Reduces results, judges the claims. The order in which tasks were finished cannot matter.
/// throws   as reduce_campaign()
Results analyse(const Manifest& manifest, const TaskResults& results, const RouteTable& routes,
                const ClaimTable& claims, Backend backend, const Execution& execution);

}  // namespace soret
