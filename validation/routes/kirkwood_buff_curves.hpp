#pragma once

#include "soret/validation/campaign/curve.hpp"
#include "soret/validation/simulation/kirkwood_buff_analysis.hpp"

namespace soret {

// What every route to Kirkwood-Buff integrals yields.

/// Gamma, Gamma to first order, n_ij, f_ij and (f_11 + f_22)/f_12.
const std::vector<Quantity>& kirkwood_buff_quantities();

/// Appends a point to the curve of each of them.
/// estimates   of two species
void add_kirkwood_buff_points(const RouteName& by, const Study& study, double x1,
                              const KirkwoodBuffEstimates& estimates, Curves& curves);

}  // namespace soret
