// One Gibbs energy through the chemical potentials of both species.

#include <cmath>
#include <functional>
#include <utility>

#include <gtest/gtest.h>

#include "soret/common/equations_of_state/pets.hpp"
#include "soret/common/errors.hpp"
#include "soret/common/statistics/normal_sequence.hpp"
#include "soret/validation/routes/fep/gibbs_energy.hpp"
#include "soret/validation/routes/fep/smooth_curve.hpp"

namespace soret {
namespace {

using Of = GibbsPoint::Of;
constexpr double temperature = 0.62;

/// A Gibbs energy and its first two derivatives.
struct Truth {
    std::function<double(double)> g, slope, curvature;

    double value(Of of, double x1) const {
        switch (of) {
            case Of::potential_1: return g(x1) + (1.0 - x1) * slope(x1);
            case Of::potential_2: return g(x1) - x1 * slope(x1);
            case Of::difference: break;
        }
        return slope(x1);
    }
    double gamma(double x1) const { return 1.0 + x1 * (1.0 - x1) * curvature(x1) / temperature; }
};

Truth cubic() {
    return {[](double x) { return -2.0 + x * (1.5 + x * (-0.6 + 0.2 * x)); },
            [](double x) { return 1.5 + x * (-1.2 + 0.6 * x); }, [](double x) { return -1.2 + 1.2 * x; }};
}

/// g_i = mu_i - T ln x_i of PeTS on the state line.
double of_pets(int species, double x1) {
    const auto state = PetsEquation({0.6, 1.0}, {1.0, 1.0}).at_pressure(temperature, 0.46, {x1, 1.0 - x1});
    return temperature * std::log(state.density) +
           state.residual_chemical_potential[static_cast<std::size_t>(species - 1)];
}

double gamma_of_pets(double x1) {
    return *PetsEquation({0.6, 1.0}, {1.0, 1.0}).at_pressure(temperature, 0.46, {x1, 1.0 - x1}).thermodynamic_factor;
}

std::vector<GibbsPoint> exact_points(const std::function<double(Of, double)>& value, double error) {
    std::vector<GibbsPoint> points;
    for (int k = 0; k <= 10; ++k) {
        for (const Of of : {Of::potential_1, Of::potential_2}) {
            points.push_back({of, k / 10.0, {value(of, k / 10.0), error, 100.0}});
        }
    }
    return points;
}

const std::vector<GibbsPoint>& exact_pets() {
    static const std::vector<GibbsPoint> points =
        exact_points([](Of of, double x1) { return of_pets(of == Of::potential_1 ? 1 : 2, x1); }, 0.016);
    return points;
}

std::vector<GibbsPoint> scattered(std::vector<GibbsPoint> points, std::uint64_t seed) {
    NormalSequence normal(seed, RandomStream::synthetic_series, 21);
    for (GibbsPoint& point : points) point.value.value += point.value.standard_error * normal.next();
    return points;
}

const std::vector<double> inner{0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9};

TEST(GibbsEnergy, ReproducesACubic) {
    const Truth truth = cubic();
    const GibbsEnergy energy(exact_points([&](Of of, double x1) { return truth.value(of, x1); }, 0.01));
    EXPECT_TRUE(energy.acceptable());
    EXPECT_EQ(energy.degree(), 3);
    EXPECT_NEAR(energy.fit().chi_squared, 0.0, 1e-20);
    const CorrelatedValues gamma = energy.gamma(inner, temperature);
    for (std::size_t k = 0; k < inner.size(); ++k) {
        EXPECT_NEAR(gamma.values[static_cast<Eigen::Index>(k)], truth.gamma(inner[k]), 1e-11);
    }
    for (const Of of : {Of::potential_1, Of::potential_2, Of::difference}) {
        const CorrelatedValues values = energy.values(of, inner);
        for (std::size_t k = 0; k < inner.size(); ++k) {
            EXPECT_NEAR(values.values[static_cast<Eigen::Index>(k)], truth.value(of, inner[k]), 1e-12);
        }
    }
}

TEST(GibbsEnergy, MissesGammaOfPetsByNoMoreThanIsStated) {
    const CorrelatedValues gamma = GibbsEnergy(exact_pets()).gamma(inner, temperature);
    for (std::size_t k = 0; k < inner.size(); ++k) {
        EXPECT_NEAR(gamma.values[static_cast<Eigen::Index>(k)], gamma_of_pets(inner[k]), truncation_of_gamma)
            << inner[k];
    }
}

TEST(GibbsEnergy, HasErrorsThatHoldTheTruth) {
    // Of 200 campaigns 95.4 % should be within two errors; a binomial number is below 180 or above 199 in 0.1 %.
    int within = 0;
    double chi_squared = 0.0;
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        const GibbsEnergy energy(scattered(exact_pets(), seed));
        const CorrelatedValues gamma = energy.gamma(std::array{0.5}, temperature);
        const double z = (gamma.values[0] - gamma_of_pets(0.5)) / std::sqrt(gamma.covariance(0, 0));
        within += std::fabs(z) < 2.0;
        chi_squared += energy.fit().chi_squared / energy.fit().degrees_of_freedom / 200.0;
    }
    EXPECT_GE(within, 180);
    EXPECT_LE(within, 199);
    EXPECT_NEAR(chi_squared, 1.0, 4.0 * std::sqrt(2.0 / (18.0 * 200.0)));
}

TEST(GibbsEnergy, RefusesPotentialsThatDoNotObeyGibbsAndDuhem) {
    const Truth truth = cubic();
    const auto wrong_sign = [&](Of of, double x1) {
        return truth.g(x1) + (of == Of::potential_1 ? -(1.0 - x1) : x1) * truth.slope(x1);
    };
    EXPECT_FALSE(GibbsEnergy(exact_points(wrong_sign, 0.016)).acceptable());
    EXPECT_TRUE(GibbsEnergy(exact_points([&](Of of, double x1) { return truth.value(of, x1); }, 0.016)).acceptable());
}

TEST(GibbsEnergy, IsSharpenedByDifferences) {
    std::vector<GibbsPoint> points = exact_pets();
    const double before = GibbsEnergy(points).gamma(std::array{0.5}, temperature).covariance(0, 0);
    for (const double x1 : inner) {
        points.push_back({Of::difference, x1, {of_pets(1, x1) - of_pets(2, x1), 0.003, 100.0}});
    }
    const GibbsEnergy energy(points);
    EXPECT_TRUE(energy.acceptable());
    EXPECT_LT(energy.gamma(std::array{0.5}, temperature).covariance(0, 0), before / 4.0);
}

TEST(GibbsEnergy, NeedsEnoughPoints) {
    std::vector<GibbsPoint> points = exact_pets();
    points.resize(5);
    EXPECT_THROW(GibbsEnergy{points}, InvalidArgument);
}

/// Points of x^power at n compositions, each with an error of 1e-3.
std::vector<FitPoint> powers(int power, int n) {
    std::vector<FitPoint> points;
    for (int k = 0; k < n; ++k) {
        const double x = 2.0 * k / (n - 1) - 1.0;
        points.push_back({x, {std::pow(x, power), 1e-3, 100.0}});
    }
    return points;
}

TEST(SmoothFit, IsOfTheLowestDegreeThatThePointsDoNotContradict) {
    for (const auto& [power, degree] : {std::pair{1, 3}, std::pair{3, 3}, std::pair{4, 4}, std::pair{5, 5}}) {
        const auto fit = smooth_fit(powers(power, 11));
        ASSERT_TRUE(fit) << power;
        EXPECT_EQ(fit->degree(), degree) << power;
    }
    EXPECT_FALSE(smooth_fit(powers(6, 11)));
}

TEST(SmoothFit, HasADegreeOfFreedomAtLeast) {
    EXPECT_FALSE(smooth_fit(powers(3, 4)));
    EXPECT_TRUE(smooth_fit(powers(3, 5)));
    EXPECT_FALSE(smooth_fit(powers(4, 5)));  // a quartic goes through all of them
    EXPECT_FALSE(smooth_fit({}));
}

}  // namespace
}  // namespace soret
