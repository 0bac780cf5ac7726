#include "soret/validation/planning/pressure_at_density.hpp"

#include <cmath>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/statistics/block_average.hpp"
#include "soret/validation/campaign/task_stages.hpp"
#include "soret/validation/planning/mixture_scales.hpp"
#include "soret/validation/routes/steps_in.hpp"
#include "soret/validation/simulation/phase_check.hpp"
#include "soret/validation/simulation/preparation.hpp"
#include "soret/validation/simulation/velocities.hpp"

namespace soret {

namespace {

constexpr int least_particles = 500;  // as many as the chains have that hold this pressure
constexpr double time_of_settling = 50.0;
constexpr double time_of_measuring = 500.0;

MolecularDynamicsRunSettings settings_of(const StateLine& line) {
    const MixtureScales scales = scales_of(line.mixture, line.temperature);
    MolecularDynamicsRunSettings settings;
    settings.parameters.ensemble = IntegratorEnsemble::nvt;
    settings.parameters.temperature = line.temperature;
    settings.parameters.timestep = scales.timestep;
    settings.parameters.thermostat_time = scales.time;
    settings.equilibration = steps_in(time_of_settling * scales.time, scales.timestep);
    settings.production = steps_in(time_of_measuring * scales.time, scales.timestep);
    return settings;
}

MolecularDynamicsRunResult run_at(const StateLine& line, const LiquidSettings& liquid, const Execution& execution,
                                  const std::function<void(double)>& progress) {
    constexpr Backend backend = Backend::optimized;
    const MolecularDynamicsRunSettings settings = settings_of(line);
    State state = prepare_liquid(liquid, line.mixture, backend, execution).state;
    draw_maxwell_velocities(state, line.mixture, line.temperature, liquid.seed);
    MolecularDynamicsRun run(line.mixture, start_of_trajectory(line.mixture, state, settings.parameters), settings,
                             backend, execution);
    while (!run.finished()) {
        go_on(run);
        if (progress) progress(share_done(run));
    }
    return run.result();
}

}  // namespace

std::variant<Estimate, NoLiquid> pressure_at_density(const StateLine& line, double x1, double density,
                                                     std::uint64_t seed, const Execution& execution,
                                                     const std::function<void(double)>& progress) {
    LiquidSettings liquid;
    liquid.n = static_cast<std::uint64_t>(particles_for(line.mixture, density, least_particles));
    liquid.x1 = x1;
    liquid.density = density;
    liquid.temperature = line.temperature;
    liquid.seed = seed;
    const auto no_liquid = [&](const std::string& why) {
        return NoLiquid{
            x1, fmt::format("x1 = {:.3g}, density = {:.4g}: {}; choose another density or a higher temperature", x1,
                            density, why)};
    };
    try {
        const MolecularDynamicsRunResult result = run_at(line, liquid, execution, progress);
        if (const auto departure = departure_from_liquid(result.trajectory.state, line.mixture, density)) {
            return no_liquid("the liquid " + *departure);
        }
        const Estimate pressure = block_average(result.samples, pressure_now).mean;
        if (pressure.value > 0.0) return pressure;
        return no_liquid(fmt::format("a pressure of {:.3f}({:.3f}), at which a liquid does not last", pressure.value,
                                     pressure.standard_error));
    } catch (const InvalidState& error) {
        return no_liquid(error.what());
    }
}

std::optional<NoLiquid> other_phase(const Pilot& pilot, double density) {
    for (const PilotPoint& point : pilot.points) {
        if (std::fabs(point.density - density) <= largest_change_of_density * density) continue;
        return NoLiquid{point.x1,
                        fmt::format("x1 = {:.3g}, density = {:.4g}: the liquid at the pressure of this density "
                                    "has {:.4g}; choose a density near that, or give `pressure`",
                                    point.x1, density, point.density)};
    }
    return std::nullopt;
}

}  // namespace soret
