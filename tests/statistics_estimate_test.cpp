#include <gtest/gtest.h>
// RapidCheck needs gtest first.
#include <rapidcheck.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "autoregressive_series.hpp"
#include "soret/common/errors.hpp"
#include "soret/common/statistics/correlated_estimates.hpp"
#include "soret/common/statistics/estimate.hpp"
#include "soret/common/statistics/linear_combination.hpp"

namespace soret {
namespace {

TEST(Estimates, LinearCombinationsHaveTheDegreesOfFreedomOfWelchAndSatterthwaite) {
    const Estimate values[] = {{1.0, 0.2, 9.0}, {5.0, 0.1, 5.0}, {7.0, 0.3, 0.0}};
    const double weights[] = {1.0, -2.0, 0.0};
    const Estimate sum = linear_combination(weights, values);
    EXPECT_NEAR(sum.value, -9.0, 1e-14);
    EXPECT_NEAR(sum.standard_error, std::sqrt(0.08), 1e-15);  // parts 0.2^2 and 0.2^2 with 8 and 4 degrees of freedom
    EXPECT_NEAR(sum.effective_samples, 1.0 + 4.0 / (1.0 / 8.0 + 1.0 / 4.0), 1e-12);
    const double known[] = {0.0, 0.0, 1.0};
    EXPECT_EQ(linear_combination(known, values).effective_samples, 0.0);
    EXPECT_THROW(linear_combination(std::span(weights).first(2), values), InvalidArgument);
}

TEST(Estimates, ReadBackFromJsonWithTheSameBits) {
    ASSERT_TRUE(rc::check("estimate -> text -> estimate", [](double value, double error, double samples) {
        const Estimate estimate{value, std::fabs(error), std::fabs(samples)};
        const std::string text = nlohmann::json(estimate).dump();
        RC_ASSERT(nlohmann::json::parse(text).get<Estimate>() == estimate);
    }));
}

TEST(Estimates, HaveTheKeysThatOtherProgramsRelyOn) {
    const nlohmann::json json = Estimate{0.66, 0.01, 120.0};
    EXPECT_EQ(json.dump(), R"({"n_eff":120.0,"sem":0.01,"value":0.66})");
}

TEST(Estimates, ThatAreMissingAreNull) {
    nlohmann::json json = std::optional<Estimate>();
    EXPECT_TRUE(json.is_null());
    EXPECT_FALSE(json.get<std::optional<Estimate>>().has_value());
    json = std::optional<Estimate>(Estimate{1.0, 0.5, 4.0});
    EXPECT_EQ(json.get<std::optional<Estimate>>(), (Estimate{1.0, 0.5, 4.0}));
}

TEST(Estimates, ThatCannotBeWrittenOrReadAreErrors) {
    nlohmann::json json;
    EXPECT_THROW(json = (Estimate{std::nan(""), 0.0, 1.0}), InvalidArgument);
    EXPECT_THROW(json = (Estimate{0.0, std::numeric_limits<double>::infinity(), 1.0}), InvalidArgument);
    for (const char* text : {"{}", "3", R"({"value":1,"sem":0.1})", R"({"value":1,"sem":-0.1,"n_eff":3})",
                             R"({"value":null,"sem":0.1,"n_eff":3})", R"({"value":"1","sem":0.1,"n_eff":3})"}) {
        EXPECT_THROW(nlohmann::json::parse(text).get<Estimate>(), InvalidInput) << text;
    }
}

TEST(PooledEstimates, OfTwoByHand) {
    // Weights 1 and 1/4: mean (1 + 2/4)/(5/4) = 1.2, variance 4/5, chi^2 = 0.2^2 + 0.4^2 = 0.2.
    const Estimate parts[] = {{1.0, 1.0, 10.0}, {2.0, 2.0, 5.0}};
    const PooledEstimate result = pooled(parts);
    EXPECT_DOUBLE_EQ(result.mean.value, 1.2);
    EXPECT_DOUBLE_EQ(result.mean.standard_error, std::sqrt(0.8));
    EXPECT_DOUBLE_EQ(result.mean.effective_samples, 15.0);
    EXPECT_NEAR(result.chi_squared, 0.2, 1e-15);
    EXPECT_EQ(result.degrees_of_freedom, 1);
    EXPECT_NEAR(result.p_value, std::erfc(std::sqrt(0.1)), 1e-15);  // one degree of freedom
}

TEST(PooledEstimates, OfTwoThatAreCorrelatedByHand) {
    // V = (1 c; c 4). c = 1: V^-1 (1, 1) = (1, 0), so the mean is the first, with its error; chi^2 = 3^2/(1 + 4 - 2).
    const Estimate parts[] = {{1.0, 1.0, 10.0}, {4.0, 2.0, 5.0}};
    const std::vector<double> one{-9.0, 1.0, 1.0, -9.0};  // the diagonal is not read
    const PooledEstimate result = pooled(parts, one);
    EXPECT_NEAR(result.mean.value, 1.0, 1e-15);
    EXPECT_NEAR(result.mean.standard_error, 1.0, 1e-15);
    EXPECT_DOUBLE_EQ(result.mean.effective_samples, 15.0);
    EXPECT_NEAR(result.chi_squared, 3.0, 1e-14);
    EXPECT_EQ(result.p_value, chi_squared_p_value(result.chi_squared, 1));
    // c = -1: V^-1 (1, 1) = (5, 2)/3.
    const std::vector<double> opposite{0.0, -1.0, -1.0, 0.0};
    EXPECT_NEAR(pooled(parts, opposite).mean.value, 13.0 / 7.0, 1e-15);
    EXPECT_NEAR(pooled(parts, opposite).mean.standard_error, std::sqrt(3.0 / 7.0), 1e-15);
    EXPECT_NEAR(pooled(parts, opposite).chi_squared, 9.0 / 7.0, 1e-14);
    EXPECT_NEAR(error_of_difference(parts, one, 0, 1), std::sqrt(3.0), 1e-15);
    EXPECT_NEAR(error_of_difference(parts, {}, 0, 1), std::sqrt(5.0), 1e-15);
    EXPECT_EQ(pooled(parts, {}).mean, pooled(parts).mean);
    EXPECT_THROW(pooled(parts, std::span(one).first(3)), InvalidArgument);
    EXPECT_THROW(error_of_difference(parts, std::span(one).first(3), 0, 1), InvalidArgument);
    const std::vector<double> too_large{0.0, 2.0, 2.0, 0.0};
    EXPECT_THROW(pooled(parts, too_large), InvalidArgument);
}

TEST(PooledEstimates, HaveUniformPValuesAndShowErrorsThatAreTooSmall) {
    test::ExpectedCount expected;
    std::size_t low = 0;
    std::size_t low_with_wrong_errors = 0;
    for (std::uint64_t seed = 0; seed < 2000; ++seed) {
        NormalSequence normal(seed, RandomStream::synthetic_series, 1);
        std::vector<Estimate> parts;
        std::vector<Estimate> wrong;
        for (int i = 1; i <= 8; ++i) {
            parts.push_back({3.0 + i * normal.next(), 1.0 * i, 1.0});
            wrong.push_back({parts.back().value, 0.7 * i, 1.0});
        }
        low += pooled(parts).p_value < 0.1;
        low_with_wrong_errors += pooled(wrong).p_value < 0.1;
        expected.add(0.1);
    }
    EXPECT_LT(std::fabs(expected.z_of(low)), test::z_limit);
    EXPECT_GT(expected.z_of(low_with_wrong_errors), 10.0);
}

TEST(PooledEstimates, NeedPositiveErrors) {
    EXPECT_THROW(pooled({}), InvalidArgument);
    const Estimate exact[] = {{1.0, 0.0, 0.0}};
    EXPECT_THROW(pooled(exact), InvalidArgument);
}

}  // namespace
}  // namespace soret
