#pragma once

#include "soret/common/contracts/kinetic_theory.hpp"

namespace soret::optimized {

// Twin of reference/kinetic_theory.hpp. Times as fast, one thread: collision integrals 85 at one temperature and 4000
// at 50; transport 600 to 800 where states share their masses; thermal diffusion factors of Lennard-Jones mixtures 2.5
// with AVX-512, 2.3 with AVX2, 1.7 with SSE2 (three logarithms a state are taken one by one).
// Collision integrals: one grid of energies for all temperatures and all (l, s); along a path an exact change of
// variable takes the near-singularity of the radial motion away where the reference goes closer and closer to it, and
// a kernel takes its nodes as whole vectors (detail/energy_grid.cpp).
// Fits and the first order of the thermal diffusion factor: columns of states, of which kernels take whole vectors.
// Transport: bracket integrals from closed generating functions, as polynomials in the masses that are made once;
// states with the masses of the one before share them; the thermal diffusion factor from the equations of the
// conductivity (detail/sonine_tables.cpp, detail/dilute_transport.cpp).
struct KineticTheory {
    static void cross_sections(double cutoff, std::span<const double> energies, std::span<CrossSections> results);
    static void collision_integrals(double cutoff, std::span<const double> temperatures,
                                    std::span<CollisionIntegrals> results);
    static void second_virial_coefficients(double cutoff, std::span<const double> temperatures,
                                           std::span<double> results);
    static void fitted_collision_integrals(std::span<const double> temperatures, std::span<CollisionIntegrals> results,
                                           const Execution& execution = {});
    static void thermal_diffusion_factors(std::span<const DiluteGas> gases, std::span<double> results);
    static void thermal_diffusion_factors(std::span<const DiluteLennardJones> states, std::span<double> results,
                                          const Execution& execution = {});
    static void transport(std::span<const DiluteGas> gases, int order, std::span<DiluteTransport> results);
};

static_assert(KineticTheoryBackend<KineticTheory>);

}  // namespace soret::optimized
