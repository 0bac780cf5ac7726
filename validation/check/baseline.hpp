#pragma once

#include <map>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "soret/common/statistics/verdict.hpp"
#include "soret/validation/check/check_report.hpp"

namespace soret {

/// The verdicts of a former run, by id. What fails as it is known to fail does not count.
using Baseline = std::map<std::string, Verdict>;

Baseline baseline_of(const CheckReport& report);

/// {"format": 1, "title", "verdicts": {"ID": "fail", ...}}: one line a check, for version control.
nlohmann::json baseline_json(const CheckReport& report);
/// throws   InvalidInput: not what baseline_json writes
Baseline baseline_from_json(const nlohmann::json& json);

/// Marks in the report what the baseline knows: `baseline` of each line's fields is the former verdict, null for a
/// check that it does not have; a line that fails where it failed, or is undecided where it failed or was undecided, is
/// accepted. Notes tell of checks that have vanished and of failures that are gone; `vanished` of `more` has the ids.
void compare_with(const Baseline& baseline, CheckReport& report);

}  // namespace soret
