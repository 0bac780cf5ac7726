#pragma once

#include <vector>

#include "soret/validation/campaign/claim.hpp"

namespace soret {

/// Claims of equations of state (where they hold for the mixture) and of exact thermodynamics (always).
std::vector<ClaimRule> theory_claims();

}  // namespace soret
