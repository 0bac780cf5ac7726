#pragma once

#include <vector>

#include "soret/validation/report/figures.hpp"

namespace soret {

/// Chemical potentials and their parts, the parts of Gamma, how neighbouring stages overlap; what is there of them.
std::vector<Figure> fep_figures(const Results& results);

}  // namespace soret
