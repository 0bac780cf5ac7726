#pragma once

#include "soret/common/contracts/soft_core.hpp"

namespace soret::reference {

/// A loop over all particles for each stage. Contract: contracts/soft_core.hpp.
class SoftCore {
public:
    SoftCore(const Mixture& mixture, const State& state, const std::vector<double>& stages, const Execution& = {});

    void at(const Vector3& r, std::int32_t s, std::vector<ParticleEnergy>& energies) const {
        sum_over_others(state_->size(), r, s, energies);
    }
    void without(std::size_t i, const Vector3& r, std::int32_t s, std::vector<ParticleEnergy>& energies) const;

private:
    void sum_over_others(std::size_t i, const Vector3& r, std::int32_t s, std::vector<ParticleEnergy>& energies) const;
    ParticleEnergy energy(std::size_t i, const Vector3& r, std::size_t s, double zeta) const;

    const Mixture* mixture_;
    const State* state_;
    std::vector<double> stages_;
};

static_assert(SoftCoreBackend<SoftCore>);

}  // namespace soret::reference
