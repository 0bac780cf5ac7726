// Diffusion in periodic boxes: fits to the formula of Yeh and Hummer, and the linear fit beneath.

#include "soret/common/finite_size/yeh_hummer.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <vector>

#include "autoregressive_series.hpp"
#include "soret/common/errors.hpp"
#include "soret/common/statistics/linear_fit.hpp"

namespace soret::test {
namespace {

constexpr double temperature = 0.62;
constexpr double viscosity = 2.0;

double diffusion_in(double infinite, double edge) {
    return infinite - 2.837297 * temperature / (6.0 * std::numbers::pi * viscosity * edge);
}

/// Species 0 with D_0 = 0.05 and 1 with 0.04 in four boxes, with normal noise times the error.
std::vector<BoxDiffusion> boxes(double error, double noise, std::uint64_t seed) {
    NormalSequence normal(seed, RandomStream::synthetic_series, 0);
    std::vector<BoxDiffusion> all;
    for (const double edge : {7.0, 9.0, 12.0, 18.0}) {
        for (const std::size_t species : {0U, 1U}) {
            const double value = diffusion_in(species == 0 ? 0.05 : 0.04, edge) + noise * error * normal.next();
            all.push_back({species, edge, {value, error, 10.0}});
        }
    }
    return all;
}

// Two values and one line through each: y = c_0 + c_1 x through (1, 3), (2, 5), errors 1 and 2.
TEST(LinearFits, OfALineThroughTwoPointsByHand) {
    const LinearFit fit =
        linear_fit((Eigen::MatrixXd(2, 2) << 1, 1, 1, 2).finished(), Eigen::Vector2d(3, 5), Eigen::Vector2d(1, 2));
    EXPECT_NEAR(fit.coefficients[0], 1.0, 1e-14);
    EXPECT_NEAR(fit.coefficients[1], 2.0, 1e-14);
    EXPECT_NEAR(fit.covariance(0, 0), 8.0, 1e-13);  // c_0 = 2 y_1 - y_2
    EXPECT_NEAR(fit.covariance(1, 1), 5.0, 1e-13);  // c_1 = y_2 - y_1
    EXPECT_NEAR(fit.covariance(0, 1), -6.0, 1e-13);
    EXPECT_EQ(fit.degrees_of_freedom, 0);
    EXPECT_EQ(fit.p_value, 1.0);
    const Eigen::MatrixXd same = Eigen::MatrixXd::Ones(2, 2);
    EXPECT_THROW(linear_fit(same, Eigen::Vector2d(3, 5), Eigen::Vector2d(1, 2)), InvalidArgument);
    EXPECT_THROW(linear_fit(same, Eigen::Vector3d(3, 5, 1), Eigen::Vector2d(1, 2)), InvalidArgument);
    EXPECT_THROW(linear_fit(Eigen::MatrixXd::Identity(2, 2), Eigen::Vector2d(3, 5), Eigen::Vector2d(1, 0)),
                 InvalidArgument);
}

TEST(YehHummer, CorrectsBySIEquation21) {
    const Estimate correction = yeh_hummer_correction(temperature, 10.0, {viscosity, 0.2, 7.0});
    EXPECT_NEAR(correction.value, 2.837297 * 0.62 / (6.0 * std::numbers::pi * 20.0), 1e-9);
    EXPECT_NEAR(correction.standard_error, 0.1 * correction.value, 1e-15);
    EXPECT_THROW(yeh_hummer_correction(temperature, 0.0, {viscosity, 0.2, 7.0}), InvalidArgument);
    EXPECT_THROW(yeh_hummer_correction(temperature, 1.0, {-1.0, 0.2, 7.0}), InvalidArgument);
}

/// Of a cube it is that of the cube along any axis; of a long box it is negative across, with a positive error.
TEST(YehHummer, CorrectsCuboidsByAxis) {
    const Estimate eta{viscosity, 0.2, 7.0};
    const Estimate cube = yeh_hummer_correction(temperature, 10.0, eta);
    for (const std::size_t axis : {0U, 1U, 2U}) {
        const Estimate same = yeh_hummer_correction(temperature, {10.0, 10.0, 10.0}, axis, eta);
        EXPECT_NEAR(same.value, cube.value, 1e-13);
        EXPECT_NEAR(same.standard_error, cube.standard_error, 1e-13);
        EXPECT_EQ(same.effective_samples, 7.0);
    }
    const Estimate across = yeh_hummer_correction(temperature, {10.0, 10.0, 40.0}, 0, eta);
    const Estimate along = yeh_hummer_correction(temperature, {10.0, 10.0, 40.0}, 2, eta);
    const double unit = temperature / (6.0 * std::numbers::pi * viscosity * 10.0);
    EXPECT_NEAR(across.value, -1.8953872714 * unit, 1e-10 * unit);
    EXPECT_NEAR(across.standard_error, 0.1 * 1.8953872714 * unit, 1e-10 * unit);
    EXPECT_NEAR(along.value, 2.9251986881 * unit, 1e-10 * unit);
    EXPECT_THROW(yeh_hummer_correction(temperature, {10.0, 10.0, 40.0}, 3, eta), InvalidArgument);
    EXPECT_THROW(yeh_hummer_correction(temperature, {10.0, 0.0, 40.0}, 2, eta), InvalidArgument);
    EXPECT_THROW(yeh_hummer_correction(0.0, {10.0, 10.0, 40.0}, 2, eta), InvalidArgument);
    EXPECT_THROW(yeh_hummer_correction(temperature, {10.0, 10.0, 40.0}, 2, {0.0, 0.2, 7.0}), InvalidArgument);
}

// xi is given with seven digits here: 2e-7 of the correction, which is below 0.007.
TEST(YehHummer, FindsDiffusionAndViscosityWithoutNoise) {
    const YehHummerFit fit = yeh_hummer_fit(boxes(1e-4, 0.0, 0), temperature);
    ASSERT_EQ(fit.diffusion.size(), 2U);
    EXPECT_NEAR(fit.diffusion[0].value, 0.05, 1e-9);
    EXPECT_NEAR(fit.diffusion[1].value, 0.04, 1e-9);
    EXPECT_NEAR(fit.viscosity.value, viscosity, 1e-6);
    EXPECT_EQ(fit.degrees_of_freedom, 5);
    const auto all = boxes(1e-4, 0.0, 0);
    std::vector<BoxDiffusion> one;
    for (const BoxDiffusion& box : all) {
        if (box.species == 0) one.push_back(box);
    }
    const YehHummerFit alone = yeh_hummer_fit(one, temperature);
    EXPECT_NEAR(alone.viscosity.value, viscosity, 1e-6);
    EXPECT_GT(alone.viscosity.standard_error, fit.viscosity.standard_error);
}

// 500 fits: z of the means; sum of chi^2 has 2500 degrees of freedom. Relative errors of 1/eta of 2 %: the bias of
// eta = 1/(1/eta) is 0.02^2, below a tenth of the error of the mean of 500.
TEST(YehHummer, StatesItsErrors) {
    constexpr double count = 500.0;
    double sum_D = 0.0, sum_D2 = 0.0, sum_eta = 0.0, chi_squared = 0.0;
    YehHummerFit fit;
    for (std::uint64_t seed = 0; seed < 500; ++seed) {
        fit = yeh_hummer_fit(boxes(3e-5, 1.0, seed), temperature);
        const double z = (fit.diffusion[1].value - 0.04) / fit.diffusion[1].standard_error;
        sum_D += z;
        sum_D2 += z * z;
        sum_eta += (1.0 / fit.viscosity.value - 1.0 / viscosity) * fit.viscosity.value * fit.viscosity.value /
                   fit.viscosity.standard_error;
        chi_squared += fit.chi_squared;
    }
    EXPECT_NEAR(sum_D / count, 0.0, z_limit / std::sqrt(count));
    EXPECT_NEAR(sum_D2 / count, 1.0, z_limit * std::sqrt(2.0 / count));
    EXPECT_NEAR(sum_eta / count, 0.0, z_limit / std::sqrt(count));
    EXPECT_NEAR(chi_squared, 5.0 * count, z_limit * std::sqrt(10.0 * count));
}

TEST(YehHummer, RefusesWhatItCannotFit) {
    auto all = boxes(1e-4, 0.0, 0);
    EXPECT_THROW(yeh_hummer_fit({}, temperature), InvalidArgument);
    EXPECT_THROW(yeh_hummer_fit(all, 0.0), InvalidArgument);
    EXPECT_THROW(yeh_hummer_fit(std::vector{all[0], all[1]}, temperature), InvalidArgument);
    EXPECT_THROW(yeh_hummer_fit(std::vector{all[0], all[0]}, temperature), InvalidArgument);  // one edge
    for (BoxDiffusion& box : all) box.diffusion.standard_error = 0.1;
    EXPECT_THROW(yeh_hummer_fit(all, temperature), InvalidState);
    all[2].edge = -1.0;
    EXPECT_THROW(yeh_hummer_fit(all, temperature), InvalidArgument);
}

}  // namespace
}  // namespace soret::test
