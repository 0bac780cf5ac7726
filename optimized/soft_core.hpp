#pragma once

#include "soret/common/contracts/soft_core.hpp"
#include "soret/optimized/detail/soft_core_energies.hpp"

namespace soret::optimized {

// Twin of reference/soft_core.hpp: the distances to the neighbours are found once, by whole vectors in the 27 cells
// around the position, and the energies of all stages come from one pass over them. Twenty stages cost less than
// three times as much as one. The packed distances are kept in the object, so one thread at a time may use it.
class SoftCore {
public:
    SoftCore(const Mixture& mixture, const State& state, const std::vector<double>& stages,
             const Execution& execution = {});

    void at(const Vector3& r, std::int32_t s, std::vector<ParticleEnergy>& energies) const {
        sum_over_others(grid_.size(), r, s, energies);
    }
    void without(std::size_t i, const Vector3& r, std::int32_t s, std::vector<ParticleEnergy>& energies) const;

private:
    void sum_over_others(std::size_t i, const Vector3& r, std::int32_t s, std::vector<ParticleEnergy>& energies) const;

    std::size_t species_count_;
    TrialEnergies distances_;
    SoftCoreEnergies soft_core_;
    CellGrid grid_;
    mutable NearDistances near_;
};

static_assert(SoftCoreBackend<SoftCore>);

}  // namespace soret::optimized
