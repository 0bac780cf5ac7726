#include "soret/validation/program/verdict_output.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "soret/common/errors.hpp"
#include "soret/validation/simulation/progress.hpp"
#include "soret/validation/routes/routes.hpp"

namespace soret {

namespace {

int exit_code_of(Verdict verdict) {
    switch (verdict) {
        case Verdict::pass: return 0;
        case Verdict::fail: return 1;
        case Verdict::inconclusive: return 3;
    }
    return 3;
}

}  // namespace

void check_accepted(const Manifest& manifest, const std::vector<std::string>& accepted) {
    std::vector<std::string> claims;
    for (const std::string& route : manifest.routes) {
        for (std::string& id : claims_from(route_by_name(route).curves(manifest.tier))) claims.push_back(std::move(id));
    }
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

int present(const CampaignReport& report, const std::vector<std::string>& accepted, const std::string& directory,
            const CommonOptions& common) {
    write_report(report, directory);
    write_json(common, results_json(report));
    const Verdict verdict = verdict_without(report.claims, accepted);
    if (!common.quiet && !common.json_on_standard_output()) {
        fmt::print("\n{}\n", claims_table(report.claims));
        const bool whole = report.task_count == report.planned_task_count;
        fmt::print("{}{} tasks, {} of one core; {}/report.html\n", report.task_count,
                   whole ? "" : fmt::format(" of {}", report.planned_task_count), duration_text(report.core_seconds),
                   directory);
        fmt::print("verdict: {}{}\n", name_of(verdict),
                   accepted.empty() ? "" : fmt::format(" (accepted: {})", fmt::join(accepted, ", ")));
    }
    return exit_code_of(verdict);
}

}  // namespace soret
