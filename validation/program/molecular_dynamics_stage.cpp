#include "soret/validation/program/molecular_dynamics_stage.hpp"

#include <array>

#include <fmt/format.h>

#include "soret/common/files/json_fields.hpp"
#include "soret/validation/program/identity_summary.hpp"
#include "soret/validation/program/molecular_dynamics_summary.hpp"

namespace soret {

namespace {

constexpr const char* momentum_key = "momentum_removed";

nlohmann::json json_of(const Vector3& v) {
    return {v.x, v.y, v.z};
}

}  // namespace

MolecularDynamicsStage::MolecularDynamicsStage(const RunSettings& settings, MolecularDynamicsRun run,
                                               const Vector3& momentum_removed)
    : settings_(settings), run_(std::move(run)), momentum_removed_(momentum_removed) {
    const State state = run_.trajectory().state;
    particles_ = static_cast<double>(state.size());
    x1_ = static_cast<double>(state.species_counts(settings.mixture.species_count())[0]) / particles_;
}

Vector3 MolecularDynamicsStage::saved_momentum(const nlohmann::json& saved) {
    const auto momentum = field<std::array<double, 3>>(saved, momentum_key);
    return {momentum[0], momentum[1], momentum[2]};
}

nlohmann::json MolecularDynamicsStage::to_json() const {
    nlohmann::json json = run_.to_json();
    json[momentum_key] = json_of(momentum_removed_);
    return json;
}

std::string MolecularDynamicsStage::series_row() const {
    if (!run_.is_sampled()) return "";
    const MolecularDynamicsSample now = run_.sample();
    const std::uint64_t step = run_.production_step();
    const double time = static_cast<double>(step) * settings_.dynamics.parameters.timestep;
    return fmt::format("{},{},{},{},{},{},{},{},{}\n", step, time, now.temperature, now.pressure,
                       particles_ / now.volume, now.potential_energy, now.kinetic_energy, now.conserved, x1_);
}

std::string MolecularDynamicsStage::status() const {
    const MolecularDynamicsSample now = run_.sample();
    return fmt::format("T {:.4f}  P {:.4f}  density {:.4f}  energy {:.4f}  drift {:.1e}", now.temperature, now.pressure,
                       particles_ / now.volume, now.potential_energy / particles_,
                       run_.conserved_change_per_particle());
}

nlohmann::json MolecularDynamicsStage::summary(const State& final_state) const {
    nlohmann::json summary = summary_of(settings_, run_.result(), final_state);
    summary[momentum_key] = json_of(momentum_removed_);
    run_.observers().add_to(summary);
    add_chemical_potential_differences(run_.observers(), summary);
    return summary;
}

}  // namespace soret
