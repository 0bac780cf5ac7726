#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <cmath>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "soret/common/files/json_fields.hpp"
#include "soret/validation/campaign/campaign.hpp"
#include "soret/validation/campaign/quantities.hpp"
#include "soret/validation/planning/planned_file.hpp"
#include "soret/validation/program/campaign_commands.hpp"
#include "soret/validation/program/verdict_output.hpp"
#include "soret/validation/report/report.hpp"
#include "soret/validation/report/text.hpp"
#include "soret/validation/simulation/progress.hpp"

namespace soret {

namespace {

struct CampaignReduceOptions {
    std::string directory;
    bool unfinished = false;
};

constexpr double same_composition = 0.03;  // chains wander about the composition that is wanted

/// What a reader of S_T looks at, in the order of the table.
const std::vector<Quantity>& shown_quantities() {
    static const std::vector<Quantity> quantities{
        quantity::soret_coefficient,    quantity::thermal_diffusion, quantity::mutual_diffusion,
        quantity::thermal_conductivity, quantity::viscosity,         quantity::thermodynamic_factor,
        quantity::enthalpy_difference,  quantity::volume_difference, quantity::density};
    return quantities;
}

std::set<double> compositions_of(const Manifest& manifest) {
    std::set<double> compositions;
    for (const Task& task : manifest.tasks) {
        if (task.settings.contains("x1")) compositions.insert(field<double>(task.settings, "x1"));
    }
    return compositions;
}

const CurvePoint* point_near(const Curve& curve, double x1) {
    const CurvePoint* nearest = nullptr;
    for (const CurvePoint& point : curve.points) {
        if (std::fabs(point.x - x1) > same_composition) continue;
        if (nearest == nullptr || std::fabs(point.x - x1) < std::fabs(nearest->x - x1)) nearest = &point;
    }
    return nearest;
}

std::string values_table(const Results& results, const Manifest& manifest) {
    std::string table;
    for (const Quantity& quantity : shown_quantities()) {
        for (const CurveKey& key : main_curves(results.findings.curves, quantity)) {
            const Curve& curve = results.findings.curves.at(key);
            if (!(curve.axis == axes::composition)) continue;
            table += fmt::format("{} [{}], {}\n", quantity.words, quantity.unit, name_of(key));
            for (const double x1 : compositions_of(manifest)) {
                const CurvePoint* point = point_near(curve, x1);
                if (point != nullptr) table += fmt::format("  x1 = {:<6.3g} {}\n", x1, text_of(point->estimate));
            }
        }
    }
    return table;
}

/// What was no liquid at the end of a run, one line each.
int count_departures(const Results& results) {
    int count = 0;
    for (const auto& [route, departures] : results.departures) {
        for (const auto& [task, departure] : departures) {
            fmt::print(stderr, "soret: {}: the liquid {}\n", task, departure);
            ++count;
        }
    }
    return count;
}

int run(const CampaignReduceOptions& options, const CommonOptions& common) {
    const Campaign campaign = Campaign::open(options.directory);
    auto [part, all] = analysed(campaign, options.unfinished, common);
    if (const auto planned = read_planned(options.directory)) all.details["planned"] = *planned;
    write_report(all, all_figures(), options.directory);
    write_json(common, to_json(all));
    const Verdict verdict = verdict_without(all.claims, {std::string(name_of(Verdict::inconclusive))});
    if (!common.quiet && !common.json_on_standard_output()) {
        fmt::print("{}", values_table(all, part));
        fmt::print("{} of {} tasks, {} of one core; {}/report.html, results.json\n", all.task_count,
                   all.planned_task_count, duration_text(all.core_seconds), options.directory);
        for (const ClaimResult& result : all.claims) {
            if (result.judgement.verdict != Verdict::fail) continue;
            fmt::print("fails: {}: {}\n", result.claim.id, result.claim.statement);
        }
    }
    return count_departures(all) > 0 || verdict == Verdict::fail ? 1 : 0;
}

}  // namespace

void add_campaign_reduce(CLI::App& campaign, CommonOptions& common, int& exit_code) {
    CLI::App* command =
        campaign.add_subcommand("reduce", "Make results.json and report.html from the finished tasks of a campaign");
    auto options = std::make_shared<CampaignReduceOptions>();
    command->add_option("DIR", options->directory, "directory of a campaign")->required();
    command->add_flag("--unfinished", options->unfinished, "what the tasks say that are finished so far");
    add_common_options(*command, common);
    command->callback([options, &common, &exit_code] { exit_code = run(*options, common); });
}

}  // namespace soret
