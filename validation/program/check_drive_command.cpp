#include <unistd.h>

#include <memory>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "soret/common/errors.hpp"
#include "soret/validation/check/column_names.hpp"
#include "soret/validation/check/drive.hpp"
#include "soret/validation/check/lammps_preset.hpp"
#include "soret/validation/program/check_commands.hpp"
#include "soret/validation/program/check_output.hpp"
#include "soret/validation/program/input_configuration.hpp"

namespace soret {

namespace {

struct CheckDriveOptions {
    std::string configuration;
    std::optional<std::string> command;
    std::optional<std::string> preset;
    std::string program = "lmp";
    std::string columns;
    CheckOutputOptions output;
};

ProgramCommand chosen_command(const CheckDriveOptions& options) {
    if (options.command.has_value() == options.preset.has_value()) {
        throw InvalidArgument("check drive: either --command or --preset must be given");
    }
    if (options.preset) {
        if (*options.preset != "lammps") {
            throw InvalidArgument(fmt::format("--preset {}: must be lammps", *options.preset));
        }
        if (!is_program(fmt::format("'{}'", options.program))) {
            throw InvalidArgument(fmt::format("program = {}: there is no such program", options.program));
        }
        return lammps_command(options.program);
    }
    return {*options.command, column_map_from(options.columns), {}};
}

int run(const CheckDriveOptions& options, const CommonOptions& common) {
    CommandedProgram program(chosen_command(options));
    const ReadingOptions reading = reading_options(common);
    const ChosenMixture chosen = mixture_named(common.mixture, options.configuration, reading);
    const ConfigurationFile file = configuration_for(options.configuration, chosen, reading);
    const Execution execution = chosen_execution(common);
    const bool tells_progress = !common.quiet && isatty(STDERR_FILENO) != 0;
    DriveCheck check{file.state.sorted_by_id(), chosen.mixture, execution, common.seed.value_or(1), {}};
    if (tells_progress) {
        check.progress = [](const std::string& test) { fmt::print(stderr, "\r\033[K{} ...", test); };
    }
    CheckReport report = check_drive(check, program);
    if (tells_progress) fmt::print(stderr, "\r\033[K");
    report.title = fmt::format("soret check drive --config {}", options.configuration);
    report.more["input"] = {{"configuration", to_json(file)}, {"command", program.command().line}};
    report.more["mixture"] = chosen.to_json();
    report.more["provenance"] = provenance_json(Backend::optimized, execution, check.seed);
    return present(std::move(report), options.output, common);
}

}  // namespace

void add_check_drive(CLI::App& check, CommonOptions& common, int& exit_code) {
    CLI::App* command = check.add_subcommand(
        "drive", "Asks another program about variations of a configuration: does it agree with itself");
    auto options = std::make_shared<CheckDriveOptions>();
    command->add_option("--config", options->configuration, "the configuration, as of soret forces")
        ->required()
        ->type_name("FILE");
    command
        ->add_option(
            "--command", options->command,
            "line for the shell that reads {config} (LAMMPS data) or {xyz} (extended XYZ), perhaps {mixture} and "
            "{threads}, and writes {output}, perhaps {totals}: forces and energies as for check forces")
        ->type_name("CMD");
    command->add_option("--preset", options->preset, "a program that is known")->type_name("lammps");
    command->add_option("--program", options->program, "the binary of the preset (default lmp)")->type_name("PATH");
    command->add_option("--columns", options->columns, "what columns of {output} are: id=ID,fx=Force_x")
        ->type_name("NAME=COLUMN,...");
    add_common_options(*command, common);
    add_configuration_options(*command, common);
    add_check_output_options(*command, options->output);
    command->callback([options, &common, &exit_code] { exit_code = run(*options, common); });
}

}  // namespace soret
