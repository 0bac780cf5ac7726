#pragma once

#include <cstdint>

#include "soret/validation/campaign/route.hpp"
#include "soret/validation/simulation/monte_carlo_run.hpp"

namespace soret {

struct DeltaMuSearch {
    double delta_mu = 0.0;  ///< mu_1 - mu_2 at which <x_1> is the wanted one       [eps]
    double x1 = 0.0;        ///< mean while delta_mu was averaged: tells how well it went
    double density = 0.0;   ///< mean at the same time
    MonteCarloChain chain;  ///< after the last sweep
};

/// Finds Delta mu for a wanted composition of any binary mixture by stochastic approximation. After sweep k
///   Delta mu += g_k T/(x_1 x_2) (x_1 - N_1/N),   g_k = 1/4 for k <= K/5, then 1/4 sqrt((K/5)/k),
/// each step at most T; the result is the mean of Delta mu over the second half of the K sweeps.
/// T/(x_1 x_2) is the inverse of d<x_1>/d(Delta mu) of an ideal mixture: in a real one the loop gain is g_k/Gamma. It
/// damps itself whatever the acceptance of identity changes is.          [Robbins and Monro 1951; Polyak and Juditsky
/// 1992]
/// start      a liquid near the wanted composition; semi_grand parameters, whose chemical potentials are not used
/// x1         in (0, 1)
/// sweeps     K, >= 20
/// throws     InvalidArgument: x1 or sweeps outside their range, a mixture that is not binary
/// accuracy   the composition is that wanted within some sqrt(2 tau Gamma x_1 x_2/(N K/2)), tau the autocorrelation
///            time
DeltaMuSearch find_delta_mu(const Mixture& mixture, const MonteCarloChain& start, MonteCarloParameters parameters,
                            double x1, std::uint64_t sweeps, const RunContext& context);

}  // namespace soret
