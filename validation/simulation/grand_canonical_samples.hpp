#pragma once

#include <array>
#include <string>

#include "soret/validation/simulation/kirkwood_buff_analysis.hpp"
#include "soret/validation/simulation/monte_carlo_run.hpp"
#include "soret/validation/simulation/number_moments.hpp"

namespace soret {

// What the samples of runs say that exchange particles: MonteCarloRunResult::samples.

/// Why the numbers of a run are those of its start: no insertion or deletion was accepted, or a number that was not 0
/// never changed. Empty if they are not.
std::string why_stuck(const BlockTable& samples, const AcceptanceTable& acceptance, std::size_t species);

/// Why the fluctuations of the numbers are not known: fewer than fewest_effective_samples of one of them, or an error
/// that is not known. Empty if they are.
std::string why_too_short(const BlockTable& samples, std::size_t species);

/// What the numbers of two species say, with the errors of their six moments and the correlations of these, by the
/// jackknife over blocks, its bias removed. The relations are those of NumberMoments, with their covariance.
struct GrandCanonicalAnalysis : KirkwoodBuffEstimates {
    Estimate x1;                ///< <N_1>/<N>
    Estimate density;           ///< <N>/V                                                                  [sigma^-3]
    std::array<Estimate, 3> G;  ///< G_11, G_12, G_22                                              [sigma^3]
    /// Var(N)/V: T times what the density changes by if all mu change by one                      [sigma^-3]
    double density_response = 0.0;
    bool errors_converged = true;
};

/// samples   of one run or several of the same volume
/// throws    InvalidState: a species that is never there, a thermodynamic factor that is not positive
///           InvalidArgument: fewer than four blocks
GrandCanonicalAnalysis analyse_grand_canonical(const BlockTable& samples);

}  // namespace soret
