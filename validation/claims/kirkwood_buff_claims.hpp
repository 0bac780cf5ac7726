#pragma once

#include <vector>

#include "soret/validation/campaign/claim.hpp"

namespace soret {

/// Kirkwood-Buff analysis: Gamma to first order, f_ij, n_12; and whether all routes to Gamma agree.
std::vector<ClaimRule> kirkwood_buff_claims();

}  // namespace soret
