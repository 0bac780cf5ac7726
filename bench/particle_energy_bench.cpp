// Trial energies of displaced particles: the optimised backend on every instruction set against the reference, whose
// answers it must have.

#include <cstdlib>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "liquid.hpp"
#include "soret/validation/simulation/backend.hpp"

namespace soret {
namespace {

struct Trial {
    std::size_t particle;
    Vector3 position;
    std::int32_t species;
};

/// Small displacements of particles all over the box.
std::vector<Trial> trials_of(const State& state) {
    std::vector<Trial> trials;
    const Vector3 edge = state.box.edges();
    for (std::size_t k = 0; k < 512; ++k) {
        const RandomWords words = random_words(2, RandomStream::synthetic_series, k, 0);
        const std::size_t i = index_from(words[0], static_cast<std::uint32_t>(state.size()));
        const Vector3 r = state.position_of(i);
        const auto step = [&](std::size_t word) { return 0.1 * symmetric_uniform_from(words[word]); };
        trials.push_back({i,
                          {wrap(r.x + step(1), edge.x).position, wrap(r.y + step(2), edge.y).position,
                           wrap(r.z + step(3), edge.z).position},
                          state.species[i]});
    }
    return trials;
}

template <class ParticleEnergies>
void time_trials(benchmark::State& timing, const ParticleEnergies& energies, const std::vector<Trial>& trials) {
    std::size_t k = 0;
    for (auto _ : timing) {
        const Trial& trial = trials[k++ % trials.size()];
        benchmark::DoNotOptimize(energies.without(trial.particle, trial.position, trial.species));
    }
    timing.SetItemsProcessed(timing.iterations());
}

template <class ParticleEnergies>
void time_total(benchmark::State& timing, const ParticleEnergies& energies) {
    for (auto _ : timing) benchmark::DoNotOptimize(energies.total());
    timing.SetItemsProcessed(timing.iterations());
}

template <class ParticleEnergies>
void add_benchmarks(const Mixture& mixture, const State& state, const Execution& execution,
                    const std::string& backend) {
    const std::vector<Trial> trials = trials_of(state);
    const std::string size = fmt::format("N={}/{}", state.size(), backend);
    const reference::ParticleEnergies reference(mixture, state);
    const ParticleEnergies energies(mixture, state, execution);
    bool same = state.size() > 5000 || reference.total() == energies.total();
    for (const Trial& trial : trials) {
        same = same && reference.without(trial.particle, trial.position, trial.species) ==
                           energies.without(trial.particle, trial.position, trial.species);
    }
    if (!same) {
        fmt::print(stderr, "particle_energy/{}: differs from the reference\n", size);
        std::exit(1);
    }
    benchmark::RegisterBenchmark(("particle_energy/displaced/" + size).c_str(), [=, &mixture, &state](auto& timing) {
        time_trials(timing, ParticleEnergies(mixture, state, execution), trials);
    });
    benchmark::RegisterBenchmark(("particle_energy/total/" + size).c_str(), [=, &mixture, &state](auto& timing) {
        time_total(timing, ParticleEnergies(mixture, state, execution));
    });
}

}  // namespace
}  // namespace soret

int main(int argc, char** argv) {
    using namespace soret;
    const Mixture mixture = paper_mixture();
    const State small = bench::liquid(10);
    const State large = bench::liquid(32);
    add_benchmarks<reference::ParticleEnergies>(mixture, small, {}, "reference");
    for (const State* state : {&small, &large}) {
        for (const InstructionSet instruction_set : supported_instruction_sets()) {
            add_benchmarks<optimized::ParticleEnergies>(mixture, *state, {instruction_set, 1},
                                                        std::string(name_of(instruction_set)));
        }
    }
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
}
