#include <memory>
#include <string>
#include <vector>

#include "soret/validation/campaign/campaign.hpp"
#include "soret/validation/command_line/commands.hpp"
#include "soret/validation/command_line/verdict_output.hpp"
#include "soret/validation/report/campaign_report.hpp"

namespace soret {

namespace {

struct ReportOptions {
    std::string directory;
    std::vector<std::string> accept;
};

int run(const ReportOptions& options, const CommonOptions& common) {
    must_be_exact(common, "soret report");
    const Campaign campaign = Campaign::open(options.directory);
    check_accepted(campaign.manifest(), options.accept);
    const CampaignReport report =
        make_report(campaign.manifest(), campaign.complete_results(), chosen_execution(common));
    return present(report, options.accept, options.directory, common);
}

}  // namespace

void add_report_command(CLI::App& program, CommonOptions& common, int& exit_code) {
    CLI::App* command =
        program.add_subcommand("report", "Make results.json, report.html and the table of claims again");
    auto options = std::make_shared<ReportOptions>();
    command->add_option("DIR", options->directory, "directory of a finished campaign")->required();
    command->add_option("--accept", options->accept, "claims taken as they are, or inconclusive")->delimiter(',');
    add_common_options(*command, common);
    command->callback([options, &common, &exit_code] { exit_code = run(*options, common); });
}

}  // namespace soret
