#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <variant>

#include "soret/common/execution.hpp"
#include "soret/common/statistics/estimate.hpp"
#include "soret/validation/planning/pilot.hpp"

namespace soret {

/// Chains of a campaign by density may differ from it by this share of it: their noise is smaller, a gas or another
/// phase at the same pressure is further away.
inline constexpr double largest_change_of_density = 0.05;

/// The pressure of a mixture at the temperature of the line, a composition and a number density, by molecular dynamics
/// at constant volume: 500 particles or more, 500 time units of the mixture after 50 of settling. A pure function of
/// its arguments but for `execution`.
/// progress   called now and then with the fraction done
/// returns    the pressure with its standard error, some 0.004 eps/sigma^3 in a liquid of the paper's mixture, or why
///            there is no liquid: it froze, boiled, demixed, its pressure is below 0, or particles cannot move so close
std::variant<Estimate, NoLiquid> pressure_at_density(const StateLine& line, double x1, double density,
                                                     std::uint64_t seed, const Execution& execution,
                                                     const std::function<void(double)>& progress = {});

/// Whether the chains of a pilot, at that pressure, have found another phase than the density was asked for.
std::optional<NoLiquid> other_phase(const Pilot& pilot, double density);

}  // namespace soret
