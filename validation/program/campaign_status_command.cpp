#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "soret/common/files/json_fields.hpp"
#include "soret/validation/campaign/analysis.hpp"
#include "soret/validation/campaign/campaign_status.hpp"
#include "soret/validation/planning/planned_file.hpp"
#include "soret/validation/program/campaign_commands.hpp"
#include "soret/validation/routes/routes.hpp"
#include "soret/validation/simulation/progress.hpp"

namespace soret {

namespace {

struct CampaignStatusOptions {
    std::string directory;
    bool errors = false;
};

/// Errors of what is finished, by names of curves: the standard error of each point, and over the size of its value.
nlohmann::json errors_so_far(const Campaign& campaign, Backend backend) {
    const Manifest part = campaign.finished_part();
    nlohmann::json errors = nlohmann::json::object();
    if (part.tasks.empty()) return errors;
    for (const auto& [key, curve] : reduce_campaign(part, campaign.results_on_demand(), all_routes(), backend).curves) {
        if (!(key.study == Study{})) continue;
        nlohmann::json& rows = errors[name_of(key)] = nlohmann::json::array();
        for (const CurvePoint& point : curve.points) {
            rows.push_back({{"x1", point.x},
                            {"sem", point.estimate.standard_error},
                            {"relative", point.estimate.standard_error / std::fabs(point.estimate.value)}});
        }
    }
    return errors;
}

void print_errors(const nlohmann::json& errors) {
    fmt::print("{:<40} {:>8} {:>12} {:>12}\n", "curve", "points", "largest sem", "relative");
    for (const auto& [name, rows] : errors.items()) {
        double sem = 0.0, relative = 0.0;
        for (const nlohmann::json& row : rows) {
            sem = std::max(sem, row.at("sem").get<double>());
            relative = std::max(relative, row.at("relative").get<double>());
        }
        fmt::print("{:<40} {:>8} {:>12.3g} {:>10.2g} %\n", name, rows.size(), sem, 100.0 * relative);
    }
}

void print_status(const CampaignStatus& status) {
    fmt::print("{} of {} tasks are finished, {} running, {} waiting, {} failed\n", status.finished, status.tasks,
               status.running.size(), status.waiting, status.failed.size());
    fmt::print("core time: {} spent, about {} left\n", duration_text(status.seconds_spent),
               duration_text(status.seconds_left));
    for (const CampaignStatus::Running& task : status.running) {
        fmt::print("running  {:<40} {:>4} {} of {}, for {}{}\n", task.task,
                   task.fraction ? fmt::format("{:.0f} %", 100.0 * *task.fraction) : "",
                   task.host.empty() ? "unknown worker" : fmt::format("process {}", task.process),
                   task.host.empty() ? "unknown host" : task.host, duration_text(task.seconds),
                   task.is_lost ? ", which is gone: the next worker goes on with it" : "");
    }
    for (const FailedTask& task : status.failed) {
        fmt::print("failed   {:<40} {} of {} at {}: {}\n", task.task,
                   task.attempts.size() == 1 ? "once" : fmt::format("{} times, last", task.attempts.size()),
                   task.attempts.back().host, task.attempts.back().time, task.attempts.back().reason);
    }
}

int run(const CampaignStatusOptions& options, const CommonOptions& common) {
    const Campaign campaign = Campaign::open(options.directory);
    const CampaignStatus status = status_of(campaign);
    nlohmann::json json = to_json(status);
    const auto planned = read_planned(options.directory);
    if (planned) json["wanted"] = planned->at("wanted");
    if (options.errors) json["errors"] = errors_so_far(campaign, chosen_backend(common));
    write_json(common, json);
    if (common.quiet || common.json_on_standard_output()) return 0;
    print_status(status);
    if (options.errors) {
        print_errors(json.at("errors"));
        if (planned) fmt::print("wanted: {}\n", json.at("wanted").dump());
    }
    return 0;
}

}  // namespace

void add_campaign_status(CLI::App& campaign, CommonOptions& common, int& exit_code) {
    CLI::App* command = campaign.add_subcommand("status", "What of a campaign is finished, running, waiting, failed");
    auto options = std::make_shared<CampaignStatusOptions>();
    command->add_option("DIR", options->directory, "directory of a campaign")->required();
    command->add_flag("--errors", options->errors, "also the errors of what is finished so far: reads all results");
    add_common_options(*command, common);
    command->callback([options, &common, &exit_code] { exit_code = run(*options, common); });
}

}  // namespace soret
