#include "soret/common/precision.hpp"

#include <fmt/format.h>

#include "soret/common/errors.hpp"

namespace soret {

Precision precision_from(std::string_view name) {
    for (const Precision precision : {Precision::exact, Precision::mixed}) {
        if (name == name_of(precision)) return precision;
    }
    throw InvalidArgument(fmt::format("precision = {}: must be exact or mixed", name));
}

}  // namespace soret
