#pragma once

#include "soret/common/contracts/particle_energy.hpp"
#include "soret/optimized/detail/trial_energies.hpp"

namespace soret::optimized {

// Twin of reference/particle_energy.hpp: only the 27 cells around a position are read, by whole vectors; distances
// within the cutoff are packed first, so that the potential is evaluated for neighbours only. The packed distances are
// kept in the object, so one thread at a time may use it. The total comes from rows of particles, which list every pair
// once.
class ParticleEnergies {
public:
    ParticleEnergies(const Mixture& mixture, const State& state, const Execution& execution = {});

    ParticleEnergy at(const Vector3& r, std::int32_t s) const { return sum_over_others(grid_.size(), r, s); }
    ParticleEnergy without(std::size_t i, const Vector3& r, std::int32_t s) const;
    TotalEnergy total() const;

private:
    ParticleEnergy sum_over_others(std::size_t i, const Vector3& r, std::int32_t s) const;

    std::size_t species_count_;
    TrialEnergies energies_;
    CellGrid grid_;
    mutable NearDistances near_;
    mutable CellRows rows_;
};

static_assert(ParticleEnergyBackend<ParticleEnergies>);

}  // namespace soret::optimized
