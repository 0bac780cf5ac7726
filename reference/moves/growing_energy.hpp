#pragma once

#include "soret/common/contracts/particle_energy.hpp"
#include "soret/reference/moves/monte_carlo_system.hpp"

namespace soret::reference {

/// u_k of the growing particle at its stage, were it at r among the particles of a state.
ParticleEnergy growing_energy(const MonteCarloSystem& system, const State& state, const Vector3& r);

/// The term of it that particle i has, were that at r_i.
ParticleEnergy growing_pair_energy(const MonteCarloSystem& system, std::size_t i, const Vector3& r_i);

}  // namespace soret::reference
