#pragma once

#include "soret/validation/program/common_options.hpp"

namespace soret {

// Each adds one command to the program. The command's callback throws soret::Error for what the user must mend and sets
// exit_code otherwise: 0 pass, 1 fail, 3 inconclusive. Both arguments outlive the callback.

void add_forces_command(CLI::App& program, CommonOptions& common, int& exit_code);
void add_run_command(CLI::App& program, CommonOptions& common, int& exit_code);
void add_validate_command(CLI::App& program, CommonOptions& common, int& exit_code);
void add_campaign_command(CLI::App& program, CommonOptions& common, int& exit_code);
void add_models_command(CLI::App& program, CommonOptions& common, int& exit_code);
void add_check_command(CLI::App& program, CommonOptions& common, int& exit_code);
void add_reference_command(CLI::App& program, CommonOptions& common, int& exit_code);
void add_report_command(CLI::App& program, CommonOptions& common, int& exit_code);
void add_audit_command(CLI::App& program, CommonOptions& common, int& exit_code);
void add_bench_command(CLI::App& program, CommonOptions& common, int& exit_code);

}  // namespace soret
