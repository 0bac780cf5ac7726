#pragma once

#include <cstdint>
#include <string_view>

namespace soret {

/// Symbol of a chemical element, "H" for 1; empty if there is none of this number.
std::string_view chemical_symbol(std::int64_t atomic_number);

}  // namespace soret
