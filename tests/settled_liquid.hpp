#pragma once

#include <cmath>

#include "configurations.hpp"

namespace soret::test {

/// A liquid at about T = 0.62: melted lattice, with velocities scaled a few times on the way, and no momentum.
inline State settled_liquid(const Mixture& mixture, std::size_t n, std::uint64_t seed) {
    State state = cubic_liquid(2, n, 0.78, seed);
    for (int round = 0; round < 8; ++round) {
        for (auto& axis : state.velocity) {
            double mean = 0.0;
            for (const double v : axis) mean += v / static_cast<double>(n);
            for (double& v : axis) v -= mean;
        }
        const IntegratorParameters parameters{0.002};
        OptimizedBackend::Integrator integrator(mixture, start_of_trajectory(mixture, state, parameters), parameters,
                                                {});
        integrator.run(200);
        state = integrator.trajectory().state;
        const double temperature = 2.0 * integrator.totals().kinetic_energy() / (3.0 * static_cast<double>(n) - 3.0);
        for (auto& axis : state.velocity) {
            for (double& v : axis) v *= std::sqrt(0.62 / temperature);
        }
    }
    return state;
}

}  // namespace soret::test
