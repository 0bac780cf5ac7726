#pragma once

#include "soret/validation/campaign/claim.hpp"

namespace soret {

/// The fits that claims are judged by, for results.json: by name of the curve an array of fits with degree,
/// chi_squared, degrees_of_freedom, p_value and where the fit is lowest.
nlohmann::json fits_to_json(const Findings& findings);

}  // namespace soret
