#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <memory>
#include <string>
#include <vector>

#include "soret/common/errors.hpp"
#include "soret/validation/campaign/analysis.hpp"
#include "soret/validation/campaign/campaign.hpp"
#include "soret/validation/campaign/planning.hpp"
#include "soret/validation/claims/claims.hpp"
#include "soret/validation/program/commands.hpp"
#include "soret/validation/program/verdict_output.hpp"
#include "soret/validation/routes/routes.hpp"

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
    if (!options.unfinished) campaign.must_be_complete();
    const Manifest part = options.unfinished ? campaign.finished_part() : campaign.manifest();
    if (part.tasks.empty()) throw InvalidInput(fmt::format("{}: no task is finished yet", options.directory));
    Results all = analyse(part, campaign.results_on_demand(), all_routes(), all_claims(), chosen_backend(common),
                          chosen_execution(common));
    all.planned_task_count = campaign.manifest().tasks.size();
    return present(all, options.accept, options.directory, common);
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
