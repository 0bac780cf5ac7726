// Invented runs of boundary-driven flow with a known S_T and conductivity: what is made of them, and how sure it is.

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "invented_flows.hpp"
#include "soret/common/errors.hpp"
#include "soret/common/statistics/verdict.hpp"
#include "soret/validation/routes/nemd/nemd_point.hpp"

namespace soret {
namespace {

using Truth = test::FlowTruth;
using test::invented_run;
using test::invented_runs;

constexpr double false_alarm_rate = 1e-5;  // of each test, of another seed

constexpr NemdReading reading{.temperature = 0.62, .slab_width = 3.0, .window = 2.5, .correlation_time = 1.0};

double z_of(const Estimate& measured, double truth) {
    return (measured.value - truth) / measured.standard_error;
}

TEST(NemdReduction, FindsWhatTheRunsWereMadeWith) {
    for (const double x1 : {0.1, 0.5, 0.8}) {
        for (const double gradient : {9e-3, -9e-3, 2e-3}) {
            Truth truth;
            truth.x1 = x1;
            truth.gradient = gradient;
            const NemdPoint point = reduce_nemd(invented_runs(truth, 5), reading);
            const double limit = z_limit_of(false_alarm_rate / 45.0, point.soret.effective_samples - 1.0);
            EXPECT_LT(std::fabs(z_of(point.soret, truth.soret)), limit);
            EXPECT_LT(std::fabs(z_of(point.conductivity, truth.conductivity)), limit);
            EXPECT_LT(std::fabs(z_of(point.temperature_slope, gradient)), limit);
            EXPECT_LT(std::fabs(z_of(point.composition_slope, truth.composition_slope())), limit);
            EXPECT_LT(std::fabs(z_of(point.pressure, 0.46)), limit);
            // What would be seen: the slope of x_1 has 0.3 sqrt(2) times 0.2 to 0.3 at these lengths.
            EXPECT_LT(point.soret.standard_error, 0.15 * std::fabs(truth.soret));
            EXPECT_NEAR(point.x1.value, x1, 0.01);
            EXPECT_EQ(point.slices, 12u);
        }
    }
}

/// How often the truth is within the 95 % limit of Student's t.
double coverage(const Truth& truth, const NemdReading& how, std::size_t blocks, int campaigns,
                Estimate NemdPoint::*what, double value) {
    const double limit = z_limit_of(0.05, static_cast<double>(blocks) - 1.0);
    int inside = 0;
    for (int k = 0; k < campaigns; ++k) {
        const NemdPoint point = reduce_nemd(invented_runs(truth, 1000 + static_cast<std::uint64_t>(k)), how);
        EXPECT_EQ((point.*what).effective_samples, static_cast<double>(blocks));
        if (std::fabs(z_of(point.*what, value)) < limit) ++inside;
    }
    return static_cast<double>(inside) / campaigns;
}

TEST(NemdReduction, ErrorsHoldTheTruthAsOftenAsTheySay) {
    constexpr int campaigns = 400;
    const double tolerance = z_limit_of(false_alarm_rate / 4.0) * std::sqrt(0.95 * 0.05 / campaigns);
    Truth truth;
    truth.edge = 18.0;  // less to compute
    truth.slices = 18;
    truth.runs = 12;
    // Runs of four memories are a block each.
    truth.block_time = 0.5;
    EXPECT_NEAR(coverage(truth, reading, 12, campaigns, &NemdPoint::soret, truth.soret), 0.95, tolerance);
    EXPECT_NEAR(coverage(truth, reading, 12, campaigns, &NemdPoint::conductivity, truth.conductivity), 0.95, tolerance);
    // Runs of twenty have four blocks each, and the error is corrected for what these miss.
    truth.block_time = 2.5;
    truth.runs = 3;
    EXPECT_NEAR(coverage(truth, reading, 12, campaigns, &NemdPoint::soret, truth.soret), 0.95, tolerance);
    // The test of the test: who takes the memory for short is found out.
    NemdReading forgetful = reading;
    forgetful.correlation_time = 0.01;
    truth.block_time = 0.5;
    EXPECT_LT(coverage(truth, forgetful, 24, campaigns, &NemdPoint::soret, truth.soret), 0.95 - tolerance);
}

/// Runs of twenty memories have four blocks each. A run whose pressure stays apart from that of the others, by more
/// than its blocks say, is seen; what it does not touch is not.
TEST(NemdReduction, RunsThatScatterByMoreThanTheirBlocksSayAreSeen) {
    Truth truth;
    truth.block_time = 2.5;
    truth.runs = 6;
    const auto p_values = [&](double apart) {
        std::vector<NemdRecord> runs = invented_runs(truth, 12);
        for (std::size_t run = 0; run < runs.size(); ++run) {
            for (NemdBlock& block : runs[run].blocks) block.pressure += run % 2 == 0 ? apart : -apart;
        }
        std::map<std::string, double> found;
        for (const auto& [name, agreement] : reduce_nemd(runs, reading).replicas) {
            EXPECT_EQ(agreement.degrees_of_freedom, 5) << name;
            found[name] = agreement.p_value;
        }
        EXPECT_EQ(found.size(), 3u);
        return found;
    };
    for (const auto& [name, p] : p_values(0.0)) EXPECT_GT(p, false_alarm_rate / 3.0) << name;
    // 0.002/sqrt(8) is the error of a run: 7 of them to either side.
    const auto found = p_values(0.005);
    EXPECT_LT(found.at("pressure"), false_alarm_rate);
    EXPECT_EQ(found.at("soret"), p_values(0.0).at("soret"));
    truth.block_time = 0.5;  // a run is a block
    EXPECT_TRUE(reduce_nemd(invented_runs(truth, 12), reading).replicas.empty());
}

/// The other slab is the hot one: what is in the box is moved by half of it, and energy goes the other way.
NemdRecord reversed(NemdRecord record) {
    for (NemdBlock& block : record.blocks) {
        for (auto* part : {&block.kinetic, &block.number, &block.number_1, &block.pressure_zz}) {
            std::rotate(part->begin(), part->begin() + static_cast<std::ptrdiff_t>(part->size() / 2), part->end());
        }
        const double hot = block.flux_hot;
        block.flux_hot = -block.flux_cold;
        block.flux_cold = -hot;
    }
    return record;
}

TEST(NemdReduction, HotAndColdReversedSayTheSame) {
    const std::vector<NemdRecord> forward = invented_runs({}, 6);
    std::vector<NemdRecord> backward;
    for (const NemdRecord& record : forward) backward.push_back(reversed(record));
    const NemdPoint a = reduce_nemd(forward, reading);
    const NemdPoint b = reduce_nemd(backward, reading);
    // The same operations on the same numbers in another order: some hundred roundings of numbers near 1, slopes 1e-2.
    const auto same = [](const Estimate& p, const Estimate& q, double sign) {
        EXPECT_NEAR(p.value, sign * q.value, 1e-11 * std::fabs(p.value));
        EXPECT_NEAR(p.standard_error, q.standard_error, 1e-9 * p.standard_error);
    };
    same(a.soret, b.soret, 1.0);
    same(a.conductivity, b.conductivity, 1.0);
    same(a.temperature_slope, b.temperature_slope, -1.0);
    same(a.composition_slope, b.composition_slope, -1.0);
    same(a.heat_flux, b.heat_flux, -1.0);
    same(a.x1, b.x1, 1.0);
}

TEST(NemdReduction, HalvesAndSlabsThatDisagreeAreSeen) {
    const auto worst = [](const Truth& truth) {
        const NemdPoint point = reduce_nemd(invented_runs(truth, 7), reading);
        return std::array<double, 3>{std::fabs(z_of(point.composition_difference, 0.0)),
                                     std::fabs(z_of(point.temperature_difference, 0.0)),
                                     std::fabs(z_of(point.flux_difference, 0.0))};
    };
    const double limit = z_limit_of(false_alarm_rate / 3.0, 11.0);
    for (const double z : worst({})) EXPECT_LT(z, limit);
    Truth truth;
    truth.asymmetry = 0.3 * truth.composition_slope();
    EXPECT_GT(worst(truth)[0], limit);
    truth = {};
    truth.leak = 0.1 * truth.conductivity * truth.gradient;
    EXPECT_GT(worst(truth)[2], limit);
}

TEST(NemdReduction, GradientsTogetherWeighByTheirSquareAndTheirTime) {
    NemdPoint slow;
    slow.time = 2.0;
    slow.temperature_slope.value = -1.0;
    slow.soret = {-1.0, 0.6, 9.0};
    slow.conductivity = {5.0, 0.3, 9.0};
    slow.x1 = {0.4, 0.03, 9.0};
    NemdPoint steep = slow;
    steep.time = 1.0;
    steep.temperature_slope.value = 2.0;
    steep.soret = {-2.5, 0.3, 5.0};
    const NemdPoint points[] = {slow, steep};
    const NemdMean mean = over_gradients(points);
    // Weights 2 and 4: -2.0; parts of the variance 0.2^2 and 0.2^2 with 8 and 4 degrees of freedom.
    EXPECT_NEAR(mean.soret.value, -2.0, 1e-15);
    EXPECT_NEAR(mean.soret.standard_error, std::sqrt(0.08), 1e-15);
    EXPECT_NEAR(mean.soret.effective_samples, 1.0 + 4.0 / (1.0 / 8.0 + 1.0 / 4.0), 1e-12);
    EXPECT_NEAR(mean.conductivity.value, 5.0, 1e-15);
    EXPECT_NEAR(mean.x1.value, 0.4, 1e-16);
    EXPECT_THROW(over_gradients({}), InvalidArgument);
    steep.temperature_slope.value = 0.0;
    EXPECT_THROW(over_gradients(std::span(&steep, 1)), InvalidArgument);
}

/// Three gradients whose slopes wander alike: the errors of their mean hold the truth as often as they say.
TEST(NemdReduction, GradientsTogetherHoldTheTruthAsOftenAsTheySay) {
    constexpr int campaigns = 400;
    const double tolerance = z_limit_of(false_alarm_rate / 3.0) * std::sqrt(0.95 * 0.05 / campaigns);
    Truth truth;
    truth.edge = 18.0;  // less to compute
    truth.slices = 18;
    truth.runs = 8;
    truth.block_time = 0.5;
    truth.gradient_of_noise = 9e-3;
    int of_soret = 0;
    int of_conductivity = 0;
    int of_best_alone = 0;
    for (int k = 0; k < campaigns; ++k) {
        std::vector<NemdPoint> points;
        std::uint64_t seed = 5000 + 3 * static_cast<std::uint64_t>(k);
        for (const double gradient : {6e-3, -9e-3, 1.8e-2}) {
            truth.gradient = gradient;
            points.push_back(reduce_nemd(invented_runs(truth, seed++), reading));
        }
        const NemdMean mean = over_gradients(points);
        const auto holds = [](const Estimate& of, double value) {
            return std::fabs(z_of(of, value)) < z_limit_of(0.05, of.effective_samples - 1.0);
        };
        if (holds(mean.soret, truth.soret)) ++of_soret;
        if (holds(mean.conductivity, truth.conductivity)) ++of_conductivity;
        if (mean.soret.standard_error < points[2].soret.standard_error) ++of_best_alone;
    }
    EXPECT_NEAR(of_soret / static_cast<double>(campaigns), 0.95, tolerance);
    EXPECT_NEAR(of_conductivity / static_cast<double>(campaigns), 0.95, tolerance);
    EXPECT_GT(of_best_alone, campaigns / 2);
}

TEST(NemdReduction, OneGradientIsItsOwnMean) {
    const std::vector<NemdPoint> point{reduce_nemd(invented_runs({}, 11), reading)};
    const NemdMean mean = over_gradients(point);
    EXPECT_NEAR(mean.soret.value, point[0].soret.value, 1e-15);
    EXPECT_NEAR(mean.soret.standard_error, point[0].soret.standard_error, 1e-15);
    EXPECT_NEAR(mean.soret.effective_samples, point[0].soret.effective_samples, 1e-12);
}

/// Slices in the slabs may be anything, and a line elsewhere than about the temperature wanted is not read.
TEST(NemdReduction, ReadsOnlyTheWindows) {
    const std::vector<NemdRecord> runs = invented_runs({}, 8);
    std::vector<NemdRecord> bent = runs;
    for (NemdRecord& record : bent) {
        for (NemdBlock& block : record.blocks) {
            for (const std::size_t slice : {0U, 1U, 2U, 10U, 11U, 12U, 13U, 22U, 23U}) block.kinetic[slice] *= 3.0;
        }
    }
    EXPECT_EQ(reduce_nemd(runs, reading).soret, reduce_nemd(bent, reading).soret);
    NemdReading warmer = reading;
    warmer.temperature = 0.62 + 9e-3;
    const NemdPoint point = reduce_nemd(runs, warmer);
    EXPECT_NEAR(point.temperature.value, 0.62 + 9e-3, 0.5 * 9e-3 * 23.8 / 24.0);
}

TEST(NemdReduction, ReadsBackTheSameBits) {
    const NemdRecord record = invented_run({}, 9, 1);
    EXPECT_EQ(nemd_record_from_json(nlohmann::json::parse(to_json(record).dump())), record);
}

TEST(NemdReduction, RefusesWhatItCannotRead) {
    std::vector<NemdRecord> runs = invented_runs({}, 10);
    EXPECT_THROW(reduce_nemd({}, reading), InvalidInput);
    runs[1].edge_z = 20.0;
    EXPECT_THROW(reduce_nemd(runs, reading), InvalidInput);
    NemdReading wide = reading;
    wide.slab_width = 9.0;
    EXPECT_THROW(reduce_nemd(invented_runs({}, 10), wide), InvalidState);
    nlohmann::json json = to_json(runs[0]);
    json["blocks"][1]["number"].push_back(1.0);
    EXPECT_THROW(nemd_record_from_json(json), InvalidInput);
    json.erase("blocks");
    EXPECT_THROW(nemd_record_from_json(json), InvalidInput);
}

}  // namespace
}  // namespace soret
