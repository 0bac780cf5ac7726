#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <numeric>
#include <optional>
#include <utility>
#include <vector>

#include "soret/common/contracts/monte_carlo.hpp"
#include "soret/common/errors.hpp"
#include "soret/common/statistics/block_accumulator.hpp"
#include "soret/common/statistics/estimate.hpp"
#include "soret/common/statistics/jackknife.hpp"
#include "soret/common/statistics/verdict.hpp"

namespace soret::test {

/// Two-sided rate at which a right chain fails one assertion made with z_limit() or a p-value. The seeds are fixed: a
/// test that passes once passes always, on every machine.
inline constexpr double false_alarm_rate = 1e-5;

/// n particles on a simple cubic grid in a box with these edges, species in turn, ids 4, 7, 10, ...
inline State grid_state(std::size_t n, const Vector3& edges, std::size_t species_count) {
    State state;
    state.box = Box(edges);
    std::size_t along = 1;
    while (along * along * along < n) ++along;
    const double step = 1.0 / static_cast<double>(along);
    for (std::size_t k = 0; k < n; ++k) {
        const Vector3 site{static_cast<double>(k % along) * step * edges.x,
                           static_cast<double>(k / along % along) * step * edges.y,
                           static_cast<double>(k / along / along) * step * edges.z};
        state.add(static_cast<std::int64_t>(3 * k + 4), static_cast<std::int32_t>(k % species_count), site);
    }
    return state;
}

/// The cube with this number density.
inline State grid_state_of_density(std::size_t n, double density, std::size_t species_count) {
    const double edge = std::cbrt(static_cast<double>(n) / density);
    return grid_state(n, {edge, edge, edge}, species_count);
}

inline SpeciesMatrix symmetric(double a11, double a12, double a22) {
    SpeciesMatrix matrix(2, a12);
    matrix(0, 0) = a11;
    matrix(1, 1) = a22;
    return matrix;
}

/// Species that do not interact.
inline Mixture ideal_mixture(std::size_t species_count) {
    return Mixture({std::vector<double>(species_count, 1.0), SpeciesMatrix(species_count, 0.0),
                    SpeciesMatrix(species_count, 1.0), SpeciesMatrix(species_count, 2.5)});
}

/// A chain whose box has a smallest edge: a volume move below it, at which sweep() throws, counts as rejected, and the
/// chain goes on from where it is with another seed. So V^N exp(-P V/T) is sampled over V > V_least = (2 r_c)^3 of a
/// cube: with few particles volumes vary too much to stay away from V_least.
template <class Backend>
class WalledChain {
public:
    WalledChain(const Mixture& mixture, const State& start, const MonteCarloParameters& parameters)
        : mixture_(mixture), parameters_(parameters), chain_(std::in_place, mixture, start, parameters) {}

    void sweep() {
        try {
            chain_->sweep();
        } catch (const InvalidState&) {
            ++parameters_.seed;
            const MonteCarloChain here = chain_->chain();
            chain_.emplace(mixture_, here, parameters_);
        }
    }
    const Backend& operator*() const { return *chain_; }
    const Backend* operator->() const { return &*chain_; }

private:
    Mixture mixture_;
    MonteCarloParameters parameters_;
    std::optional<Backend> chain_;
};

/// Sweeps a chain and puts one sample a sweep into at least most_blocks/2 and fewer than most_blocks blocks.
/// observe() returns a std::vector<double>.
template <class Chain, class Observe>
BlockTable sampled(Chain& chain, std::uint64_t equilibration, std::uint64_t sweeps, const Observe& observe,
                   std::size_t most_blocks = 128) {
    for (std::uint64_t s = 0; s < equilibration; ++s) chain.sweep();
    BlockAccumulator blocks(observe().size(), most_blocks);
    for (std::uint64_t s = 0; s < sweeps; ++s) {
        chain.sweep();
        blocks.add(observe());
    }
    return blocks.blocks();
}

inline Estimate mean_of(const BlockTable& table, std::size_t quantity) {
    return jackknife(table, [quantity](std::span<const double> means) { return means[quantity]; });
}

/// How far an estimate from blocks is from an exact value, in units of the largest deviation that is accepted: below 1
/// passes, and a right chain reaches 1 with the probability false_alarm_rate (Student's t of the blocks).
inline double deviation(const Estimate& measured, double exact) {
    const double z = std::fabs(measured.value - exact) / measured.standard_error;
    return z / z_limit_of(false_alarm_rate, measured.effective_samples - 1.0);
}

/// Probability of a chi-squared at least that of counts; classes with fewer than five expected are joined.
inline double p_value_of_counts(const std::vector<double>& counts, const std::vector<double>& probability) {
    const double n = std::accumulate(counts.begin(), counts.end(), 0.0);
    double chi_squared = 0.0;
    double observed = 0.0;
    double expected = 0.0;
    double rest = n;
    int classes = 0;
    for (std::size_t k = 0; k < counts.size(); ++k) {
        observed += counts[k];
        expected += n * probability[k];
        rest -= n * probability[k];
        if (expected < 5.0 || (rest < 5.0 && k + 1 < counts.size())) continue;
        chi_squared += (observed - expected) * (observed - expected) / expected;
        ++classes;
        observed = expected = 0.0;
    }
    return chi_squared_p_value(chi_squared, classes - 1);
}

}  // namespace soret::test
