#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "soret/common/contracts/integrators.hpp"
#include "soret/optimized/detail/cluster_forces.hpp"

namespace soret::optimized {

/// Harmonic restraints: their forces are added to the forces by pairs, as integers, so that the passes over
/// the particles know nothing of them.
class RestraintSystem {
public:
    RestraintSystem(const RestraintAnchors& anchors, const State& state, double spring);

    /// To be called after each ClusterForces::compute().
    /// step     for messages
    /// throws   InvalidState: a displacement or a force out of range
    void add_forces(ClusterForces& forces, std::uint64_t step);
    /// What was added last.                                                            [quanta of ClusterForces]
    std::int64_t force(std::int32_t particle, std::size_t axis) const {
        const std::int32_t anchor = anchor_of_[static_cast<std::size_t>(particle)];
        return anchor < 0 ? 0 : force_[static_cast<std::size_t>(anchor)][axis];
    }
    const RestraintAnchors& anchors() const { return anchors_; }
    /// Of the positions at the last add_forces().
    const RestraintSums& sums() const { return sums_; }
    double virial(ScalarVirial part) const { return restraint_virial(spring_, sums_, part); }

private:
    RestraintAnchors anchors_;
    double spring_;
    std::vector<std::int32_t> anchor_of_;             // of a particle; -1: free
    std::vector<std::array<std::int64_t, 3>> force_;  // of an anchor
    RestraintSums sums_{};
};

}  // namespace soret::optimized
