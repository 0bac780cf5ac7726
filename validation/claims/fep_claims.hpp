#pragma once

#include <vector>

#include "soret/validation/campaign/claim.hpp"

namespace soret {

/// Claims about the ideal and the excess part of Gamma from chemical potentials.                       [SI 1.2]
std::vector<ClaimRule> fep_claims();

}  // namespace soret
