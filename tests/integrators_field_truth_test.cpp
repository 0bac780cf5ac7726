// What a synthetic field must drive by theory: short-time responses against static correlations, Onsager symmetry with
// unequal masses, self-diffusion of identical species, the law of the noise; the conductivity is in
// integrators_field_conductivity_test.cpp. Seeds are fixed; each assertion fails for a right program at a rate of 1e-5,
// where no other is given.

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "driven_currents.hpp"

namespace soret::test {
namespace {

/// Of an ideal gas: V J'_q = sum_i (m v^2/2 - m h) v_x.
double ideal_heat_current(const State& state, const Mixture& mixture, const std::vector<double>& enthalpy) {
    double current = 0.0;
    for (std::size_t i = 0; i < state.size(); ++i) {
        const auto s = static_cast<std::size_t>(state.species[i]);
        const double m = mixture.mass(s);
        const double v2 = dot(state.velocity_of(i), state.velocity_of(i));
        current += (0.5 * m * v2 - m * enthalpy[s]) * state.velocity[0][i];
    }
    return current;
}

/// What a response begins with: d<V J_1>/dt at t = 0 under a heat field is (F_q/T) <V J_1 V J'_q>, here of an ideal gas
/// with m_2 = 5 m_1. In the kinetic part <m v^2/2> = 3 T/2 is in the force, 5 T/2 in the correlation: the T of the
/// equations of motion makes up for it. Without it the response is off by N T/3, more than 20 standard errors.
template <class Backend>
class FieldTruth : public ::testing::Test {};
TYPED_TEST_SUITE(FieldTruth, BothBackends, BackendNames);

TYPED_TEST(FieldTruth, ResponseBeginsAsTheStaticCorrelationSays) {
    const Mixture gas(lorentz_berthelot({1.0, 5.0}, {0.0, 0.0}, {1.0, 1.0}, 2.5));
    constexpr double T = 0.7;
    constexpr std::size_t n = 24;
    State state = cubic_liquid(2, n, 0.1, 51);
    for (std::size_t i = 0; i < n; ++i) state.species[i] = static_cast<std::int32_t>(i % 2);
    IntegratorParameters parameters = driven(1.0, 0.0, 0, FieldThermostat::none);
    parameters.temperature = T;
    parameters.timestep = 1e-6;
    parameters.field.enthalpy = {2.5 * T, 0.5 * T};  // little noise: J'_q is then about the heat conducted
    std::vector<double> differences;
    for (std::uint64_t k = 0; k < 3000; ++k) {
        draw_maxwell(state, gas, T, 1000 + k);
        const Trajectory start = start_of_trajectory(gas, state, parameters);
        const double before = momentum_of(start.state, gas, 0)[0];
        typename TypeParam::Integrator integrator(gas, start, parameters, {});
        integrator.run(1, forces_only);
        const double push = (momentum_of(integrator.trajectory().state, gas, 0)[0] - before) / parameters.timestep;
        const double current = ideal_heat_current(start.state, gas, parameters.field.enthalpy);
        differences.push_back(push - before * current / T);
    }
    const Moments difference = moments_of(differences);
    EXPECT_LT(std::fabs(difference.mean), z_limit * difference.error);
    EXPECT_LT(difference.error, n * T / 3.0 / 20.0);
}

/// A dense gas of particles that differ in mass alone: fast, and its response is linear up to large fields.
constexpr double gas_density = 0.3;
constexpr double gas_temperature = 2.0;
constexpr double gas_timestep = 0.008;

Mixture isotopes(double second_mass) {
    return Mixture(lorentz_berthelot({1.0, second_mass}, {1.0, 1.0}, {1.0, 1.0}, 2.5, 1.0, Truncation::force_shifted));
}

IntegratorParameters in_gas(double heat, double mass, std::size_t axis, const Mixture& mixture) {
    IntegratorParameters parameters = driven(heat, mass, axis);
    parameters.temperature = gas_temperature;
    parameters.timestep = gas_timestep;
    // Any will do for the symmetry; near those of the gas, the same a particle of both, there is least noise.
    const double enthalpy_per_particle = 3.4;
    for (std::size_t s = 0; s < 2; ++s) parameters.field.enthalpy.push_back(enthalpy_per_particle / mixture.mass(s));
    return parameters;
}

/// Variance of a mean of J_1 over a time t, for a memory that dies away as exp(-t/t_c): 2 L_11/(V t) less the part
/// t_c/t of it, t_c = L_11/(V <J_1^2>), and V <J_1^2> = T M_1 M_2/(M V).
double noise_of(double L_11, double volume, double interval, double static_noise) {
    const double memory = L_11 / static_noise;
    return 2.0 * L_11 / (volume * interval) * (1.0 - memory / interval);
}

/// With m_2 = 5 m_1, all else alike. The T of the equations of motion is worth T (1/m_1 - 1/m_2) L_11 = 0.2 of L_1q,
/// some 7 standard errors of the difference. Mass fields F_m are good for L_q1 as long as they heat the light species
/// little: at 0.5 the cubic part is some 0.02, less than a standard error.
TEST(FieldTruthOfIsotopes, HeatFieldsOfBothSignsAndAllAxesAgreeWithAMassField) {
    const Mixture mixture = isotopes(5.0);
    const State start = settled(mixture, 108, gas_density, gas_temperature, 61);
    const Currents driven_by_mass = currents_under(mixture, start, in_gas(0.0, 0.5, 0, mixture), 10.0, 200);
    const Moments L_q1 = response(driven_by_mass.heat, gas_temperature, 0.5);
    const Moments L_11 = response(driven_by_mass.mass[0], gas_temperature, 0.5);
    ASSERT_GT(L_11.mean, 20.0 * L_11.error);

    const double static_noise = gas_temperature * gas_density * 0.5 * 5.0 / 6.0;
    std::vector<Moments> L_1q;
    std::vector<Moments> L_qq;
    double noise = 0.0;  // chi-squared of all means over intervals, of all axes
    int samples = 0;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        for (const double heat : {0.12, -0.12}) {
            const Currents c = currents_under(mixture, start, in_gas(heat, 0.0, axis, mixture), 10.0, 20);
            const double variance = noise_of(L_11.mean, c.volume, c.interval, static_noise);
            for (const std::vector<double>& current : c.mass) {
                const double mean = moments_of(current).mean;
                for (const double J : current) noise += (J - mean) * (J - mean) / variance;
                samples += static_cast<int>(current.size()) - 1;
            }
            // s(L_1q) = (T/F_q) sqrt(2 L_11/(V t))
            const double law = gas_temperature / 0.12 * std::sqrt(2.0 * L_11.mean / (c.volume * c.time()));
            L_1q.push_back({response(c.mass[axis], gas_temperature, heat).mean, law});
            L_qq.push_back(response(c.heat, gas_temperature, heat));
        }
    }
    for (const auto& [values, name] : {std::pair{&L_1q, "L_1q"}, std::pair{&L_qq, "L_qq"}}) {
        double chi2 = 0.0;
        for (const Moments& m : *values) chi2 += std::pow((m.mean - together(*values).mean) / m.error, 2);
        EXPECT_GT(chi_squared_p_value(chi2, 5), 1e-5) << name;
    }
    EXPECT_LT(difference_in_errors(together(L_1q), L_q1), z_limit);
    EXPECT_LT(std::hypot(together(L_1q).error, L_q1.error),
              gas_temperature * (1.0 - 0.2) * L_11.mean / (z_limit + 1.5));  // the T would be missed
    const double p = chi_squared_p_value(noise, samples);
    EXPECT_GT(p, 5e-6);
    EXPECT_LT(p, 1.0 - 5e-6);
}

/// D = <(r(t) - r(0))^2>/(6 t), its slope between one and two intervals, over consecutive times.
Moments self_diffusion(const Mixture& mixture, const State& start, double interval, std::size_t intervals) {
    IntegratorParameters parameters = driven(0.0, 0.0);
    parameters.temperature = gas_temperature;
    parameters.timestep = gas_timestep;
    OptimizedBackend::Integrator integrator(mixture, start_of_trajectory(mixture, start, parameters), parameters, {});
    std::vector<State> states;
    for (std::size_t k = 0; k < intervals + 2; ++k) {
        integrator.run(static_cast<std::uint64_t>(std::lround(interval / parameters.timestep)), forces_only);
        states.push_back(integrator.trajectory().state);
    }
    const auto square_way = [&](const State& from, const State& to) {
        double sum = 0.0;
        for (std::size_t i = 0; i < from.size(); ++i) {
            for (std::size_t a = 0; a < 3; ++a) {
                const double d = to.position[a][i] - from.position[a][i] +
                                 (to.image[a][i] - from.image[a][i]) * edges_of(from.box)[a];
                sum += d * d / static_cast<double>(from.size());
            }
        }
        return sum;
    };
    std::vector<double> samples;
    for (std::size_t k = 0; k < intervals; ++k) {
        samples.push_back((square_way(states[k], states[k + 2]) - square_way(states[k], states[k + 1])) /
                          (6.0 * interval));
    }
    Moments D = moments_of(samples);
    D.error *= std::sqrt(2.0);  // the times overlap by half
    return D;
}

/// With sum_i v_i = 0 the integrals of <v_i v_i> and <v_i v_j> are D and -D/(N - 1), so that
///   L_11 = m^2/V (N_1 D - N_1 (N_1 - 1) D/(N - 1)) = (m^2 N_1 N_2/V) D/(N - 1),
/// and <J_1> = L_11 F_m/T. A heat field cannot tell species that are alike: L_1q = 0.
TEST(FieldTruthOfIsotopes, IdenticalSpeciesPartBySelfDiffusionAndFeelNoHeatField) {
    const Mixture mixture = isotopes(1.0);
    constexpr double n = 108.0;
    const State start = settled(mixture, 108, gas_density, gas_temperature, 71);
    const double F_m = 0.6;
    const Currents c = currents_under(mixture, start, in_gas(0.0, F_m, 2, mixture), 10.0, 100);
    const Moments L_11 = response(c.mass[2], gas_temperature, F_m);
    const Moments D = self_diffusion(mixture, start, 4.0, 60);
    const double factor = 54.0 * 54.0 / (c.volume * (n - 1.0));
    EXPECT_LT(difference_in_errors(L_11, {factor * D.mean, factor * D.error}), z_limit);
    EXPECT_LT(std::hypot(L_11.error / L_11.mean, D.error / D.mean), 0.06);
    // From the noise across the field: the slope of <(way)^2>.
    double sum = 0.0;
    for (const std::size_t a : {0U, 1U}) {
        const std::vector<double>& J = c.mass[a];
        for (std::size_t k = 1; k < J.size(); ++k) {
            sum += (J[k] * J[k] + 2.0 * J[k] * J[k - 1]) / (2.0 * static_cast<double>(J.size() - 1));
        }
    }
    const double by_noise = 0.5 * c.volume * c.interval * sum;
    // Var of a term: Var(J^2) + 4 Var(J J') = 2 + 4 = 6 s^4, of 198 terms.
    EXPECT_LT(std::fabs(by_noise / L_11.mean - 1.0), z_limit * std::sqrt(6.0 / 198.0));

    const Currents heated = currents_under(mixture, start, in_gas(0.12, 0.0, 1, mixture), 10.0, 30);
    const double law = gas_temperature / 0.12 * std::sqrt(2.0 * factor * D.mean / (heated.volume * heated.time()));
    EXPECT_LT(std::fabs(response(heated.mass[1], gas_temperature, 0.12).mean), z_limit * law);
}

/// At a fixed kinetic energy (g - 1) T/2 positions have the temperature T; with g T/2 four particles would have an
/// eighth more. For any potential whose force has no jump it is <sum_i F_i^2>/<sum_i nabla_i^2 U>.
TEST(FieldTruthOfFourParticles, GaussianThermostatSetsTheTemperatureOfPositions) {
    constexpr double cutoff = 1.2;
    constexpr double T = 1.0;
    const Mixture mixture = pure_mixture(cutoff, Truncation::force_shifted);
    State state = lattice(Box({2.5, 2.5, 2.5}), 1, 4, {.cells = {2, 2, 2}, .seed = 91});
    draw_maxwell(state, mixture, T, 92);
    IntegratorParameters parameters = driven(0.0, 0.0);
    parameters.temperature = T;
    parameters.timestep = 0.001;  // with 0.004 the step itself takes 0.04 off
    ReferenceBackend::Integrator integrator(mixture, start_of_trajectory(mixture, state, parameters), parameters, {});
    integrator.run(2000, forces_only);
    const auto slope = [](double r) { return 24.0 * (std::pow(r, -7) - 2.0 * std::pow(r, -13)); };
    constexpr std::size_t blocks = 40;
    std::vector<double> temperatures;
    for (std::size_t block = 0; block < blocks; ++block) {
        double force2 = 0.0;
        double curvature = 0.0;
        for (int sample = 0; sample < 1000; ++sample) {
            integrator.run(40, forces_only);
            const State now = integrator.trajectory().state;
            for (std::size_t a = 0; a < 3; ++a) {
                for (const double f : integrator.forces(a)) force2 += f * f;
            }
            for (std::size_t i = 0; i < now.size(); ++i) {
                for (std::size_t j = 0; j < i; ++j) {
                    const Vector3 d = now.box.minimum_image(now.position_of(i), now.position_of(j));
                    const double r = std::sqrt(dot(d, d));
                    if (r >= cutoff) continue;
                    const double second = 4.0 * (156.0 * std::pow(r, -14) - 42.0 * std::pow(r, -8));
                    curvature += 2.0 * (second + 2.0 * (slope(r) - slope(cutoff)) / r);
                }
            }
        }
        temperatures.push_back(force2 / curvature);
    }
    const Moments found = moments_of(temperatures);
    EXPECT_LT(std::fabs(found.mean - T), 5.1 * found.error);  // Student's t of 40: 1e-5
    EXPECT_LT(5.1 * found.error, 0.125 * T);
}

}  // namespace
}  // namespace soret::test
