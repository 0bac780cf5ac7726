#include "soret/common/statistics/correlated_estimates.hpp"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "soret/common/errors.hpp"

namespace soret {

namespace {

void check_size(std::span<const Estimate> estimates, std::span<const double> covariance) {
    if (covariance.empty() || covariance.size() == estimates.size() * estimates.size()) return;
    throw InvalidArgument(fmt::format("covariance of {} estimates has {} numbers: must have {}", estimates.size(),
                                      covariance.size(), estimates.size() * estimates.size()));
}

}  // namespace

PooledEstimate pooled(std::span<const Estimate> estimates, std::span<const double> covariance) {
    check_size(estimates, covariance);
    PooledEstimate result = pooled(estimates);
    if (covariance.empty()) return result;
    const auto n = static_cast<Eigen::Index>(estimates.size());
    Eigen::MatrixXd v = Eigen::Map<const Eigen::MatrixXd>(covariance.data(), n, n);
    Eigen::VectorXd values(n);
    for (Eigen::Index k = 0; k < n; ++k) {
        const Estimate& estimate = estimates[static_cast<std::size_t>(k)];
        v(k, k) = estimate.standard_error * estimate.standard_error;
        values[k] = estimate.value;
    }
    const Eigen::LLT<Eigen::MatrixXd> factor(v);
    if (factor.info() != Eigen::Success) {
        throw InvalidArgument("covariance of estimates: must be positive definite");
    }
    const Eigen::VectorXd weights = factor.solve(Eigen::VectorXd::Ones(n));
    result.mean.value = weights.dot(values) / weights.sum();
    result.mean.standard_error = 1.0 / std::sqrt(weights.sum());
    const Eigen::VectorXd rest = values.array() - result.mean.value;
    result.chi_squared = rest.dot(factor.solve(rest));
    result.p_value = chi_squared_p_value(result.chi_squared, result.degrees_of_freedom);
    return result;
}

double error_of_difference(std::span<const Estimate> estimates, std::span<const double> covariance, std::size_t i,
                           std::size_t j) {
    check_size(estimates, covariance);
    const double independent = std::hypot(estimates[i].standard_error, estimates[j].standard_error);
    if (covariance.empty()) return independent;
    return std::sqrt(std::max(0.0, independent * independent - 2.0 * covariance[i * estimates.size() + j]));
}

}  // namespace soret
