#pragma once

#include <string>

#include "soret/validation/campaign/results.hpp"

namespace soret {

/// The heading of a report: what its campaign is about.
std::string title_of(const Results& results);

/// "In short", for someone who never saw the program: the question, what was done, what was found, the verdict. HTML.
std::string summary_section(const Results& results);

/// A verdict in its colour. HTML.
std::string verdict_badge(Verdict verdict);

}  // namespace soret
