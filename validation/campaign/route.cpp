#include "soret/validation/campaign/route.hpp"

#include <stdexcept>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/files/json_fields.hpp"

namespace soret {

namespace {

template <class T>
void append(std::vector<T>& all, std::vector<T>& more) {
    all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

[[noreturn]] void twice(const std::string& what, const std::string& name) {
    throw std::logic_error(fmt::format("two routes yield the {} {}", what, name));
}

}  // namespace

void check_size(const PlanOptions& options) {
    if (options.particles != 0 && !(options.particles >= 100 && options.particles <= 1000000)) {
        throw InvalidArgument(fmt::format("particles = {}: must be in [100, 1000000]", options.particles));
    }
    if (!(options.effort >= 1e-4 && options.effort <= 1e4)) {
        throw InvalidArgument(fmt::format("effort = {}: must be in [1e-4, 1e4]", options.effort));
    }
}

void check_one_for_each(const char* name, std::size_t length, std::size_t compositions) {
    if (length == compositions) return;
    throw InvalidArgument(fmt::format("{}: has {} entries, must have one for each of {} compositions", name, length,
                                      compositions));
}

void RunChecks::add(const TaskResult& result) {
    ++runs;
    const auto departure = field<nlohmann::json>(result.values, "departure");
    if (!departure.is_null()) departures.emplace(result.task, departure.get<std::string>());
    if (result.values.contains("conserved_change")) {
        conserved_changes.push_back(field<double>(result.values, "conserved_change"));
    }
    if (result.values.contains("unaccounted")) {
        unaccounted_work.push_back(field<double>(result.values, "unaccounted"));
    }
}

void RunChecks::add(RunChecks other) {
    runs += other.runs;
    departures.insert(other.departures.begin(), other.departures.end());
    append(conserved_changes, other.conserved_changes);
    append(unaccounted_work, other.unaccounted_work);
}

void Reduction::merge(Reduction other) {
    for (auto& [key, curve] : other.curves) add_curve(key, std::move(curve));
    for (const auto& [key, estimate] : other.numbers) {
        if (!numbers.emplace(key, estimate).second) twice("number", name_of(key));
    }
    for (auto& [route, check] : other.checks) {
        if (!checks.emplace(route, std::move(check)).second) twice("checks of", route);
    }
    for (auto& [name, detail] : other.details.items()) {
        if (details.contains(name)) twice("detail", name);
        details[name] = std::move(detail);
    }
    append(covariances, other.covariances);
    append(onsager, other.onsager);
    append(flow_boxes, other.flow_boxes);
    append(tables, other.tables);
    append(remarks, other.remarks);
}

Curve& Reduction::add_curve(const CurveKey& key, Curve curve) {
    const auto [place, is_new] = curves.emplace(key, std::move(curve));
    if (!is_new) twice("curve", name_of(key));
    return place->second;
}

void Yield::merge(Yield other) {
    curves.merge(other.curves);
    numbers.merge(other.numbers);
    onsager.merge(other.onsager);
    flows.merge(other.flows);
}

const Route& RouteTable::named(const std::string& name) const {
    for (const auto& route : routes) {
        if (route->name() == name) return *route;
    }
    throw InvalidInput(fmt::format("route = {}: this version does not have it", name));
}

Yield RouteTable::yields(const Manifest& manifest) const {
    Yield all;
    for (const std::string& name : manifest.routes) {
        all.merge(named(name).yields(manifest));
        all.numbers.insert({"departures_from_liquid", name});
    }
    for (const JointReduction& reduction : joint) reduction.add_yield(all);
    return all;
}

Study study_of_size(const Manifest& manifest, const std::string& route, int particles) {
    return particles == manifest.main_particles(route) ? Study{} : Study{Study::Of::size, particles};
}

const TaskResult& result_of(const TaskResults& results, const std::string& task) {
    const auto found = results.find(task);
    if (found == results.end()) throw InvalidInput(fmt::format("task {} is not finished", task));
    return found->second;
}

}  // namespace soret
