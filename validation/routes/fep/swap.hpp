#pragma once

#include <array>
#include <optional>
#include <vector>

#include "soret/common/statistics/estimate.hpp"
#include "soret/validation/campaign/route.hpp"
#include "soret/validation/routes/fep/fep.hpp"

namespace soret {

/// Stage "swap" of the route fep: a liquid of constant composition and pressure whose particles swap identities, and
/// what it costs each of them to become one of the other species. At the ends, of one species, its volume and energy.
nlohmann::json run_swap_stage(const StateLine& line, const Task& task, const std::vector<const TaskResult*>& needed,
                              const RunContext& context);

/// Of all replicas at one composition.
struct SwapPoint {
    double x1 = 0.0;
    /// mu_1 - mu_2 by Bennett's equation; nothing at the ends, or where the chains do not know it            [eps]
    std::optional<Estimate> delta_mu;
    std::string reason;                      ///< why there is none; empty at the ends
    std::optional<Estimate> into_1, into_2;  ///< the same by each way alone
    Estimate volume;                         ///< <V>/N                                                [sigma^3]
    Estimate energy;                         ///< <U>/N, without the kinetic energy                        [eps]
    Estimate enthalpy;                       ///< (<U> + P <V>)/N + 3/2 T                                  [eps]
};

/// results   of tasks of stage "swap" of one composition, at least one
/// throws    InvalidInput: not such results, or replicas of other liquids
SwapPoint swap_point(const std::vector<const TaskResult*>& results, const StateLine& line);

/// Partial molar properties from one smooth curve z(x_1) through all compositions and both ends [SI 2.3; SPEC 6]
///   z_1 = z + x_2 z',   z_2 = z - x_1 z'
/// z is the lowest polynomial of degree 3 to 5 that the points do not contradict (p >= 1e-3).
struct PartialMolar {
    Curve of_1, of_2, difference;  ///< at the inner compositions, with the covariance of their points
    int degree = 0;
    double p_value = 0.0;
};
/// member   of SwapPoint: volume, energy or enthalpy
/// returns  nothing if there are too few compositions, or no such polynomial
std::optional<PartialMolar> partial_molar(const std::vector<SwapPoint>& points, Estimate SwapPoint::*member);

/// Curves delta_mu, density, enthalpy and the partial molar properties by route fep, remarks and details.
void add_swap_curves(const std::vector<SwapPoint>& points, Reduction& reduction);

}  // namespace soret
