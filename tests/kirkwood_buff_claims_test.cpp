// Claims about Kirkwood-Buff analysis: each passes for what was published and not for something else.

#include <cmath>
#include <functional>
#include <map>

#include <gtest/gtest.h>

#include "soret/common/statistics/normal_sequence.hpp"
#include "soret/validation/campaign/quantities.hpp"
#include "soret/validation/claims/claims.hpp"

namespace soret {
namespace {

using Function = std::function<double(double)>;

/// f_12 = a x_1 x_2 and f_11 + f_22 = -r f_12, as in the paper's mixture: Gamma = 1/(1 + f) is 0.65 at its lowest.
struct Truth {
    Function f_12 = [](double x1) { return 2.9 * x1 * (1.0 - x1); };
    Function ratio = [](double) { return -0.27; };
    Function n_12 = [](double x1) { return -1.4 * (1.0 - x1); };
    double gamma_is_larger_by = 0.0;  // than that of the chains

    double f(double x1) const { return f_12(x1) * (1.0 + ratio(x1)); }
};

Findings findings_of(const Truth& truth, double error, std::uint64_t seed) {
    NormalSequence normal(seed, RandomStream::synthetic_series, 11);
    Findings findings;
    const auto add = [&](const CurveKey& key, const Function& value, double size) {
        for (int k = 1; k <= 9; ++k) {
            const double x1 = k / 10.0;
            findings.curves[key].points.push_back({x1, {value(x1) + size * normal.next(), size, 100.0}});
        }
    };
    add(
        {quantity::thermodynamic_factor, {"semigrand"}}, [&](double x) { return 1.0 / (1.0 + truth.f(x)); }, 0.002);
    add(
        {quantity::thermodynamic_factor, {"rdf"}},
        [&](double x) { return (1.0 + truth.gamma_is_larger_by) / (1.0 + truth.f(x)); }, 0.5 * error);
    add(
        {quantity::thermodynamic_factor_first_order, {"rdf"}}, [&](double x) { return 1.0 - truth.f(x); }, error);
    add({quantity::kirkwood_buff_f_12, {"rdf"}}, truth.f_12, error);
    add({quantity::kirkwood_buff_ratio, {"rdf"}}, truth.ratio, error);
    add({quantity::excess_coordination_12, {"rdf"}}, truth.n_12, error);
    return findings;
}

Verdict verdict_of(const Truth& truth, const std::string& id, double error = 0.01, std::uint64_t seed = 1) {
    for (const ClaimResult& result : judge_claims(all_claims(), findings_of(truth, error, seed))) {
        if (result.claim.id == id) return result.judgement.verdict;
    }
    throw std::out_of_range(id);
}

constexpr const char* ids[] = {"gamma-agreement", "gamma-routes/rdf", "g-first/rdf",
                               "f12/rdf",         "f-ratio/rdf",      "n12/rdf"};

TEST(KirkwoodBuffClaims, PassForWhatWasPublished) {
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        for (const char* id : ids) EXPECT_EQ(verdict_of({}, id, 0.01, seed), Verdict::pass) << id << " " << seed;
    }
}

/// Three routes with few compositions each decide together what none of them decides, in every tier: errors of 0.02.
TEST(KirkwoodBuffClaims, AreDecidedByAllRoutesTogether) {
    const auto verdicts = [](double larger_by, Tier tier) {
        Findings findings = findings_of({}, 0.01, 3);
        findings.tier = tier;
        const Curve chains = findings.curves.at({quantity::thermodynamic_factor, {"semigrand"}});
        NormalSequence normal(9, RandomStream::synthetic_series, 12);
        for (const char* route : {"rdf", "fep", "gcmc"}) {
            Curve& curve = findings.curves[{quantity::thermodynamic_factor, {route}}];
            curve.points.clear();
            for (const std::size_t k : {2U, 4U, 6U}) {
                const double value = chains.points[k].estimate.value * (1.0 + larger_by) + 0.015 * normal.next();
                curve.points.push_back({chains.points[k].x, {value, 0.015, 100.0}});
            }
        }
        std::map<std::string, Verdict> found;
        for (const ClaimResult& result : judge_claims(all_claims(), findings)) {
            found[result.claim.id] = result.judgement.verdict;
        }
        return found;
    };
    const auto right = verdicts(0.0, Tier::quick);
    EXPECT_EQ(right.at("gamma-agreement"), Verdict::pass);
    EXPECT_FALSE(right.contains("gamma-routes/rdf"));
    EXPECT_TRUE(right.contains("gamma-routes/fep"));
    EXPECT_EQ(verdicts(0.0, Tier::standard).at("gamma-routes/rdf"), Verdict::inconclusive);
    EXPECT_EQ(verdicts(0.09, Tier::quick).at("gamma-agreement"), Verdict::fail);
}

/// 0.04 and 0.02 are as far apart as points of one composition may be, to the last bit.
TEST(KirkwoodBuffClaims, CompareCompositionsThatAreJustNearEnough) {
    const Truth truth;
    Findings findings = findings_of(truth, 0.01, 1);
    const auto move_first = [&](const char* route, double x1) {
        Curve& curve = findings.curves.at({quantity::thermodynamic_factor, {route}});
        curve.points.front() = {x1, {1.0 / (1.0 + truth.f(x1)), 0.002, 100.0}};
    };
    move_first("semigrand", 0.02);
    move_first("rdf", 0.04);
    for (const ClaimResult& result : judge_claims(all_claims(), findings)) {
        if (result.claim.id != "gamma-agreement") continue;
        EXPECT_EQ(result.judgement.verdict, Verdict::pass) << result.judgement.reason;
        EXPECT_NE(result.judgement.reason.find("9 compositions"), std::string::npos) << result.judgement.reason;
    }
}

TEST(KirkwoodBuffClaims, DoNotPassForErrorsTenTimesLarger) {
    for (const char* id : {"gamma-agreement", "gamma-routes/rdf", "f12/rdf", "f-ratio/rdf"}) {
        int passed = 0;
        for (std::uint64_t seed = 1; seed <= 10; ++seed) passed += verdict_of({}, id, 0.2, seed) == Verdict::pass;
        EXPECT_EQ(passed, 0) << id;
    }
}

TEST(KirkwoodBuffClaims, FailForSomethingElse) {
    Truth other;
    other.gamma_is_larger_by = 0.08;
    EXPECT_EQ(verdict_of(other, "gamma-routes/rdf"), Verdict::fail);
    EXPECT_EQ(verdict_of(other, "gamma-agreement"), Verdict::fail);
    other = {};
    other.f_12 = [](double x1) { return 4.5 * x1 * (1.0 - x1); };  // f up to 0.82: Gamma^(1) is 67 % too small
    EXPECT_EQ(verdict_of(other, "g-first/rdf"), Verdict::fail);
    other = {};
    other.f_12 = [](double x1) { return 6.0 * x1 * (1.0 - x1) * (1.0 - x1); };  // highest at a third
    EXPECT_EQ(verdict_of(other, "f12/rdf"), Verdict::fail);
    other = {};
    other.ratio = [](double x1) { return -0.2 - 0.4 * x1; };
    EXPECT_EQ(verdict_of(other, "f-ratio/rdf"), Verdict::fail);
    other = {};
    other.n_12 = [](double x1) { return -1.4 * x1; };
    EXPECT_EQ(verdict_of(other, "n12/rdf"), Verdict::fail);
    other.n_12 = [](double x1) { return 1.0 - 1.4 * (1.0 - x1); };  // rises, and above 0
    EXPECT_EQ(verdict_of(other, "n12/rdf"), Verdict::fail);
}

TEST(KirkwoodBuffClaims, OfOneRouteToGammaDoNotCompare) {
    Findings findings = findings_of({}, 0.01, 1);
    findings.curves.erase({quantity::thermodynamic_factor, {"rdf"}});
    for (const ClaimResult& result : judge_claims(all_claims(), findings)) {
        EXPECT_FALSE(result.claim.id.starts_with("gamma-routes")) << result.claim.id;
    }
    findings = findings_of({}, 0.01, 1);
    findings.curves.erase({quantity::thermodynamic_factor, {"semigrand"}});
    for (const ClaimResult& result : judge_claims(all_claims(), findings)) {
        if (result.claim.id != "gamma-routes/rdf") continue;
        EXPECT_EQ(result.judgement.verdict, Verdict::inconclusive);
    }
}

}  // namespace
}  // namespace soret
