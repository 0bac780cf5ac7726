#pragma once

#include "soret/validation/campaign/claim.hpp"

namespace soret {

/// The claims of this library, in the order in which they are shown. A new file of claims is a line here.
const ClaimTable& all_claims();

}  // namespace soret
