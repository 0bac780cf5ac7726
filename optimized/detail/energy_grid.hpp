#pragma once

#include <vector>

#include "soret/common/contracts/kinetic_theory.hpp"
#include "soret/optimized/kernels/kinetic_theory.hpp"

namespace soret::optimized {

/// Scattering by the Lennard-Jones potential truncated and shifted at a cutoff, or the full one. Lengths in sigma,
/// energies in eps; distances as v = 1/r^2.
class Collisions {
public:
    explicit Collisions(double cutoff);

    CrossSections cross_sections(double energy) const;
    /// Energies up to which the closest approach jumps at b = r_c, and at the unstable orbit.
    double jump_energy() const { return jump_energy_; }
    double highest_orbit() const { return highest_orbit_; }

private:
    /// Closest approaches next to each other, and where pairs that come so near are slow.
    struct Range {
        enum class Slow { nowhere, at_v, at_closest, at_cutoff };
        double from = 0.0;  // the end at which paths may turn for ever
        double to = 0.0;
        Slow slow = Slow::nowhere;
        double v_slow = 0.0;
    };
    void add_share(const Range& range, double energy, CrossSections& sum) const;
    double half_angle(double energy, double v0, const Range& range) const;
    double unstable_orbit(double energy) const;
    double turning_point_after_orbit(double v_core, double orbit) const;
    double turning_point_after_jump(double v_core, double energy) const;

    const KineticTheoryKernels& kernels_;
    double v_c_;
    double shift_;
    double jump_energy_;
    double highest_orbit_;
};

/// Cross sections of one potential at energies of a quadrature that serves all collision integrals up to a temperature.
class EnergyGrid {
public:
    EnergyGrid(double cutoff, double highest_temperature);
    CollisionIntegrals collision_integrals(double temperature) const;

private:
    struct Node {
        double energy = 0.0;
        CrossSections weighted;  // times the weight of the node
    };
    std::vector<Node> nodes_;
};

/// B*(T*) of the potential.
double second_virial_coefficient(double cutoff, double temperature);

}  // namespace soret::optimized
