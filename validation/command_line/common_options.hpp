#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "soret/common/execution.hpp"
#include "soret/common/mixture.hpp"
#include "soret/validation/backend.hpp"

namespace soret {

/// The options that every command understands. Empty where the user gave none: an option given wins over a file.
struct CommonOptions {
    std::optional<std::string> backend;
    std::optional<std::string> precision;
    std::optional<std::string> isa;
    std::optional<int> threads;
    std::optional<std::string> mixture;  ///< path of a mixture file
    std::optional<std::string> json;     ///< path, or "-": standard output, which then holds nothing else
    std::optional<std::uint64_t> seed;
    bool quiet = false;

    bool json_on_standard_output() const { return json && *json == "-"; }
};

/// Adds all of them to one command.
void add_common_options(CLI::App& command, CommonOptions& common);

/// What the options say, with `fallback` where they say nothing.
/// throws   InvalidArgument: an unknown backend or instruction set, threads out of range, a precision that is not exact
Backend chosen_backend(const CommonOptions& common, Backend fallback = Backend::optimized);
Execution chosen_execution(const CommonOptions& common);
/// throws   InvalidArgument: anything but exact
void check_precision(std::string_view precision);
/// throws   InvalidInput: a mixture file that cannot be used
Mixture chosen_mixture(const CommonOptions& common);

/// throws   InvalidInput: --out names nothing
void check_out(const std::string& directory);

/// Writes to the file or standard output that --json names; nothing without --json.
/// throws   InvalidInput: the file cannot be written
void write_json(const CommonOptions& common, const nlohmann::json& result);

}  // namespace soret
