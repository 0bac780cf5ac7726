#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "soret/common/errors.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/validation/campaign/campaign.hpp"
#include "soret/validation/planning/planned_file.hpp"
#include "soret/validation/planning/pressure_at_density.hpp"
#include "soret/validation/planning/wanted_plan.hpp"
#include "soret/validation/program/campaign_commands.hpp"
#include "soret/validation/report/text.hpp"
#include "soret/validation/routes/green_kubo/green_kubo.hpp"
#include "soret/validation/routes/hnemd/hnemd.hpp"
#include "soret/validation/routes/routes.hpp"
#include "soret/validation/routes/semi_grand/semi_grand.hpp"
#include "soret/validation/simulation/progress.hpp"

namespace soret {

namespace {

struct CampaignPlanOptions {
    std::string file;
    std::string out;
    bool pilot_only = false;
};

const std::vector<std::string> planned_routes{semi_grand_route, hnemd_route, green_kubo_route};

std::vector<std::string> route_names() {
    std::vector<std::string> names;
    for (const auto& route : all_routes().routes) names.push_back(route->name());
    return names;
}

void refuse_options_of_the_file(const CommonOptions& common) {
    if (common.mixture) throw InvalidArgument("mixture is a key of the campaign file, not an option here");
    if (common.seed) throw InvalidArgument("seed is a key of the campaign file, not an option here");
}

/// DIR/pilot, DIR/pilot-2, ...: each with a smaller field than the one before.
std::filesystem::path pilot_directory(const std::string& out, std::size_t attempt) {
    return std::filesystem::path(out) / (attempt == 0 ? "pilot" : fmt::format("pilot-{}", attempt + 1));
}

/// Runs what is not finished of the pilot.
std::variant<Pilot, NoLiquid> run_pilot(const CampaignRequest& request, const std::string& out,
                                        const WorkOptions& work) {
    for (std::size_t attempt = 0; attempt < std::size(pilot_fields); ++attempt) {
        const Campaign pilot = Campaign::start(pilot_directory(out, attempt), pilot_manifest(request, attempt), true);
        pilot.work(route_by_name, work);
        const TaskResults results = pilot.complete_results();
        if (auto none = no_liquid(pilot.manifest(), results)) return *std::move(none);
        if (!field_is_too_large(pilot.manifest(), results)) return what_the_pilot_says(pilot.manifest(), results);
    }
    return NoLiquid{0.0, "every field drives this liquid out of the linear regime; raise the density"};
}

/// Puts the pressure of the density that is asked for into the request.
std::optional<NoLiquid> find_pressure(CampaignRequest& request, const CommonOptions& common, nlohmann::json& planned) {
    if (!request.density) return std::nullopt;
    const std::string name = "pressure";
    Progress progress(1.0, 1, common.quiet);
    const auto found = pressure_at_density(request.state_line, request.compositions.front(), *request.density,
                                           task_seed(request.seed, name), chosen_execution(common),
                                           [&](double fraction) { progress.running(name, 1.0, fraction); });
    progress.finished(name, 1.0);
    if (const NoLiquid* none = std::get_if<NoLiquid>(&found)) return *none;
    const auto pressure = std::get<Estimate>(found);
    request.state_line.pressure = pressure.value;
    planned = {{"density", *request.density}, {"pressure", pressure}};
    return std::nullopt;
}

std::string percent_of(const nlohmann::json& row, const char* key) {
    return row.contains(key) ? fmt::format("{:.1f} %", 100.0 * row.at(key).get<double>()) : "\u2013";
}

/// A length of runs, and what they cost.
std::string work_of(const nlohmann::json& row, const char* length, const char* seconds) {
    if (!row.contains(length)) return fmt::format(" {:>10} {:>10}", "\u2013", "\u2013");
    return fmt::format(" {:>10.0f} {:>10}", row.at(length).get<double>(), duration_text(row.at(seconds).get<double>()));
}

void print_expected(const nlohmann::json& planned) {
    fmt::print(
        "expected standard errors, and what they cost on one core\n{:>6} {:>7} {:>7} {:>7} {:>7} {:>7} {:>7} {:>10} "
        "{:>10} {:>10} {:>10} {:>10} {:>10}\n",
        "x1", "\u0393", "S_T", "L'/L_11", "D_12", "\u03bb", "\u03b7", "sweeps", "time", "field [\u03c4]", "time",
        "left [\u03c4]", "time");
    for (const nlohmann::json& row : planned.at("expected")) {
        fmt::print(
            "{:>6.3f} {:>7.2g} {:>7} {:>7} {:>7} {:>7} {:>7}{}{}{}\n", row.at("x1").get<double>(),
            row.at("gamma").get<double>(), percent_of(row, "soret_coefficient"), percent_of(row, "onsager_ratio"),
            percent_of(row, "mutual_diffusion"), percent_of(row, "thermal_conductivity"), percent_of(row, "viscosity"),
            work_of(row, "sweeps", "core_seconds_of_chains"), work_of(row, "field_time", "core_seconds_under_fields"),
            work_of(row, "fluctuation_time", "core_seconds_of_fluctuations"));
    }
    const bool fields = planned.contains("fields");
    fmt::print("chains (route semigrand) of {} particles", planned.at("chain_particles").get<int>());
    if (fields) {
        fmt::print("; heat fields (route hnemd) of {:.3f} and {:.3f}/\u03c3 on {} particles, steps of {:.2g} \u03c4",
                   planned.at("fields").at(0).get<double>(), planned.at("fields").at(1).get<double>(),
                   planned.at("field_particles").get<int>(), planned.at("timestep").get<double>());
    }
    if (planned.contains("fluctuation_particles")) {
        fmt::print("; liquids left to themselves (route green_kubo) of {} particles",
                   planned.at("fluctuation_particles").get<int>());
    }
    fmt::print("\n");
    if (planned.contains("at_density")) {
        const auto pressure = field<Estimate>(planned.at("at_density"), "pressure");
        fmt::print("the density {:.4g} has the pressure {}, which the campaign holds\n",
                   planned.at("at_density").at("density").get<double>(), text_of(pressure));
    }
}

void print_plan(const Manifest& manifest, const CampaignPlanOptions& options, const WorkOptions& work) {
    fmt::print("{} tasks, about {} of one core, {} on {}; {}/manifest.json\n", manifest.tasks.size(),
               duration_text(manifest.cost()), duration_text(manifest.cost() / work.workers),
               work.workers == 1 ? "1 thread" : fmt::format("{} threads", work.workers), options.out);
}

int run(const CampaignPlanOptions& options, const CommonOptions& common) {
    refuse_options_of_the_file(common);
    const WorkOptions work = chosen_work(common);
    CampaignRequest request = read_campaign_request(options.file, route_names(), planned_routes);
    PlannedCampaign campaign;
    nlohmann::json at_density;
    const auto say_there_is_none = [&](const NoLiquid& none) {
        fmt::print(stderr, "soret: {}: {}\n", options.file, none.text);
        return 1;
    };
    if (const auto none = find_pressure(request, common, at_density)) return say_there_is_none(*none);
    if (request.tier) {
        campaign.manifest = plan_of_tier(request, all_routes());
    } else {
        const auto found = run_pilot(request, options.out, work);
        if (const NoLiquid* none = std::get_if<NoLiquid>(&found)) return say_there_is_none(*none);
        const auto& pilot = std::get<Pilot>(found);
        if (request.density) {
            if (const auto other = other_phase(pilot, *request.density)) return say_there_is_none(*other);
        }
        if (options.pilot_only) return 0;
        campaign = plan_for_errors(request, pilot, all_routes());
        if (request.density) campaign.planned["at_density"] = at_density;
    }
    const Manifest& manifest = campaign.manifest;
    Campaign::start(options.out, manifest, true);
    if (!campaign.planned.is_null()) write_planned(options.out, campaign.planned);
    write_json(common,
               {{"tasks", manifest.tasks.size()}, {"core_seconds", manifest.cost()}, {"planned", campaign.planned}});
    if (!common.quiet && !common.json_on_standard_output()) {
        if (!campaign.planned.is_null()) print_expected(campaign.planned);
        print_plan(manifest, options, work);
    }
    return 0;
}

}  // namespace

void add_campaign_plan(CLI::App& campaign, CommonOptions& common, int& exit_code) {
    CLI::App* command = campaign.add_subcommand(
        "plan", "Measure noise and speed in short runs and plan the campaign that a file asks for");
    auto options = std::make_shared<CampaignPlanOptions>();
    command->add_option("CAMPAIGN.toml", options->file, "what is wanted (docs/campaigns.md)")->required();
    command->add_option("--out", options->out, "directory of the campaign")->required()->type_name("DIR");
    command->add_flag("--pilot-only", options->pilot_only, "run the pilot in DIR/pilot, write no plan yet");
    add_common_options(*command, common);
    command->callback([options, &common, &exit_code] { exit_code = run(*options, common); });
}

}  // namespace soret
