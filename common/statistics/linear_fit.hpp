#pragma once

#include <Eigen/Core>

namespace soret {

/// Weighted least squares: y = design c with independent errors.
struct LinearFit {
    Eigen::VectorXd coefficients;
    Eigen::MatrixXd covariance;  ///< from the errors of y, without a scaling by chi^2
    double chi_squared = 0.0;
    int degrees_of_freedom = 0;
    double p_value = 1.0;  ///< of a chi-squared at least as large; 1 without degrees of freedom
};

/// design, y, errors    as many rows each, at least as many as columns; errors > 0
/// throws               InvalidArgument: other sizes, a value outside its range, linearly dependent columns
LinearFit linear_fit(const Eigen::MatrixXd& design, const Eigen::VectorXd& y, const Eigen::VectorXd& errors);

}  // namespace soret
