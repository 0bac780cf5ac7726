#pragma once

#include <Eigen/Core>
#include <vector>

namespace soret {

/// p(x) = sum_k coefficients[k] t^k with t = (x - centre)/half_width, so that t is of order one.
struct Polynomial {
    Eigen::VectorXd coefficients;
    double centre = 0.0;
    double half_width = 1.0;

    double operator()(double x) const;
    /// The polynomial p'(x), in the same t.
    Polynomial derivative() const;
};

/// Where the polynomial changes its sign in (lower, upper), in ascending order, each to the nearest double or two.
/// Between neighbouring sign changes of p' it is monotonic, which isolates every one of them; a zero without a change
/// of sign is none.
std::vector<double> sign_changes(const Polynomial& polynomial, double lower, double upper);

}  // namespace soret
