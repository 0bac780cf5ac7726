// Profiles along z of the paper's liquid: both backends, whose sums must be equal.

#include <cstdlib>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "soret/validation/simulation/backend.hpp"
#include "soret/validation/simulation/speed_trial.hpp"

namespace soret {
namespace {

constexpr std::size_t bins = 30;

struct Sample {
    State state;
    std::vector<double> force_z;
    double virial_zz;
};

Sample sample_of(std::size_t n) {
    const LiquidSettings settings{.n = n, .x1 = 0.5, .density = 0.799, .temperature = 0.62};
    const State state = quick_liquid(settings, paper_mixture(), Execution{});
    const IntegratorParameters parameters{.timestep = 0.002};
    optimized::Integrator integrator(paper_mixture(), start_of_trajectory(paper_mixture(), state, parameters),
                                     parameters, {});
    return {integrator.trajectory().state, integrator.forces(2), integrator.totals().virial[2]};
}

template <class Profile>
void add_benchmark(const std::string& name, const Sample& sample) {
    benchmark::RegisterBenchmark(name.c_str(), [&sample](benchmark::State& timing) {
        const Profile profile(paper_mixture(), bins);
        for (auto _ : timing) {
            benchmark::DoNotOptimize(profile.sums(sample.state, sample.force_z, sample.virial_zz));
        }
        timing.SetItemsProcessed(timing.iterations() * static_cast<std::int64_t>(sample.state.size()));
    })->Unit(benchmark::kMicrosecond);
}

}  // namespace
}  // namespace soret

int main(int argc, char** argv) {
    using namespace soret;
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
    std::vector<Sample> samples;
    for (const std::size_t n : {1000U, 5000U}) samples.push_back(sample_of(n));
    for (const Sample& sample : samples) {
        const auto sums = [&](const auto& profile) {
            return profile.sums(sample.state, sample.force_z, sample.virial_zz);
        };
        if (sums(reference::Profile(paper_mixture(), bins)) != sums(optimized::Profile(paper_mixture(), bins))) {
            fmt::print(stderr, "N = {}: the sums differ\n", sample.state.size());
            return EXIT_FAILURE;
        }
        add_benchmark<reference::Profile>(fmt::format("profile/reference/{}", sample.state.size()), sample);
        add_benchmark<optimized::Profile>(fmt::format("profile/optimized/{}", sample.state.size()), sample);
    }
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
    return EXIT_SUCCESS;
}
