// Fluxes of the paper's liquid: both backends, whose fluxes must be equal, and what sampling them costs a run at
// constant energy: `fluxes/nve` without, `fluxes/sampled` with all fluxes every 0.02 units of time, with the time step
// of the paper, 0.001, and twice as large.

#include <cmath>
#include <cstdlib>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "soret/validation/simulation/backend.hpp"
#include "soret/validation/simulation/speed_trial.hpp"

namespace soret {
namespace {

constexpr PairForcesRequest all_fluxes{.energies = true, .virial = true, .currents = true};
constexpr double interval = 0.02;

Trajectory start_of(std::size_t n) {
    const LiquidSettings settings{.n = n, .x1 = 0.5, .density = 0.799, .temperature = 0.62};
    return start_of_trajectory(paper_mixture(), quick_liquid(settings, paper_mixture(), Execution{}), {});
}

template <class FluxSums>
void add_configuration(const std::string& name, const State& state) {
    benchmark::RegisterBenchmark(name.c_str(), [&state](benchmark::State& timing) {
        FluxSums fluxes(paper_mixture());
        for (auto _ : timing) benchmark::DoNotOptimize(fluxes.compute(state));
        timing.SetItemsProcessed(timing.iterations() * static_cast<std::int64_t>(state.size()));
    })->Unit(benchmark::kMicrosecond);
}

void add_run(const std::string& name, const Trajectory& start, double timestep, PairForcesRequest request) {
    benchmark::RegisterBenchmark(name.c_str(), [&start, timestep, request](benchmark::State& timing) {
        const auto steps_a_sample = static_cast<std::uint64_t>(std::llround(interval / timestep));
        optimized::Integrator integrator(paper_mixture(), start, {.timestep = timestep});
        integrator.run(1000, forces_only);
        for (auto _ : timing) integrator.run(steps_a_sample, request);
        timing.SetItemsProcessed(timing.iterations() * static_cast<std::int64_t>(steps_a_sample) *
                                 static_cast<std::int64_t>(start.state.size()));
    })->Unit(benchmark::kMicrosecond);
}

}  // namespace
}  // namespace soret

int main(int argc, char** argv) {
    using namespace soret;
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
    std::vector<Trajectory> starts;
    for (const std::size_t n : {500U, 5000U}) starts.push_back(start_of(n));
    for (const Trajectory& start : starts) {
        const std::size_t n = start.state.size();
        const Fluxes expected = reference::FluxSums(paper_mixture()).compute(start.state);
        if (optimized::FluxSums(paper_mixture()).compute(start.state) != expected) {
            fmt::print(stderr, "N = {}: the fluxes differ\n", n);
            return EXIT_FAILURE;
        }
        add_configuration<reference::FluxSums>(fmt::format("fluxes/reference/{}", n), start.state);
        add_configuration<optimized::FluxSums>(fmt::format("fluxes/optimized/{}", n), start.state);
        for (const double timestep : {0.001, 0.002}) {
            add_run(fmt::format("fluxes/nve/{}/{}", timestep, n), start, timestep, forces_only);
            add_run(fmt::format("fluxes/sampled/{}/{}", timestep, n), start, timestep, all_fluxes);
        }
    }
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
    return EXIT_SUCCESS;
}
