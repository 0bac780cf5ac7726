#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "soret/common/errors.hpp"
#include "soret/common/files/atomic_file.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/validation/program/commands.hpp"
#include "soret/validation/program/grand_canonical_summary.hpp"
#include "soret/validation/program/input_configuration.hpp"
#include "soret/validation/program/interruption.hpp"
#include "soret/validation/program/run_process.hpp"
#include "soret/validation/program/run_progress.hpp"
#include "soret/validation/program/run_settings.hpp"
#include "soret/validation/program/run_summary.hpp"

namespace soret {

namespace {

using Clock = std::chrono::steady_clock;
namespace fs = std::filesystem;

struct RunOptions {
    std::string file;
    std::string directory;
    bool resume = false;
    bool check = false;
};

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

// returns   sweeps or steps a second, the preparation aside; null if there were none
nlohmann::json run_to_the_end(RunProcess& process, const RunSettings& settings, bool quiet) {
    SignalWatch signals;
    RunProgress progress(process.work_in_all(), process.work_done(), quiet);
    Clock::time_point checkpoint = Clock::now();
    Clock::time_point start = checkpoint;
    const std::uint64_t before = process.done();
    while (!process.finished()) {
        if (process.preparing()) start = Clock::now();
        process.step();
        if (progress.due()) progress.show(process.work_done(), process.status());
        const int stop = signals.stop_signal();
        if (stop == 0 && !signals.take_checkpoint_request() && seconds_since(checkpoint) < settings.checkpoint_every) {
            continue;
        }
        process.write_checkpoint();
        checkpoint = Clock::now();
        if (stop != 0) {
            fmt::print(stderr, "soret: stopped by signal {} in the {}: --resume goes on from here\n", stop,
                       process.place());
            end_by_signal(stop);
        }
    }
    const double done = static_cast<double>(process.done() - before);
    const double seconds = seconds_since(start);
    process.write_checkpoint();
    return done > 0.0 ? nlohmann::json(done / seconds) : nlohmann::json(nullptr);
}

std::optional<std::string> departure_in(const nlohmann::json& summary) {
    const char* key = "departure_from_liquid";
    if (!summary.contains(key) || summary.at(key).is_null()) return std::nullopt;
    return field<std::string>(summary, key);
}

// The summary of a run that was finished before, or nothing.
nlohmann::json finished_summary(const RunProcess& process, const fs::path& directory) {
    if (!process.finished() || !fs::exists(directory / "final.data")) return nullptr;
    const std::string path = (directory / "summary.json").string();
    try {
        nlohmann::json summary = read_json_file(path);
        reading_json(path, [&] { return table_of(summary) + departure_in(summary).value_or(""); });
        return summary;
    } catch (const InvalidInput&) {  // is made anew
        return nullptr;
    }
}

nlohmann::json complete(RunProcess& process, const RunSettings& settings, const fs::path& directory, bool quiet) {
    nlohmann::json summary = finished_summary(process, directory);
    if (!summary.is_null()) return summary;
    nlohmann::json rate;
    if (!process.finished()) rate = run_to_the_end(process, settings, quiet);
    summary = process.finish();
    summary["steps_per_second"] = rate;
    if (settings.kind == "gcmc") add_effective_rates(settings, summary);
    summary["provenance"] = provenance_json(settings.backend, settings.execution, settings.run.parameters.seed);
    write_file_atomically((directory / "summary.json").string(), summary.dump(2) + "\n");
    return summary;
}

int run(const RunOptions& options, const CommonOptions& common) {
    const RunSettings settings = read_run_settings(options.file, common);
    RunProcess process(settings);
    const bool tables = !common.quiet && !common.json_on_standard_output();
    if (options.check) {
        if (tables) fmt::print("{}: can be run\n", options.file);
        return 0;
    }
    const std::string warning = process.open(options.directory, options.resume);
    if (!warning.empty()) fmt::print(stderr, "soret: {}\n", warning);

    const nlohmann::json summary = complete(process, settings, options.directory, common.quiet);
    write_json(common, summary);
    if (tables) fmt::print("{}{}", table_of(summary), process.described_start());
    const auto departure = departure_in(summary);
    if (!departure) return 0;
    fmt::print(stderr, "soret: {}: the liquid {}\n", options.file, *departure);
    return 1;
}

}  // namespace

void add_run_command(CLI::App& program, CommonOptions& common, int& exit_code) {
    CLI::App* command = program.add_subcommand("run", "One simulation, as a run file says");
    auto options = std::make_shared<RunOptions>();
    command->add_option("RUN", options->file, "run file (TOML)")->required();
    auto* out = command->add_option("--out", options->directory, "directory of the results; is made if need be")
                    ->type_name("DIR");
    command->add_flag("--resume", options->resume, "go on from the checkpoint in that directory, if there is one");
    command->add_flag("--check", options->check, "check the run file and its start, then stop");
    add_common_options(*command, common);
    add_configuration_options(*command, common);
    command->callback([options, out, &common, &exit_code] {
        if (out->count() == 0 && !options->check) throw InvalidInput("--out is missing: must name a directory");
        exit_code = run(*options, common);
    });
}

}  // namespace soret
