#pragma once

#include <vector>

#include "soret/validation/campaign/results.hpp"
#include "soret/validation/report/report.hpp"

namespace soret {

/// S_T of a gas of isotopes against its density, under each field and without, with that of kinetic theory.
std::vector<Figure> gas_figures(const Results& results);

}  // namespace soret
