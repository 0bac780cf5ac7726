#pragma once

// Currents that a synthetic field drives through a small fluid, and what they say of its coefficients.

#include <array>
#include <cmath>
#include <utility>
#include <vector>

#include "field_runs.hpp"
#include "soret/common/statistics/estimate.hpp"

namespace soret::test {

inline constexpr double z_limit = 4.42;  // two-sided, 1e-5

struct Moments {
    double mean = 0.0;
    double error = 0.0;  // of the mean
};

inline Moments moments_of(const std::vector<double>& samples) {
    const double n = static_cast<double>(samples.size());
    Moments m;
    for (const double x : samples) m.mean += x / n;
    for (const double x : samples) m.error += (x - m.mean) * (x - m.mean);
    m.error = std::sqrt(m.error / (n * (n - 1.0)));
    return m;
}

inline State settled(const Mixture& mixture, std::size_t n, double density, double temperature, std::uint64_t seed) {
    State state = cubic_liquid(mixture.species_count(), n, density, seed);
    for (std::size_t i = 0; i < n; ++i) state.species[i] = static_cast<std::int32_t>(i % mixture.species_count());
    state = state.permuted(shuffled_order(n, seed + 1));
    draw_maxwell(state, mixture, temperature, seed + 2);
    IntegratorParameters parameters = driven(0.0, 0.0);
    parameters.temperature = temperature;
    OptimizedBackend::Integrator integrator(mixture, start_of_trajectory(mixture, state, parameters), parameters, {});
    integrator.run(2000, forces_only);
    return integrator.trajectory().state;
}

/// Means of currents over intervals: J_1 from the way of species 1, V J'_q by the work that a heat field has done or,
/// without one, from samples ten to an interval.
struct Currents {
    std::array<std::vector<double>, 3> mass;  // J_1
    std::vector<double> heat;                 // J'_q along the field
    double volume = 0.0;
    double interval = 0.0;
    double time() const { return interval * static_cast<double>(heat.size()); }
};

inline Axes way_of_first(const State& state, const Mixture& mixture) {
    Axes way{};
    for (std::size_t i = 0; i < state.size(); ++i) {
        if (state.species[i] != 0) continue;
        for (std::size_t a = 0; a < 3; ++a) {
            way[a] += mixture.mass(0) * (state.position[a][i] + state.image[a][i] * edges_of(state.box)[a]);
        }
    }
    return way;
}

inline double way_of_all(const State& state, std::size_t axis) {
    double way = 0.0;
    for (std::size_t i = 0; i < state.size(); ++i) {
        way += state.position[axis][i] + state.image[axis][i] * edges_of(state.box)[axis];
    }
    return way;
}

inline Currents currents_under(const Mixture& mixture, const State& start, IntegratorParameters parameters,
                               double interval, std::size_t intervals) {
    constexpr std::uint64_t samples = 10;
    const auto steps = static_cast<std::uint64_t>(std::lround(interval / parameters.timestep)) / samples;
    const SyntheticField& field = parameters.field;
    Currents currents;
    currents.volume = start.box.volume();
    currents.interval = interval;
    OptimizedBackend::Integrator integrator(mixture, start_of_trajectory(mixture, start, parameters), parameters, {});
    integrator.run(1500, forces_only);  // the response settles
    for (std::size_t k = 0; k < intervals; ++k) {
        const Trajectory before = integrator.trajectory();
        double sampled = 0.0;
        for (std::uint64_t j = 0; j < samples; ++j) {
            if (field.heat != 0.0) {
                integrator.run(steps, forces_only);
                continue;
            }
            integrator.run(steps, {.energies = true, .virial = false, .currents = true});
            double heat = integrator.totals().heat_current[field.axis];
            for (std::size_t s = 0; s < field.enthalpy.size(); ++s) {
                heat -= field.enthalpy[s] * integrator.totals().mass_current[s][field.axis];
            }
            sampled += heat / static_cast<double>(samples);
        }
        const Trajectory after = integrator.trajectory();
        const Axes from = way_of_first(before.state, mixture);
        const Axes to = way_of_first(after.state, mixture);
        for (std::size_t a = 0; a < 3; ++a) {
            currents.mass[a].push_back((to[a] - from[a]) / (currents.volume * interval));
        }
        if (field.heat != 0.0) {
            const double work = after.extended.field.work - before.extended.field.work;
            const double by_number = parameters.temperature * field.heat *
                                     (way_of_all(after.state, field.axis) - way_of_all(before.state, field.axis));
            sampled = (work - by_number) / (field.heat * interval);
        }
        currents.heat.push_back(sampled / currents.volume);
    }
    return currents;
}

/// T J/F
inline Moments response(const std::vector<double>& current, double temperature, double field) {
    Moments m = moments_of(current);
    return {temperature * m.mean / field, std::fabs(temperature / field) * m.error};
}

/// The mean of independent values, weighted by their errors.
inline Moments together(const std::vector<Moments>& values) {
    double sum = 0.0;
    double weights = 0.0;
    for (const Moments& m : values) {
        sum += m.mean / (m.error * m.error);
        weights += 1.0 / (m.error * m.error);
    }
    return {sum / weights, 1.0 / std::sqrt(weights)};
}

inline double difference_in_errors(const Moments& a, const Moments& b) {
    return std::fabs(a.mean - b.mean) / std::hypot(a.error, b.error);
}

}  // namespace soret::test
