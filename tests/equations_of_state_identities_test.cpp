#include <gtest/gtest.h>

#include <algorithm>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <cmath>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "soret/common/equations_of_state/pets.hpp"
#include "soret/common/equations_of_state/thol.hpp"

// Thermodynamic identities of the equations of state, in 50 digits or along isobars and isotherms.
namespace soret {
namespace {

using Real = boost::multiprecision::number<boost::multiprecision::cpp_bin_float<50>, boost::multiprecision::et_off>;

constexpr double temperature = 0.62;
constexpr double pressure = 0.46;

const PetsEquation& paper_pets() {
    static const PetsEquation equation({0.6, 1.0}, {1.0, 1.0});
    return equation;
}

const PetsEquation& ternary_pets() {
    static const PetsEquation equation({0.6, 1.0, 0.8}, {1.0, 0.9, 1.1}, 0.95);
    return equation;
}

// d f/dx by a difference of fifth order with a step of 1e-6 in 50 digits: off by 1e-24 or so.
Real derivative(const std::function<Real(const Real&)>& f, const Real& x) {
    const Real h = Real("1e-6");
    return (8 * (f(x + h) - f(x - h)) - (f(x + 2 * h) - f(x - 2 * h))) / (12 * h);
}

// Every property against its definition as a derivative of A_res(T, V, N_1, N_2, ...) in 50 digits.
template <class Equation>
void expect_definitions(const Equation& equation, const FluidProperties& fluid) {
    const std::size_t count = fluid.mole_fraction.size();
    std::vector<Real> numbers;
    for (const double x : fluid.mole_fraction) numbers.push_back(Real(x));
    const Real t(fluid.temperature);
    const Real volume = 1 / Real(fluid.density);
    const auto helmholtz = [&](const Real& at_t, const Real& at_v, const std::vector<Real>& at_n) {
        std::vector<Real> densities;
        for (const Real& n : at_n) densities.push_back(n / at_v);
        return Real(equation.residual_helmholtz_energy_density(at_t, densities) * at_v);
    };
    const auto changed = [&](std::size_t i, const Real& n) {
        std::vector<Real> result = numbers;
        result[i] = n;
        return result;
    };
    const double scale = std::max({std::fabs(fluid.pressure), fluid.temperature * fluid.density,
                                   std::fabs(fluid.residual_internal_energy) * fluid.density});
    const double tolerance = 1e-12 * scale;  // as the docstrings state, of an energy density
    const auto difference = [](double value, const Real& exact) { return static_cast<double>(Real(value) - exact); };

    const Real p =
        Real(fluid.density) * t - derivative([&](const Real& v) { return helmholtz(t, v, numbers); }, volume);
    EXPECT_NEAR(difference(fluid.pressure, p), 0.0, tolerance);
    const Real a = helmholtz(t, volume, numbers);
    EXPECT_NEAR(difference(fluid.residual_helmholtz_energy, a) * fluid.density, 0.0, tolerance);
    const Real u = a - t * derivative([&](const Real& at) { return helmholtz(at, volume, numbers); }, t);
    EXPECT_NEAR(difference(fluid.residual_internal_energy, u) * fluid.density, 0.0, tolerance);
    EXPECT_NEAR(difference(fluid.enthalpy, u + Real(1.5) * t + p * volume) * fluid.density, 0.0, 3.0 * tolerance);
    for (std::size_t i = 0; i < count; ++i) {
        const Real mu = derivative([&](const Real& n) { return helmholtz(t, volume, changed(i, n)); }, numbers[i]);
        EXPECT_NEAR(difference(fluid.residual_chemical_potential[i], mu) * fluid.density, 0.0, tolerance);
    }
}

TEST(EquationsOfState, YieldThePropertiesThatTheirHelmholtzEnergyDefines) {
    for (const double t : {0.62, 1.0, 3.0}) {
        for (const double rho : {1e-3, 0.1, 0.5, 0.8}) {
            SCOPED_TRACE(std::to_string(t) + " " + std::to_string(rho));
            expect_definitions(TholEquation(0.9, 1.02), TholEquation(0.9, 1.02).at_density(t, rho));
            expect_definitions(paper_pets(), paper_pets().at_density(t, rho, {0.3, 0.7}));
            expect_definitions(ternary_pets(), ternary_pets().at_density(t, rho, {0.2, 0.5, 0.3}));
        }
    }
}

TEST(EquationsOfState, ObeyEulersTheorem) {
    for (const PetsEquation* equation : {&paper_pets(), &ternary_pets()}) {
        const std::vector<double> x =
            equation->species_count() == 2 ? std::vector<double>{0.3, 0.7} : std::vector<double>{0.2, 0.5, 0.3};
        const FluidProperties fluid = equation->at_pressure(temperature, pressure, x);
        double v = 0.0;
        double h = 0.0;
        double mu = 0.0;
        for (std::size_t i = 0; i < x.size(); ++i) {
            v += x[i] * fluid.partial_volume[i];
            h += x[i] * fluid.partial_enthalpy[i];
            mu += x[i] * fluid.residual_chemical_potential[i];
        }
        // The terms are of magnitude 10 at most; 1e-13 is 50 of their ulps.
        EXPECT_NEAR(v, 1.0 / fluid.density, 1e-13);
        EXPECT_NEAR(h, fluid.enthalpy, 1e-13);
        EXPECT_NEAR(mu, fluid.residual_helmholtz_energy + pressure / fluid.density - temperature, 1e-13);
    }
}

// Derivatives along isobars and isotherms by the same difference in double precision: the properties at a pressure are
// good to 1e-12, divided by the step 1e-3 that is 1e-9, and the fifth derivatives leave less than that: 1e-7 is safe.
double slope(const std::function<double(double)>& f, double x) {
    constexpr double h = 1e-3;
    return (8.0 * (f(x + h) - f(x - h)) - (f(x + 2.0 * h) - f(x - 2.0 * h))) / (12.0 * h);
}
constexpr double slope_tolerance = 1e-7;

TEST(PetsEquation, ObeysGibbsDuhemAndTheDefinitionOfTheThermodynamicFactor) {
    for (const double x1 : {0.3, 0.5, 0.7}) {
        const auto mu = [&](double x, std::size_t i) {
            return paper_pets().at_pressure(temperature, pressure, {x, 1.0 - x}).chemical_potential[i];
        };
        const double slope1 = slope([&](double x) { return mu(x, 0); }, x1);
        const double slope2 = slope([&](double x) { return mu(x, 1); }, x1);
        EXPECT_NEAR(x1 * slope1 + (1.0 - x1) * slope2, 0.0, slope_tolerance);
        const double gamma = *paper_pets().at_pressure(temperature, pressure, {x1, 1.0 - x1}).thermodynamic_factor;
        EXPECT_NEAR(x1 * (1.0 - x1) / temperature * (slope1 - slope2), gamma, slope_tolerance);
    }
}

TEST(PetsEquation, ObeysMaxwellAndGibbsHelmholtz) {
    const std::vector<double> x{0.2, 0.5, 0.3};
    const auto at = [&](double t, double p) { return ternary_pets().at_pressure(t, p, x); };
    const FluidProperties fluid = at(temperature, pressure);
    for (std::size_t i = 0; i < x.size(); ++i) {
        const double by_pressure = slope([&](double p) { return at(temperature, p).chemical_potential[i]; }, pressure);
        EXPECT_NEAR(by_pressure, fluid.partial_volume[i], slope_tolerance);
        const double mu_by_t = slope([&](double t) { return at(t, pressure).chemical_potential[i] / t; }, temperature);
        const double kinetic = 1.5 * temperature;  // Lambda = 1 leaves it out of mu
        EXPECT_NEAR(kinetic - temperature * temperature * mu_by_t, fluid.partial_enthalpy[i], slope_tolerance);
    }
    const double volume_by_p = slope([&](double p) { return 1.0 / at(temperature, p).density; }, pressure);
    EXPECT_NEAR(-volume_by_p * fluid.density, fluid.isothermal_compressibility, slope_tolerance);
}

}  // namespace
}  // namespace soret
