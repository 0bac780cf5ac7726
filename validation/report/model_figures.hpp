#pragma once

#include <vector>

#include "soret/validation/campaign/results.hpp"
#include "soret/validation/report/report.hpp"

namespace soret {

/// S_T by models of thermodiffusion beside that of the simulations [P fig. 3], and what the models start from: how
/// viscosity and self-diffusion follow the temperature [SI fig. 4].
std::vector<Figure> model_figures(const Results& results);

}  // namespace soret
