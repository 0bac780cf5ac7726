#pragma once

#include "soret/common/contracts/particle_energy.hpp"

namespace soret::reference {

/// A loop over all particles. Contract: contracts/particle_energy.hpp.
class ParticleEnergies {
public:
    ParticleEnergies(const Mixture& mixture, const State& state, const Execution& = {})
        : mixture_(&mixture), state_(&state) {}

    ParticleEnergy at(const Vector3& r, std::int32_t s) const { return sum_over_others(state_->size(), r, s); }
    ParticleEnergy without(std::size_t i, const Vector3& r, std::int32_t s) const;
    TotalEnergy total() const;

private:
    ParticleEnergy sum_over_others(std::size_t i, const Vector3& r, std::int32_t s) const;

    const Mixture* mixture_;
    const State* state_;
};

static_assert(ParticleEnergyBackend<ParticleEnergies>);

}  // namespace soret::reference
