#pragma once

#include <vector>

#include "soret/validation/report/figures.hpp"

namespace soret {

/// Soret coefficient, ratio of Onsager coefficients, diffusion and conductivity, and what of them depends on the
/// gradient and the lateral edge of a flow, as far as the curves are there; and from the details of the report, if they
/// have them:
///   soret_error_shares   array of {"onsager", "route" to Gamma, "x1", "green_kubo", "enthalpy_difference", "gamma",
///                        "correlation"}: fractions of the variance of S_T, whose sum is 1
///   green_kubo_plateaus  array of {"x1", "times", "onsager_ratio", "onsager_ratio_sem", "upper_limit"}: the ratio
///                        as it depends on the upper limit of the integrals, and the limit that was used   [tau]
std::vector<Figure> transport_figures(const Results& results);

}  // namespace soret
