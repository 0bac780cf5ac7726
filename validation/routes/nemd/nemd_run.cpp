#include "soret/validation/routes/nemd/nemd_run.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/statistics/block_average.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/validation/simulation/phase_check.hpp"
#include "soret/validation/simulation/preparation.hpp"
#include "soret/validation/routes/chain_liquid.hpp"
#include "soret/validation/routes/nemd/nemd.hpp"
#include "soret/validation/routes/nemd/nemd_reduction.hpp"
#include "soret/validation/routes/steps_in.hpp"
#include "soret/validation/simulation/state_digest.hpp"
#include "soret/validation/simulation/velocities.hpp"

namespace soret {

namespace {

constexpr double slice_width = 1.0;                // about                                              [sigma]
constexpr std::uint64_t most_steps_at_once = 200;  // between two calls of progress
constexpr PairForcesRequest virial_only{.energies = false, .virial = true, .currents = false};
constexpr PairForcesRequest everything{.energies = true, .virial = true, .currents = false};

/// How a run is made.
struct FlowSettings {
    IntegratorParameters parameters;
    std::uint64_t settling = 0;       ///< steps
    std::uint64_t blocks = 0;         ///< of the production
    std::uint64_t samples = 0;        ///< of a block
    std::uint64_t sample_every = 25;  ///< steps
    double progress_from = 0.0, progress_to = 1.0;
};

struct Flow {
    NemdRecord record;
    Trajectory end;
    double conserved_change = 0.0;  ///< a particle, in the production
};

FlowSettings settings_of(const StateLine& line, const Task& task, const Box& box) {
    FlowSettings settings;
    IntegratorParameters& parameters = settings.parameters;
    parameters.ensemble = IntegratorEnsemble::nemd;
    parameters.timestep = field<double>(task.settings, "timestep");
    parameters.temperature = line.temperature;
    const double width = field<double>(task.settings, "slab_width");
    const double gap = 0.5 * box.edges().z - width;
    const double half = 0.5 * field<double>(task.settings, "gradient") * gap;
    parameters.hot = {line.temperature + half, width};
    parameters.cold = {line.temperature - half, width};
    settings.sample_every = field<std::uint64_t>(task.settings, "sample_every");
    return settings;
}

/// Adds one sample's share to the means of a block.
void add_sample(NemdBlock& block, const ProfileSums& sums, double slice_volume, double share) {
    for (std::size_t b = 0; b < block.number.size(); ++b) {
        const double first = static_cast<double>(sums.number[0][b]);
        block.number_1[b] += share * first;
        block.number[b] += share * (first + static_cast<double>(sums.number[1][b]));
        block.kinetic[b] += share * (sums.kinetic[b] / 3.0);
        block.pressure_zz[b] += share * ((sums.kinetic_zz[b] + sums.virial_zz[b]) / slice_volume);
    }
}

template <class B>
Flow run_flow(const Mixture& mixture, const State& start, const FlowSettings& settings, const RunContext& context) {
    const Vector3 edges = start.box.edges();
    const auto slices = static_cast<std::size_t>(std::max(1.0, std::round(edges.z / slice_width)));
    const double volume = start.box.volume();
    const double interval = static_cast<double>(settings.sample_every) * settings.parameters.timestep;
    const double block_time = static_cast<double>(settings.samples) * interval;
    const double twice_area_time = 2.0 * (edges.x * edges.y) * block_time;
    typename B::Integrator integrator(mixture, start_of_trajectory(mixture, start, settings.parameters),
                                      settings.parameters, context.execution);
    const typename B::Profile profile(mixture, slices);
    const std::uint64_t all = settings.settling + settings.blocks * settings.samples * settings.sample_every;
    const auto tell = [&] {
        if (!context.progress) return;
        const double done = static_cast<double>(integrator.step()) / static_cast<double>(all);
        context.progress(settings.progress_from + (settings.progress_to - settings.progress_from) * done);
    };
    const auto conserved = [&] {
        return conserved_quantity(settings.parameters, start.size(), integrator.box(), integrator.extended(),
                                  integrator.totals());
    };
    while (integrator.step() < settings.settling) {
        const std::uint64_t left = settings.settling - integrator.step();
        integrator.run(std::min(left, most_steps_at_once), left <= most_steps_at_once ? everything : forces_only);
        tell();
    }
    Flow flow{{edges.z, block_time, {}}, {}, -conserved()};
    for (std::uint64_t b = 0; b < settings.blocks; ++b) {
        const std::vector<double> zeros(slices, 0.0);
        NemdBlock block{zeros, zeros, zeros, zeros, 0.0, 0.0, 0.0};
        const EnergyGiven before = integrator.extended().energy_given;
        const double share = 1.0 / static_cast<double>(settings.samples);
        for (std::uint64_t sample = 0; sample < settings.samples; ++sample) {
            const bool last = b + 1 == settings.blocks && sample + 1 == settings.samples;
            integrator.run(settings.sample_every, last ? everything : virial_only);
            const PairForcesTotals& totals = integrator.totals();
            block.pressure += share * ((totals.kinetic[2] + totals.virial[2]) / volume);
            add_sample(block, profile.sums(integrator.trajectory().state, integrator.forces(2), totals.virial[2]),
                       volume / static_cast<double>(slices), share);
            tell();
        }
        const EnergyGiven& after = integrator.extended().energy_given;
        block.flux_hot = (after.hot - before.hot) / twice_area_time;
        block.flux_cold = (before.cold - after.cold) / twice_area_time;
        flow.record.blocks.push_back(std::move(block));
    }
    flow.conserved_change = (flow.conserved_change + conserved()) / static_cast<double>(start.size());
    flow.end = integrator.trajectory();
    return flow;
}

/// A liquid of its own with velocities of the state line's temperature.
State liquid_of(const StateLine& line, const Task& task, double density, const RunContext& context) {
    LiquidSettings liquid;
    liquid.n = field<std::uint64_t>(task.settings, "particles");
    liquid.x1 = field<double>(task.settings, "x1");
    liquid.density = density;
    liquid.aspect = {1.0, 1.0, field<double>(task.settings, "aspect")};
    liquid.temperature = line.temperature;
    liquid.seed = task.seed;
    State state = prepare_liquid(liquid, line.mixture, context.backend, context.execution).state;
    draw_maxwell_velocities(state, line.mixture, line.temperature, task.seed);
    return state;
}

Flow flow_of(const StateLine& line, const State& start, const FlowSettings& settings, const RunContext& context) {
    return with_backend(context.backend,
                        [&]<class B>(B) { return run_flow<B>(line.mixture, start, settings, context); });
}

/// <P_zz> of a fresh liquid with the slabs on.
Estimate measured_pressure(const StateLine& line, const Task& task, double density, double time, double from, double to,
                           const RunContext& context) {
    constexpr std::uint64_t blocks = 16;
    const State start = liquid_of(line, task, density, context);
    FlowSettings settings = settings_of(line, task, start.box);
    settings.settling = steps_in(field<double>(task.settings, "settling_time"), settings.parameters.timestep);
    settings.blocks = blocks;
    settings.samples =
        std::max<std::uint64_t>(1, steps_in(time, settings.parameters.timestep) / (settings.sample_every * blocks));
    settings.progress_from = from;
    settings.progress_to = to;
    std::vector<double> pressures;
    for (const NemdBlock& block : flow_of(line, start, settings, context).record.blocks) {
        pressures.push_back(block.pressure);
    }
    return block_average(BlockTable::from_series(pressures)).mean;
}

}  // namespace

nlohmann::json find_nemd_state(const StateLine& line, const Task& task, const std::vector<const TaskResult*>& chains,
                               const RunContext& context) {
    const double n = field<double>(task.settings, "particles");
    const double x1 = std::nearbyint(n * field<double>(task.settings, "x1")) / n;
    const ChainLiquid liquid = chain_liquid(chains, field<double>(task.settings, "chain_particles"), line).at(x1);
    double volume = liquid.volume;  // of a particle
    const double times[2] = {field<double>(task.settings, "first_time"), field<double>(task.settings, "time")};
    const double part = times[0] / (times[0] + times[1]);
    nlohmann::json measured = nlohmann::json::array();
    for (int turn = 0; turn < 2; ++turn) {
        const Estimate pressure = measured_pressure(line, task, 1.0 / volume, times[turn], turn == 0 ? 0.0 : part,
                                                    turn == 0 ? part : 1.0, context);
        measured.push_back({{"density", 1.0 / volume}, {"pressure", pressure}});
        volume = corrected_state(liquid, line, volume, line.temperature, pressure.value).volume;
    }
    return {{"x1", x1},
            {"density", 1.0 / volume},
            {"density_start", 1.0 / liquid.volume},
            {"bulk_modulus", liquid.bulk_modulus},
            {"measured", measured}};
}

nlohmann::json run_nemd(const StateLine& line, const Task& task, const nlohmann::json& state,
                        const RunContext& context) {
    const double density = field<double>(state, "density");
    const State start = liquid_of(line, task, density, context);
    FlowSettings settings = settings_of(line, task, start.box);
    const double timestep = settings.parameters.timestep;
    settings.settling = steps_in(field<double>(task.settings, "settling_time"), timestep);
    settings.blocks = field<std::uint64_t>(task.settings, "blocks");
    settings.samples = field<std::uint64_t>(task.settings, "samples");
    const Flow flow = flow_of(line, start, settings, context);
    nlohmann::json values{{"profiles", to_json(flow.record)},
                          {"conserved_change", flow.conserved_change},
                          {"departure", nullptr},
                          {"state_digest", digest_of_state(flow.end.state).hex()}};
    if (const auto departure = departure_from_liquid(flow.end.state, line.mixture, density)) {
        values["departure"] = *departure;
    }
    return values;
}

}  // namespace soret
