#pragma once

#include <optional>
#include <string>
#include <vector>

#include "soret/validation/campaign/claim.hpp"

namespace soret {

/// The published claims about transport coefficients other than the Soret coefficient along the state line:
///   onsager-ratio                   L'_1q/L_11 is constant
///   d12, dt                         D_12 rises, D_T falls (both signed: D_T is negative)
///   lambda/ROUTE                    the thermal conductivity of each route falls
///   lambda/agreement                those of flows and of fluctuations agree; /hnemd: those of a synthetic field and
///                                   of fluctuations, which linear response demands of any mixture
///   dlambda/unprimed, /primed       delta lambda relative to lambda, negative where heat and mass couple
///   d-nvt-nve/NAME                  self-diffusion and viscosity do not depend on a thermostat; yeh_hummer: nor does
///                                   the viscosity that follows from how self-diffusion depends on the size, at x1 =
///                                   0.5
///   linear/soret, /thermal_conductivity   neither depends on the gradient of temperature
///   finite-size/10-20, /20-40       how much |S_T| falls with the lateral edge of a flow, by a straight line in 1/edge
///                                   [sigma]
/// A claim about all compositions passes with five of them at least.
std::vector<ClaimRule> transport_claims();

/// Of claims about curves by a synthetic field: why these say nothing, where the fit that leads to zero field is
/// contradicted by its own points.
std::optional<std::string> doubt_of_zero_field(const Findings& findings, const ClaimInstance& instance);

}  // namespace soret
