#include "soret/validation/check/comparison.hpp"

#include <algorithm>
#include <cmath>

namespace soret {

std::string_view name_of(CheckedQuantity quantity) {
    static constexpr std::array<std::string_view, 9> names{"positions",        "forces",         "particle_energies",
                                                           "potential_energy", "kinetic_energy", "virial",
                                                           "pressure_tensor",  "heat_current",   "mass_current_1"};
    return names[static_cast<std::size_t>(quantity)];
}

std::string_view name_of(LimitFrom from) {
    static constexpr std::array<std::string_view, 5> names{"accuracy", "printed-digits", "printed-positions",
                                                           "single-precision", "given"};
    return names[static_cast<std::size_t>(from)];
}

bool ComparedQuantity::within_limits() const {
    for (std::size_t k = 0; k < theirs.size(); ++k) {
        if (!(std::abs(theirs[k] - ours[k]) <= limit[k])) return false;  // also where theirs is nan
    }
    return true;
}

const ComparedQuantity* ForcesComparison::find(CheckedQuantity quantity) const {
    const auto found = std::find_if(quantities.begin(), quantities.end(),
                                    [&](const ComparedQuantity& one) { return one.quantity == quantity; });
    return found == quantities.end() ? nullptr : &*found;
}

}  // namespace soret
