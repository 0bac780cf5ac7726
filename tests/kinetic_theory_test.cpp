// Transport in dilute gases: values from outside, closed forms, limits, symmetries, bits and refusals.

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <numbers>
#include <string>
#include <vector>

#include "dilute_gases.hpp"
#include "soret/common/errors.hpp"

namespace soret::test {
namespace {

template <class Backend>
class KineticTheory : public ::testing::Test {};
TYPED_TEST_SUITE(KineticTheory, BothKineticTheories, BackendNames);

// Values of the summation formulas of R. V. Tompson, E. L. Tipton, S. K. Loyalka, Eur. J. Mech. B 28, 695 (2009), by
// an independent program.
TYPED_TEST(KineticTheory, HasTheThermalDiffusionOfHardSpheres) {
    DiluteGas isotopes = hard_spheres();
    isotopes.mass_1 = 2.0;
    EXPECT_NEAR(thermal_diffusion_factor<TypeParam>(isotopes), 0.2760436857982575, 1e-15);
    EXPECT_NEAR(transport<TypeParam>(isotopes, 1).thermal_diffusion_factor, 0.2760436857982575, 1e-14);
    EXPECT_NEAR(transport<TypeParam>(isotopes, 2).thermal_diffusion_factor, 0.2937539124, 5e-11);
    EXPECT_NEAR(transport<TypeParam>(isotopes, 3).thermal_diffusion_factor, 0.2964926951, 5e-11);
    DiluteGas sizes = hard_spheres();
    sizes.x1 = 0.3;
    sizes.sigma_12 = 1.5;
    sizes.sigma_22 = 2.0;
    EXPECT_NEAR(thermal_diffusion_factor<TypeParam>(sizes), -0.0922021917229324, 1e-15);
    EXPECT_NEAR(transport<TypeParam>(sizes, 1).thermal_diffusion_factor, -0.0922021917229324, 1e-14);
}

// By the same program, with the fits of Kim and Monroe.
TYPED_TEST(KineticTheory, HasTheThermalDiffusionOfTheDilutePaperMixture) {
    const auto first_order = [](double temperature, double x1) {
        return thermal_diffusion_factor<TypeParam>(paper_mixture(temperature, x1));
    };
    EXPECT_NEAR(first_order(0.62, 0.1), 0.00088652, 5e-9);
    EXPECT_NEAR(first_order(0.62, 0.5), 0.00092915, 5e-9);
    EXPECT_NEAR(first_order(0.62, 0.9), 0.00097577, 5e-9);
    EXPECT_NEAR(first_order(1.5, 0.5), -0.00461404785588, 5e-15);
    EXPECT_NEAR(first_order(3.0, 0.5), -0.00513576324036, 5e-15);
    EXPECT_NEAR(first_order(6.0, 0.5), -0.00452696763398, 5e-15);
    const DiluteGas gas = with_fits<TypeParam>(paper_mixture(0.62, 0.5));
    EXPECT_NEAR(transport<TypeParam>(gas, 2).thermal_diffusion_factor, 0.00094196, 5e-9);
    EXPECT_NEAR(transport<TypeParam>(gas, 3).thermal_diffusion_factor, 0.00094448, 5e-9);
    EXPECT_DOUBLE_EQ(ideal_gas_soret_coefficient(0.00093, 0.62), 0.0015);
    EXPECT_DOUBLE_EQ(ideal_gas_enthalpy(0.62), 1.55);
}

TYPED_TEST(KineticTheory, HasTheFitsOfKimAndMonroe) {
    EXPECT_NEAR(fitted_collision_integrals<TypeParam>(1.0)(1, 1), 1.43979, 5e-6);
    EXPECT_NEAR(fitted_collision_integrals<TypeParam>(1.0)(2, 2), 1.59315, 5e-6);
    EXPECT_NEAR(fitted_collision_integrals<TypeParam>(400.0)(1, 1), 0.4141818082392228, 1e-14);
}

// Chapman and Cowling (1970), 10.2: orders 1 and 2 of one gas of hard spheres, the latter 205/202, 45/44, 59/58 times
// as large; 10.21: order 3 of the viscosity and the conductivity.
TYPED_TEST(KineticTheory, HasTheTransportOfOneGasOfHardSpheres) {
    for (const double x1 : {0.0, 0.3, 1.0}) {
        DiluteGas gas = hard_spheres();
        gas.x1 = x1;
        gas.temperature = 2.0;
        gas.mass_1 = gas.mass_2 = 3.0;
        gas.sigma_11 = gas.sigma_12 = gas.sigma_22 = 1.5;
        const double speed = std::sqrt(gas.temperature / (std::numbers::pi * gas.mass_1));
        const double diffusion = 3.0 / 8.0 * speed / 2.25;
        const double viscosity = 5.0 / 16.0 * gas.mass_1 * speed / 2.25;
        const double conductivity = 75.0 / 64.0 * speed / 2.25;
        const auto expect = [&](int order, double d, double eta, double lambda, double error) {
            const DiluteTransport t = transport<TypeParam>(gas, order);
            EXPECT_NEAR(t.diffusion_times_density / diffusion, d, error);
            EXPECT_NEAR(t.viscosity / viscosity, eta, error);
            EXPECT_NEAR(t.thermal_conductivity / conductivity, lambda, error);
            EXPECT_NEAR(t.thermal_diffusion_factor, 0.0, 1e-12);  // two names for one species
        };
        expect(1, 1.0, 1.0, 1.0, 1e-12);
        expect(2, 59.0 / 58.0, 205.0 / 202.0, 45.0 / 44.0, 1e-12);
        EXPECT_NEAR(transport<TypeParam>(gas, 3).viscosity / viscosity, 1.01588, 5e-6);
        EXPECT_NEAR(transport<TypeParam>(gas, 3).thermal_conductivity / conductivity, 1.02482, 5e-6);
    }
}

TYPED_TEST(KineticTheory, HasOneFirstOrderFromTheClosedFormAndFromBrackets) {
    Uniform uniform(3);
    for (int k = 0; k < 100; ++k) {
        const DiluteLennardJones state = random_mixture(uniform, 10.0);
        const DiluteGas gas = with_fits<TypeParam>(state);
        const double closed = thermal_diffusion_factor<TypeParam>(gas);
        EXPECT_NEAR(transport<TypeParam>(gas, 1).thermal_diffusion_factor, closed, 1e-12);
        EXPECT_EQ(thermal_diffusion_factor<TypeParam>(state), closed);
    }
}

TYPED_TEST(KineticTheory, ChangesTheSignOfThermalDiffusionWithTheNamesOfTheSpecies) {
    Uniform uniform(4);
    for (int k = 0; k < 30; ++k) {
        const DiluteGas gas = with_fits<TypeParam>(random_mixture(uniform, 10.0));
        EXPECT_NEAR(thermal_diffusion_factor<TypeParam>(relabelled(gas)), -thermal_diffusion_factor<TypeParam>(gas),
                    1e-13);
        for (const int order : {1, 2, 3}) {
            const DiluteTransport a = transport<TypeParam>(gas, order);
            const DiluteTransport b = transport<TypeParam>(relabelled(gas), order);
            EXPECT_NEAR(b.thermal_diffusion_factor, -a.thermal_diffusion_factor, 1e-12);
            EXPECT_NEAR(b.diffusion_times_density / a.diffusion_times_density, 1.0, 1e-12);
            EXPECT_NEAR(b.viscosity / a.viscosity, 1.0, 1e-12);
            EXPECT_NEAR(b.thermal_conductivity / a.thermal_conductivity, 1.0, 1e-12);
        }
    }
}

TYPED_TEST(KineticTheory, IsThatOfOneGasWithTwoNames) {
    DiluteLennardJones state;
    state.temperature = 1.3;
    for (const double x1 : {0.0, 0.2, 0.9}) {
        state.x1 = x1;
        const DiluteGas gas = with_fits<TypeParam>(state);
        EXPECT_EQ(thermal_diffusion_factor<TypeParam>(state), 0.0);
        for (const int order : {1, 2, 3}) {
            const DiluteTransport t = transport<TypeParam>(gas, order);
            DiluteGas pure = gas;
            pure.x1 = 1.0;
            EXPECT_NEAR(t.thermal_diffusion_factor, 0.0, 1e-12);
            EXPECT_NEAR(t.viscosity / transport<TypeParam>(pure, order).viscosity, 1.0, 1e-12);
        }
    }
}

// Of repelling isotopes the heavy one goes to the cold side, for every mixture and in every order.
TYPED_TEST(KineticTheory, SendsTheHeavyIsotopeToTheColdSide) {
    for (const double mass : {1.1, 2.0, 10.0}) {
        for (const double x1 : {0.0, 0.4, 1.0}) {
            DiluteGas gas = hard_spheres();
            gas.mass_1 = mass;
            gas.x1 = x1;
            EXPECT_GT(thermal_diffusion_factor<TypeParam>(gas), 0.0);
            for (const int order : {1, 2, 3}) {
                EXPECT_GT(transport<TypeParam>(gas, order).thermal_diffusion_factor, 0.0);
            }
        }
    }
}

// A trace is the limit of small mole fractions: coefficients are smooth in x_1, so that the change over 1e-9 is below
// 1e-7 of them.
TYPED_TEST(KineticTheory, OfATraceIsTheLimit) {
    Uniform uniform(5);
    for (int k = 0; k < 10; ++k) {
        DiluteGas gas = with_fits<TypeParam>(random_mixture(uniform, 5.0));
        for (const auto& [end, near] : {std::pair{0.0, 1e-9}, std::pair{1.0, 1.0 - 1e-9}}) {
            for (const int order : {1, 2, 3}) {
                gas.x1 = end;
                const DiluteTransport at_end = transport<TypeParam>(gas, order);
                const double closed = thermal_diffusion_factor<TypeParam>(gas);
                gas.x1 = near;
                const DiluteTransport t = transport<TypeParam>(gas, order);
                EXPECT_NEAR(at_end.thermal_diffusion_factor, t.thermal_diffusion_factor, 1e-7);
                EXPECT_NEAR(closed, thermal_diffusion_factor<TypeParam>(gas), 1e-7);
                EXPECT_NEAR(at_end.diffusion_times_density / t.diffusion_times_density, 1.0, 1e-7);
                EXPECT_NEAR(at_end.viscosity / t.viscosity, 1.0, 1e-7);
                EXPECT_NEAR(at_end.thermal_conductivity / t.thermal_conductivity, 1.0, 1e-7);
            }
        }
    }
}

// Diffusion does not depend on the unit of mass, length or energy.
TYPED_TEST(KineticTheory, ScalesWithItsUnits) {
    Uniform uniform(6);
    const DiluteGas gas = with_fits<TypeParam>(random_mixture(uniform, 5.0));
    DiluteGas scaled = gas;
    scaled.temperature *= 4.0;
    scaled.mass_1 *= 9.0;
    scaled.mass_2 *= 9.0;
    for (double* sigma : {&scaled.sigma_11, &scaled.sigma_12, &scaled.sigma_22}) *sigma *= 0.5;
    const DiluteTransport a = transport<TypeParam>(gas, 3);
    const DiluteTransport b = transport<TypeParam>(scaled, 3);
    const double speed = std::sqrt(4.0 / 9.0);
    EXPECT_NEAR(b.thermal_diffusion_factor, a.thermal_diffusion_factor, 1e-12);
    EXPECT_NEAR(b.diffusion_times_density / a.diffusion_times_density, speed * 4.0, 1e-12);
    EXPECT_NEAR(b.viscosity / a.viscosity, 9.0 * speed * 4.0, 1e-11);
    EXPECT_NEAR(b.thermal_conductivity / a.thermal_conductivity, speed * 4.0, 1e-12);
}

TYPED_TEST(KineticTheory, RefusesWhatIsNoGasInOneLine) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const auto expect = [](const auto& call, const std::string& text) {
        try {
            call();
            ADD_FAILURE() << text;
        } catch (const Error& error) {
            const std::string message = error.what();
            EXPECT_EQ(message.find("kinetic theory: " + text), 0U) << message;
            EXPECT_NE(message.find(": must be "), std::string::npos) << message;
            EXPECT_EQ(message.find('\n'), std::string::npos);
        }
    };
    for (double DiluteMixture::*member :
         {&DiluteMixture::temperature, &DiluteMixture::mass_1, &DiluteMixture::mass_2, &DiluteMixture::sigma_11,
          &DiluteMixture::sigma_12, &DiluteMixture::sigma_22, &DiluteMixture::x1}) {
        for (const double value : {-1.0, nan, std::numeric_limits<double>::infinity()}) {
            DiluteGas gas = hard_spheres();
            gas.*member = value;
            expect([&] { transport<TypeParam>(gas, 2); }, "state 0: ");
            expect([&] { thermal_diffusion_factor<TypeParam>(gas); }, "state 0: ");
            DiluteLennardJones state = paper_mixture(1.0, 0.5);
            state.*member = value;
            expect([&] { thermal_diffusion_factor<TypeParam>(state); }, "state 0: ");
        }
    }
    DiluteGas gas = hard_spheres();
    gas.omega_12.values[collision_index(2, 3)] = 0.0;
    expect([&] { transport<TypeParam>(gas, 2); }, "state 0: Omega*(2,3) of pair 12 = 0: must be > 0");
    expect([&] { transport<TypeParam>(hard_spheres(), 0); }, "Sonine order = 0: must be 1 to 3");
    expect([&] { transport<TypeParam>(hard_spheres(), 4); }, "Sonine order = 4: must be 1 to 3");
    DiluteLennardJones cold = paper_mixture(1.0, 0.5);
    cold.epsilon_11 = 4.0;
    expect([&] { thermal_diffusion_factor<TypeParam>(cold); },
           "state 0: temperature/epsilon_11 = 0.25: must be in [0.3, 400]");
    cold.epsilon_11 = 0.0;
    expect([&] { thermal_diffusion_factor<TypeParam>(cold); }, "state 0: epsilon_11 = 0: must be > 0");
    expect([&] { fitted_collision_integrals<TypeParam>(401.0); }, "state 0: T/eps = 401: must be in [0.3, 400]");
    expect([&] { fitted_collision_integrals<TypeParam>(nan); }, "state 0: T/eps = nan: must be in [0.3, 400]");
    const std::vector<double> two{1.0, 2.0};
    std::vector<CollisionIntegrals> three(3);
    expect([&] { TypeParam::fitted_collision_integrals(two, three); }, "3 results for 2 states: must be as many");
}

// The twins take different generating functions and different equations. Light and heavy particles cost digits.
TEST(KineticTheoryTwins, AgreeOnTheTransportOfAnyMixture) {
    Uniform uniform(7);
    for (int k = 0; k < 60; ++k) {
        const double largest_mass = k < 40 ? 10.0 : 100.0;
        const double error = k < 40 ? 1e-12 : 1e-9;
        const DiluteGas gas = with_fits<ReferenceKineticTheory>(random_mixture(uniform, largest_mass));
        for (const int order : {1, 2, 3}) {
            const DiluteTransport a = transport<ReferenceKineticTheory>(gas, order);
            const DiluteTransport b = transport<OptimizedKineticTheory>(gas, order);
            EXPECT_NEAR(b.thermal_diffusion_factor, a.thermal_diffusion_factor, error);
            EXPECT_NEAR(b.diffusion_times_density / a.diffusion_times_density, 1.0, error);
            EXPECT_NEAR(b.viscosity / a.viscosity, 1.0, error);
            EXPECT_NEAR(b.thermal_conductivity / a.thermal_conductivity, 1.0, error);
        }
    }
}

TEST(KineticTheoryBits, AreTheSameInBothBackendsOnEveryInstructionSetInBatchesOfAnySize) {
    const auto bits = [](double x) { return std::bit_cast<std::uint64_t>(x); };
    for (const std::size_t count : {0U, 1U, 2U, 3U, 4U, 5U, 7U, 8U, 9U, 26U, 63U, 64U, 65U, 130U}) {
        Uniform uniform(100 + count);
        std::vector<DiluteLennardJones> states;
        std::vector<DiluteGas> gases;
        std::vector<double> temperatures;
        for (std::size_t k = 0; k < count; ++k) {
            states.push_back(random_mixture(uniform, 10.0));
            gases.push_back(with_fits<ReferenceKineticTheory>(states.back()));
            temperatures.push_back(uniform(0.3, 20.0));
        }
        std::vector<double> expected(count), of_gases(count);
        std::vector<CollisionIntegrals> fits(count);
        reference::KineticTheory::thermal_diffusion_factors(states, expected);
        optimized::KineticTheory::thermal_diffusion_factors(gases, of_gases);
        reference::KineticTheory::fitted_collision_integrals(temperatures, fits);
        for (const InstructionSet instruction_set : supported_instruction_sets()) {
            std::vector<double> factors(count);
            std::vector<CollisionIntegrals> integrals(count);
            optimized::KineticTheory::thermal_diffusion_factors(states, factors, {.instruction_set = instruction_set});
            optimized::KineticTheory::fitted_collision_integrals(temperatures, integrals,
                                                                 {.instruction_set = instruction_set});
            for (std::size_t k = 0; k < count; ++k) {
                EXPECT_EQ(bits(factors[k]), bits(expected[k])) << name_of(instruction_set) << " " << k;
                EXPECT_EQ(bits(of_gases[k]), bits(expected[k])) << k;
                EXPECT_EQ(integrals[k], fits[k]) << name_of(instruction_set) << " " << k;
            }
        }
    }
}

}  // namespace
}  // namespace soret::test
