#pragma once

#include "soret/common/mixture.hpp"
#include "soret/validation/simulation/backend.hpp"

namespace soret {

/// S_T^0 of the dilute gas of a binary mixture, Chapman and Enskog to the first order, with the fitted collision
/// integrals of the full Lennard-Jones potential, whatever the cutoff.                       [SPEC 11]   [1/eps]
/// throws   InvalidArgument: not two species
///          InvalidState: T/eps of a pair outside the range of the fits, a pair that does not interact
double ideal_gas_soret_of(const Mixture& mixture, double temperature, double x1, Backend backend);

}  // namespace soret
