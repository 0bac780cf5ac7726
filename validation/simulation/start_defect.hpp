#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "soret/validation/simulation/preparation.hpp"

namespace soret {

/// Number density that no liquid exceeds: four particles in the cube of a diameter, 4/sigma_x^3 with sigma_x^3 = sum
/// x_a x_b sigma_ab^3 over the pairs that attract each other; infinite if none does.              [1/sigma^3]
double largest_density(const Mixture& mixture, std::span<const double> mole_fractions);

/// A setting out of its range.
struct SettingDefect {
    std::string_view key;  ///< n, density or aspect
    std::string value;
    std::string range;  ///< "must be ..."

    std::string text() const;  ///< `KEY = VALUE: must be RANGE`
};

/// What makes no box of n particles with edges of at most largest_edge, and how far to change it; nothing if all is
/// right.
/// throws   InvalidArgument: mole fractions that do not fit the mixture
std::optional<SettingDefect> box_defect(const LiquidSettings& settings, const Mixture& mixture);

/// The same of a box that can be simulated, whose edges are at least 2 r_c as well.
std::optional<SettingDefect> start_defect(const LiquidSettings& settings, const Mixture& mixture);

}  // namespace soret
