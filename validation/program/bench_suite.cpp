#include "soret/validation/program/bench_suite.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <functional>
#include <map>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/validation/program/bench_lammps.hpp"
#include "soret/validation/simulation/speed_trial.hpp"

namespace soret {

namespace {

constexpr int repetitions = 7;
constexpr double temperature = 0.62;
constexpr IntegratorParameters constant_energy{.timestep = 0.002};
constexpr PairForcesRequest all_fluxes{.energies = true, .virial = true, .currents = true};

using Piece = std::function<void()>;
enum class Clock { process, wall };

double now(Clock clock) {
    if (clock == Clock::process) return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

// Seconds of each piece by repetition; the pieces are made in turn.
std::vector<std::vector<double>> timed_in_turn(const std::vector<Piece>& pieces, Clock clock = Clock::process) {
    std::vector<std::vector<double>> seconds(pieces.size());
    for (int k = 0; k < repetitions; ++k) {
        for (std::size_t p = 0; p < pieces.size(); ++p) {
            const double begin = now(clock);
            pieces[p]();
            seconds[p].push_back(now(clock) - begin);
        }
    }
    return seconds;
}

// values(a, b) of each repetition.
template <class Value>
std::vector<double> each(const std::vector<double>& a, const std::vector<double>& b, Value value) {
    std::vector<double> values;
    for (std::size_t k = 0; k < a.size(); ++k) values.push_back(value(a[k], b[k]));
    return values;
}

template <class Value>
std::vector<double> each(const std::vector<double>& a, Value value) {
    std::vector<double> values;
    for (const double one : a) values.push_back(value(one));
    return values;
}

double ratio(double a, double b) {
    return a / b;
}

struct AnswersDiffer {
    std::string what;
};

// side^3 copies of a periodic system, side by side: what surrounds a particle is the same in each.
State copies(const State& one, int side) {
    State all;
    const Vector3 edge = one.box.edges();
    all.box = Box(static_cast<double>(side) * edge);
    const auto n = static_cast<std::int64_t>(one.size());
    for (int copy = 0; copy < side * side * side; ++copy) {
        const Vector3 offset{copy % side * edge.x, copy / side % side * edge.y, copy / side / side * edge.z};
        for (std::size_t i = 0; i < one.size(); ++i) {
            all.add(one.id[i] + copy * n, one.species[i], one.position_of(i) + offset);
        }
        for (std::size_t axis = 0; axis < 3; ++axis) {
            all.velocity[axis].insert(all.velocity[axis].end(), one.velocity[axis].begin(), one.velocity[axis].end());
        }
    }
    return all;
}

// Copies along an edge of which the reference takes one; each has at most as many particles.
int side_of(std::uint64_t n) {
    constexpr std::uint64_t largest_part = 8000;
    for (std::uint64_t side = 1; side * side * side <= n; ++side) {
        const std::uint64_t count = side * side * side;
        if (n % count == 0 && n / count <= largest_part) return static_cast<int>(side);
    }
    throw InvalidArgument(fmt::format("sizes = {}: must be at most {}, or that times a cube", n, largest_part));
}

std::uint64_t steps_for(double particle_steps, std::uint64_t n) {
    return std::max<std::uint64_t>(10, static_cast<std::uint64_t>(particle_steps / static_cast<double>(n)));
}

class Suite {
public:
    explicit Suite(const SuiteOptions& options) : options_(options), mixture_(paper_mixture()) {}

    void run(const std::string& group) {
        if (group == "dynamics") dynamics();
        if (group == "lammps") lammps();
        if (group == "fluxes") fluxes();
        if (group == "field") field();
        if (group == "chains") chains();
        if (group == "threads") threads();
        if (group == "million") million();
    }

    std::vector<SuiteRow> rows;
    std::optional<std::string> lammps_version;

private:
    using Integrator = OptimizedBackend::Integrator;

    // A liquid, checked. Beyond what the reference takes: copies of one that it took.
    const State& liquid(std::uint64_t n) {
        if (const auto found = liquids_.find(n); found != liquids_.end()) return found->second;
        const int side = side_of(n);
        if (side == 1) {
            const State state =
                quick_liquid({.n = n, .x1 = 0.5, .density = 0.799, .temperature = temperature, .seed = options_.seed},
                             mixture_, options_.execution);
            const State& kept = liquids_.emplace(n, state).first->second;
            check(kept, constant_energy);
            return kept;
        }
        const auto count = static_cast<std::uint64_t>(side * side * side);
        const State& part = liquid(n / count);
        const auto energy = [&](const State& state) { return integrator(state).totals().potential_energy; };
        State all = copies(part, side);
        if (energy(all) != static_cast<double>(count) * energy(part)) {
            throw AnswersDiffer{
                fmt::format("N = {}: the energy of {} copies is not {} times that of one", n, count, count)};
        }
        return liquids_.emplace(n, std::move(all)).first->second;
    }

    void check(const State& state, const IntegratorParameters& parameters) const {
        const Trajectory start = start_of_trajectory(mixture_, state, parameters);
        if (first_step_is_that_of_the_reference(mixture_, start, parameters, Backend::optimized, options_.execution)) {
            return;
        }
        throw AnswersDiffer{fmt::format("N = {}, {}: the first step differs from that of the reference", state.size(),
                                        name_of(parameters.ensemble))};
    }

    Integrator integrator(const State& state, const IntegratorParameters& parameters = constant_energy,
                          int threads = 1) const {
        Execution execution = options_.execution;
        execution.threads = threads;
        return Integrator(mixture_, start_of_trajectory(mixture_, state, parameters), parameters, execution);
    }

    // Steps with forces only, after so many that lists have found their length.
    static Piece steps_of(Integrator& integrator, std::uint64_t steps) {
        integrator.run(std::max<std::uint64_t>(150, steps / 5), forces_only);
        return [&integrator, steps] { integrator.run(steps, forces_only); };
    }

    bool is_avx512() const { return options_.execution.instruction_set == InstructionSet::avx512; }

    void dynamics() {
        for (const std::uint64_t n : {250U, 500U, 5000U, 32000U}) {
            Integrator own = integrator(liquid(n));
            const std::uint64_t steps = steps_for(2e6, n);
            const auto seconds = timed_in_turn({steps_of(own, steps)});
            rows.push_back({.group = "dynamics",
                            .quantity = fmt::format("steps at constant energy, N = {}", n),
                            .unit = "10^6 particle-steps/s",
                            .values = rates(seconds[0], steps, n)});
        }
    }

    static std::vector<double> rates(const std::vector<double>& seconds, std::uint64_t steps, std::uint64_t n) {
        return each(seconds, [&](double s) { return 1e-6 * static_cast<double>(steps) * static_cast<double>(n) / s; });
    }

    void lammps() {
        const std::string& command = options_.lammps;
        if (!TimedLammps::is_installed(command)) return;
        lammps_version = TimedLammps::version(command);
        const std::map<std::uint64_t, double> bars{{500, 3.2}, {5000, 4.6}, {32000, 4.6}};
        std::vector<std::uint64_t> sizes = options_.sizes;
        for (const auto& [n, bar] : bars) {
            if (options_.sizes.empty()) sizes.push_back(n);
        }
        for (const std::uint64_t n : sizes) {
            Integrator own = integrator(liquid(n));
            const PairForcesTotals& totals = own.totals();
            const std::uint64_t steps = steps_for(1e6, n);
            TimedLammps theirs(command, mixture_, liquid(n), constant_energy.timestep, steps,
                               totals.potential_energy + totals.kinetic_energy());
            // What it reports of its loop, which its start is not in.
            std::vector<double> loops;
            const auto seconds = timed_in_turn({steps_of(own, steps), [&] { loops.push_back(theirs.run()); }});
            rows.push_back({.group = "lammps",
                            .quantity = fmt::format("steps beside those of LAMMPS, N = {}", n),
                            .unit = "10^6 particle-steps/s",
                            .values = rates(seconds[0], steps, n),
                            .over_lammps = median_of(each(loops, seconds[0], ratio)),
                            .lammps_bar = is_avx512() && bars.contains(n) ? std::optional(bars.at(n)) : std::nullopt});
        }
    }

    // As a campaign samples: time step 0.005, all fluxes every 8 steps.
    void fluxes() {
        constexpr std::uint64_t interval = 8;
        for (const std::uint64_t n : {250U, 500U}) {
            const State& state = liquid(n);
            if (OptimizedBackend::FluxSums(mixture_, options_.execution).compute(state) !=
                ReferenceBackend::FluxSums(mixture_).compute(state)) {
                throw AnswersDiffer{fmt::format("N = {}: the fluxes differ from those of the reference", n)};
            }
            const IntegratorParameters parameters{.timestep = 0.005};
            Integrator plain = integrator(state, parameters);
            Integrator sampled = integrator(state, parameters);
            const std::uint64_t samples = steps_for(1e6, n) / interval;
            sampled.run(150, forces_only);
            const auto seconds = timed_in_turn({steps_of(plain, samples * interval), [&] {
                                                    for (std::uint64_t k = 0; k < samples; ++k) {
                                                        sampled.run(interval, all_fluxes);
                                                    }
                                                }});
            rows.push_back({.group = "fluxes",
                            .quantity = fmt::format("all fluxes every 8 steps, N = {}", n),
                            .unit = "% more time",
                            .values = each(seconds[1], seconds[0],
                                           [](double with, double without) { return 100.0 * (with / without - 1.0); }),
                            .at_most = 14.0});
        }
    }

    void field() {
        IntegratorParameters driven{
            .timestep = 0.002, .ensemble = IntegratorEnsemble::hnemd, .temperature = temperature};
        driven.field = {.heat = 0.2, .enthalpy = {-3.0, -5.0}};
        for (const std::uint64_t n : {250U, 1000U, 5000U}) {
            const State& state = liquid(n);
            check(state, driven);
            Integrator plain = integrator(state);
            Integrator under_field = integrator(state, driven);
            const std::uint64_t steps = steps_for(1e6, n);
            const auto seconds = timed_in_turn({steps_of(plain, steps), steps_of(under_field, steps)});
            rows.push_back({.group = "field",
                            .quantity = fmt::format("step under a heat field over one without, N = {}", n),
                            .unit = "times",
                            .values = each(seconds[1], seconds[0], ratio),
                            .at_most = 1.7});
        }
    }

    MonteCarloParameters chain_parameters(MonteCarloEnsemble ensemble) const {
        return {.ensemble = ensemble,
                .temperature = temperature,
                .pressure = 0.46,
                .chemical_potential = {1.96, 0.0},
                .largest_displacement = 0.16,
                .largest_log_volume_step = 0.01,
                .seed = options_.seed};
    }

    OptimizedBackend::MonteCarlo chain(MonteCarloEnsemble ensemble, std::uint64_t turns_per_sweep = 1000) {
        const MonteCarloParameters parameters = chain_parameters(ensemble);
        MonteCarloChain start = start_of_chain(liquid(1000), parameters);
        start.turns_per_sweep = turns_per_sweep;
        const auto digest = [&](auto other) {
            for (int k = 0; k < 2; ++k) other.sweep();
            return other.chain().digest;
        };
        OptimizedBackend::MonteCarlo own(mixture_, start, parameters, options_.execution);
        if (digest(OptimizedBackend::MonteCarlo(mixture_, start, parameters, options_.execution)) !=
            digest(ReferenceBackend::MonteCarlo(mixture_, start, parameters))) {
            throw AnswersDiffer{"N = 1000: the chain differs from that of the reference"};
        }
        for (int k = 0; k < 50; ++k) own.sweep();
        return own;
    }

    void chains() {
        constexpr int sweeps = 100;
        constexpr int volumes = 500;
        OptimizedBackend::MonteCarlo semi_grand = chain(MonteCarloEnsemble::semi_grand);
        OptimizedBackend::MonteCarlo nvt = chain(MonteCarloEnsemble::nvt);
        OptimizedBackend::MonteCarlo one_and_volume = chain(MonteCarloEnsemble::npt, 1);
        const auto sweeps_of = [](OptimizedBackend::MonteCarlo& own, int count) -> Piece {
            return [&own, count] {
                for (int k = 0; k < count; ++k) own.sweep();
            };
        };
        const auto attempts = [&] {
            std::uint64_t sum = 0;
            for (const MonteCarloMove move : every_monte_carlo_move) sum += semi_grand.counts()[move].attempted;
            return static_cast<double>(sum);
        };
        const double before = attempts();
        const auto seconds =
            timed_in_turn({sweeps_of(semi_grand, sweeps), sweeps_of(one_and_volume, volumes), sweeps_of(nvt, sweeps)});
        const double made = (attempts() - before) / repetitions;
        rows.push_back({.group = "chains",
                        .quantity = "attempted moves of a semi-grand chain, N = 1000",
                        .unit = "10^6/s",
                        .values = each(seconds[0], [&](double s) { return 1e-6 * made / s; }),
                        .at_least = is_avx512() ? std::optional(1.6) : std::nullopt});
        rows.push_back({.group = "chains",
                        .quantity = "a change of volume over 1000 displacements, N = 1000",
                        .unit = "%",
                        .values = each(seconds[1], seconds[2],
                                       [](double with_one, double of_1000) {
                                           return 100.0 * (with_one / volumes / (of_1000 / sweeps) - 1e-3);
                                       }),
                        .at_most = 10.0});
    }

    void threads() {
        const std::map<std::uint64_t, double> bars{{1000, 1.7}, {32000, 1.85}};
        for (const auto& [n, bar] : bars) {
            const State& state = liquid(n);
            Integrator one = integrator(state);
            Integrator two = integrator(state, constant_energy, 2);
            const std::uint64_t steps = steps_for(4e6, n);
            const auto seconds = timed_in_turn({steps_of(one, steps), steps_of(two, steps)}, Clock::wall);
            rows.push_back({.group = "threads",
                            .quantity = fmt::format("two threads over one, N = {}", n),
                            .unit = "times the rate",
                            .values = each(seconds[0], seconds[1], ratio),
                            .at_least = bar});
        }
    }

    void million() {
        constexpr std::uint64_t n = 1'000'000;
        constexpr std::uint64_t small = 32'000;
        Integrator large = integrator(liquid(n));
        liquids_.erase(n);
        Integrator beside = integrator(liquid(small));
        const std::uint64_t steps = 30;
        const std::uint64_t small_steps = steps * n / small;
        const auto seconds = timed_in_turn({steps_of(large, steps), steps_of(beside, small_steps)});
        rows.push_back({.group = "million",
                        .quantity = "rate of N = 1000000 over that of 32000",
                        .unit = "times",
                        .values = each(rates(seconds[0], steps, n), rates(seconds[1], small_steps, small), ratio),
                        .at_least = 0.9});
        rusage usage{};
        getrusage(RUSAGE_SELF, &usage);
        rows.push_back({.group = "million",
                        .quantity = "largest memory over N = 1000000",
                        .unit = "bytes",
                        .values = {1024.0 * static_cast<double>(usage.ru_maxrss) / static_cast<double>(n)},
                        .at_most = 500.0});
    }

    SuiteOptions options_;
    Mixture mixture_;
    std::map<std::uint64_t, State> liquids_;
};

}  // namespace

const std::vector<std::string>& suite_groups() {
    static const std::vector<std::string> groups{"dynamics", "lammps",  "fluxes", "field",
                                                 "chains",   "threads", "million"};
    return groups;
}

SuiteResult run_suite(const SuiteOptions& options) {
    const std::vector<std::string>& groups = suite_groups();
    for (const std::string& name : options.only) {
        if (std::find(groups.begin(), groups.end(), name) != groups.end()) continue;
        throw InvalidArgument(fmt::format("only = {}: must be one of {}", name, fmt::join(groups, ", ")));
    }
    const auto wanted = [&](const std::string& group) {
        return options.only.empty() || std::find(options.only.begin(), options.only.end(), group) != options.only.end();
    };
    for (const std::uint64_t n : options.sizes) side_of(n);
    Suite suite(options);
    SuiteResult result;
    try {
        for (const std::string& group : groups) {
            if (wanted(group)) suite.run(group);
        }
    } catch (const AnswersDiffer& found) {
        result.difference = found.what;
    }
    result.rows = std::move(suite.rows);
    result.lammps = std::move(suite.lammps_version);
    return result;
}

}  // namespace soret
