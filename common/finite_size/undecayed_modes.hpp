#pragma once

#include "soret/common/statistics/estimate.hpp"

namespace soret {

/// Between which times the slope of a mean-square displacement was taken                                    [tau]
struct SlopeLags {
    double from = 0.0;
    double to = 0.0;
};

/// The largest |n_a| of wave vectors 2 pi n/L that undecayed_diffusion() sums over.
inline constexpr int largest_undecayed_mode = 400;

/// What a diffusion coefficient from the slope of a mean-square displacement between two lags lacks in a cubic periodic
/// box, because the shear waves that carry particles along have not decayed by then: the mean over these lags of
///   lacks(t) = (2 T/(3 eta V)) sum_{k != 0} exp(-nu k^2 t)/k^2,   nu = eta/rho,   k = 2 pi n/L
/// The slope at lag t is the integral of the velocities' correlation up to t, of which waves make
/// (2 T/(3 rho V)) sum_{k != 0} exp(-nu k^2 t) a diffusion coefficient.
///                     [Ernst, Hauge and van Leeuwen, Phys. Rev. Lett. 25, 1254 (1970), with a box's wave vectors]
/// It is the box term's own sum, yeh_hummer_correction(), with that factor: what a box lacks for ever is the integral
/// over k less the sum, what a slope lacks is the rest of the sum, and together for nu t << L^2
///   lacks(t) + xi T/(6 pi eta L) = T/(6 eta pi^(3/2) (nu t)^(1/2)) + 2 T t/(3 rho V)
/// As the box term it is the same for self-diffusion of every species and for D_12 (waves of composition are as
/// large as 1/Gamma and D_12 has the factor Gamma), and leaves out D beside nu, that eta is smaller for waves of few
/// diameters, and sound. It knows nothing of what particles do within their cages.
/// temperature, edge, mass_density   rho = number density times mean mass   [eps, sigma, m/sigma^3]
/// viscosity                         eta; its error is that of the result   [eps tau/sigma^3]
/// returns    [sigma^2/tau]
/// throws     InvalidArgument: a number not positive and finite; lags not 0 < from < to, or so short that waves beyond
///            largest_undecayed_mode count
/// accuracy   1e-13 of it and waves below exp(-36)
Estimate undecayed_diffusion(double temperature, double edge, double mass_density, const Estimate& viscosity,
                             const SlopeLags& lags);

}  // namespace soret
