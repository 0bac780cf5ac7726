#pragma once

#include <vector>

#include "soret/validation/report/figures.hpp"

namespace soret {

/// How the response to a synthetic field goes to zero field, from the details "hnemd", array of {"particles", "x1",
/// "field", "of", "response": L'_1q over its value at zero field, ...}, and "hnemd_zero_field", array of {"particles",
/// "curvature": of L_11 and L'_1q, "p_value", ...}.
std::vector<Figure> field_figures(const Results& results);

}  // namespace soret
