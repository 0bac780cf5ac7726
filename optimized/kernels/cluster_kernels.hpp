#pragma once

#include "soret/optimized/kernels/cluster_forces_kernel.hpp"
#include "soret/optimized/kernels/cluster_motion_kernel.hpp"
#include "soret/optimized/kernels/cluster_prune_kernel.hpp"

namespace soret::optimized {

/// All kernels on clusters of one instruction set.
template <class Arch>
constexpr ClusterKernels cluster_kernels{
    cluster_pass<Arch, false, false, false>, cluster_pass<Arch, true, false, false>,
    cluster_pass<Arch, true, true, false>,   cluster_pass<Arch, true, true, true>,
    ClusterPruneKernel<Arch>::run,           ClusterMotionKernel<Arch>::run};

}  // namespace soret::optimized
