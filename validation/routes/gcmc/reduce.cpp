#include <cmath>
#include <map>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/common/statistics/autocorrelation.hpp"
#include "soret/validation/campaign/quantities.hpp"
#include "soret/validation/routes/chain_liquid.hpp"
#include "soret/validation/routes/gcmc/gcmc.hpp"
#include "soret/validation/routes/kirkwood_buff_curves.hpp"
#include "soret/validation/routes/recorded.hpp"
#include "soret/validation/routes/replicas.hpp"
#include "soret/validation/simulation/grand_canonical_samples.hpp"

namespace soret {

namespace {

/// What the replicas at one wanted composition that are not stuck leave of their results.
struct OpenBoxes {
    std::size_t moving = 0;
    std::optional<BlockTable> samples;
    std::vector<Estimate> pressures;
    std::vector<std::map<std::string, double>> acceptances;  ///< by replica and move
    nlohmann::json first;                                    ///< what the first says besides its blocks
    std::string stuck;                                       ///< why another one is
};

void add(const TaskResult& result, OpenBoxes& boxes) {
    const auto stuck = field<std::string>(result.values, "stuck");
    if (!stuck.empty()) {
        boxes.stuck = stuck;
        return;
    }
    merge_blocks(boxes.samples, result, "samples");
    boxes.pressures.push_back(field<Estimate>(result.values, "pressure"));
    boxes.acceptances.push_back(field<std::map<std::string, double>>(result.values, "acceptance"));
    if (++boxes.moving > 1) return;
    boxes.first = result.values;
    boxes.first.erase("samples");
}

Estimate with_error_of_level(Estimate estimate, double slope, double level_error) {
    estimate.standard_error = std::hypot(estimate.standard_error, slope * level_error);
    return estimate;
}

/// Means of the acceptance of every move over the replicas.
nlohmann::json mean_acceptance(const std::vector<std::map<std::string, double>>& of_replicas) {
    std::map<std::string, double> means;
    for (const std::map<std::string, double>& of_replica : of_replicas) {
        for (const auto& [move, accepted] : of_replica) {
            means[move] += accepted / static_cast<double>(of_replicas.size());
        }
    }
    return means;
}

/// By species: the autocorrelation time of its number, in sweeps, and how many independent samples of it there are.
void add_memory(const BlockTable& samples, nlohmann::json& row) {
    constexpr std::size_t fewest_blocks = 8;
    for (const std::size_t s : {std::size_t{0}, std::size_t{1}}) {
        if (samples.block_count() < fewest_blocks) return;
        const AutocorrelationTime time = autocorrelation_time(samples, count_column(s));
        row["autocorrelation_times"].push_back(time.tau);
        row["effective_samples"].push_back(time.effective_samples);
    }
}

/// Adds the points of a composition.
/// returns   why there are none; empty if there are
std::string add_points_of(const OpenBoxes& boxes, const StateLine& line, Curves& curves, nlohmann::json& row) {
    if (boxes.moving == 0) return boxes.stuck;
    const BlockTable& samples = *boxes.samples;
    add_memory(samples, row);
    row["acceptance"] = mean_acceptance(boxes.acceptances);
    row["mu"] = field<std::array<double, 2>>(boxes.first, "mu");
    const auto level_error = field<double>(boxes.first, "level_error");
    row["level_error"] = level_error;
    row["level_p_value"] = field<double>(boxes.first, "level_p_value");
    const std::string doubt = why_too_short(samples, line.mixture.species_count());
    if (!doubt.empty()) return doubt;
    try {
        const GrandCanonicalAnalysis found = analyse_grand_canonical(samples);
        const RouteName by{grand_canonical_route};
        const double x1 = found.x1.value;
        row["x1"] = found.x1;
        row["G"] = found.G;
        row["errors_converged"] = found.errors_converged;
        add_kirkwood_buff_points(by, {}, x1, found, curves);
        const double response = found.density_response / line.temperature;
        curves[{quantity::density, by}].points.push_back(
            {x1, with_error_of_level(found.density, response, level_error)});
        curves[{quantity::pressure, by}].points.push_back(
            {x1, with_error_of_level(mean_of_replicas(boxes.pressures), found.density.value, level_error)});
        return "";
    } catch (const InvalidState& error) {
        return error.what();
    }
}

}  // namespace

Reduction GrandCanonicalRoute::reduce(const Manifest& manifest, const ResultsOnDemand& results, Backend) const {
    std::map<double, OpenBoxes> by_composition;
    Reduction reduction;
    for (const Task& task : manifest.tasks) {
        if (task.route != name()) continue;
        const HeldResult result = results.find(task.id);
        if (!result) continue;
        reduction.checks[name()].add(*result);
        add(*result, by_composition[field<double>(task.settings, "x1")]);
    }
    nlohmann::json rows = nlohmann::json::array();
    for (const auto& [x1, boxes] : by_composition) {
        nlohmann::json row{{"x1_wanted", x1}, {"replicas", boxes.moving}};
        const std::string doubt = add_points_of(boxes, manifest.state_line, reduction.curves, row);
        if (!doubt.empty()) {
            row["reason"] = doubt;
            reduction.remarks.push_back(fmt::format("Open boxes at x_1 = {:.3f} say nothing: {}.", x1, doubt));
        }
        rows.push_back(std::move(row));
    }
    reduction.details[name()] = std::move(rows);
    return reduction;
}

}  // namespace soret
