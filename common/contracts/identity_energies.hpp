#pragma once

#include <concepts>
#include <cstdint>
#include <vector>

#include "soret/common/contracts/particle_energy.hpp"

namespace soret {

/// throws   InvalidArgument: a species out of range, one that would become itself
void check_identity_change(std::int32_t from, std::int32_t to, std::size_t species_count);

/// Energy after less energy before; an overlap if it ends in one.
/// i        row of the particle, for the message
/// throws   InvalidState: the particle is in an overlap before
ParticleEnergy identity_energy(const ParticleEnergy& before, const ParticleEnergy& after, std::size_t i);

/// What it would cost each particle of a species to become one of another, all others staying what they are:
///   Delta U_i = sum_j Q(u_{to, s_j}(r_ij)) - sum_j Q(u_{from, s_j}(r_ij)),  j over all particles but i
/// u and Q are those of contracts/pair_forces.hpp: the integers by which the Monte Carlo move `identity` decides, but
/// for the change of the tail correction, the same for all particles: tail_change() of contracts/monte_carlo.hpp.
/// Averages of exp(-Delta U/T) are differences of chemical potentials.    [Shing and Gubbins, Mol. Phys. 46, 1109
///                                                (1982); Frenkel and Smit, Understanding Molecular Simulation, 7.2]
///   changes(from, to, changes)   of every particle of species `from`
///
/// from, to   0-based, not the same
/// changes    overwritten; as many as there are particles of species `from`, in the order of their rows   [eps]
///            An overlap: as one of species `to` the particle would be in one, Delta U is infinite
/// throws     InvalidArgument: check_identity_change(); InvalidState: a particle that is in an overlap, or has more
///            than 2048 neighbours within r_c
/// accuracy   twice that of contracts/particle_energy.hpp; the same bits in any order of the particles
/// The state must outlive the object and not change under it.
template <class T>
concept IdentityEnergiesBackend = std::constructible_from<T, const Mixture&, const State&, const Execution&> &&
    requires(const T energies, std::int32_t s, std::vector<ParticleEnergy>& changes) {
    { energies.changes(s, s, changes) } -> std::same_as<void>;
};

}  // namespace soret
