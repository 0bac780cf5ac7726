// Models of thermodiffusion of a batch of states, and draws of all their inputs: the optimised backend against the
// reference, whose numbers it must have.

#include <cstdlib>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "soret/common/random_streams.hpp"
#include "soret/validation/simulation/theory_errors.hpp"

namespace soret {
namespace {

/// Near the values of the paper's mixture at x_1 = 0.5.
TheoryState liquid() {
    TheoryState state;
    state.temperature = 0.62;
    state.x1 = 0.5;
    state.gamma = 0.66;
    state.partial_enthalpy_1 = -0.87;
    state.partial_enthalpy_2 = -3.82;
    state.partial_volume_1 = 1.36;
    state.partial_volume_2 = 1.14;
    state.partial_energy_1 = -2.43;
    state.partial_energy_2 = -5.28;
    state.tau_1 = 3.3;
    state.tau_2 = 3.8;
    state.activation_energy_1 = 2.1;
    state.activation_energy_2 = 2.4;
    state.ideal_gas_soret = 0.0015;
    return state;
}

std::vector<TheoryState> resampled_states(std::size_t count) {
    std::vector<TheoryState> states(count, liquid());
    for (std::size_t k = 0; k < count; ++k) {
        for (std::uint32_t i = 0; i < theory_input_count; ++i) {
            const RandomWords words = random_words(1, RandomStream::synthetic_series, k, i);
            states[k].*theory_inputs[i].member *= 1.0 + 0.01 * symmetric_uniform_from(words[0]);
        }
    }
    return states;
}

template <class Backend>
void add_benchmark(const std::vector<TheoryState>& states, const Execution& execution, const std::string& label) {
    const std::string name = fmt::format("theory_models/states={}/{}", states.size(), label);
    std::vector<SoretModels> expected(states.size()), checked(states.size());
    reference::TheoryModels::models(states, expected);
    Backend::TheoryModels::models(states, checked, execution);
    if (checked != expected) {
        fmt::print(stderr, "{}: differs\n", name);
        std::exit(1);
    }
    benchmark::RegisterBenchmark(name.c_str(), [&states, execution](benchmark::State& timing) {
        std::vector<SoretModels> models(states.size());
        for (auto _ : timing) {
            Backend::TheoryModels::models(states, models, execution);
            benchmark::DoNotOptimize(models.data());
            benchmark::ClobberMemory();
        }
        timing.SetItemsProcessed(timing.iterations() * static_cast<std::int64_t>(states.size()));
    });
}

/// Every input with an error of its own, correlated with the next one.
void add_draws(Backend backend) {
    UncertainState state{.state = liquid()};
    const auto n = static_cast<Eigen::Index>(theory_input_count);
    Eigen::VectorXd errors(n);
    for (Eigen::Index i = 0; i < n; ++i) {
        errors(i) = 0.01 * std::abs(state.state.*theory_inputs[static_cast<std::size_t>(i)].member);
        state.covariance(i, i) = errors(i) * errors(i);
        if (i > 0) state.covariance(i, i - 1) = state.covariance(i - 1, i) = 0.3 * errors(i) * errors(i - 1);
    }
    benchmark::RegisterBenchmark(fmt::format("draws_of_all_inputs/{}", name_of(backend)).c_str(),
                                 [state, backend](benchmark::State& timing) {
                                     constexpr std::uint64_t draws = 100000;
                                     for (auto _ : timing)
                                         benchmark::DoNotOptimize(drawn_models(state, {.draws = draws}, backend, {}));
                                     timing.SetItemsProcessed(timing.iterations() * static_cast<std::int64_t>(draws));
                                 });
}

}  // namespace
}  // namespace soret

int main(int argc, char** argv) {
    using namespace soret;
    const std::vector<TheoryState> states = resampled_states(1000);
    add_benchmark<ReferenceBackend>(states, {}, "reference");
    for (const InstructionSet instruction_set : supported_instruction_sets()) {
        add_benchmark<OptimizedBackend>(states, {.instruction_set = instruction_set},
                                        fmt::format("optimized/{}", name_of(instruction_set)));
    }
    add_draws(Backend::reference);
    add_draws(Backend::optimized);
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
}
