#include <CLI/CLI.hpp>

#include "soret/validation/program/check_commands.hpp"
#include "soret/validation/program/commands.hpp"

namespace soret {

void add_check_command(CLI::App& program, CommonOptions& common, int& exit_code) {
    CLI::App* command = program.add_subcommand("check", "Are another code's numbers right, and if not, what is wrong");
    command->require_subcommand(1);
    add_check_forces(*command, common, exit_code);
}

}  // namespace soret
