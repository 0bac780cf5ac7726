// Energies of a growing particle at one stage and at twenty: the optimised backend on every instruction set against the
// reference, whose answers it must have. Twenty stages are to cost at most 3 times as much as one.

#include <cstdlib>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "liquid.hpp"
#include "soret/validation/simulation/backend.hpp"

namespace soret {
namespace {

/// Places and species of the growing particle all over the box.
struct Trial {
    Vector3 position;
    std::int32_t species;
};

std::vector<Trial> trials_of(const State& state) {
    std::vector<Trial> trials;
    const Vector3 edge = state.box.edges();
    for (std::size_t k = 0; k < 512; ++k) {
        const RandomWords words = random_words(3, RandomStream::synthetic_series, k, 0);
        const auto along = [&](std::size_t word, double length) {
            return wrap(uniform_from(words[word], 0) * length, length).position;
        };
        trials.push_back(
            {{along(0, edge.x), along(1, edge.y), along(2, edge.z)}, static_cast<std::int32_t>(words[3] >> 31)});
    }
    return trials;
}

std::vector<double> stages_of(int count) {
    std::vector<double> stages;
    for (int k = 1; k <= count; ++k) stages.push_back(k / static_cast<double>(count + 1));
    return stages;
}

template <class SoftCore>
void time_trials(benchmark::State& timing, const SoftCore& soft_core, const std::vector<Trial>& trials) {
    std::size_t k = 0;
    std::vector<ParticleEnergy> energies;
    for (auto _ : timing) {
        const Trial& trial = trials[k++ % trials.size()];
        soft_core.at(trial.position, trial.species, energies);
        benchmark::DoNotOptimize(energies.data());
    }
    timing.SetItemsProcessed(timing.iterations());
}

template <class SoftCore>
void add_benchmarks(const Mixture& mixture, const State& state, const Execution& execution,
                    const std::string& backend) {
    const std::vector<Trial> trials = trials_of(state);
    for (const int count : {1, 20}) {
        const std::vector<double> stages = stages_of(count);
        const std::string name = fmt::format("soft_core/{}_stages/N={}/{}", count, state.size(), backend);
        const reference::SoftCore reference(mixture, state, stages);
        const SoftCore soft_core(mixture, state, stages, execution);
        std::vector<ParticleEnergy> expected, energies;
        for (const Trial& trial : trials) {
            reference.at(trial.position, trial.species, expected);
            soft_core.at(trial.position, trial.species, energies);
            if (energies == expected) continue;
            fmt::print(stderr, "{}: differs from the reference\n", name);
            std::exit(1);
        }
        benchmark::RegisterBenchmark(name.c_str(), [=, &mixture, &state](auto& timing) {
            time_trials(timing, SoftCore(mixture, state, stages, execution), trials);
        });
    }
}

}  // namespace
}  // namespace soret

int main(int argc, char** argv) {
    using namespace soret;
    const Mixture mixture = paper_mixture();
    const State liquid = bench::liquid(10);
    add_benchmarks<reference::SoftCore>(mixture, liquid, {}, "reference");
    for (const InstructionSet instruction_set : supported_instruction_sets()) {
        add_benchmarks<optimized::SoftCore>(mixture, liquid, {instruction_set, 1},
                                            std::string(name_of(instruction_set)));
    }
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
}
