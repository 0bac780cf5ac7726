// Solidus and liquidus of the ideal solid solution: published and exact values, errors, bits and refusals.

#include "soret/common/contracts/phase_diagram.hpp"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <bit>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <limits>

#include "configurations.hpp"
#include "soret/common/errors.hpp"
#include "soret/common/statistics/normal_sequence.hpp"

namespace soret::test {
namespace {

using Precise = boost::multiprecision::number<boost::multiprecision::cpp_bin_float<50>, boost::multiprecision::et_off>;

constexpr double unit = 0x1p-53;
constexpr double stated_error = 32.0;              // of compositions, in units
constexpr double stated_error_of_gradient = 64.0;  // of derivatives

/// T_m and dH of SI table 1.
MeltingState published(double temperature) {
    return {.melting_temperature_1 = 0.4115,
            .melting_enthalpy_1 = 0.523,
            .melting_temperature_2 = 0.6598,
            .melting_enthalpy_2 = 0.927,
            .temperature = temperature};
}

/// |a_i| <= 1.
MeltingState random_melting_state(Uniform& uniform) {
    MeltingState s;
    for (;;) {
        s.melting_temperature_1 = uniform(0.3, 0.9);
        s.melting_temperature_2 = s.melting_temperature_1 + uniform(-0.2, 0.2);
        s.melting_enthalpy_1 = uniform(0.2, 2.0);
        s.melting_enthalpy_2 = uniform(0.2, 2.0);
        const double part = uniform(0.0, 1.0);
        s.temperature = s.melting_temperature_1 + part * (s.melting_temperature_2 - s.melting_temperature_1);
        const auto a = [&](double T_m, double dH) { return std::fabs(dH * (1.0 / s.temperature - 1.0 / T_m)); };
        if (s.melting_temperature_2 > 0.1 && a(s.melting_temperature_1, s.melting_enthalpy_1) < 1.0 &&
            a(s.melting_temperature_2, s.melting_enthalpy_2) < 1.0) {
            return s;
        }
    }
}

std::vector<MeltingState> random_melting_states(std::size_t count, std::uint64_t seed) {
    Uniform uniform(seed);
    std::vector<MeltingState> states;
    for (std::size_t k = 0; k < count; ++k) states.push_back(random_melting_state(uniform));
    return states;
}

using Inputs = std::array<Precise, 4>;  // T_m,1, dH_1, T_m,2, dH_2

Inputs precise(const MeltingState& s) {
    return {s.melting_temperature_1, s.melting_enthalpy_1, s.melting_temperature_2, s.melting_enthalpy_2};
}

struct PreciseComposition {
    Precise liquid, solid;
};

/// The two equations solved by their exponential functions as they stand.
PreciseComposition precise_composition(const Inputs& inputs, const Precise& T) {
    const Precise E1 = exp(inputs[1] * (1 / T - 1 / inputs[0]));
    const Precise E2 = exp(inputs[3] * (1 / T - 1 / inputs[2]));
    const Precise liquid = (1 - E2) / (E1 - E2);
    return {liquid, E1 * liquid};
}

template <class Backend>
class PhaseDiagram : public ::testing::Test {
protected:
    static std::vector<PhaseComposition> of(const std::vector<MeltingState>& states, const Execution& execution = {}) {
        std::vector<PhaseComposition> compositions(states.size());
        Backend::PhaseDiagram::compositions(states, compositions, execution);
        return compositions;
    }
    static PhaseComposition of(const MeltingState& state) { return of(std::vector{state}).front(); }
    static PhaseGradient gradient_of(const MeltingState& state) {
        PhaseGradient gradient;
        Backend::PhaseDiagram::gradients({&state, 1}, {&gradient, 1});
        return gradient;
    }
};
TYPED_TEST_SUITE(PhaseDiagram, BothBackends, BackendNames);

TYPED_TEST(PhaseDiagram, HasThePublishedLiquidusAtTheTemperatureOfThePaper) {
    const PhaseComposition at = this->of(published(0.62));
    EXPECT_NEAR(at.liquid, 0.2134, 5e-5);
    EXPECT_NEAR(at.solid, 0.1392, 5e-5);
}

// SI eqs. 1 and 2 as printed, ln(x_s/x_l) = dH (1/T_m - 1/T), have x_l = 0.1392 and x_s = 0.2134: the species that
// melts first would gather in the solid.
TYPED_TEST(PhaseDiagram, HasTheSignThatPutsTheSpeciesThatMeltsFirstIntoTheLiquid) {
    for (double T = 0.42; T < 0.655; T += 0.01) {
        const PhaseComposition at = this->of(published(T));
        EXPECT_GT(at.liquid, at.solid + 1e-4) << T;
        const double a_1 = 0.523 * (1.0 / T - 1.0 / 0.4115), a_2 = 0.927 * (1.0 / T - 1.0 / 0.6598);
        const double printed_liquid = std::expm1(-a_2) / (std::exp(-a_2) - std::exp(-a_1));
        EXPECT_NEAR(printed_liquid, at.solid, 1e-12);
    }
}

TYPED_TEST(PhaseDiagram, EndsExactlyAtThePureSpecies) {
    for (MeltingState s : {published(0.5), random_melting_states(1, 3).front(), random_melting_states(1, 4).front()}) {
        s.temperature = s.melting_temperature_1;
        EXPECT_EQ(this->of(s), (PhaseComposition{1.0, 1.0}));
        s.temperature = s.melting_temperature_2;
        EXPECT_EQ(this->of(s), (PhaseComposition{0.0, 0.0}));
        EXPECT_FALSE(std::signbit(this->of(s).liquid) || std::signbit(this->of(s).solid));
    }
}

TYPED_TEST(PhaseDiagram, SolvesBothEquationsToRounding) {
    for (const MeltingState& s : random_melting_states(2000, 5)) {
        const PhaseComposition at = this->of(s);
        const auto ratio = [&](double T_m, double dH) {
            return exp(dH * (1 / Precise(s.temperature) - 1 / Precise(T_m)));
        };
        const Precise E1 = ratio(s.melting_temperature_1, s.melting_enthalpy_1);
        const Precise E2 = ratio(s.melting_temperature_2, s.melting_enthalpy_2);
        EXPECT_LE(abs(at.solid - E1 * at.liquid), stated_error * unit * E1 * at.liquid);
        // Errors of x_1 in x_2, of both phases.
        EXPECT_LE(abs((1 - Precise(at.solid)) - E2 * (1 - Precise(at.liquid))),
                  stated_error * unit * (at.solid + E2 * at.liquid));
    }
}

TYPED_TEST(PhaseDiagram, IsThatOfFiftyDigitsWithinTheStatedErrors) {
    double worst = 0.0, worst_derivative = 0.0;
    for (const MeltingState& s : random_melting_states(1000, 6)) {
        const PhaseComposition at = this->of(s);
        const PhaseGradient gradient = this->gradient_of(s);
        const Inputs inputs = precise(s);
        const Precise T = s.temperature;
        const PreciseComposition exact = precise_composition(inputs, T);
        const auto relative = [](double value, const Precise& of) {
            return static_cast<double>(abs(value / of - 1)) / unit;
        };
        worst = std::max({worst, relative(at.liquid, exact.liquid), relative(at.solid, exact.solid)});
        for (std::size_t k = 0; k < inputs.size(); ++k) {
            Inputs above = inputs, below = inputs;
            const Precise h = 1e-12;  // the error of the difference is of the order 1e-24
            above[k] += h;
            below[k] -= h;
            const PreciseComposition high = precise_composition(above, T), low = precise_composition(below, T);
            worst_derivative =
                std::max({worst_derivative, relative(gradient.liquid[k], (high.liquid - low.liquid) / (2 * h)),
                          relative(gradient.solid[k], (high.solid - low.solid) / (2 * h))});
        }
    }
    EXPECT_LE(worst, stated_error);
    EXPECT_LE(worst_derivative, stated_error_of_gradient);
    this->RecordProperty("compositions", std::to_string(worst));
    this->RecordProperty("derivatives", std::to_string(worst_derivative));
}

TYPED_TEST(PhaseDiagram, DoesNotDependOnWhichSpeciesIsTheFirst) {
    for (const MeltingState& s : random_melting_states(500, 7)) {
        const MeltingState exchanged{s.melting_temperature_2, s.melting_enthalpy_2, s.melting_temperature_1,
                                     s.melting_enthalpy_1, s.temperature};
        const PhaseComposition at = this->of(s), other = this->of(exchanged);
        EXPECT_NEAR(at.liquid + other.liquid, 1.0, stated_error * unit);
        EXPECT_NEAR(at.solid + other.solid, 1.0, stated_error * unit);
    }
}

// 200 000 draws of inputs whose errors are correlated. The standard deviation of so many has an error of 1/sqrt(2 n),
// the second order adds relatively some (error of an input/input)^2 ~ 1e-5: limit 4.5 errors, a false alarm in 75 000
// seeds.
TYPED_TEST(PhaseDiagram, HasTheErrorsThatDrawsOfTheInputsHave) {
    const std::size_t draws = 200'000;
    const MeltingState s = published(0.62);
    const Eigen::Vector4d errors(0.0005, 0.003, 0.0003, 0.003);
    Eigen::Matrix4d correlation = Eigen::Matrix4d::Identity();
    correlation(0, 1) = correlation(1, 0) = 0.6;
    correlation(2, 3) = correlation(3, 2) = -0.5;
    correlation(0, 2) = correlation(2, 0) = 0.3;
    const Eigen::Matrix4d C = errors.asDiagonal() * correlation * errors.asDiagonal();
    const Eigen::Matrix4d root = C.llt().matrixL();
    MeltingCovariance covariance{};
    for (std::size_t a = 0; a < 4; ++a) {
        for (std::size_t b = 0; b < 4; ++b) {
            covariance[a][b] = C(static_cast<Eigen::Index>(std::min(a, b)), static_cast<Eigen::Index>(std::max(a, b)));
        }
    }
    const PhaseComposition stated = standard_errors(this->gradient_of(s), covariance);

    NormalSequence normal(9, RandomStream::synthetic_series, 0);
    std::vector<MeltingState> states;
    for (std::size_t k = 0; k < draws; ++k) {
        const Eigen::Vector4d z(normal.next(), normal.next(), normal.next(), normal.next());
        const Eigen::Vector4d shift = root * z;
        states.push_back({s.melting_temperature_1 + shift[0], s.melting_enthalpy_1 + shift[1],
                          s.melting_temperature_2 + shift[2], s.melting_enthalpy_2 + shift[3], s.temperature});
    }
    PhaseComposition sum, squares;
    const PhaseComposition centre = this->of(s);
    for (const PhaseComposition& at : this->of(states)) {
        sum.liquid += at.liquid - centre.liquid;
        sum.solid += at.solid - centre.solid;
        squares.liquid += std::pow(at.liquid - centre.liquid, 2);
        squares.solid += std::pow(at.solid - centre.solid, 2);
    }
    const auto n = static_cast<double>(draws);
    const double limit = 4.5 / std::sqrt(2.0 * n) + 1e-4;
    EXPECT_NEAR(std::sqrt(squares.liquid / n - std::pow(sum.liquid / n, 2)) / stated.liquid, 1.0, limit);
    EXPECT_NEAR(std::sqrt(squares.solid / n - std::pow(sum.solid / n, 2)) / stated.solid, 1.0, limit);
    EXPECT_GT(stated.liquid, 1e-4);

    covariance[0][1] *= 1.001;
    EXPECT_THROW(standard_errors(this->gradient_of(s), covariance), InvalidArgument);
    MeltingCovariance negative{};
    negative[2][2] = -1e-6;
    EXPECT_THROW(standard_errors(this->gradient_of(s), negative), InvalidArgument);
    negative[2][2] = std::numeric_limits<double>::infinity();
    EXPECT_THROW(standard_errors(this->gradient_of(s), negative), InvalidArgument);
}

TYPED_TEST(PhaseDiagram, RefusesWhatHasNoEquilibriumInOneLine) {
    const double nan = std::numeric_limits<double>::quiet_NaN(), infinite = std::numeric_limits<double>::infinity();
    const auto message = [&](const MeltingState& wrong) {
        std::vector<MeltingState> states = random_melting_states(3, 8);
        states[1] = wrong;
        return message_of<InvalidState>([&] { this->of(states); });
    };
    struct Wrong {
        double MeltingState::*member;
        std::string name;
    };
    for (const Wrong& wrong : {Wrong{&MeltingState::melting_temperature_1, "melting_temperature_1"},
                               Wrong{&MeltingState::melting_enthalpy_1, "melting_enthalpy_1"},
                               Wrong{&MeltingState::melting_temperature_2, "melting_temperature_2"},
                               Wrong{&MeltingState::melting_enthalpy_2, "melting_enthalpy_2"}}) {
        for (const double value : {0.0, -1.0, nan, infinite}) {
            MeltingState s = published(0.62);
            s.*wrong.member = value;
            EXPECT_EQ(message(s).find("phase_diagram: state 1: " + wrong.name + " = "), 0U) << wrong.name << value;
            EXPECT_EQ(message(s).find('\n'), std::string::npos);
        }
    }
    const std::string outside = "phase_diagram: state 1: temperature = ";
    for (const double T : {0.4114, 0.65981, 0.0, -0.62, nan, infinite}) {
        EXPECT_EQ(message(published(T)).find(outside), 0U) << T;
    }
    EXPECT_EQ(message(published(0.7)),
              "phase_diagram: state 1: temperature = 0.7: must be between the melting temperatures, 0.4115 and 0.6598");
    MeltingState alike = published(0.6598);
    alike.melting_temperature_1 = 0.6598;
    EXPECT_NE(message(alike).find("must differ"), std::string::npos);
    MeltingState steep = published(0.5);
    steep.melting_enthalpy_1 = 1e4;
    EXPECT_NE(message(steep).find("must be at most 650 in magnitude"), std::string::npos);
    std::vector<PhaseGradient> gradients(2);
    EXPECT_THROW(TypeParam::PhaseDiagram::gradients(random_melting_states(3, 8), gradients), InvalidArgument);
}

TEST(PhaseDiagramBits, AreTheSameInBothBackendsOnEveryInstructionSetInBatchesOfAnySize) {
    const auto bits = [](double x) { return std::bit_cast<std::uint64_t>(x); };
    for (const std::size_t count : {0U, 1U, 2U, 3U, 7U, 8U, 9U, 63U, 64U, 65U, 130U}) {
        std::vector<MeltingState> states = random_melting_states(count, 100 + count);
        if (count > 2) states[2].temperature = states[2].melting_temperature_1;
        if (count > 3) states[3].melting_enthalpy_2 = 600.0;  // large and small exponential functions
        if (count > 3) states[3].melting_enthalpy_1 = 200.0;
        std::vector<PhaseComposition> expected(count), compositions(count);
        std::vector<PhaseGradient> expected_gradients(count), gradients(count);
        reference::PhaseDiagram::compositions(states, expected);
        reference::PhaseDiagram::gradients(states, expected_gradients);
        for (const InstructionSet set : supported_instruction_sets()) {
            optimized::PhaseDiagram::compositions(states, compositions, {.instruction_set = set});
            optimized::PhaseDiagram::gradients(states, gradients, {.instruction_set = set});
            for (std::size_t k = 0; k < count; ++k) {
                EXPECT_EQ(bits(compositions[k].liquid), bits(expected[k].liquid)) << name_of(set) << " " << k;
                EXPECT_EQ(bits(compositions[k].solid), bits(expected[k].solid)) << name_of(set) << " " << k;
                for (std::size_t c = 0; c < melting_inputs; ++c) {
                    EXPECT_EQ(bits(gradients[k].liquid[c]), bits(expected_gradients[k].liquid[c])) << k << " " << c;
                    EXPECT_EQ(bits(gradients[k].solid[c]), bits(expected_gradients[k].solid[c])) << k << " " << c;
                }
            }
        }
    }
}

}  // namespace
}  // namespace soret::test
