// Counts of pair distances: the optimised backend on every instruction set against the reference, whose counts it must
// have.

#include <cstdlib>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "liquid.hpp"
#include "soret/validation/simulation/backend.hpp"

namespace soret {
namespace {

constexpr RadialBins bins{4.0, 800};
using Counts = std::vector<std::uint64_t>;

template <class RadialDistribution>
Counts counts_of(const State& state, const Execution& execution) {
    Counts counts(species_pair_count(2) * bins.bins, 0);
    RadialDistribution(2, bins, execution).count(state, counts);
    return counts;
}

template <class RadialDistribution>
void add_benchmark(const State& state, const Execution& execution, const std::string& backend, const Counts& expected) {
    const std::string name = fmt::format("rdf/sample/N={}/{}", state.size(), backend);
    if (counts_of<RadialDistribution>(state, execution) != expected) {
        fmt::print(stderr, "{}: differs\n", name);
        std::exit(1);
    }
    benchmark::RegisterBenchmark(name.c_str(), [&state, execution](benchmark::State& timing) {
        RadialDistribution rdf(2, bins, execution);
        Counts counts(species_pair_count(2) * bins.bins, 0);
        for (auto _ : timing) rdf.count(state, counts);
        timing.SetItemsProcessed(timing.iterations() * static_cast<std::int64_t>(state.size()));
    })->Unit(benchmark::kMillisecond);
}

}  // namespace
}  // namespace soret

int main(int argc, char** argv) {
    using namespace soret;
    std::vector<State> liquids;
    for (const int side : {17, 46, 100}) liquids.push_back(bench::liquid(side));  // 4913, 97336, a million
    const Counts of_reference = counts_of<reference::RadialDistribution>(liquids[0], {});
    add_benchmark<reference::RadialDistribution>(liquids[0], {}, "reference", of_reference);
    for (const State& state : liquids) {
        // The reference takes too long for the large ones: there the instruction sets must agree.
        const bool first = &state == &liquids[0];
        const Counts expected = first ? of_reference : counts_of<optimized::RadialDistribution>(state, {});
        for (const InstructionSet set : supported_instruction_sets()) {
            add_benchmark<optimized::RadialDistribution>(state, {set, 1}, std::string(name_of(set)), expected);
        }
    }
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
}
