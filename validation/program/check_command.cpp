#include <CLI/CLI.hpp>

#include "soret/validation/program/check_commands.hpp"

namespace soret {

void add_check_command(CLI::App& program, CommonOptions& common, int& exit_code) {
    CLI::App* check = program.add_subcommand("check", "Whether another code's numbers are right, and what is wrong");
    check->require_subcommand(1);
    add_check_forces(*check, common, exit_code);
    add_check_values(*check, common, exit_code);
    add_check_ensemble(*check, common, exit_code);
    add_check_drive(*check, common, exit_code);
    add_check_selftest(*check, common, exit_code);
}

}  // namespace soret
