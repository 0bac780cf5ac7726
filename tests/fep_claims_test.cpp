// Claims about the parts of Gamma: each passes for what was published and not for something else.

#include <cmath>
#include <functional>

#include <gtest/gtest.h>

#include "soret/common/statistics/normal_sequence.hpp"
#include "soret/validation/campaign/quantities.hpp"
#include "soret/validation/claims/claims.hpp"

namespace soret {
namespace {

using Function = std::function<double(double)>;

/// Like PeTS: the excess part is lowest at x_1 = 0.43, the ideal one falls from 1 to 0.74.
struct Truth {
    Function excess = [](double x) { return x * (-1.2 + x * (1.2 + 0.22 * x)); };
    Function ideal = [](double x) { return 1.0 - x * (0.12 + 0.14 * x); };
};

/// The points of a curve share half of the variance of their errors.
Findings findings_of(const Truth& truth, double error, std::uint64_t seed) {
    NormalSequence normal(seed, RandomStream::synthetic_series, 51);
    Findings findings;
    const auto add = [&](const Quantity& quantity, const Function& value, double size) {
        Curve& curve = findings.curves[{quantity, {"fep"}}];
        const double part = size / std::sqrt(2.0), shared = part * normal.next();
        for (int k = 1; k <= 9; ++k) {
            const double x1 = k / 10.0;
            curve.points.push_back({x1, {value(x1) + shared + part * normal.next(), size, 100.0}});
        }
        curve.covariance.assign(81, part * part);
    };
    add(quantity::thermodynamic_factor_excess, truth.excess, error);
    add(quantity::thermodynamic_factor_ideal, truth.ideal, error);
    return findings;
}

Verdict verdict_of(const Truth& truth, const std::string& id, double error = 0.004, std::uint64_t seed = 1) {
    for (const ClaimResult& result : judge_claims(all_claims(), findings_of(truth, error, seed))) {
        if (result.claim.id == id) return result.judgement.verdict;
    }
    throw std::out_of_range(id);
}

constexpr const char* ids[] = {"g-ex-min/fep", "g-id/fep"};

TEST(FepClaims, PassForWhatWasPublished) {
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        for (const char* id : ids) EXPECT_EQ(verdict_of({}, id, 0.004, seed), Verdict::pass) << id << " " << seed;
    }
}

TEST(FepClaims, DoNotPassForErrorsAHundredTimesLarger) {
    for (const char* id : ids) {
        int passed = 0;
        for (std::uint64_t seed = 1; seed <= 10; ++seed) passed += verdict_of({}, id, 0.4, seed) == Verdict::pass;
        EXPECT_EQ(passed, 0) << id;
    }
}

TEST(FepClaims, FailForSomethingElse) {
    Truth other;
    other.excess = [](double x) { return 2.0 * x * x * (x - 1.0); };  // lowest at two thirds
    EXPECT_EQ(verdict_of(other, "g-ex-min/fep"), Verdict::fail);
    EXPECT_EQ(verdict_of(other, "g-id/fep"), Verdict::pass);
    other = {};
    other.ideal = [](double x) { return 1.0 - 0.3 * x * (1.0 - x); };  // rises again
    EXPECT_EQ(verdict_of(other, "g-id/fep"), Verdict::fail);
    EXPECT_EQ(verdict_of(other, "g-ex-min/fep"), Verdict::pass);
}

}  // namespace
}  // namespace soret
