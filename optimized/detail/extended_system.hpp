#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "soret/common/contracts/integrators.hpp"

namespace soret::optimized {

/// What a chain is coupled to.
struct ChainConstants {
    double temperature;
    double heat;                  ///< n T
    std::vector<double> inertia;  ///< Q_k
};

/// Moves a chain on by delta, half a step.
/// kinetic_twice   of what the first thermostat acts on
/// returns         s
/// throws          InvalidState: check_scaling(), check_damping()
double advance_chain(NoseHooverChain& chain, const ChainConstants& constants, double kinetic_twice, double delta,
                     std::uint64_t step);

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
    ExtendedVariables& variables() { return variables_; }

private:
    void half_step_of_barostat(std::uint64_t step);
    void kick_strain_rate(const Sums& sums, double volume, std::uint64_t step);

    IntegratorParameters parameters_;
    ExtendedConstants constants_;
    std::array<bool, 3> breathes_;
    bool has_barostat_;
    ChainConstants thermostat_;
    ChainConstants barostat_;
    ExtendedVariables variables_;
};

}  // namespace soret::optimized
