#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <memory>
#include <string>

#include "soret/common/errors.hpp"
#include "soret/validation/campaign/audit.hpp"
#include "soret/validation/program/commands.hpp"
#include "soret/validation/program/number_options.hpp"
#include "soret/validation/routes/routes.hpp"
#include "soret/validation/simulation/progress.hpp"
#include "soret/validation/simulation/terminal.hpp"

namespace soret {

namespace {

inline constexpr std::uint64_t most_audited = 1'000'000'000;

struct AuditOptions {
    std::string directory;
    std::size_t sample = 1;
};

nlohmann::json to_json(const AuditedTask& audited) {
    return {{"task", audited.task}, {"stored", audited.stored}, {"found", audited.found}, {"agrees", audited.agrees()}};
}

int run(const AuditOptions& options, const CommonOptions& common) {
    const Campaign campaign = Campaign::open(options.directory);
    const WorkOptions work = chosen_work(common);
    const AuditResult result = audit(campaign, route_by_name, work, options.sample, common.seed.value_or(1));

    nlohmann::json tasks = nlohmann::json::array();
    for (const AuditedTask& audited : result.tasks) tasks.push_back(to_json(audited));
    write_json(common, {{"verdict", result.agrees() ? "pass" : "fail"}, {"tasks", tasks}});
    if (!common.quiet && !common.json_on_standard_output()) {
        for (const AuditedTask& audited : result.tasks) {
            fmt::print("{:<40} {} {} {}\n", audited.task, audited.stored, audited.agrees() ? "=" : "differs from",
                       audited.found);
        }
        const Verdict verdict = result.agrees() ? Verdict::pass : Verdict::fail;
        fmt::print("verdict: {}\n", coloured(verdict, colours_are_wanted(common.color)));
    }
    return result.agrees() ? 0 : 1;
}

}  // namespace

void add_audit_command(CLI::App& program, CommonOptions& common, int& exit_code) {
    CLI::App* command =
        program.add_subcommand("audit", "Run finished tasks of a campaign again and compare their digests");
    auto options = std::make_shared<AuditOptions>();
    command->add_option("DIR", options->directory, "directory of a campaign")->required();
    add_whole_number(
        *command, "sample", 1, most_audited, [options](std::uint64_t value) { options->sample = value; },
        "how many tasks, chosen at random by --seed")
        ->default_str("1");
    add_common_options(*command, common);
    command->callback([options, &common, &exit_code] { exit_code = run(*options, common); });
}

}  // namespace soret
