// Transport coefficients of a batch of states: the optimised backend against the reference, whose numbers it must have.

#include <cstdlib>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "soret/common/random_streams.hpp"
#include "soret/validation/simulation/backend.hpp"

namespace soret {
namespace {

std::vector<OnsagerState> resampled_states(std::size_t count) {
    std::vector<OnsagerState> states;
    for (std::uint32_t k = 0; k < count; ++k) {
        const RandomWords words = random_words(1, RandomStream::synthetic_series, k, 0);
        const auto noise = [&](std::size_t i) { return 1.0 + 0.01 * symmetric_uniform_from(words[i]); };
        OnsagerState state{{.L11 = 0.05 * noise(0),
                            .L1q = 0.13 * noise(1),
                            .Lq1 = 0.13 * noise(1),
                            .Lqq = 3.0 * noise(2),
                            .temperature = 0.62}};
        state.number_density = 0.8;
        state.x1 = 0.5;
        state.gamma = 0.67 * noise(3);
        state.enthalpy_difference = 2.9;
        states.push_back(state);
    }
    return states;
}

template <class Backend>
void add_benchmark(const std::vector<OnsagerState>& states, const Execution& execution, const std::string& label) {
    const std::string name = fmt::format("transport/states={}/{}", states.size(), label);
    std::vector<TransportCoefficients> expected(states.size()), checked(states.size());
    reference::Transport::coefficients(states, expected);
    Backend::Transport::coefficients(states, checked, execution);
    if (checked != expected) {
        fmt::print(stderr, "{}: differs\n", name);
        std::exit(1);
    }
    benchmark::RegisterBenchmark(name.c_str(), [&states, execution](benchmark::State& timing) {
        std::vector<TransportCoefficients> coefficients(states.size());
        for (auto _ : timing) {
            Backend::Transport::coefficients(states, coefficients, execution);
            benchmark::DoNotOptimize(coefficients.data());
            benchmark::ClobberMemory();
        }
        timing.SetItemsProcessed(timing.iterations() * static_cast<std::int64_t>(states.size()));
    });
}

}  // namespace
}  // namespace soret

int main(int argc, char** argv) {
    using namespace soret;
    const std::vector<OnsagerState> states = resampled_states(1000);
    add_benchmark<ReferenceBackend>(states, {}, "reference");
    for (const InstructionSet instruction_set : supported_instruction_sets()) {
        add_benchmark<OptimizedBackend>(states, {.instruction_set = instruction_set},
                                        fmt::format("optimized/{}", name_of(instruction_set)));
    }
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
}
