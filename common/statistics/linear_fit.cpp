#include "soret/common/statistics/linear_fit.hpp"

#include <Eigen/QR>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/statistics/estimate.hpp"

namespace soret {

LinearFit linear_fit(const Eigen::MatrixXd& design, const Eigen::VectorXd& y, const Eigen::VectorXd& errors) {
    const Eigen::Index n = design.rows(), p = design.cols();
    if (y.size() != n || errors.size() != n || n < p || p == 0) {
        throw InvalidArgument(fmt::format("linear fit: {} values and {} errors for {} rows of {} coefficients",
                                          y.size(), errors.size(), n, p));
    }
    if (!design.allFinite() || !y.allFinite() || !errors.allFinite() || !(errors.minCoeff() > 0.0)) {
        throw InvalidArgument("linear fit: values must be finite, errors > 0");
    }
    const Eigen::VectorXd weight = errors.cwiseInverse();
    const Eigen::ColPivHouseholderQR<Eigen::MatrixXd> qr(weight.asDiagonal() * design);
    if (qr.rank() < p) {
        throw InvalidArgument(fmt::format("linear fit: the values determine {} of {} coefficients", qr.rank(), p));
    }
    LinearFit fit;
    const Eigen::MatrixXd inverse = qr.solve(Eigen::MatrixXd::Identity(n, n));
    fit.coefficients = inverse * weight.cwiseProduct(y);
    fit.covariance = inverse * inverse.transpose();
    fit.chi_squared = weight.cwiseProduct(y - design * fit.coefficients).squaredNorm();
    fit.degrees_of_freedom = static_cast<int>(n - p);
    fit.p_value = chi_squared_p_value(fit.chi_squared, fit.degrees_of_freedom);
    return fit;
}

}  // namespace soret
