// Transport coefficients from Onsager coefficients: hand-worked values, bounds of errors, bits and refusals.

#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "precise_transport.hpp"
#include "soret/common/errors.hpp"
#include "transport_states.hpp"

namespace soret::test {
namespace {

/// The bits of all members.
template <class Result>
auto bits_of(const Result& result) {
    return std::bit_cast<std::array<std::uint64_t, sizeof(Result) / 8>>(result);
}

TYPED_TEST_SUITE(Transport, BothBackends, BackendNames);

TYPED_TEST(Transport, OfEqualMassesByHand) {
    const TransportCoefficients c = this->of(equal_masses());
    EXPECT_EQ(c.L1q_primed, 1.0);  // 3 - 2
    EXPECT_EQ(c.Lq1_primed, 1.0);
    EXPECT_EQ(c.Lqq_primed, 6.0);  // 10 - 6 + 2
    EXPECT_EQ(c.onsager_ratio, 0.5);
    EXPECT_EQ(c.thermal_conductivity, 1.375);              // (10 - 9/2)/4
    EXPECT_EQ(c.thermal_conductivity_primed_form, 1.375);  // (6 - 1/2)/4
    EXPECT_EQ(c.delta_lambda, -1.125);
    EXPECT_EQ(c.delta_lambda_primed, -0.125);
    EXPECT_EQ(c.mutual_diffusion_coefficient, 8.0);   // L_11 Gamma/(n x_1 x_2) = 2 0.5/(0.5 0.25)
    EXPECT_EQ(c.thermal_diffusion_coefficient, 2.0);  // 1/(0.5 0.25 4)
    EXPECT_EQ(c.soret_coefficient, 0.25);             // S_T = (L'/L_11)/(T^2 Gamma) for masses of 1: 0.5/(4 0.5)
}

TYPED_TEST(Transport, OfUnequalMassesByHand) {
    OnsagerState s = equal_masses();
    s.L11 = 6.0;
    s.x1 = 0.75;
    s.mass_2 = 3.0;  // w_1 = w_2 = 1/2, m = 3/2
    s.number_density = 2.0;
    const TransportCoefficients c = this->of(s);
    EXPECT_EQ(c.L1q_primed, -3.0);
    EXPECT_EQ(c.onsager_ratio, -0.5);
    EXPECT_EQ(c.mutual_diffusion_coefficient, 2.0);    // 6 0.5 (9/4)/(2 9 3/16)
    EXPECT_EQ(c.thermal_diffusion_coefficient, -1.0);  // -3/(3 0.25 4)
    EXPECT_EQ(c.soret_coefficient, -0.5);              // (-1/2) (3/1.5)/(4 0.5)
    EXPECT_EQ(specific_enthalpy_difference(1.0, -6.0, 1.0, 3.0), 3.0);
    EXPECT_EQ(specific_enthalpy_difference_of_mixture(-0.75, 7.0, 0.75, 1.0, 3.0), 3.0);  // h_1 = 1, h_2 = -6
    EXPECT_EQ(onsager_coefficient(6.0, 2.5), 5.0);
}

TYPED_TEST(Transport, IsThatOfFiftyDigitsWithinTheStatedErrors) {
    const auto states = random_states(2000, 1);
    const auto coefficients = this->of(states);
    for (std::size_t k = 0; k < states.size(); ++k) {
        const PreciseCoefficients value = magnitudes_or_values(states[k], false);
        const PreciseCoefficients size = magnitudes_or_values(states[k], true);
        const TransportCoefficients& c = coefficients[k];
        const auto expect = [&](const char* name, double measured, const Precise& exact, const Precise& magnitude,
                                double roundings) {
            const double error = static_cast<double>(abs(measured - exact) / magnitude) / unit;
            EXPECT_LE(error, roundings * slack) << name << " of state " << k;
        };
        expect("L'_1q", c.L1q_primed, value.L1q, size.L1q, 2);
        expect("L'_q1", c.Lq1_primed, value.Lq1, size.Lq1, 2);
        expect("L'_qq", c.Lqq_primed, value.Lqq, size.Lqq, 4);
        expect("ratio", c.onsager_ratio, value.ratio, size.ratio, 5);
        expect("lambda", c.thermal_conductivity, value.lambda, size.lambda, 5);
        expect("lambda primed", c.thermal_conductivity_primed_form, value.lambda_primed, size.lambda_primed, 10);
        expect("delta lambda", c.delta_lambda, value.delta, size.delta, 4);
        expect("delta lambda primed", c.delta_lambda_primed, value.delta_primed, size.delta_primed, 8);
        expect("D_12", c.mutual_diffusion_coefficient, value.D12, size.D12, 32);
        expect("D_T", c.thermal_diffusion_coefficient, value.DT, size.DT, 24);
        expect("S_T", c.soret_coefficient, value.ST, size.ST, 56);
    }
}

TYPED_TEST(Transport, HasItsConductivityWithoutThermodynamics) {
    // More states than a block of the optimised backend, and not a whole number of blocks.
    const auto states = random_states(150, 8);
    const auto coefficients = this->of(states);
    const auto conductivities = this->conductivities_of({states.begin(), states.end()});
    for (std::size_t k = 0; k < states.size(); ++k) {
        EXPECT_EQ(conductivities[k].lambda, coefficients[k].thermal_conductivity);
        EXPECT_EQ(conductivities[k].delta_lambda, coefficients[k].delta_lambda);
        // As the expression is read from left to right.
        const OnsagerState& s = states[k];
        EXPECT_EQ(conductivities[k].lambda, (s.Lqq - s.L1q * s.Lq1 / s.L11) / (s.temperature * s.temperature));
    }
}

TYPED_TEST(Transport, HasNoCouplingInTheConductivityWhereNothingDiffuses) {
    const OnsagerCoefficients pure{.L11 = 0.0, .L1q = 0.25, .Lq1 = -0.5, .Lqq = 12.0, .temperature = 2.0};
    EXPECT_EQ(this->conductivity_of(pure), (ThermalConductivity{3.0, 0.0}));
    EXPECT_FALSE(std::signbit(this->conductivity_of(pure).delta_lambda));
    // What noise may do to an estimate: (12 - 3 4/(-1))/4.
    const OnsagerCoefficients noise{.L11 = -1.0, .L1q = 3.0, .Lq1 = 4.0, .Lqq = 12.0, .temperature = 2.0};
    EXPECT_EQ(this->conductivity_of(noise), (ThermalConductivity{6.0, 3.0}));
}

// In an isotropic fluid a diagonal element of the traceless tensor has 4/3 of the correlations of an off-diagonal one.
TYPED_TEST(Transport, HasOneViscosityFromBothForms) {
    const PressureIntegrals integrals{.xx = 4.0,
                                      .yy = 4.0,
                                      .zz = 4.0,
                                      .xy = 3.0,
                                      .xz = 3.0,
                                      .yz = 3.0,
                                      .pressure = 2.0,
                                      .volume = 10.0,
                                      .temperature = 0.5};
    EXPECT_EQ(this->of(integrals), (Viscosities{60.0, 60.0, 40.0}));
    Uniform uniform(7);
    for (int k = 0; k < 200; ++k) {
        const PressureIntegrals p = random_pressure_integrals(uniform);
        const Viscosities v = this->of(p);
        const Precise V = p.volume, T = p.temperature;
        const Precise off = V / T * (Precise(p.xy) + p.xz + p.yz) / 3;
        const Precise all = V / T * (Precise(p.xx) + p.yy + p.zz + 2 * (Precise(p.xy) + p.xz + p.yz)) / 10;
        const double of_off = std::abs(p.xy) + std::abs(p.xz) + std::abs(p.yz);
        const double of_all = std::abs(p.xx) + std::abs(p.yy) + std::abs(p.zz) + 2.0 * of_off;
        const double factor = p.volume / p.temperature * 6.0 * unit * slack;
        EXPECT_LE(abs(v.off_diagonal - off), factor * of_off / 3.0);
        EXPECT_LE(abs(v.traceless - all), factor * of_all / 10.0);
        EXPECT_LE(abs(v.bulk - V / T * p.pressure), factor * std::abs(p.pressure));
    }
}

TYPED_TEST(Transport, RefusesWhatIsNoStateInOneLine) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const double infinite = std::numeric_limits<double>::infinity();
    struct Wrong {
        double OnsagerState::*member;
        std::vector<double> values;
        std::string message;
    };
    const std::vector<double> not_positive{0.0, -1.0, nan, infinite};
    const std::vector<Wrong> all{{&OnsagerState::L11, not_positive, "L11 = "},
                                 {&OnsagerState::L1q, {nan, infinite}, "L1q = "},
                                 {&OnsagerState::Lq1, {nan, -infinite}, "Lq1 = "},
                                 {&OnsagerState::Lqq, {nan, infinite}, "Lqq = "},
                                 {&OnsagerState::temperature, not_positive, "temperature = "},
                                 {&OnsagerState::number_density, not_positive, "number_density = "},
                                 {&OnsagerState::x1, {0.0, 1.0, -0.1, 1.5, nan}, "x1 = "},
                                 {&OnsagerState::mass_1, not_positive, "mass_1 = "},
                                 {&OnsagerState::mass_2, not_positive, "mass_2 = "},
                                 {&OnsagerState::gamma, not_positive, "gamma = "},
                                 {&OnsagerState::enthalpy_difference, {nan, infinite}, "enthalpy_difference = "}};
    for (const Wrong& wrong : all) {
        for (const double value : wrong.values) {
            auto states = random_states(3, 8);
            states[1].*wrong.member = value;
            try {
                this->of(states);
                ADD_FAILURE() << wrong.message << value;
            } catch (const InvalidState& error) {
                const std::string message = error.what();
                EXPECT_EQ(message.find("transport: state 1: " + wrong.message), 0U) << message;
                EXPECT_NE(message.find(": must be "), std::string::npos);
                EXPECT_EQ(message.find('\n'), std::string::npos);
            }
        }
    }
    OnsagerState huge = equal_masses();
    huge.enthalpy_difference = 1e200;  // L_11 h^2 overflows
    EXPECT_THROW(this->of(huge), InvalidState);
    const std::vector<OnsagerState> two(2, equal_masses());
    std::vector<TransportCoefficients> three(3);
    EXPECT_THROW(TypeParam::Transport::coefficients(two, three), InvalidArgument);
    EXPECT_THROW(this->conductivity_of({.L11 = 1.0, .Lqq = 1.0, .temperature = 0.0}), InvalidState);
    EXPECT_THROW(this->conductivity_of({.L11 = nan, .Lqq = 1.0, .temperature = 1.0}), InvalidState);
    EXPECT_THROW(this->conductivity_of({.L11 = 1.0, .Lqq = 1e300, .temperature = 1e-10}), InvalidState);
    std::vector<ThermalConductivity> conductivities(3);
    EXPECT_THROW(TypeParam::Transport::thermal_conductivities(std::vector<OnsagerCoefficients>(2), conductivities),
                 InvalidArgument);
    PressureIntegrals integrals{.xy = 1.0, .volume = 1.0, .temperature = 0.0};
    EXPECT_THROW(this->of(integrals), InvalidState);
    integrals.temperature = 1.0;
    integrals.zz = nan;
    EXPECT_THROW(this->of(integrals), InvalidState);
}

TEST(TransportBits, AreTheSameInBothBackendsOnEveryInstructionSetInBatchesOfAnySize) {
    for (const std::size_t count : {0U, 1U, 2U, 3U, 4U, 5U, 7U, 8U, 9U, 14U, 26U, 63U, 64U, 65U, 127U, 130U}) {
        auto states = random_states(count, 100 + count);
        if (count > 2) states[2].L1q = states[2].enthalpy_difference = 0.0;
        std::vector<TransportCoefficients> expected(count);
        reference::Transport::coefficients(states, expected);
        for (const InstructionSet instruction_set : supported_instruction_sets()) {
            std::vector<TransportCoefficients> coefficients(count);
            optimized::Transport::coefficients(states, coefficients, {.instruction_set = instruction_set});
            for (std::size_t k = 0; k < count; ++k) {
                EXPECT_EQ(bits_of(coefficients[k]), bits_of(expected[k])) << name_of(instruction_set) << " " << k;
            }
        }
    }
    Uniform uniform(9);
    for (int k = 0; k < 100; ++k) {
        const PressureIntegrals p = random_pressure_integrals(uniform);
        Viscosities a, b;
        reference::Transport::viscosities({&p, 1}, {&a, 1});
        optimized::Transport::viscosities({&p, 1}, {&b, 1});
        EXPECT_EQ(bits_of(a), bits_of(b));
    }
}

}  // namespace
}  // namespace soret::test
