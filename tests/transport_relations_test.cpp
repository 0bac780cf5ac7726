// Exact relations between transport coefficients: units, exchanged species, the zero of energies, states without flow.

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <vector>

#include "precise_transport.hpp"
#include "transport_states.hpp"

namespace soret::test {
namespace {

TYPED_TEST_SUITE(Transport, BothBackends, BackendNames);

// lambda does not depend on the enthalpies: an identity even where L_1q and L_q1 differ. The two forms are off by at
// most 5 and 10 units of their sums of magnitudes.
TYPED_TEST(Transport, HasOneConductivityFromBothForms) {
    const auto states = random_states(500, 2);
    const auto coefficients = this->of(states);
    for (std::size_t k = 0; k < states.size(); ++k) {
        const PreciseCoefficients size = magnitudes_or_values(states[k], true);
        const double limit = unit * slack * static_cast<double>(5 * size.lambda + 10 * size.lambda_primed);
        EXPECT_NEAR(coefficients[k].thermal_conductivity, coefficients[k].thermal_conductivity_primed_form, limit);
    }
}

// J_2 = -J_1. x_1 is a multiple of 2^-20: 1 - x_1 is exact, and so are both sides but for the stated errors.
TYPED_TEST(Transport, ChangesTheSignOfTheSoretCoefficientWhenTheSpeciesAreExchanged) {
    for (OnsagerState s : random_states(500, 3)) {
        s.x1 = std::ldexp(std::floor(std::ldexp(s.x1, 20)) + 1.0, -20);
        OnsagerState exchanged = s;
        exchanged.L1q = -s.L1q;
        exchanged.Lq1 = -s.Lq1;
        exchanged.x1 = 1.0 - s.x1;
        exchanged.mass_1 = s.mass_2;
        exchanged.mass_2 = s.mass_1;
        exchanged.enthalpy_difference = -s.enthalpy_difference;
        const TransportCoefficients a = this->of(s);
        const TransportCoefficients b = this->of(exchanged);
        const PreciseCoefficients size = magnitudes_or_values(s, true);
        EXPECT_EQ(b.L1q_primed, -a.L1q_primed);
        EXPECT_EQ(b.Lqq_primed, a.Lqq_primed);
        EXPECT_EQ(b.onsager_ratio, -a.onsager_ratio);
        EXPECT_EQ(b.thermal_conductivity, a.thermal_conductivity);
        EXPECT_EQ(b.thermal_conductivity_primed_form, a.thermal_conductivity_primed_form);
        EXPECT_NEAR(b.mutual_diffusion_coefficient, a.mutual_diffusion_coefficient,
                    64 * unit * slack * static_cast<double>(size.D12));
        EXPECT_NEAR(b.thermal_diffusion_coefficient, -a.thermal_diffusion_coefficient,
                    48 * unit * slack * static_cast<double>(size.DT));
        EXPECT_NEAR(b.soret_coefficient, -a.soret_coefficient, 112 * unit * slack * static_cast<double>(size.ST));
    }
}

// Units of mass 2^a, energy 2^b, length 2^c with a - b even, so that those of time are 2^(c + (a - b)/2): no bit
// changes.
TYPED_TEST(Transport, HasTheSameBitsInOtherUnits) {
    for (const OnsagerState& s : random_states(200, 4)) {
        for (const auto& [a, b, c] : {std::array{1, 3, 0}, std::array{0, 0, 1}, std::array{-4, 2, -3}}) {
            const int t = c + (a - b) / 2;
            OnsagerState scaled = s;
            scaled.L11 = std::ldexp(s.L11, 2 * a - c - t);
            scaled.L1q = std::ldexp(s.L1q, a + b - c - t);
            scaled.Lq1 = std::ldexp(s.Lq1, a + b - c - t);
            scaled.Lqq = std::ldexp(s.Lqq, 2 * b - c - t);
            scaled.temperature = std::ldexp(s.temperature, b);
            scaled.number_density = std::ldexp(s.number_density, -3 * c);
            scaled.mass_1 = std::ldexp(s.mass_1, a);
            scaled.mass_2 = std::ldexp(s.mass_2, a);
            scaled.enthalpy_difference = std::ldexp(s.enthalpy_difference, b - a);
            const TransportCoefficients before = this->of(s);
            const TransportCoefficients after = this->of(scaled);
            EXPECT_EQ(after.L1q_primed, std::ldexp(before.L1q_primed, a + b - c - t));
            EXPECT_EQ(after.Lqq_primed, std::ldexp(before.Lqq_primed, 2 * b - c - t));
            EXPECT_EQ(after.onsager_ratio, std::ldexp(before.onsager_ratio, b - a));
            EXPECT_EQ(after.thermal_conductivity, std::ldexp(before.thermal_conductivity, -c - t));
            EXPECT_EQ(after.delta_lambda_primed, std::ldexp(before.delta_lambda_primed, -c - t));
            EXPECT_EQ(after.mutual_diffusion_coefficient, std::ldexp(before.mutual_diffusion_coefficient, 2 * c - t));
            EXPECT_EQ(after.thermal_diffusion_coefficient,
                      std::ldexp(before.thermal_diffusion_coefficient, 2 * c - t - b));
            EXPECT_EQ(after.soret_coefficient, std::ldexp(before.soret_coefficient, -b));
        }
    }
}

// With energies of species i counted from a_i, J_q becomes J_q + e J_1 and h becomes h + e, e = a_1/m_1 - a_2/m_2. All
// numbers are multiples of 2^-10 below 2^7: nothing is rounded but the quotients.
TYPED_TEST(Transport, DoesNotDependOnTheZeroOfTheEnergies) {
    Uniform uniform(5);
    for (int k = 0; k < 100; ++k) {
        OnsagerState s = random_state(uniform);
        const auto rounded = [](double x) { return std::ldexp(std::nearbyint(std::ldexp(x, 10)), -10); };
        for (double* x : {&s.L11, &s.L1q, &s.Lq1, &s.Lqq, &s.enthalpy_difference}) *x = rounded(*x);
        const double e = rounded(uniform(-8.0, 8.0));
        OnsagerState shifted = s;
        shifted.Lqq = s.Lqq + (s.L1q + s.Lq1) * e + s.L11 * e * e;
        shifted.L1q = s.L1q + s.L11 * e;
        shifted.Lq1 = s.Lq1 + s.L11 * e;
        shifted.enthalpy_difference = s.enthalpy_difference + e;
        const TransportCoefficients a = this->of(s);
        const TransportCoefficients b = this->of(shifted);
        EXPECT_EQ(b.L1q_primed, a.L1q_primed);
        EXPECT_EQ(b.Lqq_primed, a.Lqq_primed);
        EXPECT_EQ(b.soret_coefficient, a.soret_coefficient);
        EXPECT_EQ(b.thermal_diffusion_coefficient, a.thermal_diffusion_coefficient);
        EXPECT_EQ(b.thermal_conductivity_primed_form, a.thermal_conductivity_primed_form);
        EXPECT_NE(b.delta_lambda, a.delta_lambda);
    }
}

// What S_T means: with grad x_1 = -x_1 x_2 S_T grad T nothing flows, in the Onsager form and in Fick's. Each flux is a
// difference of two terms of the same size, which are off by less than 128 units in all.
TYPED_TEST(Transport, SaysWhereNothingFlows) {
    for (const OnsagerState& s : random_states(500, 6)) {
        const TransportCoefficients c = this->of(s);
        const double x2 = 1.0 - s.x1, T = s.temperature, grad_T = 0.01;
        const double grad_x1 = -s.x1 * x2 * c.soret_coefficient * grad_T;
        const double grad_mu_1 = T * s.gamma / s.x1 * grad_x1;  // at constant T and P
        const double grad_mu_2 = -s.x1 / x2 * grad_mu_1;        // Gibbs and Duhem
        const double of_composition = -s.L11 / T * (grad_mu_1 / s.mass_1 - grad_mu_2 / s.mass_2);
        const double L = s.L11 * c.onsager_ratio;
        EXPECT_NEAR(of_composition, L / (T * T) * grad_T, 128 * unit * std::abs(of_composition));
        const double m = s.mass_1 * s.x1 + s.mass_2 * x2, rho = s.number_density * m;
        const double w1w2 = s.mass_1 * s.x1 * s.mass_2 * x2 / (m * m);
        const double fick = -rho * c.mutual_diffusion_coefficient * w1w2 / (s.x1 * x2) * grad_x1;
        EXPECT_NEAR(fick, of_composition, 128 * unit * std::abs(fick));
        EXPECT_NEAR(fick, rho * w1w2 * c.thermal_diffusion_coefficient * grad_T, 128 * unit * std::abs(fick));
    }
}

TYPED_TEST(Transport, OfIdenticalSpeciesIsSelfDiffusionWithoutASoretEffect) {
    OnsagerState s = equal_masses();
    s.L1q = s.Lq1 = s.enthalpy_difference = 0.0;
    s.gamma = 1.0;
    s.x1 = 0.25;
    s.L11 = s.number_density * s.x1 * (1.0 - s.x1) * 0.5;  // n x_1 x_2 D, D = 1/2
    const TransportCoefficients c = this->of(s);
    EXPECT_EQ(c.mutual_diffusion_coefficient, 0.5);
    EXPECT_EQ(c.soret_coefficient, 0.0);
    EXPECT_EQ(c.thermal_diffusion_coefficient, 0.0);
    EXPECT_EQ(c.thermal_conductivity, s.Lqq / 4.0);
    EXPECT_FALSE(std::signbit(c.delta_lambda));
}

}  // namespace
}  // namespace soret::test
