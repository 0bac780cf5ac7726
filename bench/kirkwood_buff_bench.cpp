// Kirkwood-Buff integrals of all spheres: the optimised backend against the reference, whose numbers it must have, and
// its cost against the number of bins.

#include <cmath>
#include <cstdlib>
#include <string>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "soret/validation/simulation/backend.hpp"

namespace soret {
namespace {

constexpr auto correction = ClosedBoxCorrection::ganguly_van_der_vegt;

/// Two species in a box of edge 18, g with shells that fade away.
PairDistances liquid_distances(std::size_t bins) {
    PairDistances distances{{9.0, bins}, 18.0 * 18.0 * 18.0, {2300.0, 2400.0}, {}};
    for (std::size_t pair = 0; pair < species_pair_count(2); ++pair) {
        for (std::size_t k = 0; k < bins; ++k) {
            const double width = distances.bins.width();
            const double r = width * (static_cast<double>(k) + 0.5);
            const double g = r < 0.95 ? 0.0 : 1.0 + 1.5 / r * std::exp(0.5 * (1.0 - r)) * std::cos(6.3 * (r - 1.05));
            distances.pairs.push_back(g * 6000.0 * r * r * width);
        }
    }
    return distances;
}

template <class Backend>
void add_benchmark(std::size_t bins) {
    const std::string name = fmt::format("kirkwood_buff/integrals/bins={}/{}", bins, Backend::name);
    benchmark::RegisterBenchmark(name.c_str(), [bins](benchmark::State& timing) {
        const PairDistances distances = liquid_distances(bins);
        for (auto _ : timing) benchmark::DoNotOptimize(Backend::KirkwoodBuff::integrals(distances, correction));
        timing.SetItemsProcessed(timing.iterations() * static_cast<std::int64_t>(bins));
    })->Unit(benchmark::kMicrosecond);
}

}  // namespace
}  // namespace soret

int main(int argc, char** argv) {
    using namespace soret;
    for (const std::size_t bins : {std::size_t{250}, std::size_t{1000}}) {
        const PairDistances distances = liquid_distances(bins);
        if (reference::KirkwoodBuff::integrals(distances, correction) !=
            optimized::KirkwoodBuff::integrals(distances, correction)) {
            fmt::print(stderr, "kirkwood_buff: the backends differ at {} bins\n", bins);
            return EXIT_FAILURE;
        }
        add_benchmark<ReferenceBackend>(bins);
    }
    for (std::size_t bins = 250; bins <= largest_radial_bin_count; bins *= 4) add_benchmark<OptimizedBackend>(bins);
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
}
