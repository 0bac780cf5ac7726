#pragma once

// Chains of every Monte Carlo ensemble, for tests of their bits and of their books.

#include <algorithm>
#include <cmath>
#include <vector>

#include "monte_carlo_chains.hpp"

namespace soret::test {

inline constexpr MonteCarloEnsemble every_ensemble[] = {MonteCarloEnsemble::nvt,
                                                        MonteCarloEnsemble::npt,
                                                        MonteCarloEnsemble::semi_grand,
                                                        MonteCarloEnsemble::grand_canonical,
                                                        MonteCarloEnsemble::nvt_swap,
                                                        MonteCarloEnsemble::npt_swap,
                                                        MonteCarloEnsemble::growing,
                                                        MonteCarloEnsemble::growing_fixed,
                                                        MonteCarloEnsemble::grand_canonical_biased};

inline Mixture unlike_pair(Truncation truncation) {
    return Mixture(
        {{1.0, 2.5}, symmetric(0.8, 0.95, 1.3), symmetric(1.0, 0.97, 0.9), symmetric(2.5, 2.3, 2.1), truncation});
}

/// Three unlike species, of which the last does not see itself.
inline Mixture unlike_triple() {
    MixtureParameters three = lorentz_berthelot({1.0, 1.5, 2.0}, {1.0, 0.7, 1.2}, {1.0, 0.9, 0.95}, 2.4);
    three.epsilon(2, 2) = 0.0;
    return Mixture(three);
}

inline std::vector<Mixture> every_mixture() {
    return {paper_mixture(), unlike_pair(Truncation::force_shifted), unlike_pair(Truncation::plain), unlike_triple()};
}

/// Hot, with steps so long that overlaps are tried and positions cross the boundary often.
inline MonteCarloParameters parameters_for(MonteCarloEnsemble ensemble, const Mixture& mixture,
                                           std::uint64_t seed = 7) {
    MonteCarloParameters parameters{.ensemble = ensemble,
                                    .temperature = 1.4,
                                    .pressure = 1.1,
                                    .chemical_potential = {0.4, 0.0},
                                    .largest_displacement = 0.4,
                                    .largest_log_volume_step = 0.03,
                                    .seed = seed};
    parameters.chemical_potential.resize(mixture.species_count(), 0.2);
    if (has_move(ensemble, MonteCarloMove::growing_displacement)) {
        parameters.growing = GrowingParameters{.species = 1,
                                               .stages = {0.0, 0.1, 0.3, 0.6, 1.0},
                                               .first_stage = ensemble == MonteCarloEnsemble::growing ? 0U : 2U,
                                               .turns_per_sweep = 3,
                                               .adjusts = true};
    }
    return parameters;
}

/// At the density 0.5, but never narrower than 6.5: small systems are dilute.
inline State start_of(std::size_t n, const Mixture& mixture) {
    const double edge = std::max(6.5, std::cbrt(static_cast<double>(n) / 0.5));
    return grid_state(n, {edge, 1.02 * edge, 1.1 * edge}, mixture.species_count());
}

template <class Backend>
MonteCarloChain after_sweeps(Backend backend, int sweeps) {
    for (int s = 0; s < sweeps; ++s) backend.sweep();
    return backend.chain();
}

}  // namespace soret::test
