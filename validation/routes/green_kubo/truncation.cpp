#include "soret/validation/routes/green_kubo/truncation.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace soret {

std::pair<double, double> truncation_limits(double upper_limit, double longest_time) {
    upper_limit = std::min(upper_limit, longest_time);
    if (2.0 * upper_limit <= longest_time * (1.0 + 1e-12)) return {upper_limit, 2.0 * upper_limit};
    return {0.5 * upper_limit, upper_limit};
}

JackknifeResult change_between_limits(const GreenKubo& fluxes, double upper_limit,
                                      const CoefficientsAtLimit& coefficients) {
    const auto [shorter, longer] = truncation_limits(upper_limit, fluxes.times().back());
    const std::array<std::size_t, 2> lags{fluxes.lag_at(shorter), fluxes.lag_at(longer)};
    return jackknife(fluxes.integrals(lags), [&](std::span<const double> means) -> Eigen::VectorXd {
        return coefficients(means.subspan(green_kubo_columns, green_kubo_columns), fluxes.times()[lags[1]]) -
               coefficients(means.first(green_kubo_columns), fluxes.times()[lags[0]]);
    });
}

void LimitTruncation::add(const JackknifeResult& change, const Eigen::VectorXd& scale, double simulated_time) {
    if (empty()) sum_ = variance_ = Eigen::VectorXd::Zero(scale.size());
    for (Eigen::Index k = 0; k < scale.size(); ++k) {
        const double weight = simulated_time / scale[k];
        sum_[k] += weight * change.values[k];
        variance_[k] += weight * weight * change.covariance(k, k);
    }
    samples_ += static_cast<double>(change.block_count);
    time_ += simulated_time;
}

Estimate LimitTruncation::estimate(Eigen::Index k) const {
    return {sum_[k] / time_, std::sqrt(variance_[k]) / time_, samples_};
}

Estimate with_systematic(Estimate estimate, double systematic) {
    estimate.standard_error = std::hypot(estimate.standard_error, systematic);
    return estimate;
}

}  // namespace soret
