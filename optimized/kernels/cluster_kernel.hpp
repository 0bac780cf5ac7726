#pragma once

#include "soret/optimized/kernels/cluster_forces_kernel.hpp"
#include "soret/optimized/kernels/cluster_fractions_kernel.hpp"
#include "soret/optimized/kernels/cluster_motion_kernel.hpp"
#include "soret/optimized/kernels/cluster_prune_kernel.hpp"
#include "soret/optimized/kernels/extended_motion_kernel.hpp"
#include "soret/optimized/kernels/mixed_forces_kernel.hpp"
#include "soret/optimized/kernels/slab_motion_kernel.hpp"

namespace soret::optimized {

template <class Arch>
constexpr ClusterKernels cluster_kernels{{cluster_pass<ClusterPassKernel, Arch, true, false, 0, false>,
                                          cluster_pass<ClusterPassKernel, Arch, true, false, 1, false>,
                                          cluster_pass<ClusterPassKernel, Arch, true, true, 0, false>,
                                          cluster_pass<ClusterPassKernel, Arch, true, true, 6, false>,
                                          cluster_pass<ClusterPassKernel, Arch, true, true, 6, true>,
                                          cluster_pass<ClusterPassKernel, Arch, false, true, 6, true>},
                                         {cluster_pass<MixedPassKernel, Arch, true, false, 0, false>,
                                          cluster_pass<MixedPassKernel, Arch, true, false, 1, false>,
                                          cluster_pass<MixedPassKernel, Arch, true, true, 0, false>,
                                          cluster_pass<MixedPassKernel, Arch, true, true, 6, false>,
                                          cluster_pass<MixedPassKernel, Arch, true, true, 6, true>,
                                          cluster_pass<MixedPassKernel, Arch, false, true, 6, true>},
                                         ClusterFractionsKernel<Arch>::run,
                                         ClusterPruneKernel<Arch>::run_candidates,
                                         ClusterPruneKernel<Arch>::run_list,
                                         ClusterMotionKernel<Arch>::run,
                                         ExtendedMotionKernel<Arch>::run,
                                         SlabMotionKernel<Arch>::run};

}  // namespace soret::optimized
