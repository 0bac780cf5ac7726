#pragma once

#include "soret/validation/report/figures.hpp"

namespace soret {

/// Excess coordination numbers and f_ij against composition [P fig. 2]; what the windows of the integrals are.
std::vector<Figure> kirkwood_buff_figures(const Results& results);

}  // namespace soret
