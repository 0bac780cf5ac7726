// What joins L_11 of several routes, what slopes in boxes lack, and what is brought to other sizes.

#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "soret/common/finite_size/undecayed_modes.hpp"
#include "soret/common/finite_size/yeh_hummer.hpp"
#include "soret/validation/campaign/analysis.hpp"
#include "soret/validation/campaign/quantities.hpp"
#include "soret/validation/routes/transport_curves.hpp"

namespace soret {
namespace {

constexpr double T = 0.62;

OnsagerPoint point_of(const std::string& route, double L_11, double variance) {
    OnsagerPoint point;
    point.route = route;
    point.particles = 250;
    point.x1 = 0.5;
    point.number_density = 0.8;
    point.temperature = T;
    point.values << L_11, 0.0207, 0.0207, 2.1;
    point.covariance = Eigen::Matrix4d::Zero();
    point.covariance.diagonal() << variance, 4e-8, 4e-8, 1e-4;
    point.covariance(0, 1) = point.covariance(1, 0) = 0.5 * variance;
    point.shared_errors = Eigen::Vector4d(2e-5, 1e-5, 0.0, 0.0);
    point.effective_samples = 32.0;
    return point;
}

Reduction reduction_of(const std::vector<OnsagerPoint>& points) {
    Reduction reduction;
    const auto add = [&](const Quantity& quantity, const std::string& route, double value, double error) {
        reduction.curves[{quantity, {route}}].points.push_back({0.5, {value, error, 64.0}});
    };
    add(quantity::thermodynamic_factor, "semigrand", 0.66, 0.002);
    add(quantity::enthalpy_difference, "semigrand", 2.95, 0.003);
    add(quantity::enthalpy, "semigrand", -2.0, 0.001);
    add(quantity::viscosity, "green_kubo", 1.9, 0.05);
    reduction.onsager = points;
    return reduction;
}

/// By hand: variances 4e-8 and 1e-8 weigh 1 to 4. L_1q, half of whose unit goes with each unit of L_11, moves by half.
TEST(JoinedMassCoefficients, AreWeightedByTheirErrorsAndTakeAlongWhatIsCorrelated) {
    const OnsagerPoint before = point_of("hnemd", 0.0100, 4e-8);
    Reduction reduction = reduction_of({point_of("green_kubo", 0.0090, 1e-8), before});
    transport_curves().add(reduction, StateLine{}, Backend::reference);
    const OnsagerPoint& joined = reduction.onsager[1];
    EXPECT_NEAR(joined.values[0], 0.0092, 1e-15);
    EXPECT_NEAR(joined.values[1], 0.0207 - 0.5 * 0.0008, 1e-15);
    EXPECT_EQ(joined.values[3], 2.1);
    EXPECT_NEAR(joined.covariance(0, 0), 8e-9, 1e-20);
    EXPECT_NEAR(joined.covariance(1, 1), 4e-8 - 0.25 * 16e-16 / 5e-8, 1e-20);
    EXPECT_NEAR(joined.covariance(0, 1), 4e-9, 1e-20);
    EXPECT_NEAR(joined.shared_errors(0, 0), 0.2 * 2e-5, 1e-18);
    EXPECT_NEAR(joined.shared_errors(1, 0), 1e-5 - 0.4 * 2e-5, 1e-18);
    EXPECT_EQ(reduction.onsager[0].values[0], 0.0090);
}

TEST(JoinedMassCoefficients, AreOfOneSizeAndComposition) {
    for (const bool other_size : {true, false}) {
        OnsagerPoint other = point_of("green_kubo", 0.0090, 1e-8);
        (other_size ? other.particles = 500, other.x1 : other.x1 = 0.504);
        Reduction reduction = reduction_of({other, point_of("hnemd", 0.0100, 4e-8)});
        transport_curves().add(reduction, StateLine{}, Backend::reference);
        EXPECT_EQ(reduction.onsager[1].values[0], 0.0100);
    }
}

/// D_12 gets the box term less that of 5 000 particles, D_T = S_T D_12 nothing; a route without a viscosity of its own
/// takes the one that is there.
TEST(PublishedSize, HasTheDifferenceOfTheBoxTerms) {
    Reduction reduction = reduction_of({point_of("hnemd", 0.0100, 4e-8)});
    transport_curves().add(reduction, StateLine{}, Backend::reference);
    const auto value = [&](const Quantity& quantity, const std::string& gamma, Study::Of of) {
        return reduction.curves.at({quantity, {"hnemd", gamma}, {of}}).points.at(0).estimate.value;
    };
    const double D = value(quantity::mutual_diffusion, "", Study::Of::main);
    const double larger = value(quantity::mutual_diffusion, "", Study::Of::published_size);
    const double edge = std::cbrt(250.0 / 0.8);
    const double wide = std::cbrt(5000.0 / 0.8);
    const double term = yeh_hummer_correction(T, edge, {1.9, 0.05, 64.0}).value -
                        yeh_hummer_correction(T, wide, {1.9, 0.05, 64.0}).value;
    EXPECT_NEAR(larger - D, term, 1e-15);
    EXPECT_GT(term, 0.0);
    const double S = value(quantity::soret_coefficient, "semigrand", Study::Of::main);
    EXPECT_NEAR(value(quantity::soret_coefficient, "semigrand", Study::Of::published_size) * larger, S * D, 1e-14);
}

/// What a box lacks is carried by waves: with L_11 + d come L_1q + h d and L_qq + h^2 d. By hand for one
/// mass, R = L_1q/L_11 - h: all coefficients of the current in the larger box follow from D and its growth.
TEST(PublishedSize, HasTheRatioAndTheCouplingOfItsOwnDiffusion) {
    constexpr double h = 2.95;
    Reduction reduction = reduction_of({point_of("hnemd", 0.0100, 4e-8)});
    transport_curves().add(reduction, StateLine{}, Backend::reference);
    const auto at = [&](const Quantity& quantity, Study::Of of) {
        return reduction.curves.at({quantity, {"hnemd"}, {of}}).points.at(0).estimate;
    };
    const double grows =
        at(quantity::mutual_diffusion, Study::Of::published_size).value / at(quantity::mutual_diffusion, {}).value;
    EXPECT_NEAR(at(quantity::onsager_ratio, Study::Of::published_size).value * grows,
                at(quantity::onsager_ratio, {}).value, 1e-12);
    const double L_11 = 0.0100 * grows;
    const double primed = 0.0207 - h * 0.0100;
    const double L_1q = primed + h * L_11;
    const double L_qq = 2.1 + h * h * (L_11 - 0.0100);
    const double lambda = L_qq - L_1q * L_1q / L_11;  // times T^2
    const Estimate whole = at(quantity::delta_lambda, Study::Of::published_size);
    EXPECT_NEAR(whole.value, -L_1q * L_1q / L_11 / lambda, 1e-12);
    EXPECT_NEAR(at(quantity::delta_lambda_primed, Study::Of::published_size).value, -primed * primed / L_11 / lambda,
                1e-12);
    // The conductivity is the same to a share of the primed coupling.
    EXPECT_NEAR(lambda, 2.1 - 0.0207 * 0.0207 / 0.0100, 1e-3 * lambda);
    // More in size than in the box, with an error that is larger as well.
    EXPECT_LT(whole.value, 1.1 * at(quantity::delta_lambda, {}).value);
    EXPECT_GT(whole.standard_error, at(quantity::delta_lambda, {}).standard_error);
    // D_T lacks nothing.
    EXPECT_FALSE(reduction.curves.contains({quantity::thermal_diffusion, {"hnemd"}, {Study::Of::published_size}}));
    Yield yield;
    for (const Quantity& needed : {quantity::thermodynamic_factor, quantity::enthalpy_difference, quantity::enthalpy}) {
        yield.curves.insert({needed, {"semigrand"}});
    }
    yield.curves.insert({quantity::viscosity, {"green_kubo"}});
    yield.onsager.insert({"hnemd", Study{}});
    transport_curves().add_yield(yield);
    for (const auto& [key, curve] : reduction.curves) EXPECT_TRUE(yield.curves.contains(key)) << name_of(key);
    for (const CurveKey& key : yield.curves) EXPECT_TRUE(reduction.curves.contains(key)) << name_of(key);
}

/// Boxes that differ by the box term have one D_12 and one S_T in an infinite system.
TEST(InfiniteSystem, IsTheSameByBoxesOfAllSizes) {
    OnsagerPoint larger = point_of("hnemd", 0.0, 4e-8);
    larger.study = {Study::Of::size, 5000};
    larger.particles = 5000;
    Reduction reduction = reduction_of({point_of("hnemd", 0.0100, 4e-8)});
    transport_curves().add(reduction, StateLine{}, Backend::reference);
    const auto value = [&](const Quantity& quantity, const std::string& gamma, const Study& study) {
        return reduction.curves.at({quantity, {"hnemd", gamma}, study}).points.at(0).estimate.value;
    };
    const double D = value(quantity::mutual_diffusion, "", {});
    const double wide = value(quantity::mutual_diffusion, "", {Study::Of::published_size});
    larger.values[0] = 0.0100 * wide / D;
    larger.values[1] = larger.values[2] = 0.0207 + 2.95 * (larger.values[0] - 0.0100);
    reduction = reduction_of({point_of("hnemd", 0.0100, 4e-8), larger});
    transport_curves().add(reduction, StateLine{}, Backend::reference);
    for (const auto& [quantity, gamma] :
         {std::pair{quantity::mutual_diffusion, ""}, std::pair{quantity::soret_coefficient, "semigrand"}}) {
        const double of_main = value(quantity, gamma, {Study::Of::infinite_system});
        EXPECT_NEAR(value(quantity, gamma, {Study::Of::infinite_system, 5000}), of_main, 1e-12) << quantity.name;
    }
    EXPECT_FALSE(reduction.curves.contains({quantity::mutual_diffusion, {"hnemd"}, {Study::Of::published_size, 5000}}));
}

/// A point whose L_11 is by the slope between 2 and 4 tau.
OnsagerPoint by_slope(double x1, int particles) {
    OnsagerPoint point = point_of("hnemd", 0.0100, 4e-8);
    point.x1 = x1;
    point.particles = particles;
    if (particles != 250) point.study = {Study::Of::size, particles};
    point.slope_lags = {2.0, 4.0};
    return point;
}

/// D_12 gets what the waves would add, D_T and L'_1q nothing; half of it is an error, that of the viscosity beside it.
TEST(SlopesInBoxes, GetWhatWavesWouldAddAndHalfOfItAsAnError) {
    for (const int particles : {250, 5000}) {
        const OnsagerPoint before = by_slope(0.5, particles);
        OnsagerPoint whole = before;
        whole.slope_lags = {};
        Reduction without = reduction_of({whole});
        Reduction with = reduction_of({before});
        transport_curves().add(without, StateLine{}, Backend::reference);
        transport_curves().add(with, StateLine{}, Backend::reference);
        const auto value = [&](const Reduction& reduction, const Quantity& quantity) {
            return reduction.curves.at({quantity, {"hnemd"}, before.study}).points.at(0).estimate;
        };
        const Estimate D = value(without, quantity::mutual_diffusion);
        const Estimate lacking =
            undecayed_diffusion(T, std::cbrt(particles / 0.8), 0.8, {1.9, 0.05, 64.0}, before.slope_lags);
        EXPECT_NEAR(value(with, quantity::mutual_diffusion).value, D.value + lacking.value, 1e-14);
        EXPECT_NEAR(value(with, quantity::thermal_diffusion).value, value(without, quantity::thermal_diffusion).value,
                    1e-14);
        EXPECT_NEAR(value(with, quantity::onsager_ratio).value * (1.0 + lacking.value / D.value),
                    value(without, quantity::onsager_ratio).value, 1e-12);
        const OnsagerPoint& after = with.onsager.front();
        const double added = 0.0100 * lacking.value / D.value;
        EXPECT_NEAR(after.values[0], 0.0100 + added, 1e-15);
        EXPECT_NEAR(after.values[3], 2.1 + 2.95 * 2.95 * added, 1e-12);
        ASSERT_EQ(after.shared_errors.cols(), 2);
        EXPECT_NEAR(after.shared_errors(0, 1), 0.5 * added, 1e-16);
        EXPECT_NEAR(after.shared_errors(1, 1), 0.5 * 2.95 * added, 1e-15);
        const double of_viscosity = 0.0100 * lacking.standard_error / D.value;
        EXPECT_NEAR(after.covariance(0, 0), 4e-8 + 0.25 * added * added + of_viscosity * of_viscosity, 1e-18);
        const nlohmann::json& row = with.details.at("undecayed_modes").at(0);
        EXPECT_NEAR(row.at("relative_change").get<double>(), lacking.value / D.value, 1e-12);
    }
}

/// Where nothing says how fast waves decay, or what L_11 is to D_12, nothing is added; points of one curve keep as many
/// shared errors each, and those of different compositions move together.
TEST(SlopesInBoxes, AreLeftAsTheyAreWithoutAViscosity) {
    Reduction reduction = reduction_of({by_slope(0.5, 5000)});
    reduction.curves.erase({quantity::viscosity, {"green_kubo"}});
    transport_curves().add(reduction, StateLine{}, Backend::reference);
    EXPECT_EQ(reduction.onsager.front().values[0], 0.0100);
    EXPECT_EQ(reduction.onsager.front().shared_errors.cols(), 1);
    reduction = reduction_of({by_slope(0.5, 5000), by_slope(0.515, 5000), by_slope(0.7, 5000)});
    transport_curves().add(reduction, StateLine{}, Backend::reference);
    EXPECT_GT(reduction.onsager[0].values[0], 0.0100);
    EXPECT_EQ(reduction.onsager[2].values[0], 0.0100);
    for (const OnsagerPoint& point : reduction.onsager) EXPECT_EQ(point.shared_errors.cols(), 2);
    const Curve& diffusion = reduction.curves.at({quantity::mutual_diffusion, {"hnemd"}, {Study::Of::size, 5000}});
    const double of_first = diffusion.points[0].estimate.value / reduction.onsager[0].values[0];
    const double of_second = diffusion.points[1].estimate.value / reduction.onsager[1].values[0];
    const double expected =
        of_first * of_second * reduction.onsager[0].shared_errors.row(0).dot(reduction.onsager[1].shared_errors.row(0));
    EXPECT_NEAR(covariance_of_points(diffusion, 0, 1), expected, 1e-5 * expected);
}

}  // namespace
}  // namespace soret
