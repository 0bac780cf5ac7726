#include "soret/validation/campaign/analysis.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "soret/common/files/json_fields.hpp"
#include "soret/common/provenance.hpp"
#include "soret/common/statistics/independent_values.hpp"
#include "soret/validation/campaign/quantities.hpp"

namespace soret {

namespace {

/// What made the task results, each combination once with the number of its tasks.
nlohmann::json to_json(const std::map<std::string, int>& provenances) {
    nlohmann::json list = nlohmann::json::array();
    for (const auto& [origin, count] : provenances) {
        list.push_back(nlohmann::json::parse(origin));
        list.back()["tasks"] = count;
    }
    return list;
}

void add(TaskTotals& totals, const TaskResult& result) {
    ++totals.tasks;
    totals.core_seconds += result.seconds;
    nlohmann::json origin = result.provenance;
    origin.erase("seed");
    ++totals.provenances[origin.dump()];
}

/// What a route reduces: the results of its tasks and of those that they need.
TaskResults results_of(const std::string& route, const Manifest& manifest, const ResultReader& read,
                       TaskTotals& totals) {
    TaskResults results;
    const auto add_result = [&](const std::string& id) {
        if (results.contains(id)) return false;
        auto result = read(id);
        if (!result) return false;
        results.emplace(id, *std::move(result));
        return true;
    };
    std::set<std::string> own;
    for (const Task& task : manifest.tasks) {
        if (task.route != route) continue;
        own.insert(task.id);
        add_result(task.id);
        std::ranges::for_each(task.needs, add_result);
    }
    for (auto& [id, result] : results) {
        if (own.contains(id)) add(totals, result);
        result.provenance = nullptr;  // often larger than the values
    }
    return results;
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

ResultReader reader_of(const TaskResults& results) {
    return [&results](const std::string& task) -> std::optional<TaskResult> {
        const auto found = results.find(task);
        if (found == results.end()) return std::nullopt;
        return found->second;
    };
}

Reduction reduce_campaign(const Manifest& manifest, const ResultReader& read, const RouteTable& routes, Backend backend,
                          TaskTotals* totals) {
    Reduction all;
    TaskTotals ignored;
    for (const std::string& name : manifest.routes) {
        const Route& route = routes.named(name);
        const TaskResults results = results_of(name, manifest, read, totals != nullptr ? *totals : ignored);
        all.merge(reading_json("tasks of " + name, [&] { return route.reduce(manifest, results, backend); }));
    }
    for (const JointReduction& joint : routes.joint) joint.add(all, manifest.state_line, backend);
    add_checks(all);
    return all;
}

Reduction reduce_campaign(const Manifest& manifest, const TaskResults& results, const RouteTable& routes,
                          Backend backend) {
    return reduce_campaign(manifest, reader_of(results), routes, backend);
}

Results analyse(const Manifest& manifest, const TaskResults& results, const RouteTable& routes,
                const ClaimTable& claims, Backend backend, const Execution& execution) {
    return analyse(manifest, reader_of(results), routes, claims, backend, execution);
}

Results analyse(const Manifest& manifest, const ResultReader& read, const RouteTable& routes, const ClaimTable& claims,
                Backend backend, const Execution& execution) {
    TaskTotals totals;
    Reduction reduction = reduce_campaign(manifest, read, routes, backend, &totals);
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
    all.provenance["tasks"] = to_json(totals.provenances);
    all.task_count = all.planned_task_count = totals.tasks;
    all.core_seconds = totals.core_seconds;
    all.provenance["core_seconds"] = all.core_seconds;
    return all;
}

}  // namespace soret
