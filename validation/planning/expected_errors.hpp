#pragma once

#include <vector>

#include "soret/validation/campaign/manifest.hpp"
#include "soret/validation/planning/pilot.hpp"

namespace soret {

/// How much is measured at one composition.
struct Length {
    double sweeps = 0.0;      ///< of all chains together
    double field_time = 0.0;  ///< of all runs under fields together                                   [tau]
};

/// Fields of a campaign, the same for all compositions: F and F/2.
struct Fields {
    double largest = 0.0;      ///< F                                                                  [1/sigma]
    double share_of_it = 0.5;  ///< of the field time of a composition
    double interval = 0.0;     ///< between two samples                                                [tau]
};

/// Standard errors that are expected at one composition.
struct ExpectedErrors {
    double gamma = 0.0;
    // Over the size of the value:
    double gamma_relative = 0.0;
    double soret_coefficient = 0.0;
    double onsager_ratio = 0.0;
    double mutual_diffusion = 0.0;
    double thermal_conductivity = 0.0;
    // The parts of the squares above that chains or fields alone are to blame for; the rest is the other's.
    double of_enthalpies = 0.0;  ///< of L'_1q/L_11, by h_1 - h_2, relative
    double of_ratio = 0.0;       ///< the same by the fields
    double of_mass = 0.0;        ///< of L_11, relative
};

/// What lengths and fields will give, by these laws, values from the pilot:
///   chains   squared errors of Gamma by fluctuations, of the mean composition, which slopes of Delta mu between
///            neighbours are made of, of enthalpies and of their slopes, each as what the pilot's blocks scatter with
///            their memory, over the sweeps; joined as the route joins them
///   fields   mean currents J_1, J'_q with the covariance 2 L'/(V t) of the noise after a time t; L_11 by the noise
///            of J_1 relatively to (2 s/t)^(1/2) for samples s apart; then the way to zero field as the route goes it,
///            with what it knows of the curvature before. Where a parabola along n >= 5 compositions joins L_11, its
///            variance is 3/n of that
std::vector<ExpectedErrors> expected_errors(const Pilot& pilot, const StateLine& line,
                                            const std::vector<Length>& lengths, const Fields& fields);

/// A campaign may say that an error is larger than the wanted one by this factor, with this probability at each
/// composition.
inline constexpr double allowed_excess = 1.3;
inline constexpr double risk_of_excess = 0.05;

/// The pilot as it is to be planned with, so that allowed_excess holds whatever chance did to the pilot and will do to
/// the errors that the campaign's own blocks tell:
///   squared errors of chains   times F/allowed_excess^2 if that is above 1. F, the ratio of the squared error that m
///                              blocks tell to that of the pilot with f degrees of freedom, is below
///                              F_{1 - risk}(m - 1, f); m as the route chooses its blocks
///   L'_1q/L_11                 a share of it is wanted, and it may be smaller: allowed_excess times its lower limit,
///                              |r| - z sigma, if that is below |r|; not below |r|/2, where the pilot hardly knows
///                              its sign
Pilot on_the_safe_side(const Pilot& pilot, const std::vector<Length>& lengths);

}  // namespace soret
