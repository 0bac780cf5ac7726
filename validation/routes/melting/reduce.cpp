#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/common/statistics/linear_combination.hpp"
#include "soret/common/statistics/melting_sigmoid.hpp"
#include "soret/common/statistics/straight_line.hpp"
#include "soret/validation/campaign/published_melting.hpp"
#include "soret/validation/campaign/quantities.hpp"
#include "soret/validation/routes/melting/bond_order_observer.hpp"
#include "soret/validation/routes/melting/melting.hpp"
#include "soret/validation/routes/melting/solid_solution.hpp"
#include "soret/validation/simulation/backend.hpp"

namespace soret {

namespace {

constexpr double one_standard_error = 0.6827;  // confidence of the interval from which T_m has its error

struct MeltingNumbers {
    NumberKey temperature, solid, liquid, enthalpy;
};
const std::array<MeltingNumbers, 2> keys{
    {{number::melting_temperature_1, number::solid_density_1, number::liquid_density_1, number::fusion_enthalpy_1},
     {number::melting_temperature_2, number::solid_density_2, number::liquid_density_2, number::fusion_enthalpy_2}}};

/// Bulk phases at one temperature.
struct BulkPhases {
    double temperature = 0.0;
    Estimate solid_density, liquid_density, solid_enthalpy, liquid_enthalpy;
};

/// All tasks of one species.
struct Substance {
    std::vector<BulkPhases> bulk;
    std::vector<MeltingReplicas> replicas;  ///< by temperature
    std::size_t undecided = 0;
};

std::array<Substance, 2> substances_of(const Manifest& manifest, const ResultsOnDemand& results, RunChecks& checks) {
    std::array<Substance, 2> substances;
    std::array<std::map<double, MeltingReplicas>, 2> replicas;
    for (const Task& task : manifest.tasks) {
        if (task.route != melting_route) continue;
        const HeldResult result = results.find(task.id);
        if (!result) continue;
        const auto species = field<std::size_t>(task.settings, "species") - 1;
        const double temperature = field<double>(task.settings, "temperature");
        Substance& substance = substances.at(species);
        reading_json("task " + task.id, [&] {
            const nlohmann::json& values = result->values;
            if (field<std::string>(task.settings, "stage") == "bulk") {
                // Of the phases alone: runs of both phases are not to end as the liquid that they began as.
                checks.add(*result);
                if (!field<nlohmann::json>(values, "departure").is_null()) return;
                const auto of = [&](const char* phase, const char* what) {
                    return field<Estimate>(field<nlohmann::json>(values, phase), what);
                };
                substance.bulk.push_back({temperature, of("solid", "density"), of("liquid", "density"),
                                          of("solid", "enthalpy"), of("liquid", "enthalpy")});
                return;
            }
            checks.conserved_changes.push_back(field<double>(values, "conserved_change"));
            const auto fate = field<std::string>(values, "fate");
            MeltingReplicas& at = replicas.at(species)[temperature];
            at.temperature = temperature;
            if (fate == name_of(Fate::frozen)) {
                ++at.frozen;
            } else if (fate == name_of(Fate::melted)) {
                ++at.melted;
            } else {
                ++substance.undecided;
            }
        });
    }
    for (std::size_t s = 0; s < 2; ++s) {
        for (const auto& [temperature, counts] : replicas[s]) substances[s].replicas.push_back(counts);
    }
    return substances;
}

/// Where the replicas bound T_m on both sides: the middle and half the width of the interval of one standard error.
std::optional<Estimate> melting_temperature(const MeltingSigmoid& sigmoid, std::size_t replicas) {
    const auto& [lower, upper] = sigmoid.melting_temperature_interval;
    if (!lower || !upper) return std::nullopt;
    const double middle = sigmoid.melting_temperature ? sigmoid.melting_temperature->value : 0.5 * (*lower + *upper);
    return Estimate{middle, 0.5 * (*upper - *lower), static_cast<double>(replicas)};
}

/// A quantity of the bulk phases at T_m, by a straight line in T through all temperatures; with the error of T_m.
std::optional<Estimate> at_melting(const std::vector<BulkPhases>& bulk, const Estimate& melting,
                                   Estimate (*value)(const BulkPhases&)) {
    if (bulk.size() < 3) return std::nullopt;
    std::vector<LinePoint> points;
    for (const BulkPhases& of : bulk) {
        points.push_back({of.temperature, value(of)});
        if (!(points.back().y.standard_error > 0.0)) return std::nullopt;
    }
    const StraightLine line(points);
    const Estimate of_temperature{0.0, std::fabs(line.slope().value) * melting.standard_error,
                                  melting.effective_samples};
    return linear_combination(std::array{1.0, 1.0}, std::array{line.at(melting.value), of_temperature});
}

Estimate enthalpy_of_fusion(const BulkPhases& of) {
    return {of.liquid_enthalpy.value - of.solid_enthalpy.value,
            std::hypot(of.liquid_enthalpy.standard_error, of.solid_enthalpy.standard_error),
            std::min(of.liquid_enthalpy.effective_samples, of.solid_enthalpy.effective_samples)};
}

nlohmann::json details_of(const Substance& substance, const MeltingSigmoid& sigmoid,
                          const std::optional<Estimate>& melting, std::size_t species) {
    nlohmann::json rows = nlohmann::json::array();
    for (const MeltingReplicas& at : substance.replicas) {
        rows.push_back({{"temperature", at.temperature}, {"frozen", at.frozen}, {"melted", at.melted}});
    }
    const auto bound = [](const std::optional<double>& value) {
        return value ? nlohmann::json(*value) : nlohmann::json(nullptr);
    };
    const auto interval = [&](const LikelihoodInterval& of) {
        return nlohmann::json{bound(of.lower), bound(of.upper)};
    };
    return {{"species", species + 1},
            {"replicas", rows},
            {"undecided", substance.undecided},
            {"melting_temperature", melting},
            {"melting_temperature_interval", interval(sigmoid.melting_temperature_interval)},
            {"width", sigmoid.width},
            {"width_interval", interval(sigmoid.width_interval)},
            {"reason", sigmoid.reason}};
}

void add_substance(const Substance& substance, std::size_t species, Reduction& reduction) {
    std::size_t decided = 0;
    for (const MeltingReplicas& at : substance.replicas) decided += at.frozen + at.melted;
    if (decided == 0) return;
    const MeltingSigmoid sigmoid = fit_melting_sigmoid(substance.replicas, one_standard_error);
    const std::optional<Estimate> melting = melting_temperature(sigmoid, decided);
    reduction.details["melting"].push_back(details_of(substance, sigmoid, melting, species));
    if (!melting) return;
    reduction.numbers[keys[species].temperature] = *melting;
    const std::pair<NumberKey, Estimate (*)(const BulkPhases&)> of_bulk[] = {
        {keys[species].solid, [](const BulkPhases& of) { return of.solid_density; }},
        {keys[species].liquid, [](const BulkPhases& of) { return of.liquid_density; }},
        {keys[species].enthalpy, enthalpy_of_fusion}};
    for (const auto& [key, value] : of_bulk) {
        if (const auto found = at_melting(substance.bulk, *melting, value)) reduction.numbers[key] = *found;
    }
}

/// Of the ideal solid solution, with the errors of both melting points and enthalpies; beside it that of the published
/// numbers.
void add_phase_diagram(const StateLine& line, Backend backend, Reduction& reduction) {
    std::array<Fusion, 2> measured, published;
    for (std::size_t s = 0; s < 2; ++s) {
        const auto temperature = reduction.numbers.find(keys[s].temperature);
        const auto enthalpy = reduction.numbers.find(keys[s].enthalpy);
        if (temperature == reduction.numbers.end() || enthalpy == reduction.numbers.end()) return;
        measured[s] = {temperature->second, enthalpy->second};
        published[s] = {published_melting[s].temperature, published_melting[s].fusion_enthalpy};
    }
    if (!SolidSolution::is_possible(measured)) return;  // noise larger than the enthalpy of fusion
    const SolidSolution solution(measured, backend);
    nlohmann::json& details = reduction.details["phase_diagram"];
    details["measured"] = solution.rows();
    if (line.mixture == paper_mixture()) details["published"] = SolidSolution(published, backend).rows();
    if (!(line.temperature > solution.lowest_temperature() && line.temperature < solution.highest_temperature()))
        return;
    const CoexistingPhases phases = solution.at(line.temperature);
    reduction.numbers[number::liquidus] = phases.liquid;
    reduction.numbers[number::solidus] = phases.solid;
}

}  // namespace

Reduction MeltingRoute::reduce(const Manifest& manifest, const ResultsOnDemand& results, Backend backend) const {
    Reduction reduction;
    reduction.details["melting"] = nlohmann::json::array();
    const std::array<Substance, 2> substances = substances_of(manifest, results, reduction.checks[name()]);
    for (std::size_t species = 0; species < 2; ++species) add_substance(substances[species], species, reduction);
    add_phase_diagram(manifest.state_line, backend, reduction);
    return reduction;
}

}  // namespace soret
