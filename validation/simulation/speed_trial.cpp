#include "soret/validation/simulation/speed_trial.hpp"

#include <algorithm>
#include <chrono>

#include "soret/validation/simulation/velocities.hpp"

namespace soret {

namespace {

constexpr double melting_temperature = 1.5;  // above the critical point of either species
constexpr double melting_time = 1.0;         // [tau], each half of the way
constexpr std::uint64_t burst = 10;          // steps between two scalings

// Runs at constant energy, scaled to one temperature again and again.
State held_at(double temperature, double time, State state, const Mixture& mixture, const Execution& execution) {
    const IntegratorParameters parameters{.timestep = 0.004};
    const auto bursts = static_cast<std::uint64_t>(time / parameters.timestep) / burst;
    for (std::uint64_t k = 0; k < bursts; ++k) {
        scale_velocities(state, mixture, temperature);
        OptimizedBackend::Integrator integrator(mixture, start_of_trajectory(mixture, state, parameters), parameters,
                                                execution);
        integrator.run(burst, forces_only);
        state = integrator.trajectory().state;
    }
    scale_velocities(state, mixture, temperature);
    return state;
}

}  // namespace

State quick_liquid(const LiquidSettings& settings, const Mixture& mixture, const Execution& execution) {
    State state = lattice_start(settings, mixture);
    const double hot = std::max(melting_temperature, 2.0 * settings.temperature);
    draw_maxwell_velocities(state, mixture, hot, settings.seed);
    // A small system fluctuates more, and costs nothing: it is given more time.
    const double patience = std::clamp(2e4 / static_cast<double>(settings.n), 1.0, 10.0);
    state = held_at(hot, patience * melting_time, std::move(state), mixture, execution);
    return held_at(settings.temperature, patience * melting_time, std::move(state), mixture, execution);
}

bool first_step_is_that_of_the_reference(const Mixture& mixture, const Trajectory& start,
                                         const IntegratorParameters& parameters, Backend backend,
                                         const Execution& execution) {
    const auto after_a_step = [&]<class B>(B) {
        typename B::Integrator integrator(mixture, start, parameters, execution);
        integrator.run(1);
        return std::pair(integrator.trajectory().state, integrator.totals());
    };
    const auto [expected_state, expected] = after_a_step(ReferenceBackend{});
    const auto [state, found] = with_backend(backend, after_a_step);
    return state.position == expected_state.position && state.velocity == expected_state.velocity &&
           state.image == expected_state.image && found.potential_energy == expected.potential_energy &&
           found.virial == expected.virial && found.kinetic == expected.kinetic;
}

SpeedTrial time_integrator(const Mixture& mixture, const Trajectory& start, const IntegratorParameters& parameters,
                           std::uint64_t steps, int repetitions, Backend backend, const Execution& execution) {
    using Clock = std::chrono::steady_clock;
    return with_backend(backend, [&]<class B>(B) {
        typename B::Integrator integrator(mixture, start, parameters, execution);
        SpeedTrial trial{.rates = {}, .rebuild_interval = std::nullopt, .start = integrator.totals()};
        integrator.run(std::max<std::uint64_t>(1, steps / 10), forces_only);
        const auto lists = [&] {
            if constexpr (requires { integrator.list_count(); }) return integrator.list_count();
            return std::uint64_t{0};
        };
        const std::uint64_t lists_before = lists();
        const double work = static_cast<double>(steps) * static_cast<double>(start.state.size());
        for (int k = 0; k < repetitions; ++k) {
            const Clock::time_point begin = Clock::now();
            integrator.run(steps, forces_only);
            trial.rates.push_back(work / std::chrono::duration<double>(Clock::now() - begin).count());
        }
        if (const std::uint64_t made = lists() - lists_before; made > 0) {
            trial.rebuild_interval =
                static_cast<double>(steps) * static_cast<double>(repetitions) / static_cast<double>(made);
        }
        return trial;
    });
}

}  // namespace soret
