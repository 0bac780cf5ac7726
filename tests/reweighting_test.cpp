// Histograms of numbers of particles and energies, and their samples at other chemical potentials: against an ideal
// gas, whose averages are known, and a fluid that was simulated there.

#include "soret/validation/simulation/reweighting.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <functional>

#include "autoregressive_series.hpp"
#include "monte_carlo_chains.hpp"
#include "sanitized.hpp"
#include "soret/common/contracts/rdf.hpp"
#include "soret/common/errors.hpp"
#include "soret/common/random_streams.hpp"
#include "soret/validation/simulation/monte_carlo_run.hpp"

namespace soret {
namespace {

using Numbers = std::vector<std::int64_t>;

// ---------------------------------------------------------------------------------------------- the histogram

TEST(NumberHistogram, CountsCellsInBlocksThatAreJoinedWhenTheyBecomeMany) {
    NumberHistogram histogram(2, 0.5, 4);
    for (std::int64_t k = 0; k < 9; ++k) histogram.add(Numbers{k % 2, 7}, 0.3 * static_cast<double>(k % 3));
    // Blocks of 1 sample became 2 of 2 after the fourth, and 2 of 4 after the eighth.
    EXPECT_EQ(histogram.block_length(), 4U);
    EXPECT_EQ(histogram.sample_count(), 9U);
    ASSERT_EQ(histogram.blocks().size(), 2U);
    // Energies 0, 0.3, 0.6 are in the bins 0, 1, 1 of width 0.5.
    const NumberHistogram::Counts first{{{0, 7, 0}, 1}, {{1, 7, 1}, 1}, {{0, 7, 1}, 1}, {{1, 7, 0}, 1}};
    EXPECT_EQ(histogram.blocks()[0], first);
    const NumberHistogram::Counts second{{{0, 7, 0}, 1}, {{0, 7, 1}, 1}, {{1, 7, 1}, 2}};
    EXPECT_EQ(histogram.blocks()[1], second) << histogram.csv();
    EXPECT_EQ(histogram.energy_of({1, 7, 1}), 0.5);
    EXPECT_EQ(histogram.csv(),
              "block,n_1,n_2,potential_energy,samples\n"
              "0,0,7,0,1\n0,0,7,0.5,1\n0,1,7,0,1\n0,1,7,0.5,1\n"
              "1,0,7,0,1\n1,0,7,0.5,1\n1,1,7,0.5,2\n"
              "2,0,7,0.5,1\n");
}

TEST(NumberHistogram, GoesOnFromWhatItWroteAsIfNothingHadHappened) {
    const auto add = [](NumberHistogram& histogram, std::int64_t from, std::int64_t to) {
        for (std::int64_t k = from; k < to; ++k)
            histogram.add(Numbers{k % 5, k % 3}, -1.7 * static_cast<double>(k % 7));
    };
    NumberHistogram through(2, 0.62, 8);
    add(through, 0, 1000);
    for (const std::int64_t stop : {0, 1, 7, 8, 500, 777}) {
        NumberHistogram first(2, 0.62, 8);
        add(first, 0, stop);
        NumberHistogram second(2, 0.62, 8);
        second.from_json(nlohmann::json::parse(first.to_json().dump()));
        EXPECT_EQ(second, first);
        add(second, stop, 1000);
        EXPECT_EQ(second, through) << stop;
    }
}

TEST(NumberHistogram, RefusesWhatCannotBe) {
    EXPECT_THROW(NumberHistogram(0, 1.0), InvalidArgument);
    EXPECT_THROW(NumberHistogram(2, 0.0), InvalidArgument);
    EXPECT_THROW(NumberHistogram(2, 1.0, 7), InvalidArgument);
    NumberHistogram histogram(2, 1.0, 4);
    EXPECT_THROW(histogram.add(Numbers{1}, 0.0), InvalidArgument);
    EXPECT_THROW(histogram.add(Numbers{1, 2}, 1e300), InvalidArgument);
    for (std::int64_t k = 0; k < 5; ++k) histogram.add(Numbers{1, k}, 0.0);
    const nlohmann::json good = histogram.to_json();
    const auto refuses = [&](const std::function<void(nlohmann::json&)>& damage) {
        nlohmann::json bad = good;
        damage(bad);
        EXPECT_THROW(histogram.from_json(bad), InvalidInput) << bad.dump();
        EXPECT_EQ(histogram.to_json(), good);
    };
    refuses([](auto& json) { json["block_length"] = 0; });
    refuses([](auto& json) { json["open_samples"] = 2; });
    refuses([](auto& json) { json["open"] = {1, 4, 0, 2}; });
    refuses([](auto& json) { json["open"] = {1, 4, 0}; });
    refuses([](auto& json) { json["blocks"][0] = {1, 0, 0, 1, 1, 0, 0, 1}; });
    refuses([](auto& json) { json["blocks"][0] = {-1, 0, 0, 2}; });
    refuses([](auto& json) { json["blocks"][0] = {1, 0, 0, -2}; });
    refuses([](auto& json) { json.erase("blocks"); });
}

// ---------------------------------------------------------------------------------------------- the ideal gas

constexpr std::array<double, 2> ideal_mean{20.0, 12.0};
const GrandCanonicalPoint ideal_point{.temperature = 0.8, .volume = 50.0, .chemical_potential = {-1.0, -1.5}};

/// Independent Poisson numbers.
NumberHistogram ideal_gas(std::size_t samples, std::uint64_t seed) {
    NumberHistogram histogram(2, 1.0);
    for (std::size_t k = 0; k < samples; ++k) {
        Numbers n(2, 0);
        for (std::size_t s = 0; s < 2; ++s) {
            const RandomWords words =
                random_words(seed, RandomStream::synthetic_series, k, static_cast<std::uint32_t>(s));
            const double u = uniform_from(words[0], words[1]);
            double p = std::exp(-ideal_mean[s]);
            for (double sum = p; sum < u && p > 0.0; sum += p) p *= ideal_mean[s] / static_cast<double>(++n[s]);
        }
        histogram.add(n, 0.0);
    }
    return histogram;
}

std::array<double, 2> shifted(double first, double second) {
    return {ideal_point.chemical_potential[0] + ideal_point.temperature * first,
            ideal_point.chemical_potential[1] + ideal_point.temperature * second};
}

TEST(Reweighting, ToTheSamePotentialsGivesTheSamplesThemselves) {
    const NumberHistogram histogram = ideal_gas(1024, 5);
    const ReweightedNumbers same(histogram, ideal_point, ideal_point.chemical_potential);
    EXPECT_EQ(same.refusal(), "");
    EXPECT_EQ(same.share(), 1.0);
    double n1 = 0.0;
    double n1n2 = 0.0;
    for (const auto& block : histogram.blocks()) {
        for (const auto& [cell, samples] : block) {
            n1 += static_cast<double>(cell[0]) * static_cast<double>(samples) / 1024.0;
            n1n2 += static_cast<double>(cell[0] * cell[1]) * static_cast<double>(samples) / 1024.0;
        }
    }
    EXPECT_NEAR(same.of([](const NumberMoments& m) { return m.particles[0]; }).value, n1, 1e-11);
    EXPECT_NEAR(same.of([](const NumberMoments& m) { return m.products[1]; }).value, n1n2, 1e-9);
    EXPECT_EQ(same.of([](const NumberMoments& m) { return m.energy; }).value, 0.0);
}

// Numbers at other potentials are Poisson numbers of the means ideal_mean exp(shift): G_ij = 0, Gamma = 1.
Eigen::VectorXd ideal_functions(const NumberMoments& m) {
    Eigen::VectorXd values(6);
    values << m.particles[0], m.particles[1], m.kirkwood_buff(0, 0), m.kirkwood_buff(0, 1), m.kirkwood_buff(1, 1),
        m.thermodynamic_factor();
    return values;
}

constexpr std::array<double, 2> ideal_shift{0.15, -0.1};

Eigen::VectorXd ideal_truth() {
    Eigen::VectorXd values(6);
    values << ideal_mean[0] * std::exp(ideal_shift[0]), ideal_mean[1] * std::exp(ideal_shift[1]), 0.0, 0.0, 0.0, 1.0;
    return values;
}

// Errors of 200 campaigns of 4000 samples: how many truths are within two of them. 0.954 of normal deviations are, and
// 0.89 to 0.995 of 200 with a probability of 0.9999. With a thousand samples, of which half count, weighted variances
// are still skewed: 0.875 for G_11.
TEST(Reweighting, OfAnIdealGasIsExactWithinTheStatedErrorsOfTwoHundredCampaigns) {
    if (test::is_sanitized) GTEST_SKIP() << test::too_long_for_a_sanitizer;
    const Eigen::VectorXd truth = ideal_truth();
    Eigen::VectorXd within = Eigen::VectorXd::Zero(truth.size());
    Eigen::VectorXd mean = Eigen::VectorXd::Zero(truth.size());
    Eigen::VectorXd square = Eigen::VectorXd::Zero(truth.size());
    constexpr int campaigns = 200;
    const auto mu = shifted(ideal_shift[0], ideal_shift[1]);
    for (int c = 0; c < campaigns; ++c) {
        const ReweightedNumbers numbers(ideal_gas(4000, 100 + static_cast<std::uint64_t>(c)), ideal_point, mu);
        ASSERT_EQ(numbers.refusal(), "");
        const JackknifeResult result = numbers.of(ideal_functions);
        for (Eigen::Index k = 0; k < truth.size(); ++k) {
            const double deviation = result.values(k) - truth(k);
            if (std::fabs(deviation) < 2.0 * std::sqrt(result.covariance(k, k))) within(k) += 1.0 / campaigns;
            mean(k) += deviation / campaigns;
            square(k) += deviation * deviation / campaigns;
        }
    }
    for (Eigen::Index k = 0; k < truth.size(); ++k) {
        EXPECT_GT(within(k), 0.89) << k;
        EXPECT_LT(within(k), 0.995) << k;
        EXPECT_LT(std::fabs(mean(k)),
                  z_limit_of(test::false_alarm_rate, campaigns - 1) * std::sqrt(square(k) / campaigns))
            << k;
    }
}

// (sum w)^2/(n sum w^2) of Poisson numbers is exp(-sum of ideal_mean (exp(shift) - 1)^2).
TEST(Reweighting, KnowsWhichShareOfTheSamplesCountsElsewhereAndRefusesWhereTooFewDo) {
    const NumberHistogram histogram = ideal_gas(20000, 9);
    const auto at = [&](double first) { return ReweightedNumbers(histogram, ideal_point, shifted(first, 0.0)); };
    for (const double shift : {0.05, 0.1, 0.2}) {
        const double exact = std::exp(-ideal_mean[0] * std::pow(std::exp(shift) - 1.0, 2));
        EXPECT_NEAR(at(shift).share(), exact, 0.03) << shift;
        EXPECT_EQ(at(shift).refusal(), "");
    }
    const ReweightedNumbers far = at(0.8);
    EXPECT_LT(far.share(), least_share);
    EXPECT_NE(far.refusal().find("of the samples count there"), std::string::npos) << far.refusal();
    EXPECT_THROW(far.of(ideal_functions), InvalidState);
    EXPECT_THROW(ReweightedNumbers(histogram, ideal_point, std::vector<double>{1.0}), InvalidArgument);
    EXPECT_THROW(ReweightedNumbers(histogram, ideal_point, std::vector<double>{1.0, std::nan("")}), InvalidArgument);
}

TEST(Reweighting, RefusesNumbersThatNeverChangeOrRememberTooLong) {
    NumberHistogram stuck(2, 1.0);
    NumberHistogram slow(2, 1.0);
    const std::vector<double> series = test::AutoregressiveSeries(std::exp(-1.0 / 100.0)).values(2000, 3);
    for (const double x : series) {
        stuck.add(Numbers{20, 12}, x);
        slow.add(Numbers{20 + std::lround(4.0 * x), 12}, x);
    }
    const ReweightedNumbers of_stuck(stuck, ideal_point, ideal_point.chemical_potential);
    EXPECT_EQ(of_stuck.refusal(), "the numbers of particles never changed");
    const ReweightedNumbers of_slow(slow, ideal_point, ideal_point.chemical_potential);
    EXPECT_NE(of_slow.refusal().find("effective samples count there"), std::string::npos) << of_slow.refusal();
    const ReweightedNumbers of_none(NumberHistogram(2, 1.0), ideal_point, ideal_point.chemical_potential);
    EXPECT_EQ(of_none.refusal(), "fewer than 4 samples");
}

// ---------------------------------------------------------------------------------------------- a fluid

constexpr double fluid_temperature = 1.8;

MonteCarloRunResult fluid_run(const std::vector<double>& mu, std::uint64_t seed) {
    MonteCarloRunSettings settings;
    settings.parameters = {.ensemble = MonteCarloEnsemble::grand_canonical,
                           .temperature = fluid_temperature,
                           .chemical_potential = mu,
                           .largest_displacement = 0.4,
                           .seed = seed};
    settings.equilibration = 1000;
    settings.production = 40000;
    settings.pressure_every = 4;
    const State start = test::grid_state(60, {5.2, 5.2, 5.2}, 2);
    return run_monte_carlo(paper_mixture(), start_of_chain(start, settings.parameters), settings, Backend::optimized,
                           Execution{});
}

Eigen::VectorXd fluid_functions(const NumberMoments& m) {
    Eigen::VectorXd values(6);
    values << m.particles[0], m.particles[1], m.kirkwood_buff(0, 0), m.kirkwood_buff(0, 1), m.kirkwood_buff(1, 1),
        m.energy / m.total();
    return values;
}

// Energies are rounded to the bins of the histogram, which adds less than 1e-3 to the last of the functions.
TEST(Reweighting, OfAFluidAgreesWithARunAtTheOtherPotentials) {
    if (test::is_sanitized) GTEST_SKIP() << test::too_long_for_a_sanitizer;
    const std::vector<double> here{-3.6, -3.8};
    const std::vector<double> there{-3.4, -3.9};
    const GrandCanonicalPoint point{fluid_temperature, 5.2 * 5.2 * 5.2, here};
    const MonteCarloRunResult run_here = fluid_run(here, 31);
    const MonteCarloRunResult run_there = fluid_run(there, 32);
    const ReweightedNumbers moved(*run_here.numbers, point, there);
    const ReweightedNumbers direct(*run_there.numbers, {fluid_temperature, point.volume, there}, there);
    ASSERT_EQ(moved.refusal(), "");
    ASSERT_EQ(direct.refusal(), "");
    EXPECT_LT(moved.share(), 0.9);
    const JackknifeResult a = moved.of(fluid_functions);
    const JackknifeResult b = direct.of(fluid_functions);
    const double limit = z_limit_of(test::false_alarm_rate, static_cast<double>(a.block_count - 1));
    for (Eigen::Index k = 0; k < a.values.size(); ++k) {
        EXPECT_LT(std::fabs(a.values(k) - b.values(k)), limit * std::sqrt(a.covariance(k, k) + b.covariance(k, k)))
            << k;
    }
    // It tells: the numbers here are others.
    const JackknifeResult unmoved = ReweightedNumbers(*run_here.numbers, point, here).of(fluid_functions);
    EXPECT_GT(std::fabs(unmoved.values(0) - b.values(0)),
              2.0 * limit * std::sqrt(unmoved.covariance(0, 0) + b.covariance(0, 0)));
}

}  // namespace
}  // namespace soret
