#include "soret/optimized/monte_carlo.hpp"

#include "soret/common/digest.hpp"
#include "soret/common/portable_math.hpp"

namespace soret::optimized {

MonteCarlo::MonteCarlo(const Mixture& mixture, const State& start, const MonteCarloParameters& parameters,
                       const Execution& execution)
    : MonteCarlo(mixture, start_of_chain(start, parameters), parameters, execution) {}

MonteCarlo::MonteCarlo(const Mixture& mixture, const MonteCarloChain& chain, const MonteCarloParameters& parameters,
                       const Execution& execution)
    : system_(mixture, chain, parameters, execution) {}

void MonteCarlo::set_step_sizes(double largest_displacement, double largest_log_volume_step) {
    check_step_sizes(system_.grid.box(), largest_displacement, largest_log_volume_step);
    system_.chain.largest_displacement = largest_displacement;
    system_.chain.largest_log_volume_step = largest_log_volume_step;
}

void MonteCarlo::freeze_weights() {
    if (system_.chain.growing) system_.chain.growing->adjusts = false;
}

std::vector<double> MonteCarlo::stage_probabilities() const {
    std::vector<double> mean = system_.stage_probability_sums;
    for (double& p : mean) p /= static_cast<double>(system_.parameters.growing->turns_per_sweep);
    return mean;
}

void MonteCarlo::sweep() {
    system_.stage_probability_sums.clear();
    make_sweep(system_.chain, system_.parameters,
               [this](const std::vector<MonteCarloMove>& moves, const MonteCarloTurn& numbers) {
                   Turn turn(numbers, system_);
                   for (const MonteCarloMove move : moves) attempt(move, turn);
               });
}

void MonteCarlo::attempt(MonteCarloMove name, Turn& turn) {
    switch (name) {
        case MonteCarloMove::displacement: return attempt(name, displacement_, turn);
        case MonteCarloMove::identity: return attempt(name, identity_change_, turn);
        case MonteCarloMove::volume: return attempt(name, volume_change_, turn);
        case MonteCarloMove::exchange: return attempt(name, particle_exchange_, turn);
        case MonteCarloMove::swap: return attempt(name, identity_swap_, turn);
        case MonteCarloMove::growing_displacement: return attempt(name, growing_displacement_, turn);
        case MonteCarloMove::stage: return attempt(name, stage_change_, turn);
        case MonteCarloMove::biased_exchange: return attempt(name, biased_exchange_, turn);
    }
}

template <class Move>
void MonteCarlo::attempt(MonteCarloMove name, Move& move, Turn& turn) {
    const MoveTrial trial = move.propose(system_, turn);
    const bool accepted = accepts(trial);
    if (accepted) {
        move.apply(system_, turn);
        system_.energy += trial.energy_change;
    }
    record(name, accepted);
}

bool MonteCarlo::accepts(const MoveTrial& trial) const {
    if (trial.overlap) return false;
    return trial.h <= 0.0 ||
           uniform_from(trial.high, trial.low) < portable_exp(-trial.h / system_.parameters.temperature);
}

void MonteCarlo::record(MonteCarloMove name, bool accepted) {
    MoveCount& count = system_.chain.counts[name];
    ++count.attempted;
    count.accepted += accepted ? 1 : 0;
    std::uint64_t& digest = system_.chain.digest;
    digest = fold_into_digest(digest, 2 * static_cast<std::uint64_t>(system_.energy) + (accepted ? 1 : 0));
}

}  // namespace soret::optimized
