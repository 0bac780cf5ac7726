#pragma once

#include <vector>

#include "soret/validation/campaign/claim.hpp"

namespace soret {

/// How far models of thermodiffusion are from the Soret coefficient of the simulations.        [P fig. 3, SI 3 to 6]
std::vector<ClaimRule> model_claims();

}  // namespace soret
