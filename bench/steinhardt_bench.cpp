// Bond-orientational order parameters of every particle: the optimised backend on every instruction set against the
// reference, with which it must agree within the stated errors.

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "liquid.hpp"
#include "soret/validation/simulation/backend.hpp"

namespace soret {
namespace {

/// Of both twins, the larger one: that of averages.
constexpr double stated_error = 2.0 * 512.0 * 0x1p-53;

template <class Steinhardt>
SteinhardtResult order_of(const State& state, const SteinhardtOptions& options, const Execution& execution) {
    SteinhardtResult result;
    Steinhardt(options, execution).compute(state, result);
    return result;
}

double largest_difference(const std::vector<double>& a, const std::vector<double>& b) {
    double largest = a.size() == b.size() ? 0.0 : 1.0;
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) largest = std::max(largest, std::fabs(a[i] - b[i]));
    return largest;
}

template <class Steinhardt>
void add_benchmark(const State& state, const SteinhardtOptions& options, const Execution& execution,
                   const std::string& backend, const SteinhardtResult& expected) {
    const std::string name =
        fmt::format("steinhardt/{}/N={}/{}", options.averaged ? "averaged" : "own", state.size(), backend);
    const SteinhardtResult checked = order_of<Steinhardt>(state, options, execution);
    const double difference = std::max({largest_difference(checked.own.q4, expected.own.q4),
                                        largest_difference(checked.own.q6, expected.own.q6),
                                        largest_difference(checked.averaged.q4, expected.averaged.q4),
                                        largest_difference(checked.averaged.q6, expected.averaged.q6)});
    if (!(difference <= stated_error)) {
        fmt::print(stderr, "{}: differs by {}\n", name, difference);
        std::exit(1);
    }
    benchmark::RegisterBenchmark(name.c_str(), [&state, options, execution](benchmark::State& timing) {
        Steinhardt steinhardt(options, execution);
        SteinhardtResult result;
        for (auto _ : timing) steinhardt.compute(state, result);
        timing.SetItemsProcessed(timing.iterations() * static_cast<std::int64_t>(state.size()));
    })->Unit(benchmark::kMillisecond);
}

}  // namespace
}  // namespace soret

int main(int argc, char** argv) {
    using namespace soret;
    const State state = bench::liquid(22);  // 10 648 particles, as in the coexistence runs of the paper
    for (const bool averaged : {false, true}) {
        const SteinhardtOptions options{NearestNeighbours{12}, averaged};
        const SteinhardtResult expected = order_of<reference::Steinhardt>(state, options, {});
        if (!averaged) add_benchmark<reference::Steinhardt>(state, options, {}, "reference", expected);
        for (const InstructionSet set : supported_instruction_sets()) {
            add_benchmark<optimized::Steinhardt>(state, options, {set, 1}, std::string(name_of(set)), expected);
        }
    }
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
}
