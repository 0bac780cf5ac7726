#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "soret/validation/campaign/results.hpp"

namespace soret {

/// Reads the result of a task; nothing if it is not finished.
using ResultReader = std::function<std::optional<TaskResult>(const std::string& task)>;
ResultReader reader_of(const TaskResults& results);

/// What a campaign's results have in common besides their values.
struct TaskTotals {
    std::size_t tasks = 0;
    double core_seconds = 0.0;
    std::map<std::string, int> provenances;  ///< of each kind the number of its tasks
};

/// Curves, numbers and details of all routes of a campaign together. Results are read route by route: those of one
/// route, and of the tasks that they need, are in memory at a time.
/// throws   InvalidInput: a task that is not finished, or whose result is not what its route writes
///          std::logic_error: two routes yield a curve, number or detail of one name
Reduction reduce_campaign(const Manifest& manifest, const ResultReader& read, const RouteTable& routes, Backend backend,
                          TaskTotals* totals = nullptr);
Reduction reduce_campaign(const Manifest& manifest, const TaskResults& results, const RouteTable& routes,
                          Backend backend);

/// Reduces results, judges the claims. The order in which tasks were finished cannot matter.
/// throws   as reduce_campaign()
Results analyse(const Manifest& manifest, const ResultReader& read, const RouteTable& routes, const ClaimTable& claims,
                Backend backend, const Execution& execution);
Results analyse(const Manifest& manifest, const TaskResults& results, const RouteTable& routes,
                const ClaimTable& claims, Backend backend, const Execution& execution);

}  // namespace soret
