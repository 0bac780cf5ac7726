#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "soret/validation/campaign/route.hpp"

namespace soret {

/// L_11 from slopes of mean-square displacements (OnsagerPoint::slope_lags) gets what shear waves that have not decayed
/// would still add to D_12 (undecayed_diffusion()), and the other coefficients what goes with it, where the viscosity
/// is known. Half of it is an error that all points share: waves are hydrodynamics where they are long. Those of 250
/// particles, seven diameters, are not seen in integrals of L_11 beyond 2 tau, those of 500 and 1 000 particles are,
/// with half of what is expected or more (docs/estimators.md). Two such errors reach from nothing to twice the
/// expected.
/// gamma     the route to Gamma for D_12
/// returns   by point {"route", "particles", "x1", "relative_change"} of L_11
nlohmann::json add_undecayed_waves(Reduction& reduction, const StateLine& line, const std::string& gamma,
                                   Backend backend);

}  // namespace soret
