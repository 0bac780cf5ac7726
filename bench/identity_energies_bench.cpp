// What it costs each particle of a liquid to become one of the other species: the optimised backend on every
// instruction set against the reference, whose answers it must have. An item is one particle, by both energies.

#include <cstdlib>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "liquid.hpp"
#include "soret/validation/simulation/backend.hpp"

namespace soret {
namespace {

/// The sorting of the particles included: an observer meets each state once.
template <class IdentityEnergies>
void changes_both_ways(const Mixture& mixture, const State& state, const Execution& execution,
                       std::vector<ParticleEnergy>& into_first, std::vector<ParticleEnergy>& into_second) {
    const IdentityEnergies energies(mixture, state, execution);
    energies.changes(1, 0, into_first);
    energies.changes(0, 1, into_second);
}

template <class IdentityEnergies>
void add_benchmark(const Mixture& mixture, const State& state, const Execution& execution, const std::string& backend) {
    const std::string name = fmt::format("identity_energies/N={}/{}", state.size(), backend);
    std::vector<ParticleEnergy> expected[2], changes[2];
    changes_both_ways<reference::IdentityEnergies>(mixture, state, {}, expected[0], expected[1]);
    changes_both_ways<IdentityEnergies>(mixture, state, execution, changes[0], changes[1]);
    if (changes[0] != expected[0] || changes[1] != expected[1]) {
        fmt::print(stderr, "{}: differs from the reference\n", name);
        std::exit(1);
    }
    benchmark::RegisterBenchmark(name.c_str(), [=, &mixture, &state](auto& timing) {
        std::vector<ParticleEnergy> into_first, into_second;
        for (auto _ : timing) {
            changes_both_ways<IdentityEnergies>(mixture, state, execution, into_first, into_second);
            benchmark::DoNotOptimize(into_first.data());
            benchmark::DoNotOptimize(into_second.data());
        }
        timing.SetItemsProcessed(timing.iterations() * static_cast<std::int64_t>(state.size()));
    });
}

}  // namespace
}  // namespace soret

int main(int argc, char** argv) {
    using namespace soret;
    const Mixture mixture = paper_mixture();
    const State liquid = bench::liquid(10);
    add_benchmark<reference::IdentityEnergies>(mixture, liquid, {}, "reference");
    for (const InstructionSet instruction_set : supported_instruction_sets()) {
        add_benchmark<optimized::IdentityEnergies>(mixture, liquid, {instruction_set, 1},
                                                   std::string(name_of(instruction_set)));
    }
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
}
