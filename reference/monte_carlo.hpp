#pragma once

#include "soret/reference/moves/biased_exchange.hpp"
#include "soret/reference/moves/displacement.hpp"
#include "soret/reference/moves/growing_displacement.hpp"
#include "soret/reference/moves/identity_change.hpp"
#include "soret/reference/moves/identity_swap.hpp"
#include "soret/reference/moves/particle_exchange.hpp"
#include "soret/reference/moves/stage_change.hpp"
#include "soret/reference/moves/volume_change.hpp"

namespace soret::reference {

/// One move at a time, every energy from a loop over all particles. Contract: contracts/monte_carlo.hpp.
class MonteCarlo {
public:
    MonteCarlo(const Mixture& mixture, const State& start, const MonteCarloParameters& parameters,
               const Execution& = {});
    MonteCarlo(const Mixture& mixture, const MonteCarloChain& chain, const MonteCarloParameters& parameters,
               const Execution& = {});

    void sweep();
    void set_step_sizes(double largest_displacement, double largest_log_volume_step);
    void freeze_weights();

    MonteCarloChain chain() const { return system_.chain; }
    WideQuanta energy() const { return system_.energy; }
    double volume() const { return system_.chain.state.box.volume(); }
    const std::vector<std::int64_t>& species_counts() const { return system_.species_counts; }
    const MoveCounts& counts() const { return system_.chain.counts; }
    const std::optional<GrowingParticle>& growing() const { return system_.chain.growing; }
    std::vector<double> stage_probabilities() const;

private:
    void attempt(MonteCarloMove name, const MonteCarloTurn& turn);
    template <class Move>
    void attempt(MonteCarloMove name, Move& move, const MonteCarloTurn& turn);
    bool accepts(const MoveTrial& trial) const;
    void record(MonteCarloMove name, bool accepted);

    MonteCarloSystem system_;
    Displacement displacement_;
    IdentityChange identity_change_;
    VolumeChange volume_change_;
    ParticleExchange particle_exchange_;
    IdentitySwap identity_swap_;
    GrowingDisplacement growing_displacement_;
    StageChange stage_change_;
    BiasedExchange biased_exchange_;
};

static_assert(MonteCarloBackend<MonteCarlo>);

}  // namespace soret::reference
