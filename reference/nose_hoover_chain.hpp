#pragma once

#include <cstddef>

#include "soret/common/contracts/integrators.hpp"
#include "soret/common/portable_math.hpp"

namespace soret::reference {

/// What a chain is coupled to.
struct ChainCoupling {
    double freedoms;     ///< n: degrees of freedom that the first thermostat acts on
    double temperature;  ///< T
    double first_mass;   ///< Q_1
    double other_mass;   ///< Q_k, k > 1
};

/// v_k <- (v_k e_k + (delta/2) g_k) e_k
inline void kick_thermostat(NoseHooverChain& chain, std::size_t k, const ChainCoupling& c, double kinetic_twice,
                            double delta, std::uint64_t step) {
    std::vector<double>& v = chain.rate;
    double g = 0.0;
    if (k == 0) {
        g = (kinetic_twice - c.freedoms * c.temperature) / c.first_mass;
    } else {
        const double mass_below = k == 1 ? c.first_mass : c.other_mass;
        g = (mass_below * (v[k - 1] * v[k - 1]) - c.temperature) / c.other_mass;
    }
    const double e = k + 1 < v.size() ? portable_exp(-(0.25 * delta) * v[k + 1]) : 1.0;
    v[k] = (v[k] * e + (0.5 * delta) * g) * e;
    if (k > 0) check_damping((0.25 * delta) * v[k], step);
}

/// Half a step of a chain. Contract: contracts/integrators.hpp.
/// returns  s, the factor of the momenta that the chain acts on
inline double half_step_of_chain(NoseHooverChain& chain, const ChainCoupling& c, double kinetic_twice, double delta,
                                 std::uint64_t step) {
    const std::size_t length = chain.rate.size();
    for (std::size_t k = length; k-- > 0;) kick_thermostat(chain, k, c, kinetic_twice, delta, step);

    const double exponent = -delta * chain.rate[0];
    check_scaling(exponent, step);
    const double s = portable_exp(exponent);
    kinetic_twice = (s * s) * kinetic_twice;
    for (std::size_t k = 0; k < length; ++k) chain.eta[k] += delta * chain.rate[k];

    for (std::size_t k = 0; k < length; ++k) kick_thermostat(chain, k, c, kinetic_twice, delta, step);
    return s;
}

}  // namespace soret::reference
