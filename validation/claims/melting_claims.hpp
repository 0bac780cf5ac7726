#pragma once

#include <vector>

#include "soret/validation/campaign/claim.hpp"

namespace soret {

/// Melting points of the pure substances, their phases there, the liquidus, and the Clapeyron equation.   [SI Table 1]
std::vector<ClaimRule> melting_claims();

}  // namespace soret
