#pragma once

#include <span>

namespace soret {

/// Solves A x = b in place of b, by elimination with row pivots.
/// A          n x n, row by row, not singular; overwritten
/// b          n values
/// throws     InvalidArgument: sizes that do not fit
void solve_linear_system(std::span<double> A, std::span<double> b);

}  // namespace soret
