#pragma once

#include <cstdint>

#include "soret/common/mixture.hpp"
#include "soret/common/state.hpp"

namespace soret {

/// Kinetic temperature 2 K/(3 N - 3): the total momentum is conserved, so it is no degree of freedom.
/// kinetic_energy   K [eps]
/// particles        N >= 2
double kinetic_temperature(double kinetic_energy, std::size_t particles);

/// Velocities of the Maxwell distribution: components of v sqrt(m) are independent normal numbers (polar method, stream
/// velocities, index: id of the particle); then the mean momentum of a particle is taken off each, then all are scaled
/// so that the kinetic temperature is the one wanted, then rounded to the velocity grid. The result does not depend on
/// the order of the particles and has the same bits on every machine.
/// temperature   in (0, 1e4]                                                                        [eps/k_B]
/// throws        InvalidArgument: a temperature out of range;  InvalidState: fewer than 2 particles
/// accuracy      temperature and each component of the momentum: what rounding N velocities to 2^-42 leaves
void draw_maxwell_velocities(State& state, const Mixture& mixture, double temperature, std::uint64_t seed);

/// Scales all velocities so that the kinetic temperature is the one wanted, and rounds them to the velocity grid.
/// throws        as above, and InvalidState: all particles are at rest
void scale_velocities(State& state, const Mixture& mixture, double temperature);

/// Scales the velocities relative to the centre of mass so that potential_energy + K is the energy wanted, and rounds
/// them to the velocity grid, G:
///   v <- G(c + s (v - c)),   s = sqrt((E - U - K_c)/(K - K_c)),   c = P/M,   K_c = P^2/(2 M)
/// P = sum m v, M = sum m and K are exact sums, each operation is rounded once: the result has the same bits on every
/// machine and in any order of the particles.
/// throws        InvalidState: fewer than 2 particles, no velocities, all particles at rest relative to their centre of
///               mass, or an energy that leaves no kinetic energy to them
/// accuracy      each component of P changes by at most (2^-43 + 2^-52 |v|) M, |v| the largest component; the energy
///               is met to the sum of as much times |v| over the particles
void set_total_energy(State& state, const Mixture& mixture, double potential_energy, double energy);

/// sum m v, the same for any order of the particles.                                                 [m sigma/tau]
Vector3 total_momentum(const State& state, const Mixture& mixture);

/// sum m, the same for any order of the particles.                                                   [m]
double total_mass(const State& state, const Mixture& mixture);

/// Whether the particles have a total momentum that is more than what the digits of a file leave: above 1e-9 of
/// sqrt(M T), M the total mass and T the temperature of the velocities relative to the centre of mass.
/// throws        InvalidState: no velocities
bool has_total_momentum(const State& state, const Mixture& mixture);

/// Takes the velocity of the centre of mass off every particle, and rounds velocities to the velocity grid. Where that
/// velocity rounds to zero on the grid nothing changes.
/// returns       the momentum that was taken off                                                   [m sigma/tau]
/// throws        InvalidState: no velocities
Vector3 remove_total_momentum(State& state, const Mixture& mixture);

}  // namespace soret
