#pragma once

#include <vector>

#include "soret/validation/report/figures.hpp"

namespace soret {

/// What the size of the box changes, by synthetic fields: D_12, S_T and D_T against the inverse edge with the box term,
/// and what the box term leaves. Nothing where one size was measured. The main size is that of the details
/// "hnemd_zero_field" without a curve of its own.
std::vector<Figure> box_size_figures(const Results& results);

}  // namespace soret
