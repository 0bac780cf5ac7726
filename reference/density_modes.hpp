#pragma once

#include "soret/common/contracts/density_modes.hpp"

namespace soret::reference {

/// One wave vector and one particle after another. Contract: contracts/density_modes.hpp.
class DensityModes {
public:
    DensityModes(std::size_t species_count, const std::vector<WaveVector>& wave_vectors, const Execution& execution);
    std::vector<CosineAndSine> of(const State& state) const;

private:
    std::size_t species_count_;
    std::vector<WaveVector> wave_vectors_;
};

static_assert(DensityModesBackend<DensityModes>);

}  // namespace soret::reference
