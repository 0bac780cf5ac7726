#pragma once

#include "soret/validation/campaign/route.hpp"

namespace soret {

/// What Onsager coefficients and thermodynamics yield together, with the errors of both:
///   for each route to Onsager coefficients and each study of it
///     L'_1q/L_11, D_12, D_T, delta lambda and its primed form over lambda, with the preferred route to Gamma
///     S_T with each route to Gamma
///   of the main study, where its viscosity is known
///     D_12 and S_T with the D_12 of an infinite system and of the published size [Yeh and Hummer; Jamali et al.]
///     and the same D_T
/// and to the details "soret_error_shares": the parts of the variance of S_T. The running integrals of the details
/// "green_kubo_plateaus" become those of L'_1q/L_11, as h_1 - h_2 is taken off.
/// Gamma, h_1 - h_2 and h come from the curves, moved to the composition of the runs along the line through the
/// neighbours; the errors of Gamma and h_1 - h_2 are correlated as the reduction's covariances say. Errors are
/// propagated to first order through the transport component. Points of one curve share the errors of h_1 - h_2, as the
/// covariance of its curve says, and what the limits of integrals leave out (OnsagerPoint::shared_errors): the curves
/// have the covariances of their points.
JointReduction transport_curves();

}  // namespace soret
