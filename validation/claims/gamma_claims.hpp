#pragma once

#include "soret/validation/claims/claims.hpp"

namespace soret {

/// x_1 of the minimum of Gamma, from a polynomial fit with Gamma(0) = Gamma(1) = 1.
///   fail          the minimum lies outside the band, or there is none as deep as published (1 - 0.8, from Gamma(0.21))
///                 although it would have been seen
///   inconclusive  an error above a quarter of the band's half-width, or no minimum seen with an error that would hide
///                 one
ClaimResult judge_gamma_minimum(const std::string& route, const Curve& gamma);

/// Gamma at x_1 = 0.21, the liquidus, from the same fit.
ClaimResult judge_gamma_at_liquidus(const std::string& route, const Curve& gamma);

}  // namespace soret
