#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <variant>

#include <nlohmann/json.hpp>

#include "soret/common/contracts/monte_carlo.hpp"
#include "soret/common/statistics/block_accumulator.hpp"
#include "soret/validation/simulation/backend.hpp"
#include "soret/validation/simulation/growing_samples.hpp"
#include "soret/validation/simulation/number_histogram.hpp"
#include "soret/validation/simulation/observers/observers.hpp"

namespace soret {

/// What a run depends on, besides the mixture and its start.
struct MonteCarloRunSettings {
    MonteCarloParameters parameters;   ///< its step sizes are not used: those of the start are
    std::uint64_t equilibration = 0;   ///< sweeps; step sizes and weights are adapted in them, then fixed
    std::uint64_t production = 0;      ///< sweeps; each is one sample
    std::uint64_t pressure_every = 0;  ///< production sweeps between two evaluations of the virial pressure; 0: none
    std::size_t most_blocks = 128;     ///< of the block averages; even, >= 2
    double target_acceptance = 0.4;    ///< of displacements and volume moves, in (0, 1)
    ObservableSettings observables = {};
};

/// Whether the virial of this mixture gives the pressure that a chain at constant pressure holds. Where the potential
/// is cut but not shifted the chain feels its jump at the cutoff, and the virial has no impulse there.
/// throws   InvalidArgument: truncation plain
void check_measures_pressure(const Mixture& mixture);

/// throws   InvalidArgument: target_acceptance out of range, too many sweeps, a pressure to be measured at constant
///          pressure that check_measures_pressure refuses
void check_settings(const Mixture& mixture, const MonteCarloRunSettings& settings);

/// Columns of MonteCarloRunResult::samples.
enum MonteCarloQuantity : std::size_t {
    species_1_count = 0,   ///< N_1
    potential_energy = 1,  ///< U, without tail correction, with u_k of a growing particle     [eps]
    box_volume = 2,        ///< V                              [sigma^3]
    other_counts = 3,      ///< N_2, N_3, ... one column each, only in an ensemble that exchanges particles
};

/// The column of N_s in the samples of an ensemble that exchanges particles.
constexpr std::size_t count_column(std::size_t species) {
    return species == 0 ? std::size_t{species_1_count} : other_counts + species - 1;
}

/// Columns of MonteCarloRunResult::pressure.
enum MonteCarloPressure : std::size_t {
    virial_pressure = 0,  ///< N T/V + tr W/(3 V), without a growing particle              [eps/sigma^3]
    virial_enthalpy = 1,  ///< U + (virial pressure) V         [eps]
    particle_count = 2,   ///< N, only in an ensemble that exchanges particles
};

/// Accepted moves of a sweep over attempted ones, a sample a sweep.
struct AcceptanceTable {
    std::vector<MonteCarloMove> moves;  ///< those of the ensemble: the columns of the blocks
    BlockTable blocks;

    /// throws   std::out_of_range: the ensemble does not have this move
    std::size_t column_of(MonteCarloMove move) const;
    bool operator==(const AcceptanceTable&) const = default;
};

/// The production in block means of the quantities and of all their products. Every table is empty if its series is.
struct MonteCarloRunResult {
    BlockTable samples;          ///< MonteCarloQuantity, a sample a sweep
    AcceptanceTable acceptance;  ///< of the moves of the ensemble
    BlockTable pressure;         ///< MonteCarloPressure, a sample every pressure_every sweeps
    MonteCarloChain chain;       ///< after the last sweep
    /// Of an ensemble that exchanges particles, a sample every pressure_every sweeps; bins of the energy as wide as the
    /// temperature.
    std::optional<NumberHistogram> numbers = std::nullopt;
    /// Of ensemble growing: a sample a sweep, energies at all stages every pressure_every sweeps.
    std::optional<GrowingSamples> growing = std::nullopt;
};

/// The configuration after a sweep.
struct MonteCarloSample {
    std::vector<std::int64_t> species_counts;
    double potential_energy = 0.0;
    double volume = 0.0;
    std::optional<double> pressure;  ///< if it was evaluated in this sweep

    double particles() const;
    double x1() const;  ///< not a number without particles
};

/// One Monte Carlo run: equilibration, then production. It may be stopped between any two sweeps, written down, and go
/// on with the same bits, in either backend and with any number of threads. A pure function of mixture, start and
/// settings. The step sizes are a function of the counters of accepted moves alone.
class MonteCarloRun {
public:
    /// throws   InvalidArgument, InvalidState: settings or a start that the ensemble cannot use
    MonteCarloRun(const Mixture& mixture, const MonteCarloChain& start, const MonteCarloRunSettings& settings,
                  Backend backend, const Execution& execution);
    /// saved    what to_json wrote, with the same mixture and settings
    /// throws   InvalidInput: not what to_json writes
    MonteCarloRun(const Mixture& mixture, const nlohmann::json& saved, const MonteCarloRunSettings& settings,
                  Backend backend, const Execution& execution);

    void sweep();
    bool finished() const { return done_ >= settings_.equilibration + settings_.production; }
    bool in_production() const { return done_ >= settings_.equilibration; }
    std::uint64_t sweeps_done() const { return done_; }
    std::uint64_t sweeps_in_all() const { return settings_.equilibration + settings_.production; }
    /// Sweeps of the production done.
    std::uint64_t production_sweep() const { return in_production() ? done_ - settings_.equilibration : 0; }

    MonteCarloSample sample() const;
    MonteCarloChain chain() const;
    MonteCarloRunResult result() const;
    const Observers& observers() const { return observers_; }
    const std::optional<NumberHistogram>& numbers() const { return numbers_; }
    const std::optional<GrowingSamples>& growing() const { return growing_; }

    /// Compares the running energy with one summed anew, exactly.
    /// throws   std::logic_error: they differ, an error of this library
    void check_energy() const;

    nlohmann::json to_json() const;

private:
    using Engine = std::variant<reference::MonteCarlo, optimized::MonteCarlo>;

    bool step_sizes_rest() const;
    void adapt_step_sizes();
    void take_sample(const MoveCounts& before);
    void take_growing_sample();
    std::vector<ParticleEnergy> growing_energies(const MonteCarloChain& present) const;
    double evaluate_pressure() const;

    Mixture mixture_;
    MonteCarloRunSettings settings_;
    Backend backend_;
    Execution execution_;
    Engine engine_;
    std::uint64_t done_ = 0;
    double displacement_ = 0.0;
    double log_volume_step_ = 0.0;
    MoveCounts adapted_at_;
    std::optional<double> pressure_now_;
    std::vector<MonteCarloMove> moves_;
    BlockAccumulator samples_;
    BlockAccumulator acceptance_;
    BlockAccumulator pressure_;
    std::optional<NumberHistogram> numbers_;
    std::optional<GrowingSamples> growing_;
    Observers observers_;
};

/// Runs to the end. after_sweep, if given, is called after every sweep; where it returns false the run stops there.
MonteCarloRunResult run_monte_carlo(const Mixture& mixture, const MonteCarloChain& start,
                                    const MonteCarloRunSettings& settings, Backend backend, const Execution& execution,
                                    const std::function<bool(const MonteCarloRun&)>& after_sweep = {});

/// All of a chain; values read back have the same bits.
nlohmann::json chain_to_json(const MonteCarloChain& chain);
/// throws   InvalidInput: not what chain_to_json writes
MonteCarloChain chain_from_json(const nlohmann::json& json);

}  // namespace soret
