#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "soret/common/statistics/estimate.hpp"

namespace soret {

/// Of the sum over the images of a cubic box, by Ewald's method.
inline constexpr double yeh_hummer_xi = 2.837297479480628;

/// Self-diffusion coefficient in a cubic box of edge L.
struct BoxDiffusion {
    std::size_t species = 0;
    double edge = 0.0;   ///< [sigma]
    Estimate diffusion;  ///< [sigma^2/tau]
};

struct YehHummerFit {
    std::vector<Estimate> diffusion;  ///< D_0 by species: in an infinite system
    Estimate viscosity;               ///< eta, [eps tau/sigma^3]
    double chi_squared = 0.0;
    int degrees_of_freedom = 0;
    double p_value = 1.0;
};

/// What an infinite system has more than a cubic box: xi T/(6 pi eta L). The same for the self-diffusion of every
/// species and for the mutual diffusion D_12; eta and lambda need no correction. The error is that of eta.
///                            [SI eq. 21; Yeh and Hummer, J. Phys. Chem. B 108, 15873 (2004); D_12: Jamali et al. 2018]
/// throws   InvalidArgument: temperature, edge or viscosity not positive and finite
Estimate yeh_hummer_correction(double temperature, double edge, const Estimate& viscosity);

/// The same of a cuboid, for diffusion along x, y or z (axis 0, 1, 2): box_term_factors() T/(6 pi eta). Negative where
/// the box has more than an infinite system.
/// throws   InvalidArgument: temperature or viscosity not positive and finite, edges as in box_term_factors(), axis > 2
Estimate yeh_hummer_correction(double temperature, const std::array<double, 3>& edges, std::size_t axis,
                               const Estimate& viscosity);

/// D_i(L) = D_i0 - xi T/(6 pi eta L), one or more species with one viscosity: weighted least squares in 1/L for D_i0
/// and 1/eta; the error of eta to first order, error(1/eta) eta^2.
/// boxes    independent; every species below the largest; at least two different edges
///          effective_samples of the results: number of boxes
/// throws   InvalidArgument: values outside their range, too few boxes
///          InvalidState: D does not grow with L by more than two of its errors, eta would be meaningless
YehHummerFit yeh_hummer_fit(std::span<const BoxDiffusion> boxes, double temperature);

}  // namespace soret
