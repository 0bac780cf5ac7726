#pragma once

#include "soret/common/contracts/identity_energies.hpp"

namespace soret::reference {

/// Two loops over all others for each particle. Contract: contracts/identity_energies.hpp.
class IdentityEnergies {
public:
    IdentityEnergies(const Mixture& mixture, const State& state, const Execution& = {})
        : mixture_(&mixture), state_(&state) {}

    void changes(std::int32_t from, std::int32_t to, std::vector<ParticleEnergy>& changes) const;

private:
    const Mixture* mixture_;
    const State* state_;
};

static_assert(IdentityEnergiesBackend<IdentityEnergies>);

}  // namespace soret::reference
