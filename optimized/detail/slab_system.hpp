#pragma once

#include <array>
#include <cstdint>

#include "soret/common/contracts/integrators.hpp"
#include "soret/optimized/detail/cluster_system.hpp"
#include "soret/optimized/kernels/cluster_view.hpp"

namespace soret::optimized {

/// The slabs of boundary-driven flow between the passes over the particles: plain numbers.
class SlabSystem {
public:
    SlabSystem(const Mixture& mixture, const IntegratorParameters& parameters, const State& state);

    /// Where the slabs are and how the present velocities are to be scaled; all else is left open.
    SlabMotion motion() const;
    /// From the sums at the end of a step: how velocities are to be scaled, and what that gives to the regions.
    /// throws   InvalidState: check_slab_moves()
    void find_scales(const SlabMotionResult& sums, EnergyGiven& given, std::uint64_t step);
    /// The velocities are scaled.
    void forget_scales();

    /// The sums of SlabPart::kick, every term checked.
    /// throws   InvalidState: a term too large
    SlabMotionResult checked_sums(const Mixture& mixture, const ClusterSystem& system) const;

private:
    std::array<Slab, 2> slab_;
    double edge_;
    SlabBorders borders_;
    WideInteger mass_ = 0;  // of all particles, in quanta
    std::array<double, 2> scale_{1.0, 1.0};
    std::array<double, 3> drift_{};
};

}  // namespace soret::optimized
