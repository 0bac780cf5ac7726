// Claims about curves whose points share errors: what is shared is neither scatter nor a step.

#include <gtest/gtest.h>

#include <cmath>

#include "soret/validation/campaign/quantities.hpp"
#include "soret/validation/claims/along_curve.hpp"
#include "soret/validation/claims/claims.hpp"

namespace soret {
namespace {

// Values that differ by 12 % up and down, each known to 0.5 %, with an error of 5 % that all share: taken as
// independent they say nothing, since 5 % is too much for a half-width of 5 %. A point without an error is left out.
TEST(ClaimsAlongCurves, TakeErrorsThatPointsShareIntoAccount) {
    Claim claim;
    claim.tolerance = 0.05;
    const double error = std::hypot(0.05, 0.005);
    Curve curve;
    for (int k = 1; k <= 9; ++k) curve.points.push_back({0.1 * k, {1.0 + (k % 2 == 0 ? 0.06 : -0.06), error, 1e6}});
    EXPECT_EQ(judge_sameness(claim, curve).judgement.verdict, Verdict::inconclusive);
    curve.points.push_back({0.95, {7.0, 0.0, 0.0}});
    curve.covariance.assign(100, 0.05 * 0.05);
    EXPECT_EQ(judge_sameness(claim, curve).judgement.verdict, Verdict::fail);
    // All of them 30 % up: no difference.
    for (CurvePoint& point : curve.points) point.estimate.value = 1.3;
    EXPECT_NE(judge_sameness(claim, curve).judgement.verdict, Verdict::fail);
}

// D_12 that rises by 0.02 in all and falls by 0.002 at one place: an error of 0.004 that all points share hides this
// from who takes it for that of each.
TEST(ClaimsAlongCurves, SeeAStepBackwardsBehindASharedError) {
    Findings findings;
    Curve& curve = findings.curves[{quantity::mutual_diffusion, {"hnemd"}}];
    const double error = std::hypot(0.004, 0.0002);
    for (int k = 0; k < 9; ++k) {
        curve.points.push_back({0.1 * (k + 1), {0.05 + 0.0025 * k - (k == 4 ? 0.0045 : 0.0), error, 64.0}});
    }
    const auto result = [&] {
        for (ClaimResult& of : judge_claims(all_claims(), findings)) {
            if (of.claim.id == "d12") return of;
        }
        return ClaimResult{};
    };
    EXPECT_EQ(result().judgement.verdict, Verdict::pass);
    EXPECT_NEAR(result().measured.value().standard_error, std::sqrt(2.0) * error, 1e-15);
    curve.covariance.assign(81, 0.004 * 0.004);
    EXPECT_EQ(result().judgement.verdict, Verdict::fail);
    EXPECT_NEAR(result().measured.value().standard_error, std::sqrt(2.0) * 0.0002, 1e-12);
    curve.points[4].estimate.value = 0.06;
    EXPECT_EQ(result().judgement.verdict, Verdict::pass);
}

}  // namespace
}  // namespace soret
