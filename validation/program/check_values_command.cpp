#include <memory>
#include <string>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "soret/common/errors.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/common/files/mixture_file.hpp"
#include "soret/validation/check/reference_data.hpp"
#include "soret/validation/check/value_checks.hpp"
#include "soret/validation/program/check_commands.hpp"
#include "soret/validation/program/check_output.hpp"
#include "soret/validation/program/number_options.hpp"

namespace soret {

namespace {

struct CheckValuesOptions {
    std::string values;
    std::string reference = "state_line";
    ValueRules rules;
    CheckOutputOptions output;
};

// A mixture that is named must be the reference's; without --mixture it is taken to be.
void check_reference_mixture(const ReferenceValues& reference, const CommonOptions& common) {
    if (!common.mixture) return;
    nlohmann::json given = to_json(chosen_mixture(common));
    nlohmann::json known = reference.mixture;
    for (nlohmann::json* mixture : {&given, &known}) mixture->erase("names");
    if (const auto difference = first_difference(known, given)) {
        throw InvalidInput(
            fmt::format("{}: is not the mixture of reference {}: {}", *common.mixture, reference.name, *difference));
    }
}

CheckReport checked_values(const CheckValuesOptions& options, const CommonOptions& common) {
    const ReferenceValues reference = reference_named(options.reference);
    check_reference_mixture(reference, common);
    const nlohmann::json values = read_json_file(options.values);
    CheckReport report = reading_json(
        options.values, [&] { return check_values(measured_values_from_json(values), reference, options.rules); });
    report.title = fmt::format("soret check values {}", options.values);
    report.more["input"] = options.values;
    report.more["provenance"] = provenance_json(chosen_backend(common), chosen_execution(common));
    return report;
}

}  // namespace

void add_check_values(CLI::App& check, CommonOptions& common, int& exit_code) {
    CLI::App* command =
        check.add_subcommand("values", "Measured values with their errors against references with theirs");
    auto options = std::make_shared<CheckValuesOptions>();
    command->add_option("VALUES", options->values, "JSON: state, and values of quantity, x1, value, sem, n_eff")
        ->required();
    command
        ->add_option("--reference", options->reference,
                     "name of reference data (soret reference list), such a file, or results.json of a campaign")
        ->type_name("NAME|FILE")
        ->capture_default_str();
    command
        ->add_option_function<std::string>(
            "--tolerance",
            [options](const std::string& word) {
                options->rules.tolerance = real_number("tolerance", word, between(1e-9, 1.0));
            },
            "relative deviation that matters (default: the reference's own, else 0.05)")
        ->type_name("X");
    command
        ->add_option_function<std::string>(
            "--false-alarm",
            [options](const std::string& word) {
                options->rules.verdict.false_alarm_rate = real_number("false-alarm", word, between(1e-9, 0.5));
            },
            "probability that right values fail, for the whole list (default 0.0027)")
        ->type_name("RATE");
    add_check_output_options(*command, options->output);
    add_common_options(*command, common);
    command->callback([options, &common, &exit_code] {
        exit_code = present(checked_values(*options, common), options->output, common);
    });
}

}  // namespace soret
