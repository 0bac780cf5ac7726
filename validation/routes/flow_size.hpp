#pragma once

#include "soret/validation/campaign/route.hpp"

namespace soret {

/// S_T of flows along z in a long box, brought to the cube of the published size. D_T is the same in all boxes, D_12
/// lacks the box term, so
///   S_T(published) = S_T(box) D_12(box, z)/D_12(published),   each D_12 = D_12(infinite) - its box term
/// with the cuboid's term along z for the box [yeh_hummer_correction()]. D_12(infinite) and the viscosity are those of
/// the first of preferred_onsager_routes that has them near the composition. A term along z hardly knows how long the
/// box is, to 0.2 % from an aspect of 1.5 on: that heat flows through half of the box each way does not matter.
/// Error: those of S_T(box), of D_12(infinite) and of the viscosity in quadrature. Left out is that D_12(infinite) was
/// itself made with the viscosity, and that curves it is compared with share both: a relative error of either changes
/// the ratio by itself times what the ratio differs from 1, some 0.1.
/// It adds the curve "soret_ROUTE_published_size" and comes after transport_curves().
JointReduction flows_at_published_size();

}  // namespace soret
