#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include <nlohmann/json.hpp>

#include "autoregressive_series.hpp"
#include "soret/common/errors.hpp"
#include "soret/common/statistics/multiple_tests.hpp"
#include "soret/common/statistics/normal_sequence.hpp"
#include "soret/validation/check/reference_data.hpp"
#include "soret/validation/check/value_checks.hpp"
#include "temporary_directory.hpp"

namespace soret::testing {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

TEST(MultipleTests, AdjustPValuesByHolmsStepDown) {
    // Sorted 0.005, 0.01, 0.03, 0.04 times 4, 3, 2, 1: 0.02, 0.03, 0.06, and 0.04 raised to 0.06.
    const std::vector<double> p_values{0.01, 0.04, 0.03, 0.005};
    const std::vector<double> adjusted = holm_adjusted(p_values);
    const std::vector<double> expected{0.03, 0.06, 0.06, 0.02};
    for (std::size_t k = 0; k < 4; ++k) EXPECT_NEAR(adjusted[k], expected[k], 1e-15) << k;
    EXPECT_EQ(holm_adjusted(std::vector<double>{0.7, 0.8}), (std::vector<double>{1.0, 1.0}));
    EXPECT_TRUE(holm_adjusted({}).empty());
}

TEST(MultipleTests, HaveThePValueWhoseLimitIsKnown) {
    for (const double degrees : {1.0, 7.0, 40.0, infinite}) {
        for (const double rate : {0.3, 0.0027, 1e-6}) {
            EXPECT_NEAR(two_sided_p_value(-z_limit_of(rate, degrees), degrees), rate, 1e-9 * rate) << degrees;
        }
    }
    EXPECT_EQ(two_sided_p_value(0.0, 3.0), 1.0);
    EXPECT_EQ(two_sided_p_value(5.0, 0.0), 1.0);
    EXPECT_EQ(two_sided_p_value(infinite, 3.0), 0.0);
}

TEST(MultipleTests, CombineDegreesOfFreedomAsWelchDoes) {
    EXPECT_DOUBLE_EQ(welch_degrees_of_freedom(0.1, 9.0, 0.1, 9.0), 18.0);
    EXPECT_DOUBLE_EQ(welch_degrees_of_freedom(0.1, 9.0, 0.0, 3.0), 9.0);
    EXPECT_DOUBLE_EQ(welch_degrees_of_freedom(0.1, 9.0, 0.1, infinite), 36.0);
    EXPECT_EQ(welch_degrees_of_freedom(0.0, 9.0, 0.0, 9.0), infinite);
    EXPECT_EQ(welch_degrees_of_freedom(0.1, 0.0, 0.1, 9.0), 0.0);
}

/// Values 10 at compositions 0.1 to 0.9, each with this error from so many effective samples.
ReferenceValues flat_reference(double error, double samples, double tolerance = 0.1) {
    ReferenceValues reference;
    reference.name = "flat";
    reference.state = {{"temperature", 0.62}};
    ReferenceQuantity& quantity = reference.quantities["density"];
    for (int k = 1; k <= 9; ++k) quantity.curve.points.push_back({0.1 * k, {10.0, error, samples}});
    quantity.tolerance = tolerance;
    return reference;
}

MeasuredValue measured_at(double x1, double value, double error, std::optional<double> samples) {
    return {"density", {{"temperature", 0.62}}, x1, value, error, samples, {}};
}

CheckReport check_one(const MeasuredValue& value, const ReferenceValues& reference, const ValueRules& rules = {}) {
    return check_values({{value}, {}}, reference, rules);
}

TEST(CheckValues, CountsTheErrorsOfBoth) {
    const ReferenceValues reference = flat_reference(0.04, 0.0);
    // 0.03 and 0.04 make 0.05: 2.9 and 3.1 of them are on both sides of the limit of the rate 0.0027, 3.
    EXPECT_EQ(check_one(measured_at(0.5, 10.145, 0.03, std::nullopt), reference).verdict(), Verdict::pass);
    const CheckReport failing = check_one(measured_at(0.5, 9.845, 0.03, std::nullopt), reference);
    EXPECT_EQ(failing.verdict(), Verdict::fail);
    EXPECT_NEAR(failing.checks[0].fields.at("z").get<double>(), -3.1, 1e-9);
    EXPECT_EQ(failing.checks[0].fields.at("samples_needed"), 0.0);
    EXPECT_EQ(failing.checks[0].id, "density/0.500");
}

TEST(CheckValues, TakesTheErrorOfFewBlocksByStudent) {
    const ReferenceValues reference = flat_reference(0.0, 0.0);
    // t of 4 degrees of freedom at 0.0027 is 6.62.
    EXPECT_EQ(check_one(measured_at(0.5, 10.33, 0.05, 5.0), reference).verdict(), Verdict::pass);
    EXPECT_EQ(check_one(measured_at(0.5, 10.34, 0.05, 5.0), reference).verdict(), Verdict::fail);
    EXPECT_EQ(check_one(measured_at(0.5, 10.33, 0.05, std::nullopt), reference).verdict(), Verdict::fail);
}

// False alarms of lists of nine right values, each a mean of five normal numbers with the error that these have,
// against a reference that is itself such a mean of twelve. 2 000 lists at a rate of 0.05: a share above that by 4.42
// standard deviations has a probability of 1e-5. By normal errors the share is 0.4 and more.
TEST(CheckValues, RaisesNoMoreFalseAlarmsThanStated) {
    ValueRules rules;
    rules.verdict.false_alarm_rate = 0.05;
    constexpr std::size_t lists = 2000;
    std::size_t alarms = 0;
    for (std::size_t list = 0; list < lists; ++list) {
        NormalSequence normal(7, RandomStream::synthetic_series, list);
        const auto mean_of = [&](int samples) {
            double sum = 0.0;
            double squares = 0.0;
            for (int k = 0; k < samples; ++k) {
                const double x = normal.next();
                sum += x;
                squares += x * x;
            }
            const double mean = sum / samples;
            const double variance = (squares / samples - mean * mean) * samples / (samples - 1.0);
            return Estimate{10.0 + mean, std::sqrt(variance / samples), static_cast<double>(samples)};
        };
        ReferenceValues reference = flat_reference(1.0, 12.0);
        MeasuredValues values;
        for (CurvePoint& point : reference.quantities["density"].curve.points) {
            point.estimate = mean_of(12);
            const Estimate mean = mean_of(5);
            values.values.push_back(measured_at(point.x, mean.value, mean.standard_error, mean.effective_samples));
        }
        if (check_values(values, reference, rules).verdict() == Verdict::fail) ++alarms;
    }
    EXPECT_LE(static_cast<double>(alarms),
              0.05 * lists + test::z_limit * std::sqrt(0.05 * 0.95 * static_cast<double>(lists)));
    EXPECT_GE(alarms, lists / 200) << "the test has no power: its rate is much below the stated one";
}

TEST(CheckValues, SeesADeviationOfSixErrorsAmongRightValues) {
    const ReferenceValues reference = flat_reference(0.03, 100.0);
    MeasuredValues values;
    for (int k = 1; k <= 9; ++k) values.values.push_back(measured_at(0.1 * k, k == 4 ? 10.3 : 10.01, 0.04, 100.0));
    const CheckReport report = check_values(values, reference, {});
    for (int k = 1; k <= 9; ++k) {
        EXPECT_EQ(report.checks[static_cast<std::size_t>(k) - 1].verdict, k == 4 ? Verdict::fail : Verdict::pass) << k;
    }
    EXPECT_LE(report.checks[3].fields.at("false_alarm").get<double>(), 0.0027);
}

TEST(CheckValues, IsUndecidedUntilTheSamplesThatItAsksForAreThere) {
    for (const double reference_error : {0.0, 0.1}) {
        for (const double samples : {3.0, 20.0, 400.0}) {
            const ReferenceValues reference = flat_reference(reference_error, 30.0);
            const double error = 2.0;
            const auto with = [&](double n) {
                return check_one(measured_at(0.5, 10.1, error * std::sqrt(samples / n), n), reference);
            };
            const CheckReport report = with(samples);
            ASSERT_EQ(report.verdict(), Verdict::inconclusive) << samples;
            const double needed = report.checks[0].fields.at("samples_needed");
            EXPECT_GT(needed, 0.0);
            EXPECT_EQ(with(samples + needed).verdict(), Verdict::pass) << samples;
            EXPECT_EQ(with(samples + needed - 2.0).verdict(), Verdict::inconclusive) << samples;
        }
    }
    const CheckReport unknown = check_one(measured_at(0.5, 10.1, 2.0, std::nullopt), flat_reference(0.1, 30.0));
    EXPECT_EQ(unknown.verdict(), Verdict::inconclusive);
    EXPECT_TRUE(unknown.checks[0].fields.at("samples_needed").is_null());
}

TEST(CheckValues, DecidesWhateverIsAsExactAsTheReference) {
    const ReferenceValues reference = flat_reference(3.0, 8.0);  // its own error is a third of the value
    EXPECT_EQ(check_one(measured_at(0.5, 11.0, 3.0, 8.0), reference).verdict(), Verdict::pass);
    EXPECT_EQ(check_one(measured_at(0.5, 11.0, 9.0, 8.0), reference).verdict(), Verdict::inconclusive);
}

TEST(CheckValues, WarnsOfErrorsThatCannotBeTrue) {
    const ReferenceValues reference = flat_reference(0.01, 100.0, 0.1);
    const auto warnings_of = [&](const MeasuredValue& value) {
        const CheckReport report = check_one(value, reference);
        return report.checks[0].fields.at("warnings").size() + (report.verdict() == Verdict::pass ? 100 : 0);
    };
    EXPECT_EQ(warnings_of(measured_at(0.5, 10.0, 0.01, 100.0)), 100U);
    EXPECT_EQ(warnings_of(measured_at(0.5, 10.0, 0.0, 100.0)), 1U);  // no value passes with an error of 0
    EXPECT_EQ(warnings_of(measured_at(0.5, 10.0, 0.0, 0.0)), 100U);  // but one that was set, not sampled
    EXPECT_EQ(warnings_of(measured_at(0.5, 10.0, 0.01, 1.5)), 1U);
    MeasuredValue blocks = measured_at(0.5, 10.0, 0.01, 6.0);
    blocks.blocks = {9.9, 10.1, 9.8, 10.2, 9.95, 10.05};  // their mean has an error of 0.06
    EXPECT_EQ(warnings_of(blocks) % 100, 1U);
    blocks.standard_error = 0.06;
    EXPECT_EQ(warnings_of(blocks) % 100, 0U);
    // A value without a true error still fails where it is far off.
    EXPECT_EQ(check_one(measured_at(0.5, 12.0, 0.0, 100.0), reference).verdict(), Verdict::fail);
    EXPECT_EQ(check_one(measured_at(0.5, 10.9, 0.0, 100.0), reference).verdict(), Verdict::inconclusive);
}

TEST(CheckValues, WarnsOfErrorsBelowTheScatterAlongTheList) {
    const ReferenceValues reference = flat_reference(0.001, 0.0);
    for (const double error : {0.002, 0.1}) {
        MeasuredValues values;
        for (int k = 1; k <= 9; ++k) {
            values.values.push_back(measured_at(0.1 * k, k % 2 == 0 ? 10.1 : 9.9, error, std::nullopt));
        }
        const CheckReport report = check_values(values, reference, {});
        for (const CheckLine& line : report.checks) {
            EXPECT_EQ(line.fields.at("warnings").size(), error < 0.01 ? 1U : 0U) << error;
        }
    }
}

TEST(CheckValues, NamesTheSecondValueOfOneKindApart) {
    const MeasuredValue value = measured_at(0.5, 10.0, 0.01, 100.0);
    const CheckReport report = check_values({{value, value}, {}}, flat_reference(0.01, 100.0), {});
    EXPECT_EQ(report.checks[0].id, "density/0.500");
    EXPECT_EQ(report.checks[1].id, "density/0.500#2");
}

TEST(ReferenceValues, LieBetweenPointsWithTheErrorOfAFit) {
    // A parabola with normal errors of 0.01: the fit's error is smaller than a point's.
    ReferenceValues reference = flat_reference(0.01, 50.0);
    NormalSequence normal(3, RandomStream::synthetic_series, 0);
    for (CurvePoint& point : reference.quantities["density"].curve.points) {
        point.estimate.value = 10.0 - 3.0 * point.x * point.x + 0.01 * normal.next();
    }
    const ReferenceValue value = reference.at("density", {{"temperature", 0.62}}, 0.44);
    EXPECT_EQ(value.from, "fit");
    EXPECT_LT(value.estimate.standard_error, 0.01);
    EXPECT_NEAR(value.estimate.value, 10.0 - 3.0 * 0.44 * 0.44, 5.0 * value.estimate.standard_error);
    EXPECT_EQ(reference.at("density", {{"temperature", 0.62}}, 0.5).from, "point");
    const auto message_at = [&](double x1) {
        return message_of<InvalidInput>([&] { reference.at("density", {{"temperature", 0.62}}, x1); });
    };
    EXPECT_EQ(message_at(0.05).rfind("x1 = 0.05: density of flat is known at 0.1, 0.2, ", 0), 0U) << message_at(0.05);
    // Points that follow no polynomial have nothing between them.
    reference.quantities["density"].curve.points[4].estimate.value += 1.0;
    EXPECT_EQ(message_at(0.44).rfind("x1 = 0.44: density of flat is known at", 0), 0U) << message_at(0.44);
}

TEST(ReferenceValues, AreAtTheStateThatIsAskedFor) {
    const ReferenceValues line = flat_reference(0.01, 50.0);
    const auto message_at = [&](const NamedState& state) {
        return message_of<InvalidInput>([&] { line.at("density", state, 0.5); });
    };
    EXPECT_EQ(message_at({{"temperature", 0.63}}), "state.temperature = 0.63: must be 0.62, that of flat");
    EXPECT_EQ(message_at({{"pressure", 0.4}}), "state.temperature is missing: must be 0.62, that of flat");
    EXPECT_EQ(message_of<InvalidInput>([&] {
                  line.at("denisty", {{"temperature", 0.62}}, 0.5);
              }),
              "quantity = denisty: must be one of those of flat: density");
    const auto single = nlohmann::json::parse(R"({"mixture": {}, "tolerances": {"pressure": 0.2}, "states": [
        {"state": {"temperature": 0.7, "density": 0.8},
         "values": {"pressure": {"value": 1, "sem": 0.1, "n_eff": 0}}},
        {"state": {"temperature": 0.7, "density": 0.9},
         "values": {"pressure": {"value": 2, "sem": 0.1, "n_eff": 0}}}]})");
    const ReferenceValues singles = reference_values_from_json("singles", single);
    EXPECT_EQ(singles.at("pressure", {{"temperature", 0.7}, {"density", 0.9}}, std::nullopt).estimate.value, 2.0);
    EXPECT_EQ(singles.at("pressure", {{"temperature", 0.7}, {"density", 0.9}}, 0.0).tolerance, 0.2);
    EXPECT_EQ(
        message_of<InvalidInput>([&] {
            singles.at("pressure", {{"temperature", 0.7}}, std::nullopt);
        }),
        "state: temperature = 0.7: pressure of singles is known at {density = 0.8, temperature = 0.7}, {density = "
        "0.9, temperature = 0.7}");
}

TEST(ReferenceValues, OfThisLibraryPassAgainstThemselves) {
    const ReferenceValues reference = reference_named("state_line");
    MeasuredValues values;
    for (const char* name : {"density", "enthalpy", "gamma_semigrand", "viscosity", "soret_hnemd_semigrand",
                             "thermal_conductivity", "onsager_ratio_hnemd", "self_diffusion_1"}) {
        for (const CurvePoint& point : reference.quantities.at(name).curve.points) {
            values.values.push_back({name,
                                     reference.state,
                                     point.x,
                                     point.estimate.value,
                                     point.estimate.standard_error,
                                     point.estimate.effective_samples,
                                     {}});
        }
    }
    EXPECT_EQ(check_values(values, reference, {}).verdict(), Verdict::pass);
    for (const char* name : {"density", "enthalpy", "gamma_semigrand", "soret_hnemd_semigrand", "viscosity"}) {
        EXPECT_EQ(reference.at(name, reference.state, 0.47).from, "fit") << name;
    }
}

}  // namespace
}  // namespace soret::testing
