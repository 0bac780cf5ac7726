#pragma once

#include <cstdint>
#include <functional>
#include <variant>

#include "soret/common/execution.hpp"
#include "soret/common/statistics/estimate.hpp"
#include "soret/validation/planning/pilot.hpp"

namespace soret {

/// The pressure of a mixture at the temperature of the line, a composition and a number density, by molecular dynamics
/// at constant volume: 500 particles or more, 500 time units of the mixture after 50 of settling. A pure function of
/// its arguments but for `execution`.
/// progress   called now and then with the fraction done
/// returns    the pressure, or why there is no liquid: it froze, boiled, demixed, or its pressure is below 0
/// throws     InvalidInput: a density at which no particles can be placed or moved
std::variant<Estimate, NoLiquid> pressure_at_density(const StateLine& line, double x1, double density,
                                                     std::uint64_t seed, const Execution& execution,
                                                     const std::function<void(double)>& progress = {});

}  // namespace soret
