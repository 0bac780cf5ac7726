#include "soret/validation/program/molecular_dynamics_stage.hpp"

#include <fmt/format.h>

#include "soret/validation/program/molecular_dynamics_summary.hpp"

namespace soret {

MolecularDynamicsStage::MolecularDynamicsStage(const RunSettings& settings, MolecularDynamicsRun run)
    : settings_(settings), run_(std::move(run)) {
    const State state = run_.trajectory().state;
    particles_ = static_cast<double>(state.size());
    x1_ = static_cast<double>(state.species_counts(settings.mixture.species_count())[0]) / particles_;
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
    run_.observers().add_to(summary);
    return summary;
}

}  // namespace soret
