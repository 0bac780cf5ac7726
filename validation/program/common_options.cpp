#include "soret/validation/program/common_options.hpp"

#include <cstdio>
#include <filesystem>
#include <limits>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "soret/common/errors.hpp"
#include "soret/common/files/atomic_file.hpp"
#include "soret/common/provenance.hpp"
#include "soret/common/usable_cores.hpp"
#include "soret/validation/program/input_configuration.hpp"
#include "soret/validation/program/number_options.hpp"

namespace soret {

namespace {

inline constexpr int most_threads = 4096;

void check_precision(const std::string& name) {
    const std::string refusal = precision_refusal(name);
    if (!refusal.empty()) throw InvalidArgument(fmt::format("precision = {}: {}", name, refusal));
}

// The directory of --out is made by the command.
bool is_in_directory_to_be_made(const std::string& path, const CLI::Option* out) {
    namespace fs = std::filesystem;
    if (out == nullptr || out->count() == 0 || out->results().front().empty()) return false;
    const fs::path directory = fs::absolute(out->results().front()) / "";
    std::error_code ignored;
    return !fs::exists(directory, ignored) &&
           (fs::absolute(path).parent_path() / "").lexically_normal() == directory.lexically_normal();
}

}  // namespace

CLI::Option* add_written_file(CLI::App& command, const std::string& name, std::optional<std::string>& file,
                              const std::string& description) {
    const auto take = [&command, &file, name](const std::string& path) {
        file = path;
        const bool is_standard_output = name == "json" && path == "-";
        if (path.empty() || is_standard_output) return;  // what is empty is refused everywhere
        if (is_in_directory_to_be_made(path, command.get_option_no_throw("--out"))) return;
        check_can_be_written(path);
    };
    return command.add_option_function<std::string>("--" + name, take, description)->type_name("FILE");
}

void add_common_options(CLI::App& command, CommonOptions& common) {
    command.add_option("--backend", common.backend, "default: optimized")->type_name("reference|optimized");
    command.add_option_function<std::string>("--precision", check_precision, "the only one")->type_name("exact");
    add_whole_number(
        command, "threads", 1, most_threads,
        [&common](std::uint64_t value) { common.threads = static_cast<int>(value); }, "default: all cores");
    command.add_option("--isa", common.isa, "instruction set (default: auto)")->type_name("auto|sse2|avx2|avx512");
    command
        .add_option("--mixture", common.mixture,
                    "mixture file (default: the mixture of the paper); from-file: that of a data file")
        ->type_name("FILE|from-file");
    add_written_file(command, "json", common.json, "write JSON to a file; - is standard output");
    add_whole_number(
        command, "seed", 0, std::numeric_limits<std::uint64_t>::max(),
        [&common](std::uint64_t value) { common.seed = value; }, "of all random numbers");
    command
        .add_option_function<std::string>(
            "--color", [&common](const std::string& word) { common.color = colour_choice_from(word); },
            "of verdicts (default: auto, on a terminal and without NO_COLOR)")
        ->type_name("auto|always|never");
    command.add_flag("--quiet", common.quiet, "no progress, no tables");
}

Backend chosen_backend(const CommonOptions& common, Backend fallback) {
    return common.backend ? backend_from(*common.backend) : fallback;
}

WorkOptions chosen_work(const CommonOptions& common) {
    const Execution execution = chosen_execution(common);
    WorkOptions work;
    work.backend = chosen_backend(common);
    work.instruction_set = execution.instruction_set;
    work.workers = execution.threads;
    work.quiet = common.quiet;
    return work;
}

std::string precision_refusal(std::string_view name) {
    if (name == precision_name) return "";
    const std::string refusal = fmt::format("must be {}", precision_name);
    return name == "mixed" ? refusal + " (mixed was removed because it was slower with AVX-512)" : refusal;
}

Execution chosen_execution(const CommonOptions& common) {
    Execution execution;
    execution.instruction_set = instruction_set_from(common.isa.value_or("auto"));
    execution.threads = common.threads.value_or(usable_cores());
    if (execution.threads < 1 || execution.threads > most_threads) {
        throw InvalidArgument(fmt::format("threads = {}: must be in [1, {}]", execution.threads, most_threads));
    }
    return execution;
}

Mixture chosen_mixture(const CommonOptions& common) {
    return mixture_named(common.mixture, std::nullopt, {}).mixture;
}

nlohmann::json provenance_json(Backend backend, const Execution& execution, std::optional<std::uint64_t> seed) {
    nlohmann::json json = to_json(provenance(execution, seed));
    json["backend"] = name_of(backend);
    json["precision"] = precision_name;
    return json;
}

void write_json(const CommonOptions& common, const nlohmann::json& result) {
    if (!common.json) return;
    const std::string text = result.dump(2) + "\n";
    if (!common.json_on_standard_output()) {
        write_file_atomically(*common.json, text);
        return;
    }
    fmt::print("{}", text);
    if (std::fflush(stdout) != 0) throw InvalidInput("standard output: cannot be written");
}

}  // namespace soret
