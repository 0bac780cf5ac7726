#pragma once

#include <optional>
#include <vector>

#include "soret/common/statistics/polynomial_fit.hpp"
#include "soret/validation/campaign/claim.hpp"
#include "soret/validation/claims/ratio_over_gamma.hpp"

namespace soret {

/// The cubic through S_T that the claims are judged by, as in the paper, with no end held.
/// returns   nothing with fewer than five compositions, which is one more than a cubic has coefficients
std::optional<PolynomialFit> fit_soret(const Curve& soret);

/// x_1 of the minimum of S_T between the outermost compositions, from S_T = R/Gamma with a parabola R (smooth_soret()):
/// several times as precise as a cubic through S_T, and as free to have no minimum.
///   fail          there is a minimum, significantly below both ends and below 0, outside the band; or there is none,
///                 although |S_T| 25 % larger than at 0.1 and at 0.9 would have been seen
///   inconclusive  otherwise, if judge_band() does not pass
/// The false-alarm rate is shared: half for the position, half for the depth. A flat S_T has a significant depth with a
/// probability below 0.0014.
ClaimResult judge_soret_minimum(Claim claim, const RatioOverGamma& soret);

/// The same from the cubic, where no Gamma is known.
///   fail          there is a minimum, significantly below both S_T(0.1) and S_T(0.9) and below 0, outside the band; or
///                 there is none, although |S_T| 30 % larger than at 0.1 and at 0.9 would have been seen
///   inconclusive  otherwise, if judge_band() does not pass; with too few compositions; where no cubic fits (p < 0.01)
/// The false-alarm rate is shared: half for the position, half for the depth. The position's error is the larger of
/// that to first order and that of resampled fits. A flat S_T has a significant depth with a probability below 0.0014.
ClaimResult judge_soret_minimum(Claim claim, const Curve& soret);

/// S_T below 0 at every composition. Measured is S_T where it is nearest to 0 in standard errors.
ClaimResult judge_soret_sign(Claim claim, const Curve& soret);

/// |S_T| = R/Gamma at its minimum (at x_1 = 0.5 where none is significant) over that at 0.1 and at 0.9, minus 1, each
/// with half of the false-alarm rate. Measured is the one that decides.
ClaimResult judge_soret_depth(Claim claim, const RatioOverGamma& soret);

/// The same of the cubic, where no Gamma is known. The error is that of the covariance of the coefficients; where it is
/// outside the band, at the edge of the band.
ClaimResult judge_soret_depth(Claim claim, const Curve& soret);

/// The same over S_T at x_1 = 1, where Gamma is 1 in any mixture: only the parabola is extrapolated.
ClaimResult judge_soret_depth_at_one(Claim claim, const RatioOverGamma& soret);

/// The same over the cubic's value at x_1 = 1, where no Gamma is known.
ClaimResult judge_soret_depth_at_one(Claim claim, const Curve& soret);

/// All of the above for each curve of S_T, and st-routes, the agreement of the routes, for independent data only: flows
/// are compared with Green-Kubo and Gamma of semigrand, both at the published size; the other Green-Kubo routes share
/// its correlations and enthalpies, and are compared with it through what they do not share: S_T Gamma is the same for
/// all of them, so 1/Gamma is compared.
std::vector<ClaimRule> soret_claims();

}  // namespace soret
