#include "soret/validation/campaign/analysis.hpp"

#include <map>
#include <utility>

#include "soret/common/files/json_fields.hpp"
#include "soret/common/provenance.hpp"
#include "soret/common/statistics/independent_values.hpp"
#include "soret/validation/campaign/quantities.hpp"

namespace soret {

namespace {

/// What made the task results, each combination once with the number of its tasks.
nlohmann::json task_provenances(const TaskResults& results) {
    std::map<std::string, int> counts;
    for (const auto& [id, result] : results) {
        nlohmann::json origin = result.provenance;
        origin.erase("seed");
        ++counts[origin.dump()];
    }
    nlohmann::json list = nlohmann::json::array();
    for (const auto& [origin, count] : counts) {
        list.push_back(nlohmann::json::parse(origin));
        list.back()["tasks"] = count;
    }
    return list;
}

/// What every run of every route is looked at for, as numbers that claims are made about.
void add_checks(Reduction& reduction) {
    for (const auto& [route, checks] : reduction.checks) {
        reduction.numbers[{number::departures_from_liquid, route}] = {static_cast<double>(checks.departures.size()),
                                                                      0.0, static_cast<double>(checks.runs)};
        for (const auto& [name, of_runs] : {std::pair(number::conserved_change, checks.conserved_changes),
                                            std::pair(number::unaccounted_work, checks.unaccounted_work)}) {
            if (of_runs.size() >= 2) reduction.numbers[{name, route}] = mean_of_independent(of_runs);
        }
    }
}

}  // namespace

Reduction reduce_campaign(const Manifest& manifest, const TaskResults& results, const RouteTable& routes,
                          Backend backend) {
    Reduction all;
    for (const std::string& name : manifest.routes) {
        const Route& route = routes.named(name);
        all.merge(reading_json("tasks of " + name, [&] { return route.reduce(manifest, results, backend); }));
    }
    for (const JointReduction& joint : routes.joint) joint.add(all, manifest.state_line, backend);
    add_checks(all);
    return all;
}

Results analyse(const Manifest& manifest, const TaskResults& results, const RouteTable& routes,
                const ClaimTable& claims, Backend backend, const Execution& execution) {
    Reduction reduction = reduce_campaign(manifest, results, routes, backend);
    Results all;
    all.tier = manifest.tier;
    all.seed = manifest.seed;
    all.findings = {manifest.state_line, std::move(reduction.curves), std::move(reduction.numbers), manifest.tier};
    all.claims = judge_claims(claims, all.findings);
    all.verdict = verdict_without(all.claims, {});
    all.fits = claims.fits(all.findings);
    for (const std::string& name : manifest.routes) all.routes.push_back({name, routes.named(name).words()});
    for (auto& [route, checks] : reduction.checks) all.departures[route] = std::move(checks.departures);
    all.tables = std::move(reduction.tables);
    all.remarks = std::move(reduction.remarks);
    all.details = std::move(reduction.details);
    all.provenance = to_json(provenance(execution, manifest.seed));
    all.provenance["tasks"] = task_provenances(results);
    all.task_count = all.planned_task_count = results.size();
    for (const auto& [id, result] : results) all.core_seconds += result.seconds;
    all.provenance["core_seconds"] = all.core_seconds;
    return all;
}

}  // namespace soret
