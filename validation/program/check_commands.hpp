#pragma once

#include "soret/validation/program/commands.hpp"

namespace soret {

// The commands of `soret check`, each added as those of commands.hpp are. They set exit_code to what present() of
// check_output.hpp returns.

void add_check_forces(CLI::App& check, CommonOptions& common, int& exit_code);
void add_check_values(CLI::App& check, CommonOptions& common, int& exit_code);
void add_check_ensemble(CLI::App& check, CommonOptions& common, int& exit_code);
void add_check_drive(CLI::App& check, CommonOptions& common, int& exit_code);
void add_check_selftest(CLI::App& check, CommonOptions& common, int& exit_code);

}  // namespace soret
