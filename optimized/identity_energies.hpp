#pragma once

#include "soret/common/contracts/identity_energies.hpp"
#include "soret/optimized/detail/trial_energies.hpp"

namespace soret::optimized {

// Twin of reference/identity_energies.hpp: the neighbours of a particle are found once, by whole vectors in the 27
// cells around it, and give its energy as either species. The packed distances are kept in the object, so one thread at
// a time may use it.
class IdentityEnergies {
public:
    IdentityEnergies(const Mixture& mixture, const State& state, const Execution& execution = {});

    void changes(std::int32_t from, std::int32_t to, std::vector<ParticleEnergy>& changes) const;

private:
    std::size_t species_count_;
    TrialEnergies energies_;
    CellGrid grid_;
    mutable NearDistances near_;
};

static_assert(IdentityEnergiesBackend<IdentityEnergies>);

}  // namespace soret::optimized
