#pragma once

#include "soret/optimized/kernels/cluster_forces_kernel.hpp"
#include "soret/optimized/kernels/cluster_motion_kernel.hpp"
#include "soret/optimized/kernels/cluster_prune_kernel.hpp"
#include "soret/optimized/kernels/extended_motion_kernel.hpp"
#include "soret/optimized/kernels/field_motion_kernel.hpp"
#include "soret/optimized/kernels/slab_motion_kernel.hpp"

namespace soret::optimized {

inline constexpr PassParts forces_alone{};
template <int axis>
inline constexpr PassParts with_heat_field{.heat_field_axis = axis};
inline constexpr PassParts with_scalar_virial{.virial = 1};
inline constexpr PassParts with_energies{.energies = true, .kept_forces = true};
inline constexpr PassParts with_virial{.energies = true, .virial = 6, .kept_forces = true};
inline constexpr PassParts everything{.energies = true, .virial = 6, .currents = true};
inline constexpr PassParts everything_but_forces{.forces = false, .energies = true, .virial = 6, .currents = true};

inline constexpr PassParts of_kept_forces{.forces = false, .virial = 6, .currents = true, .kept_forces = true};

template <class Arch>
constexpr ClusterKernels cluster_kernels{
    ClusterLanes<Arch>::sum_width,
    {cluster_pass<Arch, forces_alone>,
     {cluster_pass<Arch, with_heat_field<0>>, cluster_pass<Arch, with_heat_field<1>>,
      cluster_pass<Arch, with_heat_field<2>>},
     cluster_pass<Arch, with_scalar_virial>,
     cluster_pass<Arch, with_energies>,
     cluster_pass<Arch, with_virial>,
     cluster_pass<Arch, everything>,
     cluster_pass<Arch, everything_but_forces>,
     ClusterPassKernel<Arch, 1, true, of_kept_forces>::run},  // knows neither species nor shape
    ClusterPruneKernel<Arch>::run_candidates,
    ClusterPruneKernel<Arch>::run_list,
    ClusterMotionKernel<Arch>::hand_over,
    ClusterMotionKernel<Arch>::take_over,
    ClusterMotionKernel<Arch>::run,
    ExtendedMotionKernel<Arch>::run,
    SlabMotionKernel<Arch>::run,
    FieldMotionKernel<Arch>::run};

}  // namespace soret::optimized
