#include "soret/validation/campaign/analysis.hpp"

#include <exception>
#include <map>
#include <optional>
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

/// Reads the results of a route for its reduction and takes note of what its own tasks have in common.
class RouteReading {
public:
    RouteReading(const std::string& route, const Manifest& manifest, const ResultsOnDemand& results)
        : results_(results) {
        for (const Task& task : manifest.tasks) {
            if (task.route == route) seconds_.emplace(task.id, std::nullopt);
        }
    }

    ResultsOnDemand results() {
        return ResultsOnDemand([this](const std::string& id) { return find(id); });
    }

    /// A result that could not be read has a message of its own.
    void rethrow_what_reading_threw() const {
        if (error_) std::rethrow_exception(error_);
    }

    /// Adds all finished tasks of the route, also those that nobody asked for: whose files are damaged, too, is said.
    void add_to(TaskTotals& totals) {
        for (auto& [id, seconds] : seconds_) {
            if (!seconds) find(id);
            if (!seconds) continue;
            ++totals.tasks;
            totals.core_seconds += *seconds;
        }
        for (const auto& [origin, count] : provenances_) totals.provenances[origin] += count;
    }

private:
    HeldResult find(const std::string& id) {
        try {
            HeldResult result = results_.find(id);
            if (result) note(id, *result);
            return result;
        } catch (...) {
            error_ = std::current_exception();
            throw;
        }
    }

    void note(const std::string& id, const TaskResult& result) {
        const auto own = seconds_.find(id);
        if (own == seconds_.end() || own->second) return;
        own->second = result.seconds;
        nlohmann::json origin = result.provenance;
        origin.erase("seed");
        ++provenances_[origin.dump()];
    }

    const ResultsOnDemand& results_;
    std::map<std::string, std::optional<double>> seconds_;  // of the route's own tasks, once they were read
    std::map<std::string, int> provenances_;
    std::exception_ptr error_;
};

Reduction reduce_route(const Route& route, const Manifest& manifest, const ResultsOnDemand& results, Backend backend,
                       TaskTotals& totals) {
    RouteReading reading(route.name(), manifest, results);
    try {
        Reduction reduction = reading_json("tasks of " + route.name(),
                                           [&] { return route.reduce(manifest, reading.results(), backend); });
        reading.add_to(totals);
        return reduction;
    } catch (...) {
        reading.rethrow_what_reading_threw();
        throw;
    }
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

Reduction reduce_campaign(const Manifest& manifest, const ResultsOnDemand& results, const RouteTable& routes,
                          Backend backend, TaskTotals* totals) {
    Reduction all;
    TaskTotals ignored;
    for (const std::string& name : manifest.routes) {
        all.merge(reduce_route(routes.named(name), manifest, results, backend, totals != nullptr ? *totals : ignored));
    }
    for (const JointReduction& joint : routes.joint) joint.add(all, manifest.state_line, backend);
    add_checks(all);
    return all;
}

Results analyse(const Manifest& manifest, const ResultsOnDemand& results, const RouteTable& routes,
                const ClaimTable& claims, Backend backend, const Execution& execution) {
    TaskTotals totals;
    Reduction reduction = reduce_campaign(manifest, results, routes, backend, &totals);
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
