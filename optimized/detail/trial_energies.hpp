#pragma once

#include <vector>

#include "soret/common/contracts/particle_energy.hpp"
#include "soret/optimized/detail/cell_grid.hpp"
#include "soret/optimized/detail/cell_rows.hpp"
#include "soret/optimized/kernels/near_chunks.hpp"
#include "soret/optimized/kernels/trial_energy.hpp"

namespace soret::optimized {

/// Distances from one position to the particles within the cutoff, kept so that the energy of every candidate species
/// comes from one scan of the cells.
class NearDistances {
public:
    explicit NearDistances(std::size_t species_count);
    NearDistances(NearDistances&&) = default;  // a copy would point into the buffers of the original
    NearDistances& operator=(NearDistances&&) = default;

    /// With room for the distances to this many particles.
    const DistanceBuffers& buffers(std::size_t particles);
    /// What the last scan has left there.
    const DistanceBuffers& packed() const { return raw_; }
    double* distances2(std::size_t species) { return pointers_[species]; }
    int count(std::size_t species) const { return counts_[species]; }
    /// Room for the list of chunks of any position.
    NearChunk* chunk_list(const CellView& view) {
        chunks_.resize(static_cast<std::size_t>(near_chunk_capacity(view)));
        return chunks_.data();
    }

private:
    std::vector<std::vector<double>> storage_;
    std::vector<double*> pointers_;
    std::vector<int> counts_;
    std::vector<double*> ends_;
    std::vector<NearChunk> chunks_;
    DistanceBuffers raw_{};
};

/// The kernels of one instruction set together with the pair constants of one mixture.
class TrialEnergies {
public:
    TrialEnergies(const Mixture& mixture, InstructionSet instruction_set);

    double cutoff() const { return cutoff_; }

    /// Fills near with the distances from r to all particles of the grid but k (k = grid.size(): none).
    void scan(const CellGrid& grid, const Vector3& r, std::size_t k, NearDistances& near) const;
    /// The same for particle k at r and moved, at the cost of little more than one scan if both are in one cell.
    void scan_both(const CellGrid& grid, const Vector3& r, const Vector3& moved, std::size_t k, NearDistances& near,
                   NearDistances& moved_near) const;
    /// Energy of a particle of species s at the position that was scanned.
    ParticleEnergy energy(NearDistances& near, std::int32_t s) const;
    /// rows, near   their contents are lost
    TotalEnergy total(const CellGrid& grid, CellRows& rows, NearDistances& near) const;

private:
    ParticleEnergy checked_energy(NearDistances& near, std::int32_t s) const;

    const TrialEnergyKernels* kernels_;
    std::vector<PairConstants> table_;
    std::size_t species_count_;
    double cutoff_;
    double cutoff2_;
};

}  // namespace soret::optimized
