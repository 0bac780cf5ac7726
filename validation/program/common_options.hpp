#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "soret/common/execution.hpp"
#include "soret/common/mixture.hpp"
#include "soret/validation/campaign/workers.hpp"
#include "soret/validation/simulation/backend.hpp"
#include "soret/validation/simulation/terminal.hpp"

// CLI11 itself is included where options are added only: a file that sees its header compiles some 5 s longer.
namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace soret {

/// The options that every command understands. Empty where the user gave none: an option given wins over a file.
struct CommonOptions {
    std::optional<std::string> backend;
    std::optional<std::string> isa;
    std::optional<int> threads;
    std::optional<std::string> mixture;  ///< path of a mixture file, or from-file
    std::optional<std::string> frame;    ///< of a configuration: first, last or a number
    std::optional<std::string> units;    ///< of a configuration: as-is
    std::optional<std::string> json;     ///< path, or "-": standard output, which then holds nothing else
    std::optional<std::uint64_t> seed;
    ColourChoice color = ColourChoice::automatic;
    bool quiet = false;

    bool json_on_standard_output() const { return json && *json == "-"; }
};

/// The one precision there is; options, run files and results name it.
inline constexpr std::string_view precision_name = "exact";

/// Adds an option `--name FILE` for a file that the command writes when its work is done. Whether it can be written is
/// found out before: work may take days.
/// throws   InvalidInput: `PATH: cannot be written: REASON`, when the options are read
CLI::Option* add_written_file(CLI::App& command, const std::string& name, std::optional<std::string>& file,
                              const std::string& description);

/// Adds all of them to one command.
void add_common_options(CLI::App& command, CommonOptions& common);

/// What the options say, with `fallback` where they say nothing.
/// throws   InvalidArgument: an unknown backend or instruction set, threads out of range
Backend chosen_backend(const CommonOptions& common, Backend fallback = Backend::optimized);
Execution chosen_execution(const CommonOptions& common);
/// How the tasks of a campaign are run: as many at a time as there are threads.
WorkOptions chosen_work(const CommonOptions& common);
/// What a precision of another name than precision_name is refused with; empty for that one.
std::string precision_refusal(std::string_view name);
/// For a command that reads no configuration.
/// throws   InvalidInput: a mixture file that cannot be used
Mixture chosen_mixture(const CommonOptions& common);

/// Where a result comes from, with the backend and the precision that made it.
nlohmann::json provenance_json(Backend backend, const Execution& execution,
                               std::optional<std::uint64_t> seed = std::nullopt);

/// Writes to the file or standard output that --json names; nothing without --json.
/// throws   InvalidInput: the file cannot be written
void write_json(const CommonOptions& common, const nlohmann::json& result);

}  // namespace soret
