#pragma once

#include <cstddef>

#include "soret/common/statistics/estimate.hpp"
#include "soret/common/statistics/spectrum.hpp"

namespace soret {

/// The value of a spectrum at frequency 0 from its logarithm.
struct CepstralEstimate {
    Estimate value;      ///< mean over P; effective_samples 2/(relative error)^2: squares of so many normal numbers
    Estimate of_chosen;  ///< of the chosen P alone, with the error of a P that was given
    std::size_t coefficients = 0;  ///< P, chosen
    double cutoff_frequency = 0.0;
};

/// Cepstral analysis [Ercole, Marcolongo, Baroni, Sci. Rep. 7, 15835 (2017); several signals: Bertossa et al., PRL 122,
/// 255901 (2019)], of the K + 1 frequencies up to the cutoff:
///   L_k = ln S_k - [psi(a_k) - ln a_k], a the shapes
///   C_n = (1/2K) [L_0 + (-1)^n L_K + 2 sum_{0<k<K} L_k cos(pi n k/K)]
///   ln S(0) = C_0 + 2 sum_{0<n<P} C_n,    A(P) = sum_{n>=P} C_n^2/var C_n + 2 P (Akaike)
///   var C_n = psi'(a)/(2K), twice that at n = 0, K;    var ln S(0) = psi'(a) (4 P - 2)/(2K)
/// of_chosen is exp(ln S(0)) at the smallest A, as in the papers. Its error is for a given P: P is chosen from the same
/// data, and intervals of 95 % covered 78 to 89 % in docs/estimators.md. value is the mean of ln S(0) over P with
/// weights exp(-A/2) [Burnham and Anderson, Model Selection, sec. 4.2], and its variance contains the scatter over P.
/// cutoff_frequency   that of at least 8 frequencies above 0, not above the last one
/// throws             InvalidArgument: a cutoff outside its range;  InvalidState: a value that is not positive
CepstralEstimate cepstral_estimate(const RealSpectrum& spectrum, double cutoff_frequency);

}  // namespace soret
