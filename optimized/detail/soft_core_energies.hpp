#pragma once

#include <vector>

#include "soret/common/contracts/soft_core.hpp"
#include "soret/optimized/detail/trial_energies.hpp"
#include "soret/optimized/kernels/soft_core.hpp"

namespace soret::optimized {

/// The soft core's kernels of one instruction set together with the pair constants of one mixture at each stage. What
/// TrialEnergies::scan has found near a position is turned into energies here.
class SoftCoreEnergies {
public:
    SoftCoreEnergies(const Mixture& mixture, const std::vector<double>& stages, InstructionSet instruction_set);
    SoftCoreEnergies(SoftCoreEnergies&&) = default;  // a copy would point into the constants of the original
    SoftCoreEnergies& operator=(SoftCoreEnergies&&) = default;

    std::size_t stage_count() const { return stage_count_; }

    /// Energies of a particle of species s at the position that was scanned, one a stage; overwritten.
    void energies(NearDistances& near, std::int32_t s, std::vector<ParticleEnergy>& energies) const;

    /// One of them, every term checked: for one stage the faster way.
    ParticleEnergy energy(NearDistances& near, std::int32_t s, std::size_t stage) const;
    /// The term of one particle of species `other` alone.
    /// r2   squared distance of the two, nearest image
    ParticleEnergy pair_energy(std::int32_t s, std::int32_t other, std::size_t stage, double r2) const;

private:
    /// u of a pair at one stage, r2 within the cutoff.
    static double term(const SoftCoreStages& with, std::size_t stage, double r2);
    const SoftCoreStages& pair(std::int32_t s, std::size_t other) const {
        return table_[static_cast<std::size_t>(s) * species_count_ + other];
    }

    const SoftCoreKernels* kernels_;
    std::size_t species_count_;
    std::size_t stage_count_;
    std::vector<std::vector<SoftCoreConstants>> constants_;  // by pair of species, then by stage
    std::vector<SoftCoreStages> table_;                      // by pair of species; points into constants_
    mutable std::vector<double> powers_;                     // (s/r)^6
    mutable std::vector<std::int64_t> sums_;
};

}  // namespace soret::optimized
