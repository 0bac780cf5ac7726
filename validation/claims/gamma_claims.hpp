#pragma once

#include <optional>

#include "soret/common/statistics/polynomial_fit.hpp"
#include "soret/validation/campaign/claim.hpp"

namespace soret {

/// The fit that a claim about the minimum of Gamma is judged by, with one or both ends held at 1.
enum class PinnedEnds { both, x1_is_1, x1_is_0 };
/// returns   nothing if there are too few points
std::optional<DegreeChoice> fit_gamma(const Curve& gamma, PinnedEnds ends);

/// x_1 of the minimum of Gamma, from a polynomial fit with Gamma(0) = Gamma(1) = 1.
///   fail          the minimum lies outside the band, or there is none as deep as published (1 - 0.8, from Gamma(0.21))
///                 although it would have been seen
///   inconclusive  an error above a quarter of the band's half-width, or no minimum seen with an error that would hide
///                 one
ClaimResult judge_gamma_minimum(Claim claim, const Curve& gamma);

/// Gamma at x_1 = 0.21, the liquidus, from the same fit.
ClaimResult judge_gamma_at_liquidus(Claim claim, const Curve& gamma);

/// Both for each route to Gamma.
std::vector<ClaimRule> gamma_claims();

}  // namespace soret
