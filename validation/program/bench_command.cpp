#include <sys/resource.h>

#include <algorithm>
#include <memory>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "soret/common/errors.hpp"
#include "soret/common/files/atomic_file.hpp"
#include "soret/common/files/configuration_file.hpp"
#include "soret/common/files/configuration_writers.hpp"
#include "soret/common/files/mixture_file.hpp"
#include "soret/validation/program/bench_lammps.hpp"
#include "soret/validation/program/bench_suite.hpp"
#include "soret/validation/program/commands.hpp"
#include "soret/validation/program/input_configuration.hpp"
#include "soret/validation/program/memory.hpp"
#include "soret/validation/program/number_options.hpp"
#include "soret/validation/simulation/pair_count.hpp"
#include "soret/validation/simulation/speed_trial.hpp"
#include "soret/validation/simulation/start_defect.hpp"
#include "soret/validation/simulation/velocities.hpp"

namespace soret {

namespace {

constexpr double temperature = 0.62;
constexpr double timestep = 0.002;
constexpr std::uint64_t most_checked = 5000;  // particles: beyond that the reference takes too long
constexpr std::uint64_t default_seed = 1;

struct BenchOptions {
    std::uint64_t n = 5000;
    double x1 = 0.5;
    double density = 0.799;
    std::uint64_t steps = 2000;
    int repetitions = 5;
    std::string configuration;
    std::optional<std::string> write;
    bool suite = false;
    std::vector<std::string> only;  // parts of the suite
    std::string lammps = "lmp -sf opt";
    std::vector<std::uint64_t> sizes;  // beside LAMMPS
};

State start_of(const BenchOptions& options, const CommonOptions& common, const ChosenMixture& chosen,
               const Execution& execution) {
    const Mixture& mixture = chosen.mixture;
    const std::uint64_t seed = common.seed.value_or(default_seed);
    if (options.configuration.empty()) {
        must_not_have_configuration_options(common);
        if (const std::string lack = memory_lack(options.n); !lack.empty()) {
            throw InvalidArgument(fmt::format("n = {}: {}", options.n, lack));
        }
        const LiquidSettings liquid{
            .n = options.n, .x1 = options.x1, .density = options.density, .temperature = temperature, .seed = seed};
        if (const auto defect = start_defect(liquid, mixture)) {
            throw InvalidArgument(defect->text());
        }
        return quick_liquid(liquid, mixture, execution);
    }
    const ReadingOptions reading = reading_options(common);
    const ConfigurationFile file = configuration_for(options.configuration, chosen, reading);
    State state = file.state.sorted_by_id();
    if (!state.has_velocities()) draw_maxwell_velocities(state, mixture, temperature, seed);
    return state;
}

// Largest part of the memory that was ever in use [bytes].
double peak_memory() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return 1024.0 * static_cast<double>(usage.ru_maxrss);
}

nlohmann::json result_of(const BenchOptions& options, const Mixture& mixture, const Trajectory& start,
                         const SpeedTrial& trial) {
    const State& state = start.state;
    const double n = static_cast<double>(state.size());
    const auto counts = state.species_counts(mixture.species_count());
    return {{"particle_steps_per_second", median_of(trial.rates)},
            {"repetitions", trial.rates},
            {"pairs_in_cutoff_per_particle", static_cast<double>(pairs_in_cutoff(state, mixture)) / n},
            {"rebuild_interval",
             trial.rebuild_interval ? nlohmann::json(*trial.rebuild_interval) : nlohmann::json(nullptr)},
            {"n", state.size()},
            {"x1", static_cast<double>(counts[0]) / n},
            {"density", n / state.box.volume()},
            {"temperature", kinetic_temperature(trial.start.kinetic_energy(), state.size())},
            {"potential_energy", trial.start.potential_energy},
            {"kinetic_energy", trial.start.kinetic_energy()},
            {"timestep", timestep},
            {"steps", options.steps},
            {"memory_per_particle", peak_memory() / n},
            {"mixture", to_json(mixture)}};
}

void print_table(const nlohmann::json& json) {
    const auto number = [&](const char* key) { return json.at(key).get<double>(); };
    fmt::print("{} particles, x1 {:.4g}, density {:.4g}, {} steps of {} at constant energy, {}, {}, {}, threads {}\n",
               json.at("n").get<std::uint64_t>(), number("x1"), number("density"),
               json.at("steps").get<std::uint64_t>(), number("timestep"), json.at("backend").get<std::string>(),
               json.at("precision").get<std::string>(), json.at("isa").get<std::string>(),
               json.at("threads").get<int>());
    const auto rates = json.at("repetitions").get<std::vector<double>>();
    const auto [least, most] = std::minmax_element(rates.begin(), rates.end());
    fmt::print("  {:<30} {:.4g} (median of {}, {:.4g} to {:.4g})\n", "particles times steps a second",
               number("particle_steps_per_second"), rates.size(), *least, *most);
    fmt::print("  {:<30} {:.4g}\n", "pairs in cutoff a particle", number("pairs_in_cutoff_per_particle"));
    if (!json.at("rebuild_interval").is_null()) {
        fmt::print("  {:<30} {:.3g}\n", "steps a list", number("rebuild_interval"));
    }
    fmt::print("  {:<30} {:.4g}\n", "peak memory a particle, bytes", number("memory_per_particle"));
}

int run(const BenchOptions& options, const CommonOptions& common) {
    const Backend backend = chosen_backend(common);
    const IntegratorParameters parameters{.timestep = timestep};
    const Execution execution = chosen_execution(common);
    const std::optional<std::string> configuration =
        options.configuration.empty() ? std::nullopt : std::optional(options.configuration);
    const ChosenMixture chosen = mixture_named(common.mixture, configuration, reading_options(common));
    const Mixture& mixture = chosen.mixture;
    const std::string place = options.configuration.empty() ? "bench" : options.configuration;
    Trajectory start;
    try {
        start = start_of_trajectory(mixture, start_of(options, common, chosen, execution), parameters);
        if (start.state.size() <= most_checked &&
            !first_step_is_that_of_the_reference(mixture, start, parameters, backend, execution)) {
            fmt::print(stderr, "soret: the first step differs from that of the reference: nothing is timed\n");
            return 1;
        }
    } catch (const InvalidState& error) {
        throw InvalidInput(fmt::format("{}: {}", place, error.what()));
    }
    if (options.write) {
        write_file_atomically(*options.write,
                              lammps_data_text(start.state, mixture.parameters().mass, mixture.names()));
    }
    const SpeedTrial trial =
        time_integrator(mixture, start, parameters, options.steps, options.repetitions, backend, execution);
    nlohmann::json json = result_of(options, mixture, start, trial);
    json["threads"] = execution.threads;
    json["isa"] = name_of(execution.instruction_set);
    json["precision"] = precision_name;
    json["backend"] = name_of(backend);
    json["provenance"] = provenance_json(backend, execution, common.seed.value_or(default_seed));
    write_json(common, json);
    if (!common.quiet && !common.json_on_standard_output()) print_table(json);
    return 0;
}

int run_suite_of(const BenchOptions& options, const CommonOptions& common) {
    for (const auto& [given, name] :
         {std::pair(common.backend.has_value(), "backend"), std::pair(common.threads.has_value(), "threads"),
          std::pair(common.mixture.has_value(), "mixture")}) {
        if (given) throw InvalidArgument(fmt::format("--{}: must not be given together with --suite", name));
    }
    must_not_have_configuration_options(common);
    Execution execution = chosen_execution(common);
    execution.threads = 1;
    const std::uint64_t seed = common.seed.value_or(default_seed);
    const SuiteResult result = run_suite(
        {.execution = execution, .seed = seed, .only = options.only, .lammps = options.lammps, .sizes = options.sizes});
    nlohmann::json json = to_json(result);
    json["isa"] = name_of(execution.instruction_set);
    json["provenance"] = provenance_json(Backend::optimized, execution, seed);
    write_json(common, json);
    if (!common.quiet && !common.json_on_standard_output()) {
        fmt::print("{}, one thread unless said otherwise; medians\n", name_of(execution.instruction_set));
        if (result.lammps) fmt::print("beside {}\n", *result.lammps);
        fmt::print("{}", suite_table(result));
    }
    if (!result.difference) return 0;
    fmt::print(stderr, "soret: {}: nothing after it is timed\n", *result.difference);
    return 1;
}

CLI::Option* add_number(CLI::App& command, const std::string& name, double& value, const NumberRange& range,
                        const std::string& description) {
    const auto take = [name, range, &value](const CLI::results_t& words) {
        value = real_number(name, words.at(0), range);
        return true;
    };
    return command.add_option("--" + name, take, description)
        ->type_name("NUMBER")
        ->default_str(fmt::format("{}", value));
}

}  // namespace

void add_bench_command(CLI::App& program, CommonOptions& common, int& exit_code) {
    CLI::App* command = program.add_subcommand("bench", "Speed of molecular dynamics at constant energy");
    auto options = std::make_shared<BenchOptions>();
    constexpr std::uint64_t most = 1'000'000'000;
    auto* n = add_whole_number(
        *command, "n", 2, most, [options](std::uint64_t value) { options->n = value; }, "particles");
    auto* x1 = add_number(*command, "x1", options->x1, between(0.0, 1.0), "mole fraction of species 1");
    auto* density = add_number(*command, "density", options->density, greater_than(0.0), "number density");
    auto* steps = add_whole_number(
        *command, "steps", 1, most, [options](std::uint64_t value) { options->steps = value; },
        "steps of a repetition");
    steps->default_str("2000");
    auto* repetitions = add_whole_number(
        *command, "repetitions", 1, 10000,
        [options](std::uint64_t value) { options->repetitions = static_cast<int>(value); }, "how often it is timed");
    repetitions->default_str("5");
    auto* configuration =
        command->add_option("--config", options->configuration, "start from this configuration instead of a liquid")
            ->type_name("FILE");
    auto* write = add_written_file(*command, "write", options->write, "write the start as a LAMMPS data file");
    auto* suite = command->add_flag("--suite", options->suite,
                                    "a table of what the project promises of its speed, measured here");
    command->add_option("--only", options->only, fmt::format("parts of the suite: {}", fmt::join(suite_groups(), ", ")))
        ->type_name("NAME")
        ->delimiter(',')
        ->needs(suite);
    auto* lammps =
        command->add_option("--lammps", options->lammps, "program and options of LAMMPS, beside which the suite runs")
            ->type_name("COMMAND")
            ->capture_default_str()
            ->needs(suite);
    const auto take_sizes = [options](const CLI::results_t& words) {
        for (const std::string& word : words) options->sizes.push_back(whole_number("sizes", word, 100, most));
        return true;
    };
    command->add_option("--sizes", take_sizes, "numbers of particles beside LAMMPS (default 500,5000,32000)")
        ->type_name("N")
        ->expected(1, -1)
        ->delimiter(',')
        ->needs(suite);
    n->default_str("5000");
    add_common_options(*command, common);
    add_configuration_options(*command, common);
    command->callback([=, &common, &exit_code] {
        for (const CLI::Option* given : {n, x1, density}) {
            if (configuration->count() == 0 || given->count() == 0) continue;
            throw InvalidArgument(fmt::format("{}: must not be given together with --config", given->get_name()));
        }
        for (const CLI::Option* given : {n, x1, density, steps, repetitions, configuration, write}) {
            if (!options->suite || given->count() == 0) continue;
            throw InvalidArgument(fmt::format("{}: must not be given together with --suite", given->get_name()));
        }
        if (lammps->count() > 0 && !TimedLammps::is_installed(options->lammps)) {
            throw InvalidArgument(fmt::format("lammps = {}: there is no such program", options->lammps));
        }
        exit_code = options->suite ? run_suite_of(*options, common) : run(*options, common);
    });
}

}  // namespace soret
