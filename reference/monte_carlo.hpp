#pragma once

#include "soret/common/contracts/monte_carlo.hpp"

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

    MonteCarloChain chain() const { return chain_; }
    WideQuanta energy() const { return energy_; }
    double volume() const { return chain_.state.box.volume(); }
    const std::vector<std::int64_t>& species_counts() const { return species_counts_; }
    const MoveCounts& counts() const { return chain_.counts; }

private:
    void displace(std::size_t i, const RandomWords& a, const RandomWords& b);
    void change_identity(std::size_t i, std::uint64_t turn, const RandomWords& b);
    void change_volume();
    bool accepts(double h, std::uint32_t high, std::uint32_t low) const;
    void record(MoveCount& count, bool accepted);

    Mixture mixture_;
    MonteCarloParameters parameters_;
    MonteCarloChain chain_;
    WideQuanta energy_ = 0;
    std::vector<std::int64_t> species_counts_;
};

static_assert(MonteCarloBackend<MonteCarlo>);

}  // namespace soret::reference
