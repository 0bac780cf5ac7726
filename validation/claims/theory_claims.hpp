#pragma once

#include <vector>

#include "soret/validation/claims/claims.hpp"

namespace soret {

/// Claims of equations of state (where they hold for the mixture) and of exact thermodynamics (always).
std::vector<ClaimResult> judge_theory_claims(const Findings& findings);

}  // namespace soret
