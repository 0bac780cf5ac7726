#pragma once

#include <map>

#include "soret/common/contracts/msd.hpp"

namespace soret::reference {

/// Each lag by itself, a loop over all particles. Contract: contracts/msd.hpp.
class MeanSquareDisplacement {
public:
    MeanSquareDisplacement(const std::vector<std::int32_t>& species, std::size_t species_count);

    std::vector<LagDisplacement> add(const State& state);
    std::uint64_t samples() const { return samples_; }
    const Box& box() const { return box_; }
    std::vector<MsdFrame> frames() const;
    void restore(std::uint64_t samples, const Box& box, const std::vector<MsdFrame>& frames);

private:
    LagDisplacement displacement(const MsdFrame& now, const MsdFrame& origin) const;

    std::vector<std::int32_t> species_;
    std::size_t species_count_;
    std::uint64_t samples_ = 0;
    Box box_;
    std::map<std::uint64_t, MsdFrame> frames_;
};

static_assert(MsdBackend<MeanSquareDisplacement>);

}  // namespace soret::reference
