#pragma once

#include <map>

#include "soret/common/contracts/msd.hpp"
#include "soret/optimized/detail/aligned_vector.hpp"

namespace soret::optimized {

// Twin of reference/msd.hpp: frames are sorted by species, so that a lag is plain loops over contiguous numbers, and
// all lags of a sample are taken on one stretch of particles after the other while it is in the cache. Terms are
// rounded by an addition; a stretch with a term too large for that is added again, one by one.
class MeanSquareDisplacement {
public:
    MeanSquareDisplacement(const std::vector<std::int32_t>& species, std::size_t species_count);

    std::vector<LagDisplacement> add(const State& state);
    std::uint64_t samples() const { return samples_; }
    const Box& box() const { return box_; }
    std::vector<MsdFrame> frames() const;
    void restore(std::uint64_t samples, const Box& box, const std::vector<MsdFrame>& frames);

private:
    using Frame = std::array<AlignedVector<double>, 3>;

    std::vector<std::size_t> order_;  // row of the state of each place
    std::vector<std::size_t> first_;  // place of the first particle by species; one entry more
    std::uint64_t samples_ = 0;
    Box box_;
    std::map<std::uint64_t, Frame> frames_;
};

static_assert(MsdBackend<MeanSquareDisplacement>);

}  // namespace soret::optimized
