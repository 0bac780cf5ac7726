// Correlations of a sample: the optimised backend on every instruction set against the reference, whose bits it must
// have; and those of a stored series by a transform against the direct sum.

#include <cmath>
#include <cstdlib>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "soret/common/statistics/normal_sequence.hpp"
#include "soret/validation/simulation/backend.hpp"

namespace soret {
namespace {

constexpr std::size_t samples = 100'000;
constexpr std::size_t signals = 9;

/// Signals 0 to 2 are J_1, 3 to 5 J_q, 6 to 8 pressures: 11, qq, 1q, q1 and pp of three pairs each.
CorrelatorSettings settings() {
    CorrelatorSettings all{signals, {}, 32, 10};
    for (const auto& [a, b] : {SignalPair{0, 0}, {3, 3}, {0, 3}, {3, 0}, {6, 6}}) {
        all.functions.push_back({{a, b}, {a + 1, b + 1}, {a + 2, b + 2}});
    }
    return all;
}

std::vector<double> noise(std::size_t count) {
    NormalSequence normal(1, RandomStream::synthetic_series, 0);
    std::vector<double> values(count);
    for (double& value : values) value = normal.next();
    return values;
}

template <class Correlator>
Correlations correlations_of(Correlator correlator, const std::vector<double>& values) {
    for (std::size_t n = 0; n < values.size(); n += signals) correlator.add(std::span(values).subspan(n, signals));
    return correlator.correlations();
}

[[noreturn]] void stop(const std::string& name) {
    fmt::print(stderr, "{}: differs\n", name);
    std::exit(1);
}

void add_benchmark(const std::vector<double>& values, const Correlations& expected, InstructionSet set) {
    const std::string name = fmt::format("correlator/sample/{}", name_of(set));
    if (correlations_of(optimized::Correlator(settings(), {set, 1}), values) != expected) stop(name);
    benchmark::RegisterBenchmark(name.c_str(), [&values, set](benchmark::State& timing) {
        optimized::Correlator correlator(settings(), {set, 1});
        std::size_t n = 0;
        for (auto _ : timing) {
            correlator.add(std::span(values).subspan(n, signals));
            n = n + signals < values.size() ? n + signals : 0;
        }
        timing.SetItemsProcessed(timing.iterations());
    });
}

/// All samples and the sums that are asked for at the end: items are samples.
void add_reference_benchmark(const std::vector<double>& values) {
    benchmark::RegisterBenchmark("correlator/100000_samples/reference", [&values](benchmark::State& timing) {
        for (auto _ : timing) benchmark::DoNotOptimize(correlations_of(reference::Correlator(settings()), values));
        timing.SetItemsProcessed(timing.iterations() * static_cast<std::int64_t>(samples));
    })->Unit(benchmark::kMillisecond);
}

template <class Backend>
void add_series_benchmark(const std::vector<double>& series, const std::vector<double>& expected) {
    const std::string name = fmt::format("correlate_series/N={}/{}", series.size(), Backend::name);
    const std::vector<double> found = Backend::correlate_series(series, series, series.size());
    const auto n = static_cast<double>(series.size());
    // The bounds of the contract, that of the direct sum by sqrt(sum a^2 sum b^2) too; expected[0] is this root.
    const double bound = 0x1p-53 * expected[0] * (32.0 * std::log2(8.0 * n) + 1.01 * n);
    for (std::size_t k = 0; k < series.size(); ++k) {
        if (!(std::fabs(found[k] - expected[k]) <= bound)) stop(name);
    }
    benchmark::RegisterBenchmark(name.c_str(), [&series](benchmark::State& timing) {
        for (auto _ : timing) benchmark::DoNotOptimize(Backend::correlate_series(series, series, series.size()));
    })->Unit(benchmark::kMillisecond);
}

}  // namespace
}  // namespace soret

int main(int argc, char** argv) {
    using namespace soret;
    const std::vector<double> values = noise(samples * signals);
    const Correlations expected = correlations_of(reference::Correlator(settings()), values);
    for (const InstructionSet set : supported_instruction_sets()) add_benchmark(values, expected, set);
    add_reference_benchmark(values);
    const std::vector<double> series = noise(16384);
    const std::vector<double> direct = reference::correlate_series(series, series, series.size());
    add_series_benchmark<ReferenceBackend>(series, direct);
    add_series_benchmark<OptimizedBackend>(series, direct);
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
}
