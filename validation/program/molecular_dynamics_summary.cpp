#include "soret/validation/program/molecular_dynamics_summary.hpp"

#include <array>

#include <fmt/format.h>

#include "soret/validation/program/field_summary.hpp"
#include "soret/validation/program/run_summary.hpp"
#include "soret/validation/program/summary_quantities.hpp"
#include "soret/validation/simulation/velocities.hpp"

namespace soret {

namespace {

// Slope of the straight line, its error from blocks that are long against the fluctuations of the energy. Their length
// is not chosen from the data: the time that the line is drawn over would be taken for a slow quantity.
SummaryQuantity drift_of(const BlockTable& all, double production) {
    const SummaryQuantity change = mean_of(all, conserved_change);
    if (!change.estimate || !change.reason.empty()) return scaled(change, 0.0);  // too few samples, or no change at all
    BlockTable blocks = all;
    while (blocks.block_count() >= 32) blocks = blocks.coarsened(2);
    return {.estimate = jackknife(blocks, FunctionOfMeans([&](std::span<const double> means) {
                                      return production *
                                             (covariance(blocks, means, conservation_step, conserved_change) /
                                              covariance(blocks, means, conservation_step, conservation_step));
                                  }))};
}

// N/<V>; known where the box does not breathe.
SummaryQuantity density_of(const RunSettings& settings, const BlockTable& samples, const State& final_state) {
    const double n = static_cast<double>(final_state.size());
    if (!has_barostat(settings.dynamics.parameters.ensemble)) return known(n / final_state.box.volume());
    return function_of(
        samples, [n](std::span<const double> means) { return n / means[volume_now]; }, "no volume");
}

nlohmann::json pressure_tensor_of(const BlockTable& samples) {
    nlohmann::json tensor = nlohmann::json::array();
    for (std::size_t a = 0; a < 6; ++a) tensor.push_back(json_of(mean_of(samples, pressure_tensor_now + a)));
    return tensor;
}

// Known where an edge does not breathe.
nlohmann::json box_of(const RunSettings& settings, const BlockTable& samples, const State& final_state) {
    const std::array<bool, 3> breathing = breathing_edges(settings.dynamics.parameters.ensemble);
    const Vector3& last = final_state.box.edges();
    const std::array<double, 3> edges{last.x, last.y, last.z};
    nlohmann::json box = nlohmann::json::array();
    for (std::size_t axis = 0; axis < 3; ++axis) {
        box.push_back(json_of(breathing[axis] ? mean_of(samples, edges_now + axis) : known(edges[axis])));
    }
    return box;
}

SummaryQuantity volume_of(const RunSettings& settings, const BlockTable& samples, const State& final_state) {
    const bool breathes = has_barostat(settings.dynamics.parameters.ensemble);
    return breathes ? mean_of(samples, volume_now) : known(final_state.box.volume());
}

nlohmann::json block_analyses_of(const BlockTable& samples) {
    return {{"samples", static_cast<std::uint64_t>(samples.sample_count())},
            {"temperature", block_analysis_of(samples, kinetic_temperature_now)},
            {"pressure", block_analysis_of(samples, pressure_now)},
            {"potential_energy_per_particle", block_analysis_of(samples, energy_per_particle)},
            {"kinetic_energy_per_particle", block_analysis_of(samples, kinetic_energy_per_particle)},
            {"enthalpy_per_particle", block_analysis_of(samples, enthalpy_per_particle)},
            {"volume", block_analysis_of(samples, volume_now)}};
}

// Of the last step.
void add_total_momentum(const RunSettings& settings, const MolecularDynamicsRunResult& result,
                        nlohmann::json& summary) {
    const Vector3 momentum = total_momentum(result.trajectory.state, settings.mixture);
    summary["total_momentum"] = {momentum.x, momentum.y, momentum.z};
}

void add_flow(const RunSettings& settings, const MolecularDynamicsRunResult& result, nlohmann::json& summary) {
    const EnergyGiven& given = result.energy_given;
    add_to(summary, "heat_flux_hot", mean_of(result.heat_flux, flux_from_hot));
    add_to(summary, "heat_flux_cold", mean_of(result.heat_flux, flux_into_cold));
    summary["energy_given"] = {{"hot", given.hot}, {"cold", given.cold}, {"rest", given.rest}};
    add_total_momentum(settings, result, summary);
}

}  // namespace

std::string final_digest(const State& final_state, const Trajectory& end, IntegratorEnsemble ensemble) {
    Digest digest = digest_of_state(final_state);
    if (has_thermostat(ensemble)) {
        for (const NoseHooverChain* chain : {&end.extended.thermostat, &end.extended.barostat}) {
            digest.add(chain->eta).add(chain->rate);
        }
        digest.add(end.extended.strain_rate);
    }
    if (has_slabs(ensemble)) {
        const EnergyGiven& given = end.extended.energy_given;
        digest.add(given.hot).add(given.cold).add(given.rest);
    }
    if (has_field(ensemble)) {
        const FieldVariables& field = end.extended.field;
        digest.add(field.work).add(field.heat);
        for (const double c : field.drift_kick) digest.add(c);
        digest.add(end.extended.thermostat.eta).add(end.extended.thermostat.rate);
    }
    return digest.add(end.step).hex();
}

nlohmann::json summary_of(const RunSettings& settings, const MolecularDynamicsRunResult& result,
                          const State& final_state) {
    const std::size_t particles = final_state.size();
    const auto departure = departure_from_liquid(settings, final_state);
    const std::string fixed = fmt::format("kind = \"{}\" keeps x1: semigrand measures it", settings.kind);
    // While springs hold particles the momentum is not conserved.
    const bool held = !result.trajectory.anchors.empty();
    nlohmann::json summary{
        {"kind", settings.kind},
        {"n", particles},
        {"degrees_of_freedom", 3 * particles - (held ? 0 : 3)},
        {"momentum", settings.dynamics.keeps_momentum ? "kept" : "removed"},
        {"pressure_tensor", pressure_tensor_of(result.samples)},
        {"box", box_of(settings, result.samples, final_state)},
        {"block_analysis", block_analyses_of(result.samples)},
        {"acceptance", nlohmann::json::object()},
        {"departure_from_liquid", departure ? nlohmann::json(*departure) : nlohmann::json(nullptr)},
        {"final_digest", final_digest(final_state, result.trajectory, settings.dynamics.parameters.ensemble)}};
    add_to(summary, "temperature", mean_of(result.samples, kinetic_temperature_now));
    add_to(summary, "pressure", mean_of(result.samples, pressure_now));
    add_to(summary, "density", density_of(settings, result.samples, final_state));
    add_to(summary, "volume", volume_of(settings, result.samples, final_state));
    add_to(summary, "potential_energy_per_particle", mean_of(result.samples, energy_per_particle));
    add_to(summary, "kinetic_energy_per_particle", mean_of(result.samples, kinetic_energy_per_particle));
    add_to(summary, "enthalpy_per_particle", mean_of(result.samples, enthalpy_per_particle));
    add_to(summary, "gamma", missing(fixed));
    add_to(summary, "enthalpy_difference", missing(fixed));
    add_to(summary, "conserved_drift_per_particle",
           drift_of(result.conservation, static_cast<double>(settings.dynamics.production)));
    const auto counts = final_state.species_counts(settings.mixture.species_count());
    add_to(summary, "x1", known(static_cast<double>(counts[0]) / static_cast<double>(particles)));
    add_mole_fractions(settings, final_state, summary);
    if (settings.dynamics.keeps_momentum) add_total_momentum(settings, result, summary);
    if (has_slabs(settings.dynamics.parameters.ensemble)) add_flow(settings, result, summary);
    if (has_field(settings.dynamics.parameters.ensemble)) {
        add_field(settings, result, summary);
        add_total_momentum(settings, result, summary);
    }
    return summary;
}

}  // namespace soret
