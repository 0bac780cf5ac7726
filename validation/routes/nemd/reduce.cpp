#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <tuple>
#include <vector>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/common/statistics/estimate.hpp"
#include "soret/validation/campaign/quantities.hpp"
#include "soret/validation/routes/error_of_state.hpp"
#include "soret/validation/routes/nemd/nemd.hpp"
#include "soret/validation/routes/nemd/nemd_point.hpp"
#include "soret/validation/routes/replicas.hpp"

namespace soret {

namespace {

/// Size and gradient, then composition.
using Key = std::tuple<int, double, double>;

using Replicas = std::vector<const Task*>;

/// What the runs of one state leave of their results.
struct Group {
    /// Reads one after the other.
    Group(const Replicas& replicas, const ResultsOnDemand& results, RunChecks& checks)
        : task(replicas.back()), state(results.at(task->needs.front())) {
        for (const Task* replica : replicas) {
            const HeldResult run = results.at(replica->id);
            checks.add(*run);
            records.push_back(nemd_record_from_json(field<nlohmann::json>(run->values, "profiles")));
            drift = std::max(drift, std::fabs(field<double>(run->values, "conserved_change")));
        }
    }

    const Task* task;  // one of them
    HeldResult state;
    std::vector<NemdRecord> records;  // by replica
    double drift = 0.0;               // the largest change of a run's conserved energy
};

/// In standard errors; none where there is no error.
nlohmann::json z_of(const Estimate& difference) {
    if (!(difference.standard_error > 0.0)) return nullptr;
    return difference.value / difference.standard_error;
}

NemdPoint point_of(const Group& group, const StateLine& line) {
    return reduce_nemd(group.records, {.temperature = line.temperature,
                                       .slab_width = field<double>(group.task->settings, "slab_width"),
                                       .window = 2.5,
                                       .correlation_time = field<double>(group.task->settings, "correlation_time")});
}

/// How well values agree that should be the same.
nlohmann::json json_of(const PooledEstimate& agreement) {
    return {{"chi_squared", agreement.chi_squared},
            {"degrees_of_freedom", agreement.degrees_of_freedom},
            {"p_value", agreement.p_value}};
}

nlohmann::json details_of(const NemdPoint& point, const Group& group, const StateLine& line, bool main) {
    const nlohmann::json& settings = group.task->settings;
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
            {"largest_drift_per_particle", group.drift},
            {"replicas", json_of_replicas(point.replicas)},
            {"profiles",
             {{"z", point.z},
              {"temperature", point.temperature_profile},
              {"x1", point.x1_profile},
              {"pressure_zz", point.pressure_profile}}}};
}

std::array<double, 3> edges_of(const Group& group) {
    const nlohmann::json& settings = group.task->settings;
    const auto [lateral, along] = nemd_edges(field<double>(settings, "particles"), field<double>(settings, "aspect"),
                                             field<double>(group.state->values, "density"));
    return {lateral, lateral, along};
}

/// Adds S_T and the thermal conductivity to the curves of a study, at `x`.
void add_point(Curves& curves, const Study& study, const Axis& axis, double x, const auto& point) {
    const auto add = [&](const Quantity& quantity, const Estimate& estimate) {
        curves.try_emplace({quantity, {nemd_route}, study}, Curve{{}, axis})
            .first->second.points.push_back({x, estimate});
    };
    add(quantity::soret_coefficient, point.soret);
    add(quantity::thermal_conductivity, point.conductivity);
}

/// Whether gradients say the same. Errors from few blocks make p too small.
nlohmann::json agreement(const std::vector<NemdPoint>& points, Estimate NemdPoint::*member) {
    std::vector<Estimate> values;
    for (const NemdPoint& point : points) values.push_back(point.*member);
    return json_of(pooled(values));
}

/// By size and gradient, then composition.
std::map<Key, Replicas> groups_of(const Manifest& manifest) {
    std::map<Key, Replicas> groups;
    for (const Task& task : manifest.tasks) {
        if (task.route != nemd_route || field<std::string>(task.settings, "stage") != "run") continue;
        groups[{field<int>(task.settings, "particles"), field<double>(task.settings, "gradient"),
                field<double>(task.settings, "x1")}]
            .push_back(&task);
    }
    return groups;
}

/// The composition at which gradients and sizes are compared: the one with the most groups.
double compared_composition(const std::map<Key, Replicas>& groups) {
    std::map<double, int> groups_at;
    for (const auto& [key, replicas] : groups) ++groups_at[std::get<2>(key)];
    return std::max_element(groups_at.begin(), groups_at.end(),
                            [](const auto& a, const auto& b) { return a.second < b.second; })
        ->first;
}

/// A study of one point is none; measured gradients may be out of order.
void tidy_studies(Curves& curves) {
    for (const Study::Of of : {Study::Of::gradient, Study::Of::lateral_edge}) {
        for (const Quantity& quantity : {quantity::soret_coefficient, quantity::thermal_conductivity}) {
            const auto found = curves.find({quantity, {nemd_route}, {of}});
            if (found == curves.end()) continue;
            std::ranges::sort(found->second.points, {}, &CurvePoint::x);
            if (found->second.points.size() < 2) curves.erase(found);
        }
    }
}

/// Whether both slabs and both halves say the same.
std::string flows_remark(const std::vector<NemdPoint>& points, std::size_t out_of_window) {
    const std::pair<Estimate NemdPoint::*, const char*> comparisons[] = {
        {&NemdPoint::flux_difference, "heat from the hot slab against heat into the cold one"},
        {&NemdPoint::temperature_difference, "slopes of the temperature in both halves"},
        {&NemdPoint::composition_difference, "slopes of the composition in both halves"}};
    std::string text = fmt::format("Flows at {} states, the largest difference in standard errors: ", points.size());
    std::string separator;
    for (const auto& [member, words] : comparisons) {
        double largest = 0.0;
        for (const NemdPoint& point : points) {
            const Estimate& difference = point.*member;
            if (!(difference.standard_error > 0.0)) continue;
            largest = std::max(largest, std::fabs(difference.value / difference.standard_error));
        }
        text += fmt::format("{}{} {:.1f}", separator, words, largest);
        separator = "; ";
    }
    return text + fmt::format(". The pressure along z is out of its window at {} of them.", out_of_window);
}

/// Whether runs scatter as the blocks within them say.
std::string replicas_remark(const std::vector<NemdPoint>& points) {
    const std::pair<const char*, const char*> quantities[] = {
        {"soret", "S_T"}, {"thermal_conductivity", "\u03bb"}, {"pressure", "pressure"}};
    std::string text =
        fmt::format("Scatter of independent runs against the errors from within them, the smallest p of {} states: ",
                    points.size());
    std::string separator;
    for (const auto& [key, words] : quantities) {
        double smallest = 1.0;
        for (const NemdPoint& point : points) {
            for (const auto& [name, agreement] : point.replicas) {
                if (name == key) smallest = std::min(smallest, agreement.p_value);
            }
        }
        text += fmt::format("{}{} {:.2g}", separator, words, smallest);
        separator = "; ";
    }
    return text + ".";
}

std::string gradients_remark(const Estimate& x1, const nlohmann::json& soret, const nlohmann::json& conductivity) {
    const auto words = [](const nlohmann::json& one) {
        return fmt::format("\u03c7\u00b2 = {:.1f} for {} degrees of freedom (p = {:.2f})",
                           one.at("chi_squared").get<double>(), one.at("degrees_of_freedom").get<int>(),
                           one.at("p_value").get<double>());
    };
    return fmt::format("Gradients taken together at x_1 = {:.2f} against each other: S_T {}; \u03bb {}.", x1.value,
                       words(soret), words(conductivity));
}

ValueTable transport_from_flows() {
    return {"Transport from flows",
            {{{quantity::soret_coefficient, {nemd_route}}, "S_T [k_B/\u03b5]"},
             {{quantity::thermal_conductivity, {nemd_route}}, "\u03bb [k_B \u221a(\u03b5/m)/\u03c3\u00b2]"}}};
}

}  // namespace

Reduction NemdRoute::reduce(const Manifest& manifest, const ResultsOnDemand& results, Backend) const {
    const std::map<Key, Replicas> groups = groups_of(manifest);
    Reduction reduction;
    if (groups.empty()) return reduction;
    const int main_size = manifest.main_particles(nemd_route);
    const auto main_gradient = field<double>(manifest.main_studies.at(nemd_route), "gradient");
    const double compared_x1 = compared_composition(groups);
    std::map<double, std::vector<NemdPoint>> of_main_size;  // by composition
    std::map<double, std::array<double, 3>> main_edges;     // of one of these, whose densities are the same
    std::map<double, std::vector<Estimate>> pressures;      // the same
    std::vector<NemdPoint> points;
    std::size_t out_of_window = 0;
    nlohmann::json rows = nlohmann::json::array();
    for (const auto& [key, replicas] : groups) {
        const auto& [particles, gradient, x1] = key;
        const auto [group, point] = [&, &runs = replicas] {
            try {
                Group of_state(runs, results, reduction.checks[nemd_route]);
                NemdPoint found = point_of(of_state, manifest.state_line);
                return std::pair(std::move(of_state), std::move(found));
            } catch (const Error& error) {
                throw InvalidInput(fmt::format("{} and its replicas: {}", runs.front()->id, error.what()));
            }
        }();
        points.push_back(point);
        const bool main = particles == main_size;
        rows.push_back(details_of(point, group, manifest.state_line, main));
        if (!rows.back().at("pressure_in_window").get<bool>()) ++out_of_window;
        if (main) {
            of_main_size[x1].push_back(point);
            main_edges[x1] = edges_of(group);
            pressures[x1].push_back(with_error_of_state(point.pressure, group.state->values, "pressure"));
        } else if (gradient == main_gradient) {
            add_point(reduction.curves, {Study::Of::size, particles}, axes::composition, point.x1.value, point);
        }
        if (x1 != compared_x1) continue;
        if (main) {
            add_point(reduction.curves, {Study::Of::gradient}, axes::gradient, point.temperature_slope.value, point);
        }
        if (gradient == main_gradient) {
            add_point(reduction.curves, {Study::Of::lateral_edge}, axes::lateral_edge, edges_of(group).front(), point);
        }
    }
    reduction.remarks.push_back(flows_remark(points, out_of_window));
    reduction.remarks.push_back(replicas_remark(points));
    nlohmann::json gradients = nlohmann::json::array();
    for (const auto& [x1, of_x1] : of_main_size) {
        const NemdMean mean = over_gradients(of_x1);
        add_point(reduction.curves, {}, axes::composition, mean.x1.value, mean);
        reduction.flow_boxes.push_back({nemd_route, mean.x1.value, main_size, main_edges.at(x1)});
        reduction.curves[{quantity::pressure, {nemd_route}}].points.push_back(
            {mean.x1.value, pooled(pressures.at(x1)).mean});
        if (of_x1.size() < 2) continue;
        const nlohmann::json soret = agreement(of_x1, &NemdPoint::soret);
        const nlohmann::json conductivity = agreement(of_x1, &NemdPoint::conductivity);
        reduction.remarks.push_back(gradients_remark(mean.x1, soret, conductivity));
        gradients.push_back({{"x1", mean.x1}, {"soret", soret}, {"thermal_conductivity", conductivity}});
    }
    tidy_studies(reduction.curves);
    reduction.tables.push_back(transport_from_flows());
    reduction.details["nemd"] = std::move(rows);
    reduction.details["nemd_gradients"] = std::move(gradients);
    return reduction;
}

}  // namespace soret
