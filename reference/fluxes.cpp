#include "soret/reference/fluxes.hpp"

#include <vector>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/order_independent_sum.hpp"
#include "soret/reference/exact_pair_terms.hpp"
#include "soret/reference/mixed_pair_terms.hpp"

namespace soret::reference {

namespace {

constexpr PairForcesRequest all_terms{.energies = true, .virial = true, .currents = true};

using VectorSum = std::array<OrderIndependentTotal, 3>;
using TensorSum = std::array<OrderIndependentTotal, 6>;

double value_of(const OrderIndependentTotal& sum, const char* name) {
    if (!sum.in_range()) throw InvalidState(fmt::format("a term of the {} is not below 2^22", name));
    return from_quanta(sum.quanta());
}

void add(VectorSum& sum, double scale, const Vector3& v) {
    sum[0].add(scale * v.x);
    sum[1].add(scale * v.y);
    sum[2].add(scale * v.z);
}

}  // namespace

Fluxes FluxSums::compute(const State& state) const {
    check_fluxes_state(state);
    const std::size_t n = state.size();
    VectorSum mass_current;
    VectorSum heat_current;
    TensorSum virial;
    TensorSum momentum_flux;                           // sum m v_a v_b
    std::vector<OrderIndependentSum> energy_twice(n);  // 2 V_i

    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = i + 1; j < n; ++j) {
            const PairParameters& pair =
                mixture_.pair(static_cast<std::size_t>(state.species[i]), static_cast<std::size_t>(state.species[j]));
            const auto terms = precision_ == Precision::exact ? exact_pair_terms(state, i, j, pair, all_terms)
                                                              : mixed_pair_terms(state, i, j, pair, all_terms);
            if (!terms) continue;
            energy_twice[i].add(terms->energy);
            energy_twice[j].add(terms->energy);
            for (std::size_t a = 0; a < 6; ++a) virial[a].add(terms->virial[a]);              // r_a f_b
            for (std::size_t a = 0; a < 3; ++a) heat_current[a].add(terms->heat_current[a]);  // SI eq. 12, second sum
        }
    }
    for (std::size_t i = 0; i < n; ++i) {
        if (!energy_twice[i].in_range()) {
            throw InvalidState(
                fmt::format("particle {} is nearly on top of another: energy not below 2^22", state.id[i]));
        }
        const auto species = static_cast<std::size_t>(state.species[i]);
        const double m = mixture_.mass(species);
        const Vector3 v = state.velocity_of(i);
        const double potential_energy = 0.5 * from_quanta(energy_twice[i].quanta());
        const double kinetic_energy = 0.5 * (m * dot(v, v));
        add(heat_current, potential_energy + kinetic_energy, v);  // SI eq. 12, first sum
        if (species == 0) add(mass_current, m, v);                // SI eq. 11
        const double vv[6] = {v.x * v.x, v.y * v.y, v.z * v.z, v.x * v.y, v.x * v.z, v.y * v.z};
        for (std::size_t a = 0; a < 6; ++a) momentum_flux[a].add(m * vv[a]);
    }

    Fluxes fluxes;
    for (std::size_t a = 0; a < 3; ++a) {
        fluxes.mass_current[a] = value_of(mass_current[a], "mass current");
        fluxes.heat_current[a] = value_of(heat_current[a], "heat current");
    }
    for (std::size_t a = 0; a < 6; ++a) {
        fluxes.pressure[a] =
            (value_of(momentum_flux[a], "kinetic tensor") + value_of(virial[a], "virial")) / state.box.volume();
    }
    return fluxes;
}

}  // namespace soret::reference
