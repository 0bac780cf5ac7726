#pragma once

#include <string>
#include <vector>

#include "soret/validation/campaign/campaign.hpp"
#include "soret/validation/campaign/results.hpp"
#include "soret/validation/program/common_options.hpp"

namespace soret {

/// What the program ends with: 0 pass, 1 fail, 3 inconclusive.
int exit_code_of(Verdict verdict);

/// Before anything runs: a misspelt id is not to be found after hours. The ids are those that the routes of the
/// campaign yield for the paper's mixture; for another mixture some of them are never judged, and accepting one means
/// nothing.
/// throws   InvalidArgument: an id, or part of one before the '/', that no claim of the campaign can have
void check_accepted(const Manifest& manifest, const std::vector<std::string>& accepted);

/// A campaign as far as it is finished, and what it says.
struct FinishedPart {
    Manifest manifest;
    Results results;
};

/// Reduces and judges all of a campaign, or what is finished of it.
/// throws   InvalidInput: tasks that are not finished without `unfinished`, none that is; a damaged result
FinishedPart analysed(const Campaign& campaign, bool unfinished, const CommonOptions& common);

/// Writes results.json and results.html into the directory, JSON where --json says, and the table of claims.
///   accepted   ids of claims, or "inconclusive", that do not count for the exit code
/// returns      exit code: 0 pass, 1 fail, 3 inconclusive
/// throws       InvalidInput: a file cannot be written
int present(const Results& results, const std::vector<std::string>& accepted, const std::string& directory,
            const CommonOptions& common);

}  // namespace soret
