#pragma once

#include "soret/validation/campaign/route.hpp"

namespace soret {

/// What Onsager coefficients and thermodynamics yield together, with the errors of both:
///   for each route to Onsager coefficients and each study of it
///     L'_1q/L_11, D_12, D_T, delta lambda and its primed form over lambda, with the preferred route to Gamma
///     S_T with each route to Gamma
///   where the viscosity is known, with the D_12 of a larger system     [Yeh and Hummer; Jamali et al.]
///     D_12 and S_T of each size in an infinite system; of the main study also all but D_T at the published size
/// In a box the slow waves carry particles along with their enthalpy: L_1q lacks h_1 - h_2 times what L_11 lacks, L_qq
/// the square of that times it; L'_1q, L'_qq and D_T lack nothing. lambda = (L'_qq - L'_1q^2/L_11)/T^2 then rises by
/// the primed coupling's share times that of the box term, less than 0.1 %.
/// In the same way L_11 from slopes of mean-square displacements (OnsagerPoint::slope_lags) first gets what those waves
/// would add after these lags (undecayed_diffusion()), half of which is an error that all points share; what it is
/// stands in the details "undecayed_modes".
/// And to the details "soret_error_shares": the parts of the variance of S_T. The running integrals of the details
/// "green_kubo_plateaus" become those of L'_1q/L_11, as h_1 - h_2 is taken off.
/// Gamma, h_1 - h_2 and h come from the curves, moved to the composition of the runs along the line through the
/// neighbours; the errors of Gamma and h_1 - h_2 are correlated as the reduction's covariances say. Errors are
/// propagated to first order through the transport component. Points of one curve share the errors of h_1 - h_2, as the
/// covariance of its curve says, and what the limits of integrals leave out (OnsagerPoint::shared_errors): the curves
/// have the covariances of their points.
JointReduction transport_curves();

}  // namespace soret
