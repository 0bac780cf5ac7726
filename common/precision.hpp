#pragma once

#include <string_view>

namespace soret {

/// How pairs are computed; it is part of a result's definition, see contracts/pair_forces.hpp.
enum class Precision { exact, mixed };

constexpr std::string_view name_of(Precision precision) {
    return precision == Precision::exact ? "exact" : "mixed";
}

/// throws   InvalidArgument: neither exact nor mixed
Precision precision_from(std::string_view name);

}  // namespace soret
