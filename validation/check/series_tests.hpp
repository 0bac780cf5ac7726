#pragma once

#include <optional>
#include <span>
#include <vector>

namespace soret {

/// A number that a time series is tested for. Memory is counted: errors are those of the autocorrelation time, and
/// Student's t takes the place of the normal distribution for what that time is known to.
struct SeriesTest {
    double measured = 0.0;  ///< what was found, in units of what it must be where that is not 0
    double error = 0.0;     ///< one standard error
    double p_value = 1.0;   ///< of a deviation at least as large, if the series is right
    /// Effective samples behind the error; below 16 nobody knows how long the memory is, and p_value is 1.
    double effective_samples = 0.0;
};

/// <x> is `expected`.
SeriesTest test_mean(std::span<const double> series, double expected);

/// Both halves of the series have the same mean; measured is the second one less the first.
SeriesTest test_halves(std::span<const double> series);

/// <x> is at most `largest`: only a mean above counts.
SeriesTest test_mean_at_most(std::span<const double> series, double largest);

/// var x/<x>^2 is `expected`; measured in units of it. Whatever the mean is.
SeriesTest test_relative_variance(std::span<const double> series, double expected);

/// x/<x> f is distributed as chi-squared of f degrees of freedom: Pearson's statistic over ten classes of equal
/// probability, of samples that are five autocorrelation times apart. `measured` is the statistic over its degrees of
/// freedom. Without 50 such samples nothing is decided: effective_samples is their number, p_value 1.
SeriesTest test_chi_squared_shape(std::span<const double> series, double degrees_of_freedom);

/// cov(x, y) is `expected`, not 0; measured in units of it.
SeriesTest test_covariance(std::span<const double> x, std::span<const double> y, double expected);

/// The series ends no further from where it began than `largest`, but for what a walk at random does: the increments of
/// 16 block means have a mean, whose error counts that neighbouring increments of a walk go together. `measured` is the
/// change over the series.
SeriesTest test_drift(std::span<const double> series, double largest);

/// The increments of 16 block means walk over the series by a standard deviation of at most `largest`; measured in
/// units of it.
SeriesTest test_walk(std::span<const double> series, double largest);

/// ln of the ratio of two distributions is a straight line of slope 1 in x: ln p_b(x)/p_a(x) = x + c. By the likelihood
/// that a sample comes from b and not from a, without bins.
///   J. Chodera and M. Shirts; M. Shirts, J. Chem. Theory Comput. 9, 909 (2013)
/// `measured` is the slope; nothing if the distributions do not overlap, or x varies too little to tell a slope.
std::optional<SeriesTest> test_ratio(std::span<const double> a, std::span<const double> b);

}  // namespace soret
