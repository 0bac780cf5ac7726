#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "soret/validation/campaign/results.hpp"
#include "soret/validation/report/figures.hpp"

namespace soret {

/// report.html, self-contained: no script, nothing from outside. A pure function of what results.json holds.
std::string report_html(const Results& results, const std::vector<FigureRule>& figures);

/// Writes results.json and, from what that file holds, report.html.
/// throws   InvalidInput: a file cannot be written
void write_report(const Results& results, const std::vector<FigureRule>& figures,
                  const std::filesystem::path& directory);

}  // namespace soret
