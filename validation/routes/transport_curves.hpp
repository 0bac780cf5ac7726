#pragma once

#include "soret/validation/campaign/route.hpp"

namespace soret {

/// What Onsager coefficients and thermodynamics yield together, with the errors of both: adds to a reduction of all routes
///   soret_green_kubo_ROUTE   S_T for each curve gamma_ROUTE (also mutual_diffusion_ROUTE and thermal_diffusion_ROUTE for all
///                            but the first of them, which has the names without suffix)
///   mutual_diffusion, thermal_diffusion, onsager_ratio (L'_1q/L_11), delta_lambda and delta_lambda_primed (over lambda)
///   the same with _nN for runs of another size
///   mutual_diffusion_infinite and soret_green_kubo_ROUTE_infinite, of the main size where its viscosity is known: with the
///   D_12 of an infinite system [Yeh and Hummer; Jamali et al.] and the same D_T
/// and to the details "soret_error_shares": the parts of the variance of S_T. The running integrals of the details
/// "green_kubo_plateaus" become those of L'_1q/L_11, as h_1 - h_2 of the first route is taken off.
/// Gamma, h_1 - h_2 and h come from the curves, moved to the composition of the runs along the line through the neighbours;
/// the errors of Gamma and h_1 - h_2 are correlated as details["gamma_enthalpy_covariance"] says. Errors are propagated to
/// first order through the transport component.
void add_transport_curves(Reduction& reduction, const StateLine& state_line);

}  // namespace soret
