#include "soret/validation/simulation/growing_weights.hpp"

namespace soret {

namespace {

/// The gain of the next adjustment is that after `turns` turns in which every stage was chosen twice.
void set_gain(MonteCarloChain& chain, std::uint64_t turns) {
    GrowingParticle& particle = *chain.growing;
    particle.adjusts = true;
    particle.visits.assign(particle.weights.size(), 2);
    particle.settled = turns;
}

}  // namespace

MonteCarloChain find_growing_weights(const Mixture& mixture, const MonteCarloChain& start,
                                     const MonteCarloRunSettings& settings, const GrowingWeightsSearch& search,
                                     Backend backend, const Execution& execution) {
    MonteCarloRunSettings of_round;
    of_round.parameters = settings.parameters;
    of_round.equilibration = search.sweeps;
    const std::uint64_t turns = settings.parameters.growing->turns_per_sweep;
    MonteCarloChain chain = with_growing_particle(start, settings.parameters);
    for (std::uint64_t round = 0; round < search.rounds; ++round) {
        set_gain(chain, search.sweeps * turns);
        MonteCarloRun run(mixture, chain, of_round, backend, execution);
        while (!run.finished()) run.sweep();
        chain = run.chain();
    }
    set_gain(chain, search.sweeps_after * turns);
    return chain;
}

}  // namespace soret
