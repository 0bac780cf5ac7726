// The conductivity by a heat field, extrapolated to zero field: that of the literature, and the same under every
// thermostat. Seeds are fixed; false-alarm rates stand at the assertions.

#include <array>
#include <cmath>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "driven_currents.hpp"
#include "sanitized.hpp"

namespace soret::test {
namespace {

/// lambda = <J_q>/(T F_q) of one species under one field.
Moments conductivity(const Mixture& mixture, const State& start, const IntegratorParameters& parameters,
                     double interval, std::size_t intervals) {
    const Currents currents = currents_under(mixture, start, parameters, interval, intervals);
    const double T = parameters.temperature;
    const Moments L_qq = response(currents.heat, T, parameters.field.heat);
    return {L_qq.mean / (T * T), L_qq.error / (T * T)};
}

/// lambda (1 + a F^2) of a field and of twice that field, at zero field.
Moments at_zero_field(const Moments& at_field, const Moments& at_twice) {
    return {(4.0 * at_field.mean - at_twice.mean) / 3.0, std::hypot(4.0 * at_field.error, at_twice.error) / 3.0};
}

/// The Lennard-Jones liquid near its triple point.
constexpr double literature = 6.93;
constexpr double error_of_literature = 0.03;
constexpr double triple_point = 0.722;

Moments conductivity_at_the_triple_point(double heat, std::size_t intervals) {
    const Mixture mixture = pure_mixture(2.5, Truncation::shifted);
    const State start = settled(mixture, 256, 0.8442, triple_point, 81);
    IntegratorParameters parameters = driven(heat, 0.0, 1);
    parameters.temperature = triple_point;
    return conductivity(mixture, start, parameters, 10.0, intervals);
}

/// Beside both errors the curvature in the field, some 1 %, and that of the size, some 1 %, are allowed for.
TEST(FieldTruthOfTheLiquid, ConductsHeatAsTheLiteratureSays) {
    const Moments lambda = conductivity_at_the_triple_point(0.2, 25);
    EXPECT_NEAR(lambda.mean, literature, z_limit * std::hypot(lambda.error, error_of_literature) + 0.02 * literature);
    EXPECT_LT(lambda.error, 0.02 * literature);
}

/// At zero field, by two fields: what is allowed for beside the errors is that of the size. What is 5 % off shows.
TEST(FieldTruthOfTheLiquidLong, ConductsHeatAtZeroFieldAsTheLiteratureSays) {
    if (is_sanitized) GTEST_SKIP() << too_long_for_a_sanitizer;
    const Moments lambda =
        at_zero_field(conductivity_at_the_triple_point(0.2, 100), conductivity_at_the_triple_point(0.4, 30));
    RecordProperty("conductivity", fmt::format("{:.3f} +- {:.3f}", lambda.mean, lambda.error));
    const double allowed = z_limit * std::hypot(lambda.error, error_of_literature) + 0.01 * literature;
    EXPECT_NEAR(lambda.mean, literature, allowed);
    EXPECT_LT(allowed, 0.05 * literature);
}

/// A dense fluid whose particles see few others: fast, and hard enough to conduct well under little heating.
constexpr double fluid_temperature = 1.5;
constexpr double fluid_density = 0.9;

struct Thermostat {
    std::string name;
    FieldThermostat kind;
    int chain_length;
};
const std::array<Thermostat, 3> thermostats{{{"gaussian", FieldThermostat::gaussian, 3},
                                             {"nose_hoover", FieldThermostat::nose_hoover, 1},
                                             {"chain_of_three", FieldThermostat::nose_hoover, 3}}};

/// Fast thermostats, which a power of the field that is small against sqrt(g) T/tau heats little.
Moments conductivity_by(const Thermostat& thermostat, double heat, std::size_t intervals) {
    const Mixture mixture = pure_mixture(1.3, Truncation::force_shifted);
    const State start = settled(mixture, 108, fluid_density, fluid_temperature, 85);
    IntegratorParameters parameters = driven(heat, 0.0, 2, thermostat.kind);
    parameters.temperature = fluid_temperature;
    parameters.chain_length = thermostat.chain_length;
    parameters.thermostat_time = 0.05;
    parameters.timestep = 0.005;
    return conductivity(mixture, start, parameters, 5.0, intervals);
}

/// chi^2 of the three about their mean, of a right program above its limit in one of 10^3 of other seeds.
void expect_one_conductivity(std::size_t intervals, double largest_error) {
    std::vector<Moments> values;
    for (const Thermostat& thermostat : thermostats) {
        const Moments once = conductivity_by(thermostat, 0.25, intervals);
        const Moments twice = conductivity_by(thermostat, 0.5, intervals / 4);
        values.push_back(at_zero_field(once, twice));
        EXPECT_LT(values.back().error, largest_error * values.back().mean) << thermostat.name;
        ::testing::Test::RecordProperty(
            thermostat.name, fmt::format("{:.3f} +- {:.3f}, {:.3f} at 0.25, {:.3f} at 0.5", values.back().mean,
                                         values.back().error, once.mean, twice.mean));
    }
    const double mean = together(values).mean;
    double chi2 = 0.0;
    for (const Moments& m : values) chi2 += std::pow((m.mean - mean) / m.error, 2);
    EXPECT_GT(chi_squared_p_value(chi2, 2), 1e-3) << values[0].mean << ' ' << values[1].mean << ' ' << values[2].mean;
    // What it can see: one of them that is off by 4.6 errors, with the others where they should be.
    for (std::size_t wrong = 0; wrong < values.size(); ++wrong) {
        std::vector<Moments> planted(values.size(), {mean, 0.0});
        double of_planted = 0.0;
        for (std::size_t k = 0; k < values.size(); ++k) planted[k].error = values[k].error;
        planted[wrong].mean *= 1.0 + 4.6 * largest_error;
        const double about = together(planted).mean;
        for (const Moments& m : planted) of_planted += std::pow((m.mean - about) / m.error, 2);
        EXPECT_LT(chi_squared_p_value(of_planted, 2), 1e-3) << wrong;
    }
}

TEST(FieldThermostats, FindOneConductivityAtZeroField) {
    if (is_sanitized) GTEST_SKIP() << too_long_for_a_sanitizer;
    expect_one_conductivity(120, 0.014);
}

TEST(FieldThermostatsLong, FindOneConductivityAtZeroField) {
    if (is_sanitized) GTEST_SKIP() << too_long_for_a_sanitizer;
    expect_one_conductivity(600, 0.0065);
}

}  // namespace
}  // namespace soret::test
