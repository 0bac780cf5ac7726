#pragma once

#include <array>
#include <vector>

#include "soret/common/mixture.hpp"
#include "soret/common/order_independent_sum.hpp"
#include "soret/common/state.hpp"

namespace soret::optimized {

/// The sums over single particles of contracts/pair_forces.hpp; all zero without velocities.
class ParticleSums {
public:
    struct Request {
        bool kinetic;
        bool currents;
    };

    ParticleSums(const Mixture& mixture, const State& state, Request request,
                 const std::vector<double>& particle_energy);

    SymmetricTensor kinetic() const;
    std::vector<std::array<double, 3>> mass_current() const;
    /// pairs   the part of the pairs, in quanta
    std::array<double, 3> heat_current(const WideQuanta* pairs) const;

private:
    std::array<OrderIndependentTotal, 6> kinetic_;
    std::vector<std::array<OrderIndependentTotal, 3>> mass_current_;
    std::array<OrderIndependentTotal, 3> heat_current_;
};

}  // namespace soret::optimized
