#include "soret/optimized/detail/particle_sums.hpp"

#include <fmt/format.h>

#include "soret/common/errors.hpp"

namespace soret::optimized {

namespace {

WideQuanta checked(const OrderIndependentTotal& total, const char* name) {
    if (!total.in_range()) throw InvalidState(fmt::format("a term of the {} is not below 2^22", name));
    return total.quanta();
}

}  // namespace

ParticleSums::ParticleSums(const Mixture& mixture, const State& state, Request request,
                           const std::vector<double>& particle_energy)
    : mass_current_(mixture.species_count()) {
    if (!state.has_velocities()) return;
    static constexpr std::array<std::array<std::size_t, 2>, 6> axes{{{0, 0}, {1, 1}, {2, 2}, {0, 1}, {0, 2}, {1, 2}}};
    for (std::size_t i = 0; i < state.size(); ++i) {
        const auto species = static_cast<std::size_t>(state.species[i]);
        const double m = mixture.mass(species);
        const std::array<double, 3> v{state.velocity[0][i], state.velocity[1][i], state.velocity[2][i]};
        if (request.kinetic) {
            for (std::size_t k = 0; k < 6; ++k) kinetic_[k].add(m * (v[axes[k][0]] * v[axes[k][1]]));
        }
        if (!request.currents) continue;
        const double energy = particle_energy[i] + 0.5 * (m * ((v[0] * v[0] + v[1] * v[1]) + v[2] * v[2]));
        for (std::size_t a = 0; a < 3; ++a) {
            heat_current_[a].add(energy * v[a]);
            mass_current_[species][a].add(m * v[a]);
        }
    }
}

SymmetricTensor ParticleSums::kinetic() const {
    SymmetricTensor kinetic{};
    for (std::size_t k = 0; k < 6; ++k) kinetic[k] = from_quanta(checked(kinetic_[k], "kinetic tensor"));
    return kinetic;
}

std::vector<std::array<double, 3>> ParticleSums::mass_current() const {
    std::vector<std::array<double, 3>> current;
    for (const auto& sums : mass_current_) {
        current.push_back({from_quanta(checked(sums[0], "mass current")), from_quanta(checked(sums[1], "mass current")),
                           from_quanta(checked(sums[2], "mass current"))});
    }
    return current;
}

std::array<double, 3> ParticleSums::heat_current(const WideQuanta* pairs) const {
    std::array<double, 3> current{};
    for (std::size_t a = 0; a < 3; ++a) {
        current[a] = from_quanta(checked(heat_current_[a], "heat current") + pairs[a]);
    }
    return current;
}

}  // namespace soret::optimized
