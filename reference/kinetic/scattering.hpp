#pragma once

#include "soret/common/contracts/kinetic_theory.hpp"

namespace soret::reference {

/// Scattering by the Lennard-Jones potential truncated and shifted at a cutoff, or the full one. Lengths in sigma,
/// energies in eps. Distances enter as v = 1/r^2: v_c of the cutoff, v_0 of the closest approach.
class Scattering {
public:
    explicit Scattering(double cutoff);

    CrossSections cross_sections(double energy) const;
    CollisionIntegrals collision_integrals(double temperature) const;
    double second_virial_coefficient(double temperature) const;

private:
    double potential(double v) const;
    /// Energy of a pair on a circular orbit, u + r u'/2.
    double orbit_energy(double v) const;
    /// chi of a pair that comes as near as v_0. The radial motion is slow near v_slow, if that is between v_c and v_0.
    double half_angle(double energy, double v0, double v_slow) const;
    /// The share of the closest approaches between two distances in Q*(l).
    CrossSections share(double energy, double v_far, double v_near, double v_slow) const;

    bool full_;             // without cutoff; for scattering the potential then ends very far away
    double v_c_;            // of the cutoff
    double shift_;          // u_LJ(r_c)
    double jump_energy_;    // up to it the closest approach jumps at b = r_c
    double highest_orbit_;  // energy of the circular orbit of most energy
};

}  // namespace soret::reference
