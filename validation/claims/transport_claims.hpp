#pragma once

#include <string>
#include <vector>

#include "soret/validation/claims/claims.hpp"

namespace soret {

/// The published claims about transport coefficients other than the Soret coefficient along the state line. By name of the
/// curves, of which each claim says what it makes:
///   onsager-ratio                   onsager_ratio: constant
///   d12, dt                         mutual_diffusion rises, thermal_diffusion falls (both signed: D_T is negative)
///   lambda/green_kubo, lambda/nemd  thermal_conductivity, thermal_conductivity_nemd fall; lambda/agreement: they agree
///   dlambda/unprimed, /primed       delta_lambda, delta_lambda_primed: relative to lambda, negative where heat and mass couple
///   d-nvt-nve/NAME                  NAME and NAME_nvt agree: self_diffusion_1, self_diffusion_2, viscosity; for yeh_hummer the
///                                   quantity self_diffusion_yeh_hummer_viscosity and viscosity at x1 = 0.5
///   linear/soret, /thermal_conductivity   soret_nemd_gradient, thermal_conductivity_nemd_gradient, whose x is the measured gradient
///   finite-size/10-20, /20-40       soret_nemd_edge, whose x is the lateral edge [sigma]: how much |S_T| falls by a straight
///                                   line in 1/edge
/// A claim about all compositions passes with five of them at least.
std::vector<ClaimResult> judge_transport_claims(const Findings& findings);
std::vector<std::string> transport_claims_from(const std::vector<std::string>& curves);

}  // namespace soret
