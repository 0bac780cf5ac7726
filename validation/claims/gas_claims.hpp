#pragma once

#include <vector>

#include "soret/validation/campaign/claim.hpp"

namespace soret {

/// A dilute gas of isotopes against kinetic theory: the outside truth of an S_T that is not zero.
std::vector<ClaimRule> gas_claims();

}  // namespace soret
