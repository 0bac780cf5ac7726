#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "soret/common/errors.hpp"
#include "soret/validation/campaign/campaign.hpp"
#include "soret/validation/campaign/planning.hpp"
#include "soret/validation/claims/claims.hpp"
#include "soret/validation/program/commands.hpp"
#include "soret/validation/program/number_options.hpp"
#include "soret/validation/program/verdict_output.hpp"
#include "soret/validation/routes/routes.hpp"
#include "soret/validation/simulation/monte_carlo_run.hpp"
#include "soret/validation/simulation/progress.hpp"

namespace soret {

namespace {

struct ValidateOptions {
    std::string tier = "quick";
    std::vector<std::string> only;
    std::vector<std::string> accept;
    std::string out;
    bool resume = false;
    bool plan = false;
    int particles = 0;
    double effort = 1.0;
};

PlanOptions plan_options(const ValidateOptions& options, const CommonOptions& common) {
    PlanOptions plan;
    plan.tier = tier_from(options.tier);
    plan.seed = common.seed.value_or(plan.seed);
    plan.state_line.mixture = chosen_mixture(common);
    try {
        check_measures_pressure(plan.state_line.mixture);  // every route holds the pressure
    } catch (const InvalidArgument& error) {
        throw InvalidInput(fmt::format("{}: {}", common.mixture.value_or("mixture"), error.what()));
    }
    plan.only = options.only;
    plan.particles = options.particles;
    plan.effort = options.effort;
    return plan;
}

void print_plan(const Manifest& manifest, int workers) {
    fmt::print("tier {}: {} tasks, about {} of one core, {} on {}\n", name_of(manifest.tier), manifest.tasks.size(),
               duration_text(manifest.cost()), duration_text(manifest.cost() / workers),
               workers == 1 ? "1 thread" : fmt::format("{} threads", workers));
}

int run(const ValidateOptions& options, const CommonOptions& common) {
    const WorkOptions work = chosen_work(common);
    const Manifest manifest = plan_campaign(plan_options(options, common), all_routes(), all_claims());
    check_accepted(manifest, options.accept);
    const Campaign campaign = Campaign::start(options.out, manifest, options.resume);
    const bool tables = !common.quiet && !common.json_on_standard_output();
    if (tables) {
        print_plan(manifest, work.workers);
        std::fflush(stdout);
    }
    if (options.plan) return 0;
    campaign.work(route_by_name, work);
    return present(analysed(campaign, false, common).results, options.accept, options.out, common);
}

}  // namespace

void add_validate_command(CLI::App& program, CommonOptions& common, int& exit_code) {
    CLI::App* command = program.add_subcommand(
        "validate", "Simulate the mixture, measure, and judge the published claims; writes a report");
    auto options = std::make_shared<ValidateOptions>();
    command->add_option("--tier", options->tier, "minutes, hours or weeks of one core")
        ->type_name("quick|standard|full")
        ->capture_default_str();
    command->add_option("--only", options->only, "curves or claims that are wanted; g-min stands for all g-min/...")
        ->delimiter(',');
    command
        ->add_option("--accept", options->accept,
                     "claims taken as they are, or inconclusive for all undecided ones; they stay in the table")
        ->delimiter(',');
    command->add_option("--out", options->out, "directory of the results")->required()->type_name("DIR");
    command->add_flag("--resume", options->resume, "go on with what is there; what is finished is not run again");
    command->add_flag("--plan", options->plan, "write the manifest and its estimated cost, run nothing");
    add_whole_number(
        *command, "particles", 100, 1'000'000,
        [options](std::uint64_t value) { options->particles = static_cast<int>(value); },
        "of each simulation, at least 100 (default 1000, of fluxes 250)");
    const auto read_effort = [options](const CLI::results_t& words) {
        options->effort = real_number("effort", words.at(0), between(1e-4, 1e4));
        return true;
    };
    command->add_option("--effort", read_effort, "multiplies the length of the simulations; 4 halves the errors")
        ->type_name("FACTOR")
        ->default_str("1");
    add_common_options(*command, common);
    command->callback([options, &common, &exit_code] { exit_code = run(*options, common); });
}

}  // namespace soret
