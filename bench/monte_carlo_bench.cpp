// Attempted moves a second of chains of the paper's liquid: semi-grand ones in both backends and every instruction set
// of this CPU at N = 1000, in the optimised one also at other sizes; grand-canonical ones likewise at N = 870 and in
// the optimised one at 100 000. Before a size is timed all backends make the same sweeps from the same start; if a
// digest differs, the program says so and ends with 1.

#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <numeric>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "soret/common/digest.hpp"
#include "soret/optimized/monte_carlo.hpp"
#include "soret/reference/monte_carlo.hpp"

namespace soret {
namespace {

// In the grand-canonical ensemble about the chemical potentials of the liquid at x_1 = 0.5 and P = 0.46: N stays about
// what it is at the start.
MonteCarloParameters parameters(MonteCarloEnsemble ensemble) {
    const std::vector<double> mu =
        exchanges_particles(ensemble) ? std::vector<double>{-1.53, -3.49} : std::vector<double>{1.96, 0.0};
    return {.ensemble = ensemble,
            .temperature = 0.62,
            .pressure = 0.46,
            .chemical_potential = mu,
            .largest_displacement = 0.16,
            .largest_log_volume_step = 0.01,
            .seed = 1};
}

State lattice(std::size_t n) {
    State state;
    const double edge = std::cbrt(static_cast<double>(n) / 0.8);
    state.box = Box({edge, edge, edge});
    std::size_t along = 1;
    while (along * along * along < n) ++along;
    const double step = edge / static_cast<double>(along);
    for (std::size_t k = 0; k < n; ++k) {
        const Vector3 site{static_cast<double>(k % along), static_cast<double>(k / along % along),
                           static_cast<double>(k / along / along)};
        state.add(static_cast<std::int64_t>(k + 1), static_cast<std::int32_t>(k % 2), step * site);
    }
    return state;
}

/// A liquid: the lattice melted at twice the temperature and brought back, at constant volume first.
const MonteCarloChain& equilibrated(std::size_t n) {
    static std::map<std::size_t, MonteCarloChain> chains;
    const auto found = chains.find(n);
    if (found != chains.end()) return found->second;
    const int sweeps = n > 10000 ? 60 : 200;
    State state = lattice(n);
    MonteCarloParameters stage = parameters(MonteCarloEnsemble::nvt);
    for (const double temperature : {1.3, 0.62}) {
        stage.temperature = temperature;
        optimized::MonteCarlo melt(paper_mixture(), state, stage);
        for (int s = 0; s < sweeps; ++s) melt.sweep();
        state = melt.chain().state;
    }
    MonteCarloParameters last = parameters(MonteCarloEnsemble::semi_grand);
    last.largest_log_volume_step = 0.01 * std::sqrt(1000.0 / static_cast<double>(n));
    optimized::MonteCarlo settle(paper_mixture(), state, last);
    for (int s = 0; s < sweeps; ++s) settle.sweep();
    return chains.emplace(n, settle.chain()).first->second;
}

template <class Backend>
std::uint64_t digest_after(MonteCarloEnsemble ensemble, const MonteCarloChain& chain, int sweeps,
                           const Execution& execution) {
    Backend backend(paper_mixture(), chain, parameters(ensemble), execution);
    for (int s = 0; s < sweeps; ++s) backend.sweep();
    return backend.chain().digest;
}

/// Ends the program if a backend or an instruction set makes another chain. The reference takes part up to N = 4000.
void check_digests(MonteCarloEnsemble ensemble, std::size_t n) {
    const MonteCarloChain& chain = equilibrated(n);
    const int sweeps = n > 1000 ? 1 : 3;
    const bool with_reference = n <= 4000;
    const Execution narrowest{.instruction_set = InstructionSet::sse2};
    const std::uint64_t expected = with_reference
                                       ? digest_after<reference::MonteCarlo>(ensemble, chain, sweeps, {})
                                       : digest_after<optimized::MonteCarlo>(ensemble, chain, sweeps, narrowest);
    for (const InstructionSet set : supported_instruction_sets()) {
        const std::uint64_t digest =
            digest_after<optimized::MonteCarlo>(ensemble, chain, sweeps, {.instruction_set = set});
        if (digest == expected) continue;
        fmt::print(stderr, "N = {}: digest {} on {}, but {} {}\n", n, hex_digits(digest), name_of(set),
                   hex_digits(expected), with_reference ? "of the reference" : "on sse2");
        std::exit(1);
    }
}

template <class Backend>
void time_chain(benchmark::State& timing, MonteCarloEnsemble ensemble, std::size_t n, Execution execution) {
    static std::set<std::pair<MonteCarloEnsemble, std::size_t>> checked;
    if (checked.emplace(ensemble, n).second) check_digests(ensemble, n);
    Backend backend(paper_mixture(), equilibrated(n), parameters(ensemble), execution);
    const MoveCounts before = backend.counts();
    for (auto _ : timing) backend.sweep();
    const MoveCounts& after = backend.counts();
    std::uint64_t moves = 0;
    for (const MonteCarloMove move : every_monte_carlo_move) moves += after[move].attempted - before[move].attempted;
    timing.SetItemsProcessed(static_cast<std::int64_t>(moves));
    const MoveCount& now = after[MonteCarloMove::displacement];
    const MoveCount& then = before[MonteCarloMove::displacement];
    timing.counters["displaced"] =
        static_cast<double>(now.accepted - then.accepted) / static_cast<double>(now.attempted - then.attempted);
    const auto& numbers = backend.species_counts();
    const auto particles = static_cast<double>(std::accumulate(numbers.begin(), numbers.end(), std::int64_t{0}));
    timing.counters["density"] = particles / backend.volume();
    for (const MonteCarloMove move : moves_of(ensemble)) {
        if (!exchanges_particles(move)) continue;
        const auto exchanges = static_cast<double>(after[move].attempted - before[move].attempted);
        timing.counters["exchanges"] = benchmark::Counter(exchanges, benchmark::Counter::kIsRate);
        timing.counters["exchanged"] = static_cast<double>(after[move].accepted - before[move].accepted) / exchanges;
    }
    timing.counters["seconds_per_move"] =
        benchmark::Counter(static_cast<double>(moves), benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

void add_benchmarks() {
    const auto add = [](const std::string& name, auto function, MonteCarloEnsemble ensemble, std::size_t n,
                        Execution execution) {
        benchmark::RegisterBenchmark(name.c_str(), function, ensemble, n, execution)->Unit(benchmark::kMillisecond);
    };
    const auto add_all = [&](const std::string& name, MonteCarloEnsemble ensemble, std::size_t of_reference,
                             const std::vector<std::size_t>& of_optimized) {
        add(fmt::format("{}/reference/{}", name, of_reference), time_chain<reference::MonteCarlo>, ensemble,
            of_reference, {});
        for (const InstructionSet set : supported_instruction_sets()) {
            for (const std::size_t n : of_optimized) {
                add(fmt::format("{}/optimized/{}/{}", name, name_of(set), n), time_chain<optimized::MonteCarlo>,
                    ensemble, n, {.instruction_set = set});
            }
        }
    };
    add_all("semi_grand", MonteCarloEnsemble::semi_grand, 1000, {500, 1000, 4000, 32000});
    add_all("grand_canonical", MonteCarloEnsemble::grand_canonical, 870, {870, 100000});
    add_all("grand_canonical_biased", MonteCarloEnsemble::grand_canonical_biased, 870, {870, 100000});
}

}  // namespace
}  // namespace soret

int main(int argc, char** argv) {
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
    soret::add_benchmarks();
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
    return 0;
}
