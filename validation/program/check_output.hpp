#pragma once

#include <optional>
#include <string>
#include <vector>

#include "soret/validation/check/check_report.hpp"
#include "soret/validation/program/common_options.hpp"

namespace soret {

/// Where a check is written to, besides --json, and what is known of it.
struct CheckOutputOptions {
    std::optional<std::string> junit;     ///< file of JUnit XML
    std::optional<std::string> markdown;  ///< file of Markdown for a pull request
    std::optional<std::string> baseline;  ///< file of known verdicts
    bool bless = false;                   ///< writes the baseline
    std::vector<std::string> accept;      ///< ids, parts of them before a '/', or "inconclusive"
};

/// Adds --junit, --md, --accept, --baseline and --bless to a command of `soret check`.
void add_check_output_options(CLI::App& command, CheckOutputOptions& options);

/// Marks what is accepted or known by the baseline, and writes what the options ask for: table (coloured on a terminal
/// unless NO_COLOR is set), JSON, JUnit, Markdown, each file whole or not at all. A baseline is written with --bless
/// alone; then all that is found is known. Nothing is written before the options are found right.
/// returns   exit code: 0 pass, 1 fail, 3 inconclusive
/// throws    InvalidInput: nothing could be compared (all files are written then, but no baseline); --bless without
///           --baseline; a baseline that is not there or damaged; a file that cannot be written
///           InvalidArgument: an id to accept that no check has
int present(CheckReport report, const CheckOutputOptions& options, const CommonOptions& common);

}  // namespace soret
