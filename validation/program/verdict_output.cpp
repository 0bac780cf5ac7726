#include "soret/validation/program/verdict_output.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "soret/common/errors.hpp"
#include "soret/validation/campaign/analysis.hpp"
#include "soret/validation/campaign/planning.hpp"
#include "soret/validation/claims/claims.hpp"
#include "soret/validation/report/report.hpp"
#include "soret/validation/report/text.hpp"
#include "soret/validation/routes/routes.hpp"
#include "soret/validation/simulation/progress.hpp"
#include "soret/validation/simulation/terminal.hpp"

namespace soret {

int exit_code_of(Verdict verdict) {
    switch (verdict) {
        case Verdict::pass: return 0;
        case Verdict::fail: return 1;
        case Verdict::inconclusive: return 3;
    }
    return 3;
}

void check_accepted(const Manifest& manifest, const std::vector<std::string>& accepted) {
    const std::vector<std::string> claims = names_in(manifest, all_routes(), all_claims()).claims;
    for (const std::string& name : accepted) {
        const bool known =
            name == name_of(Verdict::inconclusive) ||
            std::any_of(claims.begin(), claims.end(), [&](const std::string& id) { return is_claim_named(id, name); });
        if (known) continue;
        throw InvalidArgument(
            fmt::format("accept = {}: must be inconclusive or a claim of this campaign, one of {}, or the part of one "
                        "before its /",
                        name, fmt::join(claims, ", ")));
    }
}

FinishedPart analysed(const Campaign& campaign, bool unfinished, const CommonOptions& common) {
    if (!unfinished) campaign.must_be_complete();
    Manifest part = unfinished ? campaign.finished_part() : campaign.manifest();
    if (part.tasks.empty()) {
        throw InvalidInput(fmt::format("{}: no task is finished yet", campaign.directory().string()));
    }
    Results results = analyse(part, campaign.results_on_demand(), all_routes(), all_claims(), chosen_backend(common),
                              chosen_execution(common));
    results.planned_task_count = campaign.manifest().tasks.size();
    return {std::move(part), std::move(results)};
}

int present(const Results& results, const std::vector<std::string>& accepted, const std::string& directory,
            const CommonOptions& common) {
    write_report(results, all_figures(), directory);
    write_json(common, to_json(results));
    const Verdict verdict = verdict_without(results.claims, accepted);
    if (!common.quiet && !common.json_on_standard_output()) {
        const bool colours = colours_are_wanted(common.color);
        fmt::print("\n{}\n", claims_table(results.claims, colours));
        const bool whole = results.task_count == results.planned_task_count;
        fmt::print("{}{} tasks, {} of one core; {}/report.html\n", results.task_count,
                   whole ? "" : fmt::format(" of {}", results.planned_task_count), duration_text(results.core_seconds),
                   directory);
        fmt::print("verdict: {}{}\n", coloured(verdict, colours),
                   accepted.empty() ? "" : fmt::format(" (accepted: {})", fmt::join(accepted, ", ")));
    }
    return exit_code_of(verdict);
}

}  // namespace soret
