// Particles times steps a second of molecular dynamics in the paper's liquid: at constant energy the reference at
// N = 1372, the optimised backend on every instruction set of this CPU at several sizes, with one and with two threads;
// every ensemble at N = 5000 with one thread, by the time of the process; a step under a heat field
// beside one of nve, with one thread on every instruction set: field/SET/hnemd over field/SET/nve is their ratio.
// Before a size is timed all of them make the same steps from the same start; if a digest differs, the program says so
// and ends with 1.

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <set>
#include <string>
#include <utility>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "soret/common/digest.hpp"
#include "soret/validation/simulation/speed_trial.hpp"

namespace soret {
namespace {

constexpr IntegratorParameters parameters{.timestep = 0.002};
constexpr std::size_t size_for_ensembles = 5000;
constexpr std::uint64_t steps_at_once = 10;
constexpr std::size_t most_for_the_reference = 1372;

const Trajectory& equilibrated(std::size_t n) {
    static std::map<std::size_t, Trajectory> starts;
    const auto found = starts.find(n);
    if (found != starts.end()) return found->second;
    const LiquidSettings settings{.n = n, .x1 = 0.5, .density = 0.799, .temperature = 0.62};
    const State state = quick_liquid(settings, paper_mixture(), Execution{});
    return starts.emplace(n, start_of_trajectory(paper_mixture(), state, parameters)).first->second;
}

template <class Integrator>
std::string digest_after(const Trajectory& start, std::uint64_t steps, const Execution& execution,
                         const IntegratorParameters& own = parameters) {
    Integrator integrator(paper_mixture(), start, own, execution);
    integrator.run(steps);
    const Trajectory end = integrator.trajectory();
    Digest digest;
    for (const auto& axis : end.state.position) digest.add(axis);
    for (const auto& axis : end.state.velocity) digest.add(axis);
    const PairForcesTotals& sums = integrator.totals();
    return digest.add(sums.potential_energy).add(sums.virial).add(sums.heat_current).add(end.step).hex();
}

/// Ends the program if a backend, an instruction set or a number of threads goes elsewhere.
void check_digests(std::size_t n, const IntegratorParameters& own = parameters) {
    static std::set<std::pair<std::size_t, IntegratorEnsemble>> checked;
    if (!checked.insert({n, own.ensemble}).second) return;
    const Trajectory start = start_of_trajectory(paper_mixture(), equilibrated(n).state, own);
    const bool with_reference = n <= most_for_the_reference;
    const std::uint64_t steps = with_reference ? 20 : 30;
    const std::string expected = with_reference ? digest_after<reference::Integrator>(start, steps, {}, own)
                                                : digest_after<optimized::Integrator>(
                                                      start, steps, {.instruction_set = InstructionSet::sse2}, own);
    for (const InstructionSet set : supported_instruction_sets()) {
        for (const int threads : {1, 2}) {
            const Execution execution{.instruction_set = set, .threads = threads};
            const std::string digest = digest_after<optimized::Integrator>(start, steps, execution, own);
            if (digest == expected) continue;
            fmt::print(stderr, "{}, N = {}: digest {} on {} with {} threads, but {} {}\n", name_of(own.ensemble), n,
                       digest, name_of(set), threads, expected, with_reference ? "of the reference" : "on sse2");
            std::exit(1);
        }
    }
}

template <class Integrator>
void constant_energy(benchmark::State& timing, std::size_t n, Execution execution) {
    check_digests(n);
    Integrator integrator(paper_mixture(), equilibrated(n), parameters, execution);
    integrator.run(5 * steps_at_once, forces_only);  // lists find their length
    for (auto _ : timing) integrator.run(steps_at_once, forces_only);
    timing.SetItemsProcessed(timing.iterations() * static_cast<std::int64_t>(steps_at_once * n));
}

void ensemble_at_5000(benchmark::State& timing, IntegratorEnsemble ensemble) {
    const IntegratorParameters own{.timestep = 0.002,
                                   .ensemble = ensemble,
                                   .temperature = 0.62,
                                   .pressure = 0.46,
                                   .hot = {.temperature = 0.64, .width = 1.8},
                                   .cold = {.temperature = 0.6, .width = 1.8}};
    const Trajectory start = start_of_trajectory(paper_mixture(), equilibrated(size_for_ensembles).state, own);
    optimized::Integrator integrator(paper_mixture(), start, own, {});
    integrator.run(20 * steps_at_once, forces_only);
    for (auto _ : timing) integrator.run(steps_at_once, forces_only);
    timing.SetItemsProcessed(timing.iterations() * static_cast<std::int64_t>(steps_at_once * size_for_ensembles));
}

void beside_constant_energy(benchmark::State& timing, IntegratorEnsemble ensemble, InstructionSet set) {
    IntegratorParameters own{.timestep = 0.002, .ensemble = ensemble, .temperature = 0.62};
    own.field = {.heat = 0.2, .enthalpy = {-3.0, -5.0}};
    check_digests(most_for_the_reference, own);
    const Trajectory start = start_of_trajectory(paper_mixture(), equilibrated(size_for_ensembles).state, own);
    optimized::Integrator integrator(paper_mixture(), start, own, {.instruction_set = set});
    integrator.run(20 * steps_at_once, forces_only);
    for (auto _ : timing) integrator.run(steps_at_once, forces_only);
    timing.SetItemsProcessed(timing.iterations() * static_cast<std::int64_t>(steps_at_once * size_for_ensembles));
}

void add_benchmarks() {
    const auto add = [](const std::string& name, auto function, std::size_t n, Execution execution) {
        benchmark::RegisterBenchmark(name.c_str(), function, n, execution)
            ->Unit(benchmark::kMillisecond)
            ->UseRealTime();
    };
    add(fmt::format("nve/reference/{}", most_for_the_reference), constant_energy<reference::Integrator>,
        most_for_the_reference, {});
    for (const InstructionSet set : supported_instruction_sets()) {
        for (const std::size_t n : {500U, 1372U, 5000U, 32000U}) {
            for (const int threads : {1, 2}) {
                add(fmt::format("nve/optimized/{}/threads={}/{}", name_of(set), threads, n),
                    constant_energy<optimized::Integrator>, n, {.instruction_set = set, .threads = threads});
            }
        }
    }
    for (const IntegratorEnsemble ensemble : {IntegratorEnsemble::nve, IntegratorEnsemble::nvt, IntegratorEnsemble::npt,
                                              IntegratorEnsemble::npzt, IntegratorEnsemble::nemd}) {
        const std::string name = fmt::format("ensemble/{}", name_of(ensemble));
        benchmark::RegisterBenchmark(name.c_str(), ensemble_at_5000, ensemble)
            ->Unit(benchmark::kMillisecond)
            ->MeasureProcessCPUTime();
    }
    for (const InstructionSet set : supported_instruction_sets()) {
        for (const IntegratorEnsemble ensemble : {IntegratorEnsemble::nve, IntegratorEnsemble::hnemd}) {
            const std::string name = fmt::format("field/{}/{}", name_of(set), name_of(ensemble));
            benchmark::RegisterBenchmark(name.c_str(), beside_constant_energy, ensemble, set)
                ->Unit(benchmark::kMillisecond)
                ->MeasureProcessCPUTime();
        }
    }
}

}  // namespace
}  // namespace soret

int main(int argc, char** argv) {
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
    soret::add_benchmarks();
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
    return 0;
}
