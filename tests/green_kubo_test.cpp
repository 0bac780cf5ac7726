// From fluxes to Onsager coefficients: blocks, integrals with known answers, and conductivities of several species.

#include <array>
#include <cmath>
#include <span>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "configurations.hpp"
#include "soret/common/errors.hpp"
#include "soret/validation/simulation/green_kubo/green_kubo.hpp"
#include "soret/validation/simulation/green_kubo/onsager_matrix.hpp"

namespace soret::test {
namespace {

constexpr FluxSampling sampling{.interval = 0.05, .correlation_time = 3.0};

/// Mass and heat currents that relax in one unit of time, of which half of the heat current is carried by the mass
/// current: per axis <J_1 J_1> = a^2, <J_1 J_q> = b a^2, <J_q J_q> = b^2 a^2 + c^2, all exp(-t).
class RelaxingFluxes {
public:
    explicit RelaxingFluxes(std::uint64_t seed) : noise_(seed) {}
    Fluxes next() {
        const double keep = std::exp(-sampling.interval);
        const double draw = std::sqrt(1.0 - keep * keep);
        Fluxes fluxes;
        for (std::size_t a = 0; a < 3; ++a) {
            mass_[a] = keep * mass_[a] + draw * noise_.next();
            own_[a] = keep * own_[a] + draw * noise_.next();
            fluxes.mass_current[a] = 2.0 * mass_[a];
            fluxes.heat_current[a] = 1.5 * fluxes.mass_current[a] + own_[a];
        }
        return fluxes;
    }

private:
    struct Normal {
        explicit Normal(std::uint64_t seed) : uniform(seed) {}
        double next() {  // Box and Muller
            const double r = std::sqrt(-2.0 * std::log(uniform(1e-12, 1.0)));
            return r * std::cos(2.0 * 3.14159265358979 * uniform(0.0, 1.0));
        }
        Uniform uniform;
    };
    Normal noise_;
    std::array<double, 3> mass_{};
    std::array<double, 3> own_{};
};

FluxSeries series_of(std::uint64_t seed, std::size_t samples, Backend backend, std::size_t most_blocks = 16) {
    FluxSeries series(sampling, backend, most_blocks);
    RelaxingFluxes fluxes(seed);
    for (std::size_t k = 0; k < samples; ++k) series.add(fluxes.next(), 0.62 + 1e-3 * static_cast<double>(k % 7));
    return series;
}

TEST(FluxSeries, JoinsItsBlocksAndKeepsEverySample) {
    const FluxSeries series = series_of(1, FluxSeries::first_block_length * 64, Backend::optimized);
    ASSERT_EQ(series.blocks().size(), 8U);
    EXPECT_EQ(series.block_length(), FluxSeries::first_block_length * 8);
    const FluxSeries fine = series_of(1, FluxSeries::first_block_length * 64, Backend::optimized, 1024);
    ASSERT_EQ(fine.blocks().size(), 64U);
    FluxBlock whole = fine.blocks().front();
    for (std::size_t k = 1; k < 64; ++k) whole += fine.blocks()[k];
    FluxBlock joined = series.blocks().front();
    for (std::size_t k = 1; k < 8; ++k) joined += series.blocks()[k];
    EXPECT_EQ(joined.samples, whole.samples);
    EXPECT_EQ(joined.counts, whole.counts);
    EXPECT_EQ(joined.counts.front(), static_cast<double>(whole.samples));
    for (std::size_t k = 0; k < whole.counts.size(); ++k) {
        // Differences of sums of 4096 products of about 12: some 4096 roundings of a sum below 5e4.
        EXPECT_NEAR(joined.sums[mass_mass][k], whole.sums[mass_mass][k], 4096.0 * 0x1p-53 * 5e4);
    }
}

TEST(FluxSeries, HasTheSameBitsInBothBackendsAndWhenItIsWrittenDown) {
    const std::size_t samples = FluxSeries::first_block_length * 9 + 17;
    const nlohmann::json expected = series_of(2, samples, Backend::reference).to_json();
    EXPECT_EQ(series_of(2, samples, Backend::optimized).to_json(), expected);
    FluxSeries first(sampling, Backend::optimized, 16);
    RelaxingFluxes fluxes(2);
    FluxSeries second(sampling, Backend::reference, 16);
    for (std::size_t k = 0; k < samples; ++k) {
        if (k == 333) second.from_json(nlohmann::json::parse(first.to_json().dump()));
        (k < 333 ? first : second).add(fluxes.next(), 0.62 + 1e-3 * static_cast<double>(k % 7));
    }
    EXPECT_EQ(second.to_json(), expected);
}

TEST(FluxSeries, RefusesWhatItCannotCorrelate) {
    EXPECT_EQ(message_of<InvalidArgument>([] {
                  FluxSeries({0.0, 1.0}, Backend::optimized, 8);
              }),
              "interval of the fluxes = 0: must be > 0");
    EXPECT_NE(message_of<InvalidArgument>([] {
                  FluxSeries({0.1, 0.05}, Backend::optimized, 8);
              }).find("correlation_time = 0.05"),
              std::string::npos);
    EXPECT_EQ(message_of<InvalidArgument>([] { FluxSeries(sampling, Backend::optimized, 5); }),
              "most_blocks = 5: must be even and at least 2");
}

/// Integrals of exp(-t) to T from samples: 1 - exp(-T), the trapezoidal rule adds interval^2/12. Each coefficient
/// within 4.9 standard errors: four of them, false alarm 4e-6 for a normal error; the error itself has 15 degrees of
/// freedom: 8e-4.
TEST(GreenKubo, FindsTheOnsagerCoefficientsOfRelaxingFluxes) {
    std::vector<FluxRecord> runs;
    for (std::uint64_t seed = 10; seed < 18; ++seed) {
        FluxRecord run =
            flux_record(series_of(seed, FluxSeries::first_block_length * 64, Backend::optimized), 100, 2.0);
        for (; run.blocks.size() > 2; run.blocks.resize(run.blocks.size() / 2)) {
            for (std::size_t k = 0; k < run.blocks.size() / 2; ++k) {
                run.blocks[k] = run.blocks[2 * k];
                run.blocks[k] += run.blocks[2 * k + 1];
            }
        }
        runs.push_back(run);
    }
    const GreenKubo fluxes(runs);
    EXPECT_EQ(fluxes.block_count(), 16U);
    EXPECT_DOUBLE_EQ(fluxes.simulated_time(), 8.0 * 64.0 * 64.0 * 0.05);
    const std::size_t lag = fluxes.lag_at(3.0);
    const double time = fluxes.times()[lag];
    const JackknifeResult result = jackknife(fluxes.integrals(lag), [](std::span<const double> means) {
        const OnsagerCoefficients state = onsager_coefficients(means, 2.0);
        Eigen::VectorXd values(5);
        values << state.L11, state.L1q, state.Lq1, state.Lqq, (state.L1q + state.Lq1) / (2.0 * state.L11);
        return values;
    });
    // L = integral/(3 V) of a sum over three axes, V = 2.
    const double integral = 1.0 - std::exp(-time) + 0.05 * 0.05 / 12.0;
    const std::array<double, 4> expected{0.5 * 4.0 * integral, 0.5 * 6.0 * integral, 0.5 * 6.0 * integral,
                                         0.5 * 10.0 * integral};
    for (Eigen::Index k = 0; k < 4; ++k) {
        const Estimate estimate = result.estimate(k);
        EXPECT_NEAR(estimate.value, expected[static_cast<std::size_t>(k)], 4.9 * estimate.standard_error) << k;
        EXPECT_LT(estimate.standard_error, 0.1 * estimate.value);
    }
    const Estimate ratio = result.estimate(4);
    EXPECT_NEAR(ratio.value, 1.5, 4.9 * ratio.standard_error);
    // The noise of numerator and denominator is shared: the ratio is known far better than either.
    EXPECT_LT(ratio.standard_error / 1.5, 0.6 * result.estimate(1).standard_error / result.estimate(1).value);
}

TEST(GreenKubo, KeepsTheOrderOfTimeOfCrossCorrelations) {
    FluxSeries series(sampling, Backend::optimized, 16);
    RelaxingFluxes now(3);
    std::vector<Fluxes> past;
    for (int k = 0; k < 4096; ++k) {
        Fluxes fluxes = now.next();
        past.push_back(fluxes);
        fluxes.heat_current = past.size() > 10 ? past[past.size() - 11].mass_current : std::array<double, 3>{};
        series.add(fluxes, 0.62);
    }
    const std::array<FluxRecord, 1> runs{flux_record(series, 100, 1.0)};
    const std::vector<double> at_ten = GreenKubo(runs).correlations(10).mean();
    // The heat current is the mass current of ten samples ago: <J_q(t) J_1(0)> is largest at that time.
    EXPECT_GT(at_ten[heat_mass], 10.0);
    EXPECT_LT(at_ten[mass_heat], 0.6 * at_ten[heat_mass]);
}

/// The same relaxing pressure about 0 and about 5: what is known of the bulk viscosity is the same. With the mean taken
/// off at the end only, the error about 5 is 1.7 times as large.
TEST(GreenKubo, TheMeanPressureHasNoShareInTheErrorOfTheBulkViscosity) {
    std::array<Estimate, 2> bulk;
    for (const std::size_t k : {0U, 1U}) {
        FluxSeries series(sampling, Backend::optimized, 32);
        RelaxingFluxes relaxing(4);
        for (std::size_t t = 0; t < FluxSeries::first_block_length * 64; ++t) {
            Fluxes fluxes = relaxing.next();
            for (std::size_t a = 0; a < 3; ++a) {
                fluxes.pressure[a] = 5.0 * static_cast<double>(k) + fluxes.mass_current[0];
            }
            series.add(fluxes, 0.62);
        }
        const std::array<FluxRecord, 1> runs{flux_record(series, 100, 1.0)};
        const GreenKubo fluxes(runs);
        const std::size_t lag = fluxes.lag_at(3.0);
        bulk.at(k) = jackknife(fluxes.integrals(lag), [&](std::span<const double> means) {
                         Eigen::VectorXd values(1);
                         values << pressure_integrals(means, 1.0, fluxes.times()[lag]).pressure;
                         return values;
                     }).estimate(0);
    }
    // Of each of three terms: 4096 roundings of a sum below 2e5, over the 256 samples of a block, integrated over 3
    // tau.
    const double rounding = 3.0 * 4096.0 * 0x1p-53 * 2e5 / 256.0 * 3.0;
    EXPECT_NEAR(bulk[1].value, bulk[0].value, rounding);
    EXPECT_NEAR(bulk[1].standard_error, bulk[0].standard_error, rounding);
    // 16 blocks: 4.9 standard errors are exceeded with a probability of 2e-4.
    EXPECT_NEAR(bulk[0].value, 4.0 * (1.0 - std::exp(-3.0)), 4.9 * bulk[0].standard_error);
}

TEST(GreenKubo, RefusesRunsThatDoNotBelongTogether) {
    const FluxRecord a = flux_record(series_of(1, 2048, Backend::optimized), 100, 2.0);
    FluxRecord other_volume = a;
    other_volume.volume = 3.0;
    const std::vector<FluxRecord> mixed{a, other_volume};
    EXPECT_THROW(GreenKubo{mixed}, InvalidInput);
    const std::vector<FluxRecord> none{flux_record(series_of(1, 5, Backend::optimized), 100, 2.0)};
    EXPECT_THROW(GreenKubo{none}, InvalidInput);
    nlohmann::json damaged = to_json(a);
    damaged["blocks"][0]["counts"].erase(0);
    EXPECT_THROW(flux_record_from_json(damaged), InvalidInput);
    EXPECT_EQ(to_json(flux_record_from_json(nlohmann::json::parse(to_json(a).dump()))), to_json(a));
}

/// An Onsager matrix of currents that add up to zero, and heat: B B^T of a random B, less its mean along the species.
OnsagerMatrix closed_matrix(Eigen::Index species, std::uint64_t seed) {
    Uniform uniform(seed);
    Eigen::MatrixXd b(species + 1, species + 3);
    for (Eigen::Index i = 0; i < b.rows(); ++i) {
        for (Eigen::Index j = 0; j < b.cols(); ++j) b(i, j) = uniform(-1.0, 1.0);
    }
    const Eigen::RowVectorXd mean = b.topRows(species).colwise().mean();
    b.topRows(species).rowwise() -= mean;
    const Eigen::MatrixXd all = b * b.transpose();
    return {all.topLeftCorner(species, species), all.topRightCorner(species, 1),
            all.bottomLeftCorner(1, species).transpose(), all(species, species), 0.8};
}

TEST(HeatConduction, IsTheSameWhicheverSpeciesIsLeftOut) {
    const OnsagerMatrix matrix = closed_matrix(4, 1);
    const auto expected = heat_conduction(matrix, {0, 1, 2});
    ASSERT_TRUE(expected);
    EXPECT_GT(expected->thermal_conductivity, 0.0);
    EXPECT_LT(expected->delta_lambda, 0.0);
    for (const std::vector<int>& independent : {std::vector{0, 1, 3}, {0, 2, 3}, {3, 2, 1}}) {
        const auto found = heat_conduction(matrix, independent);
        ASSERT_TRUE(found);
        // Condition numbers of such matrices are below 1e4: 1e4 roundings of 2^-53 of L_qq/T^2.
        EXPECT_NEAR(found->thermal_conductivity, expected->thermal_conductivity, 1e-11);
        EXPECT_NEAR(found->delta_lambda, expected->delta_lambda, 1e-11);
    }
    OnsagerMatrix noise = matrix;  // of a run that is too short
    noise.mass(0, 0) = -0.1;
    EXPECT_FALSE(heat_conduction(noise, {0, 1, 2}));
}

TEST(HeatConduction, OfTwoSpeciesIsThatOfABinaryLiquid) {
    const OnsagerMatrix m = closed_matrix(2, 2);
    const auto found = heat_conduction(m, {0});
    ASSERT_TRUE(found);
    const double t2 = m.temperature * m.temperature;
    const double coupling = m.heat_mass[0] * m.mass_heat[0] / m.mass(0, 0);
    EXPECT_NEAR(found->thermal_conductivity, (m.heat_heat - coupling) / t2, 1e-14);
    EXPECT_NEAR(found->delta_lambda, -coupling / t2, 1e-14);
    EXPECT_DOUBLE_EQ(heat_conduction(m, {})->thermal_conductivity, m.heat_heat / t2);
}

/// Of two species that behave as one, with currents that share that of both by their numbers and a part that goes from
/// one to the other alone: the conductivity is that of the two taken together.
TEST(HeatConduction, OfASpeciesInTwoPartsIsThatOfTheWhole) {
    const OnsagerMatrix whole = closed_matrix(2, 3);
    for (const double share : {0.5, 0.2}) {
        Eigen::MatrixXd parts(3, 2);
        parts << 1.0, 0.0, 0.0, share, 0.0, 1.0 - share;
        Eigen::Vector3d exchange(0.0, 1.0, -1.0);
        OnsagerMatrix split;
        split.mass = parts * whole.mass * parts.transpose() + 0.7 * exchange * exchange.transpose();
        split.mass_heat = parts * whole.mass_heat;
        split.heat_mass = parts * whole.heat_mass;
        split.heat_heat = whole.heat_heat;
        split.temperature = whole.temperature;
        EXPECT_NEAR(heat_conduction(split, {0, 1})->thermal_conductivity,
                    heat_conduction(whole, {0})->thermal_conductivity, 1e-13);
    }
}

TEST(FluxSeries, OfThreeSpeciesCorrelatesAllCurrentsInTheirOrderOfTime) {
    FluxSampling three = sampling;
    three.species = 3;
    EXPECT_EQ(flux_functions(3), std::size_t{flux_function_count} + 12U);
    FluxSeries series(three, Backend::optimized, 16);
    FluxSeries two(sampling, Backend::optimized, 16);
    EXPECT_THROW(series.add(Fluxes{}, 0.62), InvalidArgument);
    RelaxingFluxes now(3);
    std::vector<std::array<double, 3>> past;
    for (int k = 0; k < 4096; ++k) {
        const Fluxes fluxes = now.next();
        past.push_back(fluxes.mass_current);
        // J_2 is J_1 of five samples ago, J_3 is J_1 of ten samples ago.
        const auto ago = [&](std::size_t n) { return past.size() > n ? past[past.size() - 1 - n] : past[0]; };
        const std::array<std::array<double, 3>, 2> others{ago(5), ago(10)};
        series.add(fluxes, 0.62, others);
        two.add(fluxes, 0.62);
    }
    FluxSeries read_back(three, Backend::reference, 16);
    read_back.from_json(nlohmann::json::parse(series.to_json().dump()));
    EXPECT_EQ(read_back.to_json(), series.to_json());
    EXPECT_THROW(two.from_json(series.to_json()), InvalidInput);
    // What two species have is the same to the bit.
    const std::array<FluxRecord, 1> records{flux_record(series, 100, 1.0)};
    const std::array<FluxRecord, 1> of_two{flux_record(two, 100, 1.0)};
    const GreenKubo all(records);
    for (const std::size_t lag : {0U, 7U, 40U}) {
        const std::vector<double> means = all.correlations(lag).mean();
        const std::vector<double> expected = GreenKubo(of_two).correlations(lag).mean();
        EXPECT_TRUE(std::equal(expected.begin(), expected.begin() + green_kubo_columns, means.begin()));
    }
    const auto largest_at = [&](std::size_t a, std::size_t b) {
        std::size_t largest = 0;
        double most = 0.0;
        for (std::size_t lag = 0; lag < 20; ++lag) {
            const double value = all.correlations(lag).mean()[green_kubo_column(mass_mass_function(a, b, 3))];
            if (value > most) most = value, largest = lag;
        }
        return largest;
    };
    EXPECT_EQ(largest_at(1, 0), 5U);
    EXPECT_EQ(largest_at(2, 0), 10U);
    EXPECT_EQ(largest_at(2, 1), 5U);
    EXPECT_EQ(largest_at(0, 1), 0U);
    EXPECT_EQ(largest_at(1, 1), 0U);
    // L_q2 runs through J_q of now and J_2, which is late: it is larger one way of time than the other.
    const std::vector<double> at_five = all.correlations(5).mean();
    EXPECT_GT(at_five[green_kubo_column(mass_heat_function(1, 3))],
              1.5 * at_five[green_kubo_column(heat_mass_function(1, 3))]);
}

}  // namespace
}  // namespace soret::test
