// Errors of inputs carried through models of thermodiffusion: straight lines against exact slopes, draws against known
// spreads, and draws that no model can use. Limits are of 5 standard errors: a false alarm in 1.7 million each.

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "configurations.hpp"
#include "soret/common/errors.hpp"
#include "soret/common/statistics/correlated_normals.hpp"
#include "soret/common/statistics/running_moments.hpp"
#include "soret/validation/simulation/theory_errors.hpp"
#include "theory_model_states.hpp"

namespace soret::test {
namespace {

constexpr double z_limit = 5.0;

Eigen::Index index_of(std::string_view name) {
    for (std::size_t i = 0; i < theory_input_count; ++i) {
        if (theory_inputs[i].name == name) return static_cast<Eigen::Index>(i);
    }
    ADD_FAILURE() << name;
    return 0;
}

/// Every input with this share of itself as its error, independent.
UncertainState with_errors(const TheoryState& state, double share) {
    UncertainState uncertain{.state = state};
    for (std::size_t i = 0; i < theory_input_count; ++i) {
        const double error = share * state.*theory_inputs[i].member;
        uncertain.covariance(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(i)) = error * error;
    }
    return uncertain;
}

void set_error(UncertainState& state, std::string_view name, double error) {
    state.covariance(index_of(name), index_of(name)) = error * error;
}

void set_correlation(UncertainState& state, std::string_view one, std::string_view other, double correlation) {
    const Eigen::Index i = index_of(one), j = index_of(other);
    state.covariance(i, j) = state.covariance(j, i) =
        correlation * std::sqrt(state.covariance(i, i) * state.covariance(j, j));
}

void expect_means_and_covariance(const Eigen::VectorXd& mean, const Eigen::MatrixXd& covariance) {
    const CorrelatedNormals normals(mean, covariance);
    const Eigen::Index size = mean.size();
    EXPECT_EQ(normals.rank(), normals.size());
    constexpr int n = 100000;
    RunningMoments moments(normals.size());
    std::vector<double> draw(normals.size());
    for (int k = 0; k < n; ++k) {
        normals.draw(7, RandomStream::error_propagation, static_cast<std::uint64_t>(k), draw);
        moments.add(draw);
    }
    const Eigen::MatrixXd measured = moments.covariance_matrix();
    for (Eigen::Index i = 0; i < size; ++i) {
        EXPECT_NEAR(moments.mean(static_cast<std::size_t>(i)), mean(i), z_limit * std::sqrt(covariance(i, i) / n));
        for (Eigen::Index j = 0; j <= i; ++j) {
            // Variance of a covariance of n normal pairs.
            const double variance =
                (covariance(i, i) * covariance(j, j) + covariance(i, j) * covariance(i, j)) / (n - 1);
            EXPECT_NEAR(measured(i, j), covariance(i, j), z_limit * std::sqrt(variance)) << i << " " << j;
        }
    }
}

TEST(CorrelatedNormals, HaveTheirMeansAndCovariance) {
    Eigen::Matrix3d covariance;
    covariance << 4.0, 1.2, -0.3, 1.2, 1.0, 0.1, -0.3, 0.1, 0.25;
    expect_means_and_covariance(Eigen::Vector3d{1.0, -2.0, 5.0}, covariance);
    // A part in common to all.
    const Eigen::Vector<double, 5> common{1.0, 0.9, 0.5, 0.1, 0.7}, errors{1.0, 2.0, 3.0, 4.0, 5.0};
    Eigen::MatrixXd correlation = common * common.transpose();
    correlation.diagonal().setOnes();
    expect_means_and_covariance(errors, errors.asDiagonal() * correlation * errors.asDiagonal());
}

TEST(CorrelatedNormals, MayBeFunctionsOfEachOther) {
    // x_2 = -3 x_1, and x_3 is exact.
    Eigen::Matrix3d covariance = Eigen::Matrix3d::Zero();
    covariance.topLeftCorner<2, 2>() << 0.04, -0.12, -0.12, 0.36;
    const CorrelatedNormals normals(Eigen::Vector3d{0.0, 0.0, 8.0}, covariance);
    EXPECT_EQ(normals.rank(), 1U);
    std::vector<double> x(3);
    for (std::uint64_t k = 0; k < 20; ++k) {
        normals.draw(1, RandomStream::error_propagation, k, x);
        EXPECT_NEAR(x[1], -3.0 * x[0], 1e-14);
        EXPECT_NE(x[0], 0.0);
        EXPECT_EQ(x[2], 8.0);
    }
    std::vector<double> again(3);
    normals.draw(1, RandomStream::error_propagation, 19, again);
    EXPECT_EQ(again, x);
    EXPECT_EQ(CorrelatedNormals(Eigen::VectorXd(0), Eigen::MatrixXd(0, 0)).rank(), 0U);
}

TEST(CorrelatedNormals, RefuseWhatIsNoCovariance) {
    const Eigen::Vector3d mean = Eigen::Vector3d::Zero();
    Eigen::Matrix3d wrong = Eigen::Matrix3d::Identity();
    EXPECT_NO_THROW(CorrelatedNormals(mean, wrong));
    EXPECT_THROW(CorrelatedNormals(mean, Eigen::MatrixXd::Identity(2, 2)), InvalidArgument);
    wrong(2, 2) = -1.0;
    EXPECT_THROW(CorrelatedNormals(mean, wrong), InvalidArgument);
    wrong(2, 2) = 0.0;
    wrong(2, 0) = wrong(0, 2) = 0.1;  // a covariance with what does not vary
    EXPECT_THROW(CorrelatedNormals(mean, wrong), InvalidArgument);
    wrong << 1.0, 1.1, 0.0, 1.1, 1.0, 0.0, 0.0, 0.0, 1.0;
    EXPECT_THROW(CorrelatedNormals(mean, wrong), InvalidArgument);
    // Each correlation is possible, all three together are not: the determinant is 1 - 3 0.64 - 2 0.512.
    wrong << 1.0, 0.8, 0.8, 0.8, 1.0, -0.8, 0.8, -0.8, 1.0;
    EXPECT_THROW(CorrelatedNormals(mean, wrong), InvalidArgument);
    wrong(0, 0) = std::nan("");
    EXPECT_THROW(CorrelatedNormals(mean, wrong), InvalidArgument);
}

// With errors of a tenth of each input the step is d = 2^-10/10 of it. Values are products of powers of the inputs from
// -2 to 2, or sums of such: what a central difference has too much is at most the binomial coefficient 4 of p^-2 times
// d^2. Rounding: 14 units of 2^-53 of the sum of magnitudes, over d.
TEST(SoretGradient, IsThatOfFiftyDigits) {
    const double d = 0x1p-10 * 0.1;
    for (const TheoryState& state : random_theory_states(50, 2)) {
        for (const Backend backend : {Backend::reference, Backend::optimized}) {
            const SoretGradient gradient = soret_gradient(with_errors(state, 0.1), backend, {});
            const auto size = in_order(precise_models(precise(state), true));
            for (std::size_t i = 0; i < theory_input_count; ++i) {
                PreciseInputs below = precise(state), above = below;
                const Precise h = below[i] * Precise(1e-15);
                below[i] -= h;
                above[i] += h;
                const auto low = in_order(precise_models(below, false));
                const auto high = in_order(precise_models(above, false));
                for (std::size_t r = 0; r < soret_model_value_count; ++r) {
                    const double slope = static_cast<double>((high[r] - low[r]) / (2 * h));
                    const double value = std::abs(state.*theory_inputs[i].member);
                    const double magnitude = static_cast<double>(size[r]) / value;
                    EXPECT_NEAR(gradient(static_cast<Eigen::Index>(r), static_cast<Eigen::Index>(i)), slope,
                                magnitude * (4.0 * d * d + 14.0 * 0x1p-53 / d) * 1.01)
                        << theory_inputs[i].name << ", value " << r;
                }
            }
        }
    }
}

TEST(SoretGradient, IsZeroForWhatIsExactAndStaysInsideTheRange) {
    UncertainState state{.state = round_numbers()};
    EXPECT_EQ(soret_gradient(state, Backend::optimized, {}), SoretGradient(SoretGradient::Zero()));
    set_error(state, "gamma", 1000.0);  // a step of 2^-10 of it would end below 0
    set_error(state, "x1", 1000.0);
    const SoretGradient gradient = soret_gradient(state, Backend::optimized, {});
    EXPECT_NEAR(gradient(2, index_of("gamma")), 1.5 / 0.5, 1e-5);  // -S_T/Gamma
    EXPECT_EQ(gradient.col(index_of("temperature")).norm(), 0.0);
}

TEST(LinearErrors, HaveTheCorrelations) {
    // S_T of Prigogine is (dG_2 - dG_1)/T^2: its variance is (s_1^2 + s_2^2 - 2 r s_1 s_2)/T^4, T = 2.
    UncertainState state{.state = round_numbers()};
    set_error(state, "activation_energy_1", 0.3);
    set_error(state, "activation_energy_2", 0.4);
    for (const double correlation : {0.0, 0.5, -1.0, 0.9}) {
        set_correlation(state, "activation_energy_1", "activation_energy_2", correlation);
        const double known = std::sqrt(0.25 - 0.24 * correlation) / 4.0;
        const SoretGradient gradient = soret_gradient(state, Backend::optimized, {});
        EXPECT_NEAR(linear_errors(gradient, state.covariance).prigogine, known, 1e-11);
        EXPECT_EQ(linear_errors(gradient, state.covariance).haase, 0.0);
        // It is linear, so draws have just this spread.
        const DrawnModels drawn = drawn_models(state, {.draws = 50000, .seed = 3}, Backend::optimized, {});
        const DrawnValue& prigogine = drawn.values[4].value();
        EXPECT_NEAR(prigogine.mean, 1.0, z_limit * known / std::sqrt(50000.0));
        EXPECT_NEAR(prigogine.standard_deviation, known, z_limit * known / std::sqrt(2.0 * 50000.0));
        EXPECT_FALSE(differ_noticeably(prigogine, 1.0, known));
        EXPECT_EQ(drawn.discarded_count(), 0U);
    }
}

// Errors of a thousandth: what is not linear changes the spread by some of its own share squared, 1e-5, and the mean by
// some thousandths of the spread.
TEST(DrawnModels, HaveTheSpreadOfStraightLinesWhereErrorsAreSmall) {
    UncertainState state = with_errors(round_numbers(), 1e-3);
    set_correlation(state, "partial_enthalpy_1", "partial_enthalpy_2", -0.7);
    set_correlation(state, "partial_volume_1", "partial_energy_1", 0.5);
    SoretModels value;
    reference::TheoryModels::models({&state.state, 1}, {&value, 1});
    const SoretModels linear = linear_errors(soret_gradient(state, Backend::optimized, {}), state.covariance);
    constexpr std::uint64_t n = 200000;
    const DrawnModels drawn = drawn_models(state, {.draws = n, .seed = 5}, Backend::optimized, {});
    EXPECT_EQ(drawn.discarded_count(), 0U);
    for (std::size_t m = 0; m < theory_model_totals.size(); ++m) {
        SCOPED_TRACE(m);
        const DrawnValue& of_draws = drawn.values[m].value();
        const double error = linear.*theory_model_totals[m];
        const double centre = value.*theory_model_totals[m];
        const double root = std::sqrt(static_cast<double>(n));
        EXPECT_NEAR(of_draws.standard_deviation, error, error * (z_limit / (root * std::sqrt(2.0)) + 1e-4));
        EXPECT_NEAR(of_draws.mean, centre, error * (z_limit / root + 0.01));
        // Standard errors of quantiles: sqrt(p (1 - p)/n) over the normal density, 1.253 and 1.512 of the spread.
        EXPECT_NEAR(of_draws.median, centre, error * (1.253 * z_limit / root + 0.01));
        EXPECT_NEAR(of_draws.lower, centre - error, error * (1.512 * z_limit / root + 0.01));
        EXPECT_NEAR(of_draws.upper, centre + error, error * (1.512 * z_limit / root + 0.01));
        EXPECT_FALSE(differ_noticeably(of_draws, centre, error));
    }
}

TEST(DrawnModels, AreCountedWhereGammaIsNotPositiveAndDifferFromAStraightLine) {
    UncertainState state{.state = round_numbers()};
    set_error(state, "gamma", 0.2);  // 2.5 standard errors above 0
    constexpr double n = 100000.0;
    const DrawnModels drawn = drawn_models(state, {.draws = 100000, .seed = 2}, Backend::optimized, {});
    const double share = 0.5 * std::erfc(2.5 / std::sqrt(2.0));
    ASSERT_EQ(drawn.discarded.size(), 1U);
    const auto count = static_cast<double>(drawn.discarded.at("gamma"));
    EXPECT_NEAR(count, n * share, z_limit * std::sqrt(n * share * (1.0 - share)));
    EXPECT_EQ(drawn.discarded_count(), drawn.discarded.at("gamma"));
    const SoretModels linear = linear_errors(soret_gradient(state, Backend::optimized, {}), state.covariance);
    EXPECT_NEAR(linear.haase, 1.5 / 0.5 * 0.2, 1e-6);
    EXPECT_TRUE(differ_noticeably(drawn.values[0].value(), -1.5, linear.haase));
    // S_T = -0.75/Gamma is monotonic, so quantiles go over into quantiles: half of the draws with Gamma > 0 are above
    // Gamma = 0.5 + 0.00778 0.2 = 0.50156. Its standard error is 1.253 0.2/sqrt(n), and S_T changes 2.98 times as much.
    EXPECT_NEAR(drawn.values[0]->median, -0.75 / 0.50156, z_limit * 2.98 * 1.253 * 0.2 / std::sqrt(n));
    EXPECT_EQ(drawn.values[4]->standard_deviation, 0.0);  // Prigogine does not know Gamma
    // One draw has no spread.
    const DrawnModels few = drawn_models(state, {.draws = 1, .seed = 2}, Backend::optimized, {});
    EXPECT_FALSE(few.values[0].has_value());
}

TEST(DrawnModels, HaveTheSameBitsInBothBackendsAndOnEveryInstructionSet) {
    const UncertainState state = with_errors(round_numbers(), 0.05);
    const DrawOptions options{.draws = 3000, .seed = 11, .first_index = 77};
    const DrawnModels expected = drawn_models(state, options, Backend::reference, {});
    for (const InstructionSet instruction_set : supported_instruction_sets()) {
        const DrawnModels drawn =
            drawn_models(state, options, Backend::optimized, {.instruction_set = instruction_set});
        for (std::size_t m = 0; m < theory_model_totals.size(); ++m) {
            EXPECT_EQ(drawn.values[m]->mean, expected.values[m]->mean);
            EXPECT_EQ(drawn.values[m]->standard_deviation, expected.values[m]->standard_deviation);
            EXPECT_EQ(drawn.values[m]->median, expected.values[m]->median);
        }
    }
    // A draw is its index: those of another start are others, and of another seed.
    for (const DrawOptions& other : {DrawOptions{3000, 11, 78}, DrawOptions{3000, 12, 77}}) {
        EXPECT_NE(drawn_models(state, other, Backend::reference, {}).values[0]->mean, expected.values[0]->mean);
    }
    EXPECT_THROW(drawn_models(state, {.draws = most_draws + 1}, Backend::reference, {}), InvalidArgument);
}

}  // namespace
}  // namespace soret::test
