#pragma once

#include <vector>

#include "soret/validation/campaign/results.hpp"
#include "soret/validation/report/report.hpp"

namespace soret {

/// Shares of replicas that froze, with the sigmoid through them, a figure for each pure substance.      [SI fig. 18]
std::vector<Figure> melting_figures(const Results& results);

}  // namespace soret
