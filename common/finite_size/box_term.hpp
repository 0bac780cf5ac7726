#pragma once

#include <array>

namespace soret {

/// Edges of a cuboid may differ by this factor, which bounds the number of images that are summed over.
inline constexpr double largest_edge_ratio = 1000.0;

/// What xi/L of a cube (yeh_hummer_xi over its edge) is in a periodic cuboid, for diffusion along x, y and z. Diffusion
/// along axis a lacks the drag of the images, T/(6 pi eta) times
///   xi_a/L = (3/4) lim_{r -> 0} 8 pi eta [O_aa(r) - G_aa(r)]
/// O: Oseen's tensor, the flow that a force makes in an infinite liquid; G: the same of a force and all its images,
///   G(r) = 1/(eta V) sum_{k != 0} e^{i k r} (1 - k k/k^2)/k^2
/// by Hasimoto's splitting into a short-ranged sum over images and one over wave vectors.
///                 [Hasimoto, J. Fluid Mech. 5, 317 (1959); Kikugawa et al., J. Chem. Phys. 143, 024507 (2015)]
/// Across a long box it is negative: the liquid flows in sheets. Along it, it hardly knows how long the box is.
/// edges      [sigma]
/// splitting  of sqrt(pi)/V^(1/3), the inverse range of the sum over images: no result depends on it
/// returns    [1/sigma]
/// throws     InvalidArgument: edges not positive and finite, or one above largest_edge_ratio times another; splitting
///            not in [0.5, 2]
/// accuracy   1e-12 over the smallest edge
std::array<double, 3> box_term_factors(const std::array<double, 3>& edges, double splitting = 1.0);

}  // namespace soret
