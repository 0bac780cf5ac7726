#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "soret/common/contracts/integrators.hpp"

namespace soret::optimized {

/// The chains and the barostat between the passes over the particles: plain numbers.
class ExtendedSystem {
public:
    ExtendedSystem(const IntegratorParameters& parameters, std::size_t particles, const ExtendedVariables& variables);

    /// What the present strain rate makes of velocities, coordinates and edges.
    struct Factors {
        std::array<double, 3> keep, push, stretch, advance;  // A, b, R, D
    };

    /// Sums at the present state: X_a and Xi.
    struct Sums {
        std::array<double, 3> kinetic{};
        double virial = 0.0;
    };

    /// Lines 1 and 2 of a step.
    /// returns  s, by which all velocities are to be scaled
    /// throws   InvalidState: check_scaling(), check_strain()
    double begin_step(const Sums& sums, double volume, std::uint64_t step);
    /// Lines 6 and 7.
    double end_step(const Sums& sums, double volume, std::uint64_t step);

    Factors factors() const;
    const ExtendedVariables& variables() const { return variables_; }
    EnergyGiven& energy_given() { return variables_.energy_given; }

private:
    /// A chain's constants.
    struct Coupling {
        double heat;                  // n T
        std::vector<double> inertia;  // Q_k
    };

    double half_step(NoseHooverChain& chain, const Coupling& coupling, double kinetic_twice, std::uint64_t step) const;
    void half_step_of_barostat(std::uint64_t step);
    void kick_strain_rate(const Sums& sums, double volume, std::uint64_t step);

    IntegratorParameters parameters_;
    ExtendedConstants constants_;
    std::array<bool, 3> breathes_;
    bool has_barostat_;
    Coupling thermostat_;
    Coupling barostat_;
    ExtendedVariables variables_;
};

}  // namespace soret::optimized
