// Errors stated of runs under a synthetic field, by `soret run` and by the route, against the scatter of many runs.

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <boost/math/distributions/fisher_f.hpp>

#include "configurations.hpp"
#include "sanitized.hpp"
#include "soret/validation/program/field_summary.hpp"
#include "soret/validation/program/summary_quantities.hpp"
#include "soret/validation/routes/hnemd/field_responses.hpp"
#include "soret/validation/routes/hnemd/run.hpp"
#include "soret/validation/simulation/velocities.hpp"

namespace soret::test {
namespace {

constexpr double temperature = 1.5;
constexpr std::size_t axis = 1;

/// Values and stated errors of one quantity, by run.
struct Stated {
    std::vector<double> values;
    double squares = 0.0;   // of the errors
    double freedoms = 0.0;  // of all errors

    void add(const Estimate& estimate) {
        values.push_back(estimate.value);
        squares += estimate.standard_error * estimate.standard_error;
        freedoms += estimate.effective_samples - 1.0;
    }
    /// The scatter of the runs over their mean squared error is distributed as F.
    double ratio() const {
        const double n = static_cast<double>(values.size());
        double mean = 0.0;
        for (const double value : values) mean += value / n;
        double scatter = 0.0;
        for (const double value : values) scatter += (value - mean) * (value - mean) / (n - 1.0);
        return scatter / (squares / n);
    }
    /// Of a scatter no larger, with errors that are `factor` times as large.
    double probability_below(double factor = 1.0) const {
        const boost::math::fisher_f distribution(static_cast<double>(values.size()) - 1.0, freedoms);
        return boost::math::cdf(distribution, ratio() / (factor * factor));
    }
    /// Two-sided, of a scatter as far off.
    double p_value(double factor = 1.0) const {
        const double below = probability_below(factor);
        return 2.0 * std::min(below, 1.0 - below);
    }
};

/// By name, as in summary.json.
using Errors = std::map<std::string, Stated>;

void add_of_summary(const RunSettings& settings, const MolecularDynamicsRunResult& result, Errors& errors) {
    nlohmann::json summary;
    add_field(settings, result, summary);
    ASSERT_TRUE(summary.at("field_too_large").is_null()) << summary.at("field_too_large");
    for (const char* name :
         {"onsager_1q_primed", "onsager_qq_primed", "onsager_11_by_noise", "thermal_conductivity", "field_power"}) {
        errors[name].add(summary.at(name).get<Estimate>());
    }
    for (std::size_t a = 0; a < 3; ++a) {
        if (a != axis) errors["mass_current_across"].add(*mean_of(result.field, field_mass_current + a).estimate);
    }
    errors["pressure"].add(*mean_of(result.samples, pressure_now).estimate);
}

void add_of_route(const RunSettings& settings, const MolecularDynamicsRunResult& result, Errors& errors) {
    const IntegratorParameters& parameters = settings.dynamics.parameters;
    const Estimate one{temperature, 1e-3, 100.0};
    const TaskResult run{"run",
                         {{"x1", 0.5},
                          {"volume", result.trajectory.state.box.volume()},
                          {"interval", static_cast<double>(settings.dynamics.sample_every) * parameters.timestep},
                          {"field", {{"heat", parameters.field.heat}, {"mass", 0.0}}},
                          {"temperature", {one, one, one}},
                          {"blocks", blocks_under_field(result.field, axis)}},
                         "",
                         {},
                         0.0};
    const FieldPoint point = field_point({&run}, temperature);
    // T M_1 M_2/(M V), of 16 and 16 particles of mass 1.
    const double static_noise = temperature * 8.0 / result.trajectory.state.box.volume();
    const double memory = point.values[field_11] / static_noise;
    EXPECT_LT(12.0 * memory, static_cast<double>(2 * settings.dynamics.sample_every) * parameters.timestep);
    const char* names[] = {"onsager_11", "onsager_1q", "onsager_qq"};
    for (Eigen::Index c = 0; c < field_coefficients; ++c) {
        errors[names[c]].add({point.values[c], std::sqrt(point.covariance(c, c)), point.blocks});
    }
    for (std::size_t a = 0; a < 3; ++a) {
        if (a == axis) continue;
        errors["mass_current_across"].add(
            jackknife(result.field, [a](std::span<const double> means) { return means[field_mass_current + a]; }));
    }
}

struct Length {
    int runs;
    std::uint64_t steps_of_interval;
    std::uint64_t intervals;  // of a run
    std::size_t most_blocks;
};

/// Of 32 particles; fresh velocities and some time under the field between one run and the next.
template <class Add>
Errors errors_of(const Length& length, Add add) {
    RunSettings settings;
    settings.mixture =
        Mixture(lorentz_berthelot({1.0, 1.0}, {0.6, 1.0}, {1.0, 1.0}, 1.5, 1.0, Truncation::force_shifted));
    IntegratorParameters& parameters = settings.dynamics.parameters;
    parameters.timestep = 0.004;
    parameters.ensemble = IntegratorEnsemble::hnemd;
    parameters.temperature = temperature;
    parameters.field = {.heat = 0.15, .axis = axis, .enthalpy = {5.0, 4.0}};
    settings.dynamics.sample_every = length.steps_of_interval;
    settings.dynamics.equilibration = 300;
    settings.dynamics.production = (length.intervals + 1) * settings.dynamics.sample_every;
    settings.dynamics.most_blocks = length.most_blocks;
    State state = cubic_liquid(2, 32, 0.75, 5, 3.1);
    Errors errors;
    for (int k = 0; k < length.runs; ++k) {
        draw_maxwell_velocities(state, settings.mixture, temperature, 100 + static_cast<std::uint64_t>(k));
        MolecularDynamicsRun run(settings.mixture, start_of_trajectory(settings.mixture, state, parameters),
                                 settings.dynamics, Backend::optimized, {});
        while (!run.finished()) run.advance();
        const MolecularDynamicsRunResult result = run.result();
        state = result.trajectory.state;
        add(settings, result, errors);
    }
    return errors;
}

/// A right error of each quantity is refused in one of 10^3 of other seeds. One that is 1.6 times too large or too
/// small is seen by 80 runs in all but 1 % of them, which is asked of every quantity.
void expect_the_scatter_of_runs(const Errors& errors) {
    for (const auto& [name, stated] : errors) {
        EXPECT_GT(stated.p_value(), 1e-3) << name << ": " << stated.ratio();
        for (const double wrong : {1.0 / 1.6, 1.6}) EXPECT_LT(stated.p_value(wrong), 1e-3) << name << ' ' << wrong;
    }
}

/// Of quantities of independent currents together, each in units of its errors: what this has to see is a factor 1.3.
void expect_the_scatter_of_all(const Errors& errors, const std::vector<std::string>& names) {
    Stated all;
    for (const std::string& name : names) {
        const Stated& one = errors.at(name);
        const double n = static_cast<double>(one.values.size());
        double mean = 0.0;
        for (const double value : one.values) mean += value / n;
        for (const double value : one.values) all.values.push_back((value - mean) / std::sqrt(one.squares / n));
        all.squares += n;
        all.freedoms += one.freedoms;
    }
    EXPECT_GT(all.p_value(), 1e-3) << all.ratio();
    for (const double wrong : {1.0 / 1.3, 1.3}) EXPECT_LT(all.p_value(wrong), 1e-3) << wrong;
}

/// By blocks of two intervals each, at least twelve times the memory of J_1: they miss at most some 4 % of the error.
TEST(FieldErrors, OfTheRouteAreTheScatterOfManyRuns) {
    if (is_sanitized) GTEST_SKIP() << too_long_for_a_sanitizer;
    Errors summaries;
    const Errors errors =
        errors_of({100, 300, 36, 36}, [&](const auto& settings, const auto& result, Errors& of_route) {
            add_of_route(settings, result, of_route);
            add_of_summary(settings, result, summaries);
        });
    expect_the_scatter_of_runs(errors);
    // Summaries of so few samples state more: never less than the scatter, and no more than twice as much.
    for (const auto& [name, stated] : summaries) {
        EXPECT_LT(stated.probability_below(), 1.0 - 1e-3) << name << ": " << stated.ratio();
        EXPECT_GT(stated.probability_below(0.5), 1e-3) << name << ": " << stated.ratio();
    }
    expect_the_scatter_of_all(errors, {"onsager_11", "onsager_1q", "onsager_qq", "mass_current_across"});
}

/// Runs with so many samples that blocks show the error; with fewer, errors are larger on purpose and summaries say so
/// (block_average.hpp).
/// That of heat_taken is not among them: it has the change of the energy over each block, whose ends cancel in the run.
TEST(FieldErrorsLong, OfSummariesAreTheScatterOfManyRuns) {
    if (is_sanitized) GTEST_SKIP() << too_long_for_a_sanitizer;
    const Errors errors = errors_of({80, 75, 560, 128}, add_of_summary);
    expect_the_scatter_of_runs(errors);
    expect_the_scatter_of_all(errors, {"onsager_1q_primed", "onsager_qq_primed", "mass_current_across", "pressure"});
}

}  // namespace
}  // namespace soret::test
