#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>
#include <vector>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/statistics/estimate.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/validation/routes/nemd/nemd.hpp"
#include "soret/validation/routes/nemd/nemd_reduction.hpp"

namespace soret {

namespace {

/// Size and gradient, then composition.
using Key = std::tuple<int, double, double>;

struct Group {
    std::vector<const TaskResult*> runs;  // by replica
    const Task* task = nullptr;           // one of them
    const TaskResult* state = nullptr;
};

/// In standard errors; none where there is no error.
nlohmann::json z_of(const Estimate& difference) {
    if (!(difference.standard_error > 0.0)) return nullptr;
    return difference.value / difference.standard_error;
}

NemdPoint point_of(const Group& group, const StateLine& line) {
    std::vector<NemdRecord> records;
    for (const TaskResult* run : group.runs) {
        records.push_back(nemd_record_from_json(field<nlohmann::json>(run->values, "profiles")));
    }
    return reduce_nemd(records, {.temperature = line.temperature,
                                 .slab_width = field<double>(group.task->settings, "slab_width"),
                                 .window = 2.5,
                                 .correlation_time = field<double>(group.task->settings, "correlation_time")});
}

nlohmann::json details_of(const NemdPoint& point, const Group& group, const StateLine& line, bool main) {
    const nlohmann::json& settings = group.task->settings;
    double drift = 0.0;
    for (const TaskResult* run : group.runs) {
        drift = std::max(drift, std::fabs(field<double>(run->values, "conserved_change")));
    }
    const double window = field<double>(settings, "pressure_window");
    const double off = std::fabs(point.pressure.value - line.pressure);
    return {{"main", main},
            {"particles", field<int>(settings, "particles")},
            {"aspect", field<double>(settings, "aspect")},
            {"gradient", field<double>(settings, "gradient")},
            {"x1_wanted", field<double>(settings, "x1")},
            {"x1", point.x1},
            {"runs", point.runs},
            {"time", point.time},
            {"block_time", point.block_time},
            {"window", point.window},
            {"slices", point.slices},
            {"state", group.state->values},
            {"soret", point.soret},
            {"thermal_conductivity", point.conductivity},
            {"temperature", point.temperature},
            {"temperature_slope", point.temperature_slope},
            {"composition_slope", point.composition_slope},
            {"heat_flux", point.heat_flux},
            {"pressure", point.pressure},
            {"pressure_window", window},
            {"pressure_in_window", off <= window},
            {"z_of_fluxes", z_of(point.flux_difference)},
            {"z_of_halves_temperature", z_of(point.temperature_difference)},
            {"z_of_halves_composition", z_of(point.composition_difference)},
            {"largest_drift_per_particle", drift},
            {"profiles",
             {{"z", point.z},
              {"temperature", point.temperature_profile},
              {"x1", point.x1_profile},
              {"pressure_zz", point.pressure_profile}}}};
}

double lateral_edge(const Group& group) {
    const nlohmann::json& settings = group.task->settings;
    return nemd_edges(field<double>(settings, "particles"), field<double>(settings, "aspect"),
                      field<double>(group.state->values, "density"))
        .first;
}

/// Adds S_T and the thermal conductivity to the curves of that suffix, at `x`.
void add_point(Curves& curves, const std::string& suffix, double x, const auto& point) {
    const auto add = [&](const std::string& name, const char* quantity, const char* unit, const Estimate& estimate) {
        curves.try_emplace(name + suffix, Curve{quantity, unit, {}}).first->second.points.push_back({x, estimate});
    };
    add("soret_nemd", "Soret coefficient, from boundary-driven flow", "1/eps", point.soret);
    add("thermal_conductivity_nemd", "thermal conductivity, from boundary-driven flow", "1/(sigma tau)",
        point.conductivity);
}

/// Whether gradients say the same. Errors from few blocks make p too small.
nlohmann::json agreement(const std::vector<NemdPoint>& points, Estimate NemdPoint::*member) {
    std::vector<Estimate> values;
    for (const NemdPoint& point : points) values.push_back(point.*member);
    const PooledEstimate all = pooled(values);
    return {{"chi_squared", all.chi_squared}, {"degrees_of_freedom", all.degrees_of_freedom}, {"p_value", all.p_value}};
}

}  // namespace

Reduction NemdRoute::reduce(const Manifest& manifest, const TaskResults& results) const {
    const auto result_of = [&](const std::string& id) -> const TaskResult& {
        const auto found = results.find(id);
        if (found == results.end()) throw InvalidInput(fmt::format("task {} is not finished", id));
        return found->second;
    };
    std::map<Key, Group> groups;
    const Task* first = nullptr;
    for (const Task& task : manifest.tasks) {
        if (task.route != name() || field<std::string>(task.settings, "stage") != "run") continue;
        if (first == nullptr) first = &task;
        const int particles = field<int>(task.settings, "particles");
        const double x1 = field<double>(task.settings, "x1");
        Group& group = groups[{particles, field<double>(task.settings, "gradient"), x1}];
        group.task = &task;
        group.state = &result_of(task.needs.front());
        group.runs.push_back(&result_of(task.id));
    }
    Reduction reduction;
    if (first == nullptr) return reduction;
    const int main_size = field<int>(first->settings, "particles");
    const double main_gradient = field<double>(first->settings, "gradient");
    // The composition at which gradients and sizes are compared is the one with the most groups.
    std::map<double, int> groups_at;
    for (const auto& [key, group] : groups) ++groups_at[std::get<2>(key)];
    const double compared_x1 = std::max_element(groups_at.begin(), groups_at.end(), [](const auto& a, const auto& b) {
                                   return a.second < b.second;
                               })->first;
    std::map<double, std::vector<NemdPoint>> of_main_size;  // by composition
    nlohmann::json rows = nlohmann::json::array();
    nlohmann::json departures = nlohmann::json::object();
    double runs = 0.0;
    for (const auto& [key, group] : groups) {
        const auto& [particles, gradient, x1] = key;
        for (const TaskResult* run : group.runs) {
            runs += 1.0;
            const auto departure = field<nlohmann::json>(run->values, "departure");
            if (!departure.is_null()) departures[run->task] = departure;
        }
        const NemdPoint point = [&, &members = group] {
            try {
                return point_of(members, manifest.state_line);
            } catch (const Error& error) {
                throw InvalidInput(fmt::format("{} and its replicas: {}", members.runs.front()->task, error.what()));
            }
        }();
        const bool main = particles == main_size;
        rows.push_back(details_of(point, group, manifest.state_line, main));
        if (main) {
            of_main_size[x1].push_back(point);
        } else if (gradient == main_gradient) {
            add_point(reduction.curves, fmt::format("_n{}", particles), point.x1.value, point);
        }
        if (x1 != compared_x1) continue;
        if (main) add_point(reduction.curves, "_gradient", point.temperature_slope.value, point);
        if (gradient == main_gradient) add_point(reduction.curves, "_edge", lateral_edge(group), point);
    }
    nlohmann::json gradients = nlohmann::json::array();
    for (const auto& [x1, points] : of_main_size) {
        const NemdMean mean = over_gradients(points);
        add_point(reduction.curves, "", mean.x1.value, mean);
        if (points.size() < 2) continue;
        gradients.push_back({{"x1", mean.x1},
                             {"soret", agreement(points, &NemdPoint::soret)},
                             {"thermal_conductivity", agreement(points, &NemdPoint::conductivity)}});
    }
    for (const char* study : {"_gradient", "_edge"}) {
        for (const char* name : {"soret_nemd", "thermal_conductivity_nemd"}) {
            const auto found = reduction.curves.find(std::string(name) + study);
            if (found == reduction.curves.end()) continue;
            std::ranges::sort(found->second.points, {}, &CurvePoint::x1);  // measured gradients may be out of order
            if (found->second.points.size() < 2) reduction.curves.erase(found);
        }
    }
    reduction.quantities["departures_from_liquid/nemd"] = {static_cast<double>(departures.size()), 0.0, runs};
    reduction.details["nemd"] = std::move(rows);
    reduction.details["nemd_gradients"] = std::move(gradients);
    reduction.details["departures_from_liquid_nemd"] = std::move(departures);
    return reduction;
}

}  // namespace soret
