// Mean-square displacements of a sample: the optimised backend against the reference, whose numbers it must have.

#include <cstdlib>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "liquid.hpp"
#include "soret/validation/simulation/backend.hpp"

namespace soret {
namespace {

/// So many samples that the first lag of the second level is there.
constexpr int samples_before = 64;

template <class Displacement>
std::vector<LagDisplacement> fill(Displacement& msd, const State& state) {
    std::vector<LagDisplacement> last;
    for (int k = 0; k < samples_before; ++k) {
        State moved = state;
        for (double& x : moved.position[0]) x = wrap(x + 0.01 * k, state.box.edges().x).position;
        last = msd.add(moved);
    }
    return last;
}

template <class Displacement>
void add_benchmark(const State& state, const std::string& backend) {
    const std::string name = fmt::format("msd/sample/N={}/{}", state.size(), backend);
    reference::MeanSquareDisplacement reference(state.species, 2);
    Displacement checked(state.species, 2);
    if (fill(checked, state) != fill(reference, state)) {
        fmt::print(stderr, "{}: differs\n", name);
        std::exit(1);
    }
    benchmark::RegisterBenchmark(name.c_str(), [&state](benchmark::State& timing) {
        Displacement msd(state.species, 2);
        fill(msd, state);
        for (auto _ : timing) benchmark::DoNotOptimize(msd.add(state));
        timing.SetItemsProcessed(timing.iterations() * static_cast<std::int64_t>(state.size()));
    })->Unit(benchmark::kMillisecond);
}

}  // namespace
}  // namespace soret

int main(int argc, char** argv) {
    using namespace soret;
    const State state = bench::liquid(17);
    add_benchmark<reference::MeanSquareDisplacement>(state, "reference");
    add_benchmark<optimized::MeanSquareDisplacement>(state, "optimized");
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
}
