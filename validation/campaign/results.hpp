#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "soret/validation/campaign/claim.hpp"
#include "soret/validation/campaign/route.hpp"

namespace soret {

/// All that a campaign says: what results.json holds, and all that the report shows.
struct Results {
    Tier tier = Tier::quick;
    std::uint64_t seed = 1;
    Findings findings;
    std::vector<ClaimResult> claims;
    Verdict verdict = Verdict::inconclusive;
    nlohmann::json fits = nlohmann::json::object();
    struct RouteUsed {
        std::string name;
        RouteWords words;
    };
    std::vector<RouteUsed> routes;
    std::map<std::string, std::map<std::string, std::string>> departures;  ///< by route and task: no homogeneous liquid
    std::vector<ValueTable> tables;
    std::vector<std::string> remarks;
    nlohmann::json details = nlohmann::json::object();
    nlohmann::json provenance =
        nlohmann::json::object();        ///< of the program that analysed; and those of the tasks, each kind once
    std::size_t task_count = 0;          ///< that are finished
    std::size_t planned_task_count = 0;  ///< the same, unless the campaign is under way
    double core_seconds = 0.0;           ///< of all tasks

    /// The label of a route, or its name where it has none.
    std::string label_of(const std::string& route) const;
};

/// results.json: tier, verdict, tasks finished and planned, claims, curves by name as rows of {x1, value, sem, n_eff}
/// and what they are of, quantities, fits, routes, tables, remarks, details, provenance.
/// throws   std::logic_error: two curves of one name
nlohmann::json to_json(const Results& results);
/// throws   InvalidInput: not what to_json writes
Results results_from_json(const nlohmann::json& json);

}  // namespace soret
