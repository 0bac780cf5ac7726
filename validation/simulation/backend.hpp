#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "soret/common/errors.hpp"
#include "soret/optimized/correlator.hpp"
#include "soret/optimized/density_modes.hpp"
#include "soret/optimized/fluxes.hpp"
#include "soret/optimized/identity_energies.hpp"
#include "soret/optimized/integrators.hpp"
#include "soret/optimized/kinetic_theory.hpp"
#include "soret/optimized/kirkwood_buff.hpp"
#include "soret/optimized/monte_carlo.hpp"
#include "soret/optimized/msd.hpp"
#include "soret/optimized/pair_forces.hpp"
#include "soret/optimized/particle_energy.hpp"
#include "soret/optimized/phase_diagram.hpp"
#include "soret/optimized/profile.hpp"
#include "soret/optimized/rdf.hpp"
#include "soret/optimized/soft_core.hpp"
#include "soret/optimized/steinhardt.hpp"
#include "soret/optimized/theory_models.hpp"
#include "soret/optimized/transport.hpp"
#include "soret/reference/correlator.hpp"
#include "soret/reference/density_modes.hpp"
#include "soret/reference/fluxes.hpp"
#include "soret/reference/identity_energies.hpp"
#include "soret/reference/integrators.hpp"
#include "soret/reference/kinetic_theory.hpp"
#include "soret/reference/kirkwood_buff.hpp"
#include "soret/reference/monte_carlo.hpp"
#include "soret/reference/msd.hpp"
#include "soret/reference/pair_forces.hpp"
#include "soret/reference/particle_energy.hpp"
#include "soret/reference/phase_diagram.hpp"
#include "soret/reference/profile.hpp"
#include "soret/reference/rdf.hpp"
#include "soret/reference/soft_core.hpp"
#include "soret/reference/steinhardt.hpp"
#include "soret/reference/theory_models.hpp"
#include "soret/reference/transport.hpp"

namespace soret {

/// The components of one backend under common names.
struct ReferenceBackend {
    static constexpr std::string_view name = "reference";
    using PairForces = reference::PairForces;
    using ParticleEnergies = reference::ParticleEnergies;
    using SoftCore = reference::SoftCore;
    using IdentityEnergies = reference::IdentityEnergies;
    using MonteCarlo = reference::MonteCarlo;
    using Integrator = reference::Integrator;
    using FluxSums = reference::FluxSums;
    using Profile = reference::Profile;
    using RadialDistribution = reference::RadialDistribution;
    using Steinhardt = reference::Steinhardt;
    using MeanSquareDisplacement = reference::MeanSquareDisplacement;
    using DensityModes = reference::DensityModes;
    using KirkwoodBuff = reference::KirkwoodBuff;
    using Transport = reference::Transport;
    using KineticTheory = reference::KineticTheory;
    using PhaseDiagram = reference::PhaseDiagram;
    using TheoryModels = reference::TheoryModels;
    using Correlator = reference::Correlator;
    static constexpr auto correlate_series = reference::correlate_series;
};

struct OptimizedBackend {
    static constexpr std::string_view name = "optimized";
    using PairForces = optimized::PairForces;
    using ParticleEnergies = optimized::ParticleEnergies;
    using SoftCore = optimized::SoftCore;
    using IdentityEnergies = optimized::IdentityEnergies;
    using MonteCarlo = optimized::MonteCarlo;
    using Integrator = optimized::Integrator;
    using FluxSums = optimized::FluxSums;
    using Profile = optimized::Profile;
    using RadialDistribution = optimized::RadialDistribution;
    using Steinhardt = optimized::Steinhardt;
    using MeanSquareDisplacement = optimized::MeanSquareDisplacement;
    using DensityModes = optimized::DensityModes;
    using KirkwoodBuff = optimized::KirkwoodBuff;
    using Transport = optimized::Transport;
    using KineticTheory = optimized::KineticTheory;
    using PhaseDiagram = optimized::PhaseDiagram;
    using TheoryModels = optimized::TheoryModels;
    using Correlator = optimized::Correlator;
    static constexpr auto correlate_series = optimized::correlate_series;
};

enum class Backend { reference, optimized };

constexpr std::string_view name_of(Backend backend) {
    return backend == Backend::reference ? ReferenceBackend::name : OptimizedBackend::name;
}

/// throws   InvalidArgument: an unknown name
inline Backend backend_from(std::string_view name) {
    if (name == ReferenceBackend::name) return Backend::reference;
    if (name == OptimizedBackend::name) return Backend::optimized;
    throw InvalidArgument("backend = " + std::string(name) + ": must be reference or optimized");
}

/// f(tag) with the tag type of the backend chosen at run time.
template <class F>
decltype(auto) with_backend(Backend backend, F&& f) {
    if (backend == Backend::reference) return std::forward<F>(f)(ReferenceBackend{});
    return std::forward<F>(f)(OptimizedBackend{});
}

}  // namespace soret
