#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "soret/validation/campaign/campaign.hpp"
#include "soret/validation/claims/claims.hpp"

namespace soret {

/// All that a campaign says: what results.json holds and what the report shows.
struct CampaignReport {
    Manifest manifest;
    Findings findings;
    std::vector<ClaimResult> claims;
    nlohmann::json details;
    nlohmann::json provenance;           ///< of the program that reduced; and those of the tasks, each kind once
    std::size_t task_count = 0;          ///< that are finished
    std::size_t planned_task_count = 0;  ///< the same, unless the campaign is under way
    double core_seconds = 0.0;           ///< of all tasks
    Verdict verdict = Verdict::inconclusive;
};

/// Reduces results, judges the claims. The order in which tasks were finished cannot matter.
CampaignReport make_report(const Manifest& manifest, const TaskResults& results, const Execution& execution);

/// results.json: tier, verdict, tasks finished and planned, claims, curves by name as rows of {x1, value, sem, n_eff},
/// quantities, fits, details, provenance.
nlohmann::json results_json(const CampaignReport& report);

/// report.html, self-contained: no script, nothing from outside.
std::string report_html(const CampaignReport& report);

/// Writes both files.
/// throws   InvalidInput: a file cannot be written
void write_report(const CampaignReport& report, const std::filesystem::path& directory);

/// The claims as a table for a terminal.
std::string claims_table(const std::vector<ClaimResult>& claims);

/// The verdict of all claims but those that `accepted` names (ids, parts before the '/', or "inconclusive" for all
/// those).
Verdict verdict_without(const std::vector<ClaimResult>& claims, const std::vector<std::string>& accepted);

/// "0.5 ± 0.05": the band in which a measurement is accepted, or the claim's own words for what is.
std::string accepted_text(const Claim& claim);
/// "0.6612 ± 0.0042": the error with two digits, the value as many decimals; plain if the error is 0.
std::string text_of(const Estimate& estimate);
/// A number with as many significant digits as are of use to a reader.
std::string number_text(double value, int significant_digits = 4);

}  // namespace soret
