#pragma once

#include "soret/validation/program/common_options.hpp"

namespace soret {

// Commands under `soret campaign`, as those of commands.hpp.

void add_campaign_work(CLI::App& campaign, CommonOptions& common, int& exit_code);
void add_campaign_status(CLI::App& campaign, CommonOptions& common, int& exit_code);
void add_campaign_emit(CLI::App& campaign, CommonOptions& common, int& exit_code);
void add_campaign_plan(CLI::App& campaign, CommonOptions& common, int& exit_code);
void add_campaign_reduce(CLI::App& campaign, CommonOptions& common, int& exit_code);

}  // namespace soret
