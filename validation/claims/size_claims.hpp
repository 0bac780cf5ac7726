#pragma once

#include <vector>

#include "soret/validation/campaign/claim.hpp"

namespace soret {

/// Claims about what the size of the box does to a liquid under a synthetic field:
///   finite-size/box-term            D_T is the same in boxes of all sizes: S_T has the box term of D_12 and no other
///   finite-size/mutual_diffusion    so is D_12, once each box has its term
/// A comparison passes with three points of other sizes at least.
std::vector<ClaimRule> size_claims();

}  // namespace soret
