#pragma once

#include "soret/validation/campaign/route.hpp"

namespace soret {

/// S_T by models of thermodiffusion (contracts/theory_models.hpp) from what was measured, at the compositions of the
/// first of preferred_onsager_routes that has S_T, or of Gamma, with errors to first order:
///   Haase, Kempers            Gamma, partial molar enthalpies and volumes of the preferred route to Gamma
///   Shukla and Firoozabadi    these, with energies, and tau_i of the route "activation"
///   Artola, Rousseau and Galliero; Prigogine    Delta G_i of that route, by a polynomial between its compositions
/// S_T^0 is that of the dilute gas of full Lennard-Jones particles, in the first order.                 [SPEC 11]
JointReduction theory_curves();

}  // namespace soret
