#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "soret/common/statistics/polynomial_fit.hpp"

namespace soret {

enum class Extremum { minimum, maximum };

/// Where a fitted polynomial is lowest (or highest), and how low. There is none where the points have no say in the
/// position, as for a parabola through two fixed ends: that would be an assumption with the error 0, not a measurement.
struct FitExtremum {
    Estimate position;  ///< error to first order, s(p'(x))/|p''(x)|; effective_samples as of PolynomialFit::combination
    Estimate value;     ///< error to first order, that of p at a fixed x: the position's error enters in second order
};

/// The lowest (highest) point of the polynomial in [lower, upper] if it is inside, where p' changes its sign.
/// returns   nothing if the polynomial is lower (higher) or as low at an end
/// throws    InvalidArgument: lower >= upper
std::optional<double> interior_extremum(const Polynomial& polynomial, Extremum kind, double lower, double upper);
std::optional<FitExtremum> find_extremum(const PolynomialFit& fit, Extremum kind, double lower, double upper);

/// The same over the fits of all degrees with their weights w_k: value sum w_k v_k, and
///   error^2 = sum w_k [s_k^2 + (v_k - value)^2]
/// so that the error holds what the choice of the degree is worth.     [Burnham and Anderson, sec. 4.3]
/// effective_samples   of the fit chosen
/// returns   nothing if the fit chosen has no interior extremum, or fits with more than a twentieth of the weight
std::optional<FitExtremum> find_extremum(const DegreeChoice& choice, Extremum kind, double lower, double upper);

/// p(x) with its error, averaged in the same way.
Estimate averaged_at(const DegreeChoice& choice, double x);

struct ResamplingOptions {
    std::uint64_t seed = 1;        ///< of the stream `bootstrap`; different fits of one analysis take different seeds
    std::size_t resamples = 1000;  ///< >= 2
    double confidence = 0.95;      ///< of the intervals, in (0, 1)
};

/// The same by resampling: normal errors of each point's standard error are added to the measured values, the fit is
/// repeated, and the extremum is taken of each. Holds where the first order does not: shallow or nearly absent extrema.
struct ResampledExtremum {
    double fraction_without = 0.0;  ///< resamples without an interior extremum; the rest is over those that have one
    double lower = 0.0;             ///< percentile interval of the position
    double upper = 0.0;
    Estimate position;  ///< of the fit itself, with the standard deviation of the resamples
    Estimate value;
};

/// returns   nothing if the fit itself or all but one of the resamples have no interior extremum
/// throws    InvalidArgument: lower >= upper, an option outside its range
std::optional<ResampledExtremum> resample_extremum(const PolynomialFit& fit, Extremum kind, double lower, double upper,
                                                   const ResamplingOptions& options = {});

}  // namespace soret
