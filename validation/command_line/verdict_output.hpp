#pragma once

#include <string>
#include <vector>

#include "soret/validation/command_line/common_options.hpp"
#include "soret/validation/report/campaign_report.hpp"

namespace soret {

/// Writes results.json and report.html into the directory, JSON where --json says, and the table of claims.
///   accepted   ids of claims, or "inconclusive", that do not count for the exit code
/// returns      exit code: 0 pass, 1 fail, 3 inconclusive
/// throws       InvalidInput: a file cannot be written, an accepted id that no claim has
int present(const CampaignReport& report, const std::vector<std::string>& accepted, const std::string& directory,
            const CommonOptions& common);

}  // namespace soret
