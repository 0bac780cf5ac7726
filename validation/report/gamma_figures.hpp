#pragma once

#include <vector>

#include "soret/validation/report/figures.hpp"

namespace soret {

/// Thermodynamic factor, its distance from theory and what the size of the system changes of it, partial enthalpies,
/// densities, and how the chains went (details "semigrand"), as far as the curves are there.
std::vector<Figure> gamma_figures(const Results& results);

}  // namespace soret
