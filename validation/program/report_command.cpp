#include <CLI/CLI.hpp>

#include <memory>
#include <string>
#include <vector>

#include "soret/validation/campaign/campaign.hpp"
#include "soret/validation/program/commands.hpp"
#include "soret/validation/program/verdict_output.hpp"

namespace soret {

namespace {

struct ReportOptions {
    std::string directory;
    std::vector<std::string> accept;
    bool unfinished = false;
};

int run(const ReportOptions& options, const CommonOptions& common) {
    const Campaign campaign = Campaign::open(options.directory);
    check_accepted(campaign.manifest(), options.accept);
    const FinishedPart part = analysed(campaign, options.unfinished, common);
    return present(part.results, options.accept, options.directory, common);
}

}  // namespace

void add_report_command(CLI::App& program, CommonOptions& common, int& exit_code) {
    CLI::App* command =
        program.add_subcommand("report", "Make results.json, report.html and the table of claims again");
    auto options = std::make_shared<ReportOptions>();
    command->add_option("DIR", options->directory, "directory of a campaign")->required();
    command->add_flag("--unfinished", options->unfinished, "what the tasks say that are finished so far");
    command->add_option("--accept", options->accept, "claims taken as they are, or inconclusive")->delimiter(',');
    add_common_options(*command, common);
    command->callback([options, &common, &exit_code] { exit_code = run(*options, common); });
}

}  // namespace soret
