// What slopes of mean-square displacements in a periodic box lack by waves that have not decayed.

#include "soret/common/finite_size/undecayed_modes.hpp"

#include <gtest/gtest.h>

#include <boost/math/quadrature/exp_sinh.hpp>
#include <cmath>
#include <limits>
#include <numbers>

#include "soret/common/errors.hpp"
#include "soret/common/finite_size/yeh_hummer.hpp"

namespace soret::test {
namespace {

using std::numbers::pi;

constexpr double T = 0.62;
constexpr Estimate eta{1.93, 0.02, 50.0};
constexpr double density = 0.8;
constexpr double nu = eta.value / density;

double edge_of(double particles) {
    return std::cbrt(particles / density);
}

double lacking(double edge, double from, double to) {
    return undecayed_diffusion(T, edge, density, eta, {from, to}).value;
}

/// sum_n exp(-u n^2) over all integers without waves: over images of a heat kernel, for u < 2 to exp(-123).
double by_images(double u) {
    double sum = 1.0;
    for (int m = 1; m < 5; ++m) sum += 2.0 * std::exp(-pi * pi * m * m / u);
    return std::sqrt(pi / u) * sum;
}

/// The same at a lag t, without a sum over waves: 2 T/(3 rho V) times the integral of theta^3 - 1 from t on, theta by
/// images.
double by_integral(double edge, double t) {
    const double rate = nu * std::pow(2.0 * pi / edge, 2);
    boost::math::quadrature::exp_sinh<double> quadrature;
    const double integral = quadrature.integrate(
        [&](double s) {
            const double u = rate * (t + s);
            // theta - 1 by waves where images cancel.
            double above = 0.0;
            for (int n = 1; n < 12; ++n) above += 2.0 * std::exp(-u * n * n);
            const double theta = u < 2.0 ? by_images(u) - 1.0 : above;
            return theta * (3.0 + theta * (3.0 + theta));
        },
        1e-14);
    return 2.0 * T / (3.0 * density * std::pow(edge, 3)) * integral;
}

/// An independent evaluation of boxes of 250 to 100 000 particles; the mean over lags by Simpson's rule, whose error
/// is (rate step)^4/180 of a wave: 4e-10 of the shortest that counts in the smallest box.
TEST(UndecayedModes, AreTheIntegralOverAllImagesOfTheBox) {
    for (const double particles : {250.0, 1000.0, 5000.0, 100000.0}) {
        const double edge = edge_of(particles);
        constexpr int steps = 256;
        double mean = 0.0;
        for (int k = 0; k <= steps; ++k) {
            const double weight = k == 0 || k == steps ? 1.0 : (k % 2 == 1 ? 4.0 : 2.0);
            mean += weight * by_integral(edge, 2.0 + 2.0 * k / steps) / (3.0 * steps);
        }
        EXPECT_NEAR(lacking(edge, 2.0, 4.0), mean, 1e-8 * mean) << particles;
    }
}

/// With the box term it is what an infinite system lacks, whose correlations fall as t^(-3/2), but for the motion of
/// the whole, which a box has not: exact up to waves around the box, exp(-L^2/(4 nu t)).
TEST(UndecayedModes, AreWithTheBoxTermThoseOfAnInfiniteSystem) {
    for (const double particles : {250.0, 5000.0, 100000.0}) {
        const double edge = edge_of(particles);
        const double to = edge * edge / (4.0 * nu * 40.0);
        const double from = 0.5 * to;
        const double tail = 2.0 * (std::sqrt(to) - std::sqrt(from)) / (to - from) * T /
                            (6.0 * eta.value * std::pow(pi, 1.5) * std::sqrt(nu));
        const double of_the_whole = 2.0 * T / (3.0 * density * std::pow(edge, 3)) * 0.5 * (from + to);
        const double box = yeh_hummer_correction(T, edge, eta).value;
        EXPECT_NEAR(lacking(edge, from, to) + box, tail + of_the_whole, 1e-12 * tail) << particles;
    }
    // In a box without end all of the tail is there: what is not is the box term, and less by 32/L^2 of it.
    const double tail = T / (6.0 * eta.value * std::pow(pi, 1.5) * std::sqrt(nu)) * (2.0 - std::numbers::sqrt2);
    for (const double edge : {40.0, 80.0, 160.0}) {
        const double not_there = 1.0 - lacking(edge, 2.0, 4.0) / tail;
        const double box = yeh_hummer_correction(T, edge, eta).value / tail;
        EXPECT_LT(not_there, box) << edge;
        EXPECT_GT(not_there, (1.0 - 33.0 / (edge * edge)) * box) << edge;
    }
}

/// When all but the longest six have decayed, by hand.
TEST(UndecayedModes, AreSixInTheEnd) {
    const double edge = edge_of(250.0);
    const double square = std::pow(2.0 * pi / edge, 2);
    const double rate = nu * square;
    const double six = 6.0 * 2.0 * T / (3.0 * eta.value * std::pow(edge, 3) * square) *
                       (std::exp(-rate * 14.0) - std::exp(-rate * 16.0)) / (rate * 2.0);
    EXPECT_NEAR(lacking(edge, 14.0, 16.0), six, 1e-11 * six);  // twelve of twice the rate: exp(-28)
}

TEST(UndecayedModes, HaveTheErrorOfTheViscosity) {
    const double edge = edge_of(1000.0);
    const auto at = [&](double value) {
        return undecayed_diffusion(T, edge, density, {value, 0.0, 1.0}, {2.0, 4.0}).value;
    };
    const double step = 1e-4;
    const double slope = (at(eta.value + step) - at(eta.value - step)) / (2.0 * step);
    const Estimate found = undecayed_diffusion(T, edge, density, eta, {2.0, 4.0});
    EXPECT_LT(slope, 0.0);
    EXPECT_NEAR(found.standard_error, -slope * eta.standard_error, 1e-6 * found.standard_error);
    EXPECT_EQ(found.effective_samples, eta.effective_samples);
}

TEST(UndecayedModes, RefuseWhatHasNoMeaning) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    for (const double bad : {0.0, -1.0, nan, std::numeric_limits<double>::infinity()}) {
        EXPECT_THROW(undecayed_diffusion(bad, 10.0, density, eta, {2.0, 4.0}), InvalidArgument) << bad;
        EXPECT_THROW(undecayed_diffusion(T, bad, density, eta, {2.0, 4.0}), InvalidArgument) << bad;
        EXPECT_THROW(undecayed_diffusion(T, 10.0, bad, eta, {2.0, 4.0}), InvalidArgument) << bad;
        EXPECT_THROW(undecayed_diffusion(T, 10.0, density, {bad, 0.1, 1.0}, {2.0, 4.0}), InvalidArgument) << bad;
        EXPECT_THROW(undecayed_diffusion(T, 10.0, density, eta, {bad, 4.0}), InvalidArgument) << bad;
        EXPECT_THROW(undecayed_diffusion(T, 10.0, density, eta, {2.0, bad}), InvalidArgument) << bad;
    }
    EXPECT_THROW(undecayed_diffusion(T, 10.0, density, eta, {4.0, 4.0}), InvalidArgument);
    EXPECT_THROW(undecayed_diffusion(T, 10.0, density, eta, {1e-5, 4.0}), InvalidArgument);
    EXPECT_NO_THROW(undecayed_diffusion(T, 10.0, density, eta, {1e-3, 4.0}));
}

}  // namespace
}  // namespace soret::test
