#pragma once

#include <cstddef>

#include "soret/common/statistics/estimate.hpp"
#include "soret/common/statistics/spectrum.hpp"

namespace soret {

struct SpectralFitSettings {
    int parameters = 2;                          ///< 1 .. 3: powers 0, 2, 4 of the frequency
    double fewest_frequencies = 5.0;             ///< of the smallest cutoff, for each parameter
    double most_effective_frequencies = 1000.0;  ///< of the largest cutoff
};

/// The value at frequency 0 of an exponential of a polynomial, fitted to the low frequencies of a spectrum.
struct SpectralFit {
    Estimate value;                      ///< effective_samples 2/(relative error)^2
    double cutoff_frequency = 0.0;       ///< mean over the cutoffs, with their weights
    double effective_frequencies = 0.0;  ///< the same mean of sum_k w_k
    bool enough = false;                 ///< at least 20 effective frequencies a parameter: below, errors mean little
};

/// A reduced form of STACIE [github.com/molmod/stacie, docs, theory]: the maximum of the likelihood of gamma variables
/// S_k with mean I(f_k) and shape a_k, weighted, for cutoffs on a grid with the ratio e^(1/16).
///   I(f) = exp(b_0 + b_2 f^2 + b_4 f^4),    w(f) = 1/(1 + (f/f_cut)^8)
///   covariance of b: H^-1 V H^-1, H = sum w a g g^T, V = sum w^2 a g g^T, g = (1, f^2, f^4)
///   each cutoff counts with the likelihood of the difference d of b from the halves w_l(f) = w of f_cut/2 and w - w_l,
///   each one Newton step from the fit, to be 0 within its covariance: ln = -1/2 (ln |C_d| + d^T C_d^-1 d)
///   ln I(0) = mean of b_0 over the cutoffs; its variance contains their scatter
/// Other than there: powers are fixed, there is no search for outliers, and the covariance is that of the weighted
/// estimator instead of H^-1. k = 0 is left out.
/// throws   InvalidArgument: a setting outside its range, too few frequencies
///          InvalidState: a value that is not positive; no cutoff at which the fit converges
SpectralFit spectral_fit(const RealSpectrum& spectrum, const SpectralFitSettings& settings = {});

/// Ratio of a cross spectrum to the spectrum of one of its signals at low frequency, where it is the ratio of integrals
/// of correlations, I_ab/I_bb: what the signals share cancels from its error.
///   r = sum_k Re S_ab(f_k)/sum_k S_bb(f_k),  0 < f_k <= cutoff: the regression of X_a on X_b
///   error^2 = sum_k [S_aa - 2 r Re S_ab + r^2 S_bb]/((2 l K - 1) sum_k S_bb), K frequencies of l averages
/// It is off by what the ratio changes within the band, O(cutoff^2), which is not part of the error: compare two
/// cutoffs.
/// returns  effective_samples 2 l K - 1
/// throws   InvalidArgument: no frequency below the cutoff, no such signal;  InvalidState: the spectrum of b is 0
Estimate spectral_ratio(const Spectrum& spectrum, std::size_t a, std::size_t b, double cutoff_frequency);

}  // namespace soret
