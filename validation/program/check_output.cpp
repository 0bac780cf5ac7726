#include "soret/validation/program/check_output.hpp"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "soret/common/errors.hpp"
#include "soret/common/files/atomic_file.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/common/files/json_text.hpp"
#include "soret/validation/campaign/claim.hpp"
#include "soret/validation/check/baseline.hpp"
#include "soret/validation/check/check_documents.hpp"
#include "soret/validation/program/verdict_output.hpp"
#include "soret/validation/simulation/terminal.hpp"

namespace soret {

namespace {

void accept(CheckReport& report, const std::vector<std::string>& names) {
    if (!report.cannot_compare.empty()) return;
    for (const std::string& name : names) {
        bool known = name == name_of(Verdict::inconclusive);
        std::vector<std::string> ids;
        for (CheckLine& line : report.checks) {
            ids.push_back(line.id);
            const bool named = is_claim_named(line.id, name);
            known = known || named;
            if (named || name == name_of(line.verdict)) line.accepted = true;
        }
        if (known) continue;
        throw InvalidArgument(fmt::format(
            "accept = {}: must be inconclusive or a check of this report, one of {}, or the part of one before its /",
            name, fmt::join(ids, ", ")));
    }
}

Baseline read_baseline(const std::string& path) {
    if (!std::filesystem::exists(path)) {
        throw InvalidInput(fmt::format("{}: is missing: --bless writes what is found as a new baseline", path));
    }
    const nlohmann::json json = read_json_file(path);
    return reading_json(path, [&] { return baseline_from_json(json); });
}

}  // namespace

void add_check_output_options(CLI::App& command, CheckOutputOptions& options) {
    add_written_file(command, "junit", options.junit, "write JUnit XML, as CI systems read it");
    add_written_file(command, "md", options.markdown, "write Markdown, as for a comment to a pull request");
    command
        .add_option("--accept", options.accept,
                    "checks taken as they are, or inconclusive for all undecided ones; they stay in the table")
        ->delimiter(',');
    const auto take_baseline = [&command, &options](const std::string& path) {
        options.baseline = path;
        if (path.empty()) return;  // what is empty is refused everywhere
        // Now: the work after it may take long.
        if (command.count("--bless") > 0) {
            check_can_be_written(path);
        } else {
            read_baseline(path);
        }
    };
    auto* baseline =
        command
            .add_option_function<std::string>("--baseline", take_baseline, "known verdicts: only what is new counts")
            ->type_name("FILE");
    command.add_flag("--bless", options.bless, "write what is found to the file of --baseline")->needs(baseline);
}

int present(CheckReport report, const CheckOutputOptions& options, const CommonOptions& common) {
    report = printable(std::move(report));
    const bool compared = report.cannot_compare.empty();
    accept(report, options.accept);
    if (options.bless && !options.baseline) throw InvalidInput("bless: needs --baseline FILE");
    if (options.baseline && compared) {
        compare_with(options.bless ? baseline_of(report) : read_baseline(*options.baseline), report);
    }
    write_json(common, to_json(report));
    if (options.junit) write_file_atomically(*options.junit, junit_document(report));
    if (options.markdown) write_file_atomically(*options.markdown, markdown_document(report));
    if (!compared) throw InvalidInput(report.cannot_compare);
    if (options.bless) write_file_atomically(*options.baseline, json_text(baseline_json(report)));
    if (!common.quiet && !common.json_on_standard_output()) {
        fmt::print("{}", check_table(report, colours_are_wanted(common.color)));
        if (options.bless) fmt::print("written: {}\n", *options.baseline);
    }
    return exit_code_of(report.verdict());
}

}  // namespace soret
