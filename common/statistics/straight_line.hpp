#pragma once

#include <span>

#include "soret/common/statistics/estimate.hpp"

namespace soret {

/// A point of a line: y is measured at a known x.
struct LinePoint {
    double x = 0.0;
    Estimate y;
};

/// The straight line y = a + b x through points whose true errors are alike, while each stated one comes from a few
/// samples: weights from such errors would favour the points that happen to look good. So every point has the root of
/// the mean square of the stated errors. Points that scatter about the line by more than that have the error of their
/// scatter: all errors are multiplied by sqrt(chi^2/(n - 2)) where it exceeds 1, and then have n - 2 degrees of
/// freedom.
class StraightLine {
public:
    /// points   at least three, at two different x or more; errors >= 0, some of them > 0
    /// throws   InvalidArgument: fewer points, one x, no error at all
    explicit StraightLine(std::span<const LinePoint> points);

    /// a + b x; effective_samples: one more than the degrees of freedom of the common error.
    Estimate at(double x) const;
    Estimate slope() const;

    double chi_squared() const { return chi_squared_; }  ///< before errors are widened
    int degrees_of_freedom() const { return degrees_of_freedom_; }
    double p_value() const { return p_value_; }

private:
    double centre_ = 0.0;  ///< mean of x: there value and slope are uncorrelated
    double value_ = 0.0, value_error_ = 0.0;
    double slope_ = 0.0, slope_error_ = 0.0;
    double chi_squared_ = 0.0;
    int degrees_of_freedom_ = 0;
    double p_value_ = 1.0;
    double effective_samples_ = 0.0;
};

}  // namespace soret
