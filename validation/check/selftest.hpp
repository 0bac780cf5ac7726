#pragma once

#include "soret/validation/check/check_report.hpp"

namespace soret {

/// The power of the checks, on this machine: errors of all kinds are planted in numbers that are right, and each check
/// must see them and name their cause, and see none where none is planted. A line a planted error: pass if it was seen,
/// fail if it was missed; `fields` has what was planted and what was found. Always the same numbers, some seconds.
CheckReport check_selftest();

}  // namespace soret
