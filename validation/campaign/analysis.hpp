#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "soret/validation/campaign/results.hpp"

namespace soret {

/// What a campaign's results have in common besides their values.
struct TaskTotals {
    std::size_t tasks = 0;
    double core_seconds = 0.0;
    std::map<std::string, int> provenances;  ///< of each kind the number of its tasks
};

/// Curves, numbers and details of all routes of a campaign together. A result is in memory only while its route makes
/// something of it.
/// throws   InvalidInput: a task that is not finished, or whose result is not what its route writes
///          std::logic_error: two routes yield a curve, number or detail of one name
Reduction reduce_campaign(const Manifest& manifest, const ResultsOnDemand& results, const RouteTable& routes,
                          Backend backend, TaskTotals* totals = nullptr);

/// Reduces results, judges the claims. The order in which tasks were finished cannot matter.
/// throws   as reduce_campaign()
Results analyse(const Manifest& manifest, const ResultsOnDemand& results, const RouteTable& routes,
                const ClaimTable& claims, Backend backend, const Execution& execution);

}  // namespace soret
