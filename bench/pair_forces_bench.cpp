// Forces of a liquid: the optimised backend on every instruction set against the reference, whose answer it must have.

#include <cmath>
#include <cstdlib>
#include <string>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "liquid.hpp"
#include "soret/validation/simulation/backend.hpp"

namespace soret {
namespace {

constexpr PairForcesRequest everything{};

/// Ends the program if the results differ in any bit.
void require_same(const PairForcesResult& a, const PairForcesResult& b, const std::string& name) {
    if (a.force == b.force && a.particle_energy == b.particle_energy && a.potential_energy == b.potential_energy &&
        a.virial == b.virial && a.heat_current == b.heat_current && a.mass_current == b.mass_current) {
        return;
    }
    fmt::print(stderr, "{}: differs from the reference\n", name);
    std::exit(1);
}

template <class PairForces>
void time_forces(benchmark::State& timing, const Mixture& mixture, const State& state, PairForcesRequest request,
                 const Execution& execution) {
    PairForces pair_forces(mixture, execution);
    PairForcesResult result;
    for (auto _ : timing) {
        pair_forces.compute(state, request, result);
        benchmark::DoNotOptimize(result.force[0].data());
    }
    timing.SetItemsProcessed(timing.iterations() * static_cast<std::int64_t>(state.size()));
}

void add_benchmarks(int side, PairForcesRequest request, const std::string& what) {
    const Mixture mixture = paper_mixture();
    const State state = bench::liquid(side);
    const std::string name = fmt::format("pair_forces/{}/N={}", what, state.size());
    reference::PairForces reference(mixture);
    PairForcesResult expected, found;
    reference.compute(state, request, expected);
    if (state.size() < 5000) {
        benchmark::RegisterBenchmark((name + "/reference").c_str(), [=](benchmark::State& timing) {
            time_forces<reference::PairForces>(timing, mixture, state, request, {});
        });
    }
    for (const InstructionSet instruction_set : supported_instruction_sets()) {
        const Execution execution{instruction_set, 1};
        const std::string full_name = fmt::format("{}/{}", name, name_of(instruction_set));
        optimized::PairForces(mixture, execution).compute(state, request, found);
        require_same(expected, found, full_name);
        benchmark::RegisterBenchmark(full_name.c_str(), [=](benchmark::State& timing) {
            time_forces<optimized::PairForces>(timing, mixture, state, request, execution);
        });
    }
}

}  // namespace
}  // namespace soret

int main(int argc, char** argv) {
    for (const int side : {10, 20}) {
        soret::add_benchmarks(side, soret::forces_only, "forces");
        soret::add_benchmarks(side, soret::everything, "everything");
    }
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
}
