// Modes of the density of the paper's liquid: both backends, whose modes must be equal.

#include <cstdlib>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "soret/validation/simulation/backend.hpp"
#include "soret/validation/simulation/speed_trial.hpp"

namespace soret {
namespace {

template <class Modes>
void add_benchmark(const std::string& name, const State& state, const Execution& execution) {
    benchmark::RegisterBenchmark(name.c_str(), [&state, execution](benchmark::State& timing) {
        const std::vector<WaveVector> vectors = wave_vectors_up_to(12);
        const Modes modes(2, vectors, execution);
        for (auto _ : timing) benchmark::DoNotOptimize(modes.of(state));
        timing.SetItemsProcessed(timing.iterations() * static_cast<std::int64_t>(state.size() * vectors.size()));
    })->Unit(benchmark::kMicrosecond);
}

bool same(const std::vector<CosineAndSine>& a, const std::vector<CosineAndSine>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const CosineAndSine& x, const CosineAndSine& y) {
        return x.cosine == y.cosine && x.sine == y.sine;
    });
}

}  // namespace
}  // namespace soret

int main(int argc, char** argv) {
    using namespace soret;
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
    const LiquidSettings settings{.n = 2000, .x1 = 0.5, .density = 0.799, .temperature = 0.62};
    const State state = quick_liquid(settings, paper_mixture(), Execution{});
    const std::vector<WaveVector> vectors = wave_vectors_up_to(12);
    const auto expected = reference::DensityModes(2, vectors, {}).of(state);
    add_benchmark<reference::DensityModes>("density_modes/reference", state, {});
    for (const InstructionSet isa : supported_instruction_sets()) {
        const Execution execution{.instruction_set = isa};
        if (!same(optimized::DensityModes(2, vectors, execution).of(state), expected)) {
            fmt::print(stderr, "{}: the modes differ\n", name_of(isa));
            return EXIT_FAILURE;
        }
        add_benchmark<optimized::DensityModes>(fmt::format("density_modes/{}", name_of(isa)), state, execution);
    }
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
    return EXIT_SUCCESS;
}
