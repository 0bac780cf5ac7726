#pragma once

#include <span>
#include <vector>

namespace soret {

/// Probability that Student's t with these degrees of freedom is at least as far from 0: the normal distribution where
/// they are infinite, 1 where they are not positive (an error that nothing is known about), 0 for an infinite t.
double two_sided_p_value(double t, double degrees_of_freedom);

/// Degrees of freedom of the error sqrt(a^2 + b^2) of a difference, a and b known from so many each:
/// (a^2 + b^2)^2/(a^4/n_a + b^4/n_b).         [Satterthwaite, Biometrics Bull. 2, 110 (1946); Welch 1947]
/// Infinite where both are; 0 where an error that is not 0 has none.
double welch_degrees_of_freedom(double error_a, double degrees_a, double error_b, double degrees_b);

/// For each test of a list the smallest false-alarm rate of the whole list at which it is rejected by Holm's step-down:
/// with p_(1) <= ... <= p_(m), the k-th is max_{j <= k} min(1, (m - j + 1) p_(j)). Rejecting what is at most a rate
/// raises a false alarm anywhere in the list with at most that probability, however the tests depend on each other.
///                                                                        [Holm, Scand. J. Statist. 6, 65 (1979)]
/// p_values   in [0, 1]
std::vector<double> holm_adjusted(std::span<const double> p_values);

}  // namespace soret
