// S_T by models along a state line, from curves of an equation of state: values that were worked out apart from this
// code, errors, what is left out where something is not known.

#include <cmath>
#include <map>

#include <gtest/gtest.h>

#include "soret/common/equations_of_state/pets.hpp"
#include "soret/validation/campaign/quantities.hpp"
#include "soret/validation/routes/theory_curves.hpp"

namespace soret {
namespace {

constexpr double temperature = 0.62, pressure = 0.46;

/// Curves as the route "semigrand" has them, of PeTS, with errors.
Reduction of_pets() {
    const PetsEquation pets({0.6, 1.0}, {1.0, 1.0}, 1.0);
    Reduction reduction;
    for (int k = 1; k <= 19; ++k) {
        const double x1 = k / 20.0;
        const FluidProperties liquid = pets.at_pressure(temperature, pressure, {x1, 1.0 - x1});
        const double h1 = liquid.partial_enthalpy[0], h2 = liquid.partial_enthalpy[1];
        const double v1 = liquid.partial_volume[0], v2 = liquid.partial_volume[1];
        const auto add = [&](const Quantity& quantity, double value, double error) {
            reduction.curves[{quantity, {"semigrand"}}].points.push_back({x1, {value, error, 40.0}});
        };
        add(quantity::thermodynamic_factor, *liquid.thermodynamic_factor, 0.002);
        add(quantity::density, liquid.density, 1e-4);
        add(quantity::enthalpy, x1 * h1 + (1.0 - x1) * h2, 1e-3);
        add(quantity::enthalpy_difference, h1 - h2, 0.01);
        add(quantity::volume_difference, v1 - v2, 0.002);
    }
    return reduction;
}

void add_activation(Reduction& reduction) {
    reduction.numbers[number::viscous_energy_ratio_1] = {3.3, 0.1, 30.0};
    reduction.numbers[number::viscous_energy_ratio_2] = {3.8, 0.1, 30.0};
    for (const double x1 : {0.0, 0.5, 1.0}) {
        if (x1 > 0.0) {
            reduction.curves[{quantity::activation_energy_1, {"activation"}}].points.push_back({x1, {1.6, 0.02, 9.0}});
        }
        if (x1 < 1.0) {
            reduction.curves[{quantity::activation_energy_2, {"activation"}}].points.push_back({x1, {1.7, 0.02, 9.0}});
        }
    }
}

std::map<double, Estimate> curve(const Reduction& reduction, const char* model) {
    std::map<double, Estimate> values;
    const Curve* found = find_curve(reduction.curves, curve_of_model(model));
    if (found == nullptr) return values;
    for (const CurvePoint& point : found->points) values[point.x] = point.estimate;
    return values;
}

// Formulas of Haase, Kempers, and Shukla and Firoozabadi (common/contracts/theory_models.hpp) on PeTS [M. Heier et al.,
// Mol. Phys. 116, 2083 (2018)], worked out apart from this code and rounded to 0.01; without the kinetic part,
// S_T^0/Gamma with S_T^0 near 0.0015.
TEST(TheoryCurves, HaveTheTabulatedValuesOfAnEquationOfState) {
    Reduction reduction = of_pets();
    add_activation(reduction);
    theory_curves().add(reduction, {}, Backend::optimized);
    const std::map<double, std::array<double, 3>> table{{0.1, {-9.61, -11.57, -2.73}},
                                                        {0.3, {-11.17, -13.62, -3.18}},
                                                        {0.5, {-11.63, -14.37, -3.32}},
                                                        {0.7, {-10.35, -12.97, -2.97}},
                                                        {0.9, {-7.96, -10.12, -2.31}}};
    for (const auto& [x1, expected] : table) {
        EXPECT_NEAR(curve(reduction, "haase").at(x1).value, expected[0] + 0.0022, 0.006) << x1;
        EXPECT_NEAR(curve(reduction, "kempers").at(x1).value, expected[1] + 0.0022, 0.006) << x1;
        EXPECT_NEAR(curve(reduction, "shukla_firoozabadi").at(x1).value, expected[2], 0.006) << x1;
    }
    // (dG_2 - dG_1)/T^2, within the compositions that both have.
    const auto artola = curve(reduction, "artola_rousseau");
    EXPECT_NEAR(artola.at(0.5).value, 0.1 / (temperature * temperature), 1e-12);
    EXPECT_NEAR(artola.at(0.5).standard_error, 0.02 * std::sqrt(2.0) / (temperature * temperature), 1e-6);
    // Each has those of what it is made of.
    EXPECT_EQ(artola.at(0.5).effective_samples, 9.0);
    EXPECT_EQ(curve(reduction, "haase").at(0.5).effective_samples, 40.0);
    EXPECT_EQ(curve(reduction, "shukla_firoozabadi").at(0.5).effective_samples, 30.0);
    EXPECT_EQ(curve(reduction, "prigogine").at(0.5).value, artola.at(0.5).value);
}

// Haase of equal masses is -(h_1 - h_2)/(T^2 Gamma) and the kinetic part: relative errors add in squares.
TEST(TheoryCurves, HaveTheErrorsOfWhatTheyAreMadeOf) {
    Reduction reduction = of_pets();
    theory_curves().add(reduction, {}, Backend::reference);
    const Estimate haase = curve(reduction, "haase").at(0.5);
    const double relative = std::hypot(0.01 / 2.9554, 0.002 / 0.6612);
    EXPECT_NEAR(haase.standard_error, relative * std::fabs(haase.value), 2e-3 * relative * std::fabs(haase.value));
    EXPECT_EQ(haase.effective_samples, 40.0);
    EXPECT_TRUE(curve(reduction, "shukla_firoozabadi").empty());
    EXPECT_TRUE(curve(reduction, "artola_rousseau").empty());
}

// Fits of collision integrals begin at T = 0.3 eps: without a dilute gas Haase and Kempers are not made.
TEST(TheoryCurves, LeaveOutWhatNeedsADiluteGasBeyondItsRange) {
    Reduction reduction = of_pets();
    add_activation(reduction);
    StateLine cold;
    cold.temperature = 0.25;
    theory_curves().add(reduction, cold, Backend::optimized);
    EXPECT_TRUE(curve(reduction, "haase").empty());
    EXPECT_FALSE(curve(reduction, "shukla_firoozabadi").empty());
    EXPECT_FALSE(curve(reduction, "prigogine").empty());
}

TEST(TheoryCurves, StandAtTheCompositionsOfTheSimulatedCoefficient) {
    Reduction reduction = of_pets();
    for (const double x1 : {0.112, 0.5, 0.888}) {
        reduction.curves[{quantity::soret_coefficient, {"hnemd", "semigrand"}}].points.push_back(
            {x1, {-2.0, 0.1, 9.0}});
    }
    theory_curves().add(reduction, {}, Backend::optimized);
    const auto haase = curve(reduction, "haase");
    ASSERT_EQ(haase.size(), 3U);
    EXPECT_TRUE(haase.contains(0.112) && haase.contains(0.888));
    // Between -9.61 at 0.10 and -10.05 at 0.15.
    EXPECT_NEAR(haase.at(0.112).value, -9.72, 0.02);
}

TEST(TheoryCurves, AreYieldedByWhatTheyNeed) {
    Yield yield;
    theory_curves().add_yield(yield);
    EXPECT_TRUE(yield.curves.empty());
    for (const auto& [key, points] : of_pets().curves) yield.curves.insert(key);
    theory_curves().add_yield(yield);
    EXPECT_TRUE(yield.curves.contains(curve_of_model("haase")));
    EXPECT_TRUE(yield.curves.contains(curve_of_model("kempers")));
    EXPECT_FALSE(yield.curves.contains(curve_of_model("shukla_firoozabadi")));
    EXPECT_FALSE(yield.curves.contains(curve_of_model("artola_rousseau")));
}

}  // namespace
}  // namespace soret
