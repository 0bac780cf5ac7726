#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "soret/validation/check/check_report.hpp"

namespace soret {

// What a report of checks looks like to its readers: pure functions of the report.

/// "pass", "fail", "inconclusive", and what the baseline says: "fail, known", "fail, new", "inconclusive, accepted".
std::string status_of(const CheckLine& line);

/// The same report with everything printable: a byte that is not UTF-8 is the replacement character, a control
/// character '?'. File names and columns of other programs may hold either.
CheckReport printable(CheckReport report);

/// {"verdict", "title", "checks": [{"check", "quantity", "verdict", "accepted", "text", FIELDS...}], "diagnosis",
/// "notes"}, and the keys of `more`. If nothing could be compared, `verdict` is "cannot-compare" and `cannot_compare`
/// says why.
nlohmann::json to_json(const CheckReport& report);

/// Table, diagnosis and notes for a terminal.
/// coloured   verdicts in their colours, by escape sequences
std::string check_table(const CheckReport& report, bool colours);

/// JUnit XML: one <testsuite>, a <testcase> a check. <failure> is a failure; <error type="inconclusive"> an undecided
/// check: GitLab, Jenkins and the usual actions of GitHub count errors apart from failures and show their text, while
/// they hide or fold what is skipped, and the exit code 3 would leave a red job without a red line; <skipped> is an
/// accepted one, with its text. The diagnosis is in <system-out>.
std::string junit_document(const CheckReport& report);

/// GitHub's and GitLab's Markdown, for a comment to a pull request: what fails first, then what is undecided, then what
/// is known, with what passes folded at the end; the diagnosis in words.
std::string markdown_document(const CheckReport& report);

}  // namespace soret
