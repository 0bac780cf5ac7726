#pragma once

#include "soret/common/contracts/density_modes.hpp"
#include "soret/optimized/detail/aligned_vector.hpp"

namespace soret::optimized {

// Twin of reference/density_modes.hpp. cos and sin are made once for each particle, axis and |n|, those of -n being the
// conjugate ones, not once for each wave vector; a wave vector costs two complex products a particle. Blocks of 256
// particles of one species stay in the cache, a vector of particles at a time.
class DensityModes {
public:
    DensityModes(std::size_t species_count, const std::vector<WaveVector>& wave_vectors, const Execution& execution);
    std::vector<CosineAndSine> of(const State& state) const;

private:
    std::size_t species_count_;
    std::vector<int> wave_vectors_;  // x, y, z of each
    std::array<int, 3> largest_{};
    InstructionSet instruction_set_;
};

static_assert(DensityModesBackend<DensityModes>);

}  // namespace soret::optimized
