#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "soret/validation/program/campaign_commands.hpp"
#include "soret/validation/program/commands.hpp"

namespace soret {

void add_campaign_command(CLI::App& program, CommonOptions& common, int& exit_code) {
    CLI::App* command =
        program.add_subcommand("campaign", "Properties of your own mixture to the errors that you want");
    command->require_subcommand(1);
    add_campaign_work(*command, common, exit_code);
    add_campaign_status(*command, common, exit_code);
    add_campaign_emit(*command, common, exit_code);
    add_campaign_plan(*command, common, exit_code);
    add_campaign_reduce(*command, common, exit_code);
}

}  // namespace soret
