#pragma once

#include <cstddef>

#include "soret/common/statistics/estimate.hpp"
#include "soret/common/statistics/spectrum.hpp"

namespace soret {

/// The value of a spectrum at frequency 0 from its logarithm.
struct CepstralEstimate {
    Estimate value;                ///< effective_samples 2/(relative error)^2: squares of so many normal numbers
    std::size_t coefficients = 0;  ///< P*, chosen
    double cutoff_frequency = 0.0;
};

/// Cepstral analysis [Ercole, Marcolongo, Baroni, Sci. Rep. 7, 15835 (2017); several signals: Bertossa et al., PRL 122,
/// 255901 (2019)], of the K + 1 frequencies up to the cutoff:
///   L_k = ln S_k - [psi(a_k) - ln a_k], a the shapes;   C_n = (1/2K) [L_0 + (-1)^n L_K + 2 sum_{0<k<K} L_k cos(pi n k/K)]
///   ln S(0) = C_0 + 2 sum_{0<n<P} C_n, with the P that is smallest in sum_{n>=P} C_n^2/var C_n + 2 P (Akaike),
///   var C_n = psi'(a)/(2K), twice that at n = 0, K
/// value = exp(ln S(0)). ln S(0) is linear in the L_k, whose variance is psi'(a_k): its error is exact for a given P and up
/// to O(1/K) psi'(a) (4 P - 2)/(2K). The choice of P and what a small P leaves out of the shape of ln S are not part of it:
/// docs/estimators.md has what that costs. Leave a factor of two between the cutoff and the frequency where the signals
/// are noise of the time step only.
/// cutoff_frequency   that of at least 8 frequencies above 0, not above the last one
/// throws             InvalidArgument: a cutoff outside its range;  InvalidState: a value that is not positive
CepstralEstimate cepstral_estimate(const RealSpectrum& spectrum, double cutoff_frequency);

}  // namespace soret
