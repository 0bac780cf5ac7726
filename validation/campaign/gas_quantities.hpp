#pragma once

#include "soret/validation/campaign/curve.hpp"

namespace soret {

/// What is measured of a gas of isotopes, apart from the state line.

namespace axes {
inline const Axis density{"density", "sigma^-3"};
}  // namespace axes

namespace quantity {

/// At zero field, along the density.
inline const Quantity isotope_soret{"isotope_soret", "Soret coefficient of a gas of isotopes", "1/eps", "isotope"};
inline const Quantity isotope_diffusion{"isotope_diffusion", "n D_12 of a gas of isotopes", "1/(sigma tau)", "isotope"};

}  // namespace quantity

namespace number {

/// At zero field and zero density.
inline const NumberKey dilute_isotope_soret{"dilute_isotope_soret", "isotope"};
inline const NumberKey dilute_isotope_diffusion{"dilute_isotope_diffusion", "isotope"};
/// What kinetic theory says of them.
inline const NumberKey dilute_isotope_soret_theory{"dilute_isotope_soret_theory", "isotope"};
inline const NumberKey dilute_isotope_diffusion_theory{"dilute_isotope_diffusion_theory", "isotope"};
/// Probability of a chi^2 at least as large as that of the way there of S_T.
inline const NumberKey dilute_isotope_p_value{"dilute_isotope_p_value", "isotope"};

}  // namespace number

}  // namespace soret
