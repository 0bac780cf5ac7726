#pragma once

#include <cstdint>
#include <optional>
#include <variant>

#include <nlohmann/json.hpp>

#include "soret/common/contracts/integrators.hpp"
#include "soret/common/statistics/block_accumulator.hpp"
#include "soret/validation/simulation/backend.hpp"
#include "soret/validation/simulation/field_meter.hpp"
#include "soret/validation/simulation/observers/observers.hpp"

namespace soret {

/// What a run depends on, besides the mixture and its start.
struct MolecularDynamicsRunSettings {
    IntegratorParameters parameters = {};
    std::uint64_t equilibration = 0;     ///< steps
    std::uint64_t production = 0;        ///< steps
    std::uint64_t sample_every = 10;     ///< production steps between two samples, >= 1
    std::uint64_t frame_every = 0;       ///< production steps between two stops for a trajectory; 0: none
    std::size_t most_blocks = 128;       ///< of the block averages; even, >= 2
    std::uint64_t restrained_steps = 0;  ///< with restraints: steps in all after which they are let go
    /// The start has a total momentum that is to stay. Temperature and pressure are then those of the velocities
    /// relative to the centre of mass.
    bool keeps_momentum = false;
    /// nve without restraints: after each so many steps, counted from step 0, the total energy is brought back to that
    /// of the start, set_total_energy(). The truncated force jumps at the cutoff, and that lets the energy walk at
    /// random. 0: it may.
    std::uint64_t energy_reset_every = 0;
    ObservableSettings observables = {};
};

/// Columns of MolecularDynamicsRunResult::samples.
enum DynamicsQuantity : std::size_t {
    kinetic_temperature_now = 0,      ///< 2 K/(3 N - 3), 2 K/(3 N) while restrained      [eps/k_B]
    pressure_now = 1,                 ///< (2 K/3 + tr W/3)/V, W with springs             [eps/sigma^3]
    energy_per_particle = 2,          ///< U/N, without tail correction                   [eps]
    enthalpy_per_particle = 3,        ///< (U + K + (pressure now) V)/N                   [eps]
    volume_now = 4,                   ///< V                                              [sigma^3]
    kinetic_energy_per_particle = 5,  ///< K/N                                            [eps]
    edges_now = 6,                    ///< x, y, z                                        [sigma]
    pressure_tensor_now = 9,          ///< (sum m v_a v_b + virial)/V: xx yy zz xy xz yz  [eps/sigma^3]
    dynamics_quantities = 15,
};

/// Columns of MolecularDynamicsRunResult::conservation.
enum DynamicsConservation : std::size_t {
    conservation_step = 0,  ///< steps of the production
    conserved_change = 1,   ///< of the conserved energy since the start of the production, a particle  [eps]
};

/// Columns of MolecularDynamicsRunResult::heat_flux.
enum DynamicsHeatFlux : std::size_t {
    flux_from_hot = 0,   ///< E_hot/(2 A t), E the energy given since the last sample, t the time  [eps/(sigma^2 tau)]
    flux_into_cold = 1,  ///< -E_cold/(2 A t)
};

/// What the resets of the total energy have given to the particles since step 0.
struct EnergyResets {
    std::uint64_t count = 0;
    double sum = 0.0;             ///< [eps]
    double sum_of_squares = 0.0;  ///< [eps^2]
    friend bool operator==(const EnergyResets&, const EnergyResets&) = default;
};

/// The production in block means of the quantities and of all their products, a sample every sample_every steps.
struct MolecularDynamicsRunResult {
    BlockTable samples;
    BlockTable conservation;
    BlockTable heat_flux;      ///< no blocks but in nemd
    BlockTable field;          ///< FieldQuantity; no blocks but in hnemd
    EnergyGiven energy_given;  ///< in the production
    Trajectory trajectory;     ///< after the last step
    EnergyResets energy_resets;
};

/// The present step.
struct MolecularDynamicsSample {
    double temperature = 0.0;
    double pressure = 0.0;
    double potential_energy = 0.0;
    double kinetic_energy = 0.0;
    double flow_energy = 0.0;  ///< part of it that the centre of mass has, P^2/(2 M); 0 unless its momentum is kept
    double volume = 0.0;
    Vector3 edges = {};
    SymmetricTensor pressure_tensor = {};  ///< (sum m v_a v_b + virial)/V
    /// conserved_quantity(), and what went when restraints were let go, without what resets of the energy have given.
    double conserved = 0.0;
};

/// One run of molecular dynamics: equilibration, then production. It may be stopped after any advance(), written down,
/// and go on with the same bits, in either backend and with any number of threads. A pure function of mixture, start
/// and settings. Restraints of the start are let go after restrained_steps: then the velocity of the centre of mass
/// that springs have left is taken off, and the conserved quantity goes on as if nothing had been taken away; so it
/// does where the energy is reset, and changes by what the steps between the resets have done.
class MolecularDynamicsRun {
public:
    /// throws   InvalidArgument, InvalidState: settings or a start that the integrator cannot use or that cannot be
    ///          observed, fewer than two particles
    MolecularDynamicsRun(const Mixture& mixture, const Trajectory& start, const MolecularDynamicsRunSettings& settings,
                         Backend backend, const Execution& execution);
    /// saved    what to_json wrote, with the same mixture and settings
    /// throws   InvalidInput: not what to_json writes
    MolecularDynamicsRun(const Mixture& mixture, const nlohmann::json& saved,
                         const MolecularDynamicsRunSettings& settings, Backend backend, const Execution& execution);

    /// Some steps, as many as there are until something is due: a sample, a frame, the end of the equilibration or of
    /// the run; and never so many that a signal has to wait long.
    /// throws   InvalidState: a step that cannot be made, explanation_of() the integrator's error; a box that has
    ///          become too small for what is observed
    void advance();
    std::uint64_t steps_done() const;
    std::uint64_t steps_in_all() const { return settings_.equilibration + settings_.production; }
    bool finished() const { return steps_done() >= steps_in_all(); }
    bool in_production() const { return steps_done() >= settings_.equilibration; }
    /// Steps of the production done.
    std::uint64_t production_step() const { return in_production() ? steps_done() - settings_.equilibration : 0; }
    /// The present step is one of those that are sampled.
    bool is_sampled() const { return production_step() > 0 && production_step() % settings_.sample_every == 0; }

    MolecularDynamicsSample sample() const;
    /// Change of the conserved energy a particle since the start of the production; 0 before.
    double conserved_change_per_particle() const;
    Trajectory trajectory() const;
    MolecularDynamicsRunResult result() const;
    const Observers& observers() const { return observers_; }

    /// Compares energies and virial of the present step with sums over all pairs made anew, exactly.
    /// throws   std::logic_error: they differ, an error of this library
    void check_totals() const;

    nlohmann::json to_json() const;

private:
    using Engine = std::variant<reference::Integrator, optimized::Integrator>;

    const PairForcesTotals& totals() const;
    const ExtendedVariables& extended() const;
    SymmetricTensor kinetic_tensor_of_flow() const;
    void let_go_if_due();
    void reset_energy_if_due(const PairForcesRequest& request);
    double total_energy() const;
    std::uint64_t steps_until_due() const;
    void begin_production_if_due();
    void sample_heat_flux();
    void sample_field();
    double sample_interval() const;
    void observe();

    Mixture mixture_;
    MolecularDynamicsRunSettings settings_;
    Backend backend_;
    Execution execution_;
    Engine engine_;
    double particles_;
    double energy_of_start_;  // U + K, what resets bring back
    EnergyResets energy_resets_;
    double energy_let_go_ = 0.0;                // what the conserved quantity lost when restraints were let go
    std::optional<double> conserved_at_start_;  // of the production
    EnergyGiven given_before_;                  // the production
    EnergyGiven given_before_sample_;
    BlockAccumulator samples_;
    BlockAccumulator conservation_;
    BlockAccumulator heat_flux_;
    BlockAccumulator field_;
    FieldMeter field_meter_;
    Observers observers_;
};

}  // namespace soret
