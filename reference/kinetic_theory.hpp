#pragma once

#include "soret/common/contracts/kinetic_theory.hpp"

namespace soret::reference {

/// One state after the other. Collision integrals by quadrature as they are defined (kinetic/scattering.cpp), transport
/// by the generating functions of the bracket integrals (kinetic/sonine_brackets.cpp). Contract:
/// contracts/kinetic_theory.hpp.
struct KineticTheory {
    static void cross_sections(double cutoff, std::span<const double> energies, std::span<CrossSections> results);
    static void collision_integrals(double cutoff, std::span<const double> temperatures,
                                    std::span<CollisionIntegrals> results);
    static void second_virial_coefficients(double cutoff, std::span<const double> temperatures,
                                           std::span<double> results);
    static void fitted_collision_integrals(std::span<const double> temperatures, std::span<CollisionIntegrals> results,
                                           const Execution& = {});
    static void thermal_diffusion_factors(std::span<const DiluteGas> gases, std::span<double> results);
    static void thermal_diffusion_factors(std::span<const DiluteLennardJones> states, std::span<double> results,
                                          const Execution& = {});
    static void transport(std::span<const DiluteGas> gases, int order, std::span<DiluteTransport> results);
};

static_assert(KineticTheoryBackend<KineticTheory>);

}  // namespace soret::reference
