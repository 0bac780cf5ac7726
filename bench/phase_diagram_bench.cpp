// Solidus and liquidus for draws of their inputs: the optimised backend against the reference, whose numbers it must
// have.

#include <cstdlib>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "soret/common/random_streams.hpp"
#include "soret/validation/simulation/backend.hpp"

namespace soret {
namespace {

std::vector<MeltingState> drawn_states(std::size_t count) {
    std::vector<MeltingState> states;
    for (std::uint32_t k = 0; k < count; ++k) {
        const RandomWords words = random_words(1, RandomStream::synthetic_series, k, 0);
        const auto noise = [&](std::size_t i) { return 1.0 + 0.01 * symmetric_uniform_from(words[i]); };
        states.push_back({.melting_temperature_1 = 0.4115 * noise(0),
                          .melting_enthalpy_1 = 0.523 * noise(1),
                          .melting_temperature_2 = 0.6598 * noise(2),
                          .melting_enthalpy_2 = 0.927 * noise(3),
                          .temperature = 0.62});
    }
    return states;
}

template <class Result, class Compute>
std::vector<Result> results_of(Compute compute, const std::vector<MeltingState>& states, const Execution& execution) {
    std::vector<Result> results(states.size());
    compute(states, results, execution);
    return results;
}

template <class Result, class Compute>
void add_benchmark(Compute compute, Compute reference, const std::vector<MeltingState>& states,
                   const Execution& execution, const std::string& label) {
    const std::string name = fmt::format("phase_diagram/{}/states={}", label, states.size());
    if (results_of<Result>(compute, states, execution) != results_of<Result>(reference, states, {})) {
        fmt::print(stderr, "{}: differs\n", name);
        std::exit(1);
    }
    benchmark::RegisterBenchmark(name.c_str(), [&states, compute, execution](benchmark::State& timing) {
        std::vector<Result> results(states.size());
        for (auto _ : timing) {
            compute(states, results, execution);
            benchmark::DoNotOptimize(results.data());
            benchmark::ClobberMemory();
        }
        timing.SetItemsProcessed(timing.iterations() * static_cast<std::int64_t>(states.size()));
    });
}

template <class Backend>
void add_benchmarks(const std::vector<MeltingState>& states, const Execution& execution, const std::string& label) {
    add_benchmark<PhaseComposition>(Backend::PhaseDiagram::compositions, reference::PhaseDiagram::compositions, states,
                                    execution, "compositions/" + label);
    add_benchmark<PhaseGradient>(Backend::PhaseDiagram::gradients, reference::PhaseDiagram::gradients, states,
                                 execution, "gradients/" + label);
}

}  // namespace
}  // namespace soret

int main(int argc, char** argv) {
    using namespace soret;
    const std::vector<MeltingState> states = drawn_states(1000);
    add_benchmarks<ReferenceBackend>(states, {}, "reference");
    for (const InstructionSet set : supported_instruction_sets()) {
        add_benchmarks<OptimizedBackend>(states, {.instruction_set = set}, fmt::format("optimized/{}", name_of(set)));
    }
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
}
