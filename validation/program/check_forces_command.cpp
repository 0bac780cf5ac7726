#include <memory>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "soret/common/errors.hpp"
#include "soret/common/files/text_file.hpp"
#include "soret/validation/check/column_names.hpp"
#include "soret/validation/check/forces_check.hpp"
#include "soret/validation/program/check_commands.hpp"
#include "soret/validation/program/check_output.hpp"
#include "soret/validation/program/input_configuration.hpp"
#include "soret/validation/program/number_options.hpp"
#include "soret/validation/simulation/closest_pair.hpp"

namespace soret {

namespace {

struct CheckForcesOptions {
    std::string configuration;
    std::string results;
    std::string columns;
    std::string limit;
    CheckOutputOptions output;
};

int run(const CheckForcesOptions& options, const CommonOptions& common) {
    const Backend backend = chosen_backend(common);
    const Execution execution = chosen_execution(common);
    const ColumnMap columns = column_map_from(options.columns);
    std::optional<double> limit;
    if (!options.limit.empty()) limit = real_number("limit", options.limit, greater_than(0.0));
    const ReadingOptions reading = reading_options(common);
    const ChosenMixture chosen = mixture_named(common.mixture, options.configuration, reading);
    const ConfigurationFile file = configuration_for(options.configuration, chosen, reading);
    const std::string text = read_text_file(options.configuration);
    try {
        return naming_overlap(file.state, chosen.mixture, [&] {
            CheckReport report =
                check_forces({file, text, options.results, chosen.mixture, backend, execution, columns, limit});
            report.more["mixture"] = chosen.to_json();
            report.more["provenance"] = provenance_json(backend, execution);
            return present(std::move(report), options.output, common);
        });
    } catch (const InvalidState& error) {
        throw InvalidInput(fmt::format("{}: {}", options.configuration, error.what()));
    }
}

}  // namespace

void add_check_forces(CLI::App& check, CommonOptions& common, int& exit_code) {
    CLI::App* command =
        check.add_subcommand("forces", "Another code's forces, energies, virial and currents of a configuration");
    auto options = std::make_shared<CheckForcesOptions>();
    command->add_option("CONFIG", options->configuration, "the configuration, as of soret forces")->required();
    command
        ->add_option("RESULTS", options->results,
                     "what the other code wrote: LAMMPS dump, log or YAML, extended XYZ, JSON, table of columns")
        ->required();
    command->add_option("--columns", options->columns, "what columns of RESULTS are: id=ID,fx=Force_x")
        ->type_name("NAME=COLUMN,...");
    command->add_option("--limit", options->limit, "largest difference allowed where the derived limit is smaller")
        ->type_name("X");
    add_check_output_options(*command, options->output);
    add_common_options(*command, common);
    add_configuration_options(*command, common);
    command->callback([options, &common, &exit_code] { exit_code = run(*options, common); });
}

}  // namespace soret
