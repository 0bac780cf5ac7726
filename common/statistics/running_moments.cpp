#include "soret/common/statistics/running_moments.hpp"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "soret/common/errors.hpp"
#include "soret/common/files/json_fields.hpp"

namespace soret {

RunningMoments::RunningMoments(std::size_t quantities)
    : mean_(quantities, 0.0), comoment_(quantities * (quantities + 1) / 2, 0.0) {
    if (quantities == 0) throw InvalidArgument("running moments: 0 quantities: must be at least 1");
}

std::size_t RunningMoments::index(std::size_t a, std::size_t b) const {
    if (a > b) std::swap(a, b);
    if (b >= quantities()) {
        throw InvalidArgument(fmt::format("running moments: quantity {}: must be below {}", b, quantities()));
    }
    return b * (b + 1) / 2 + a;
}

void RunningMoments::add_scaled_product(std::span<const double> difference, double factor) {
    std::size_t k = 0;
    for (std::size_t b = 0; b < difference.size(); ++b) {
        for (std::size_t a = 0; a <= b; ++a) comoment_[k++] += factor * (difference[a] * difference[b]);
    }
}

void RunningMoments::add(std::span<const double> sample) {
    if (sample.size() != quantities()) {
        throw InvalidArgument(fmt::format("running moments: {} values: must be {}", sample.size(), quantities()));
    }
    std::vector<double> difference(sample.size());
    for (std::size_t a = 0; a < sample.size(); ++a) {
        if (!std::isfinite(sample[a])) {
            throw InvalidArgument(fmt::format("running moments: quantity {} = {}: must be finite", a, sample[a]));
        }
        difference[a] = sample[a] - mean_[a];
    }
    const double n = static_cast<double>(count_);
    add_scaled_product(difference, n / (n + 1.0));
    for (std::size_t a = 0; a < sample.size(); ++a) mean_[a] += difference[a] / (n + 1.0);
    ++count_;
}

void RunningMoments::merge(const RunningMoments& other) {
    if (other.quantities() != quantities()) {
        throw InvalidArgument(
            fmt::format("running moments: merged with {} quantities: must be {}", other.quantities(), quantities()));
    }
    if (other.count_ == 0) return;
    if (count_ == 0) {
        *this = other;
        return;
    }
    const double n = static_cast<double>(count_);
    const double m = static_cast<double>(other.count_);
    std::vector<double> difference(quantities());
    for (std::size_t a = 0; a < quantities(); ++a) difference[a] = other.mean_[a] - mean_[a];
    for (std::size_t k = 0; k < comoment_.size(); ++k) comoment_[k] += other.comoment_[k];
    add_scaled_product(difference, n * m / (n + m));
    for (std::size_t a = 0; a < quantities(); ++a) mean_[a] += difference[a] * (m / (n + m));
    count_ += other.count_;
}

double RunningMoments::covariance(std::size_t a, std::size_t b) const {
    if (count_ < 2) throw InvalidArgument(fmt::format("running moments: {} samples: must be at least 2", count_));
    return comoment_[index(a, b)] / static_cast<double>(count_ - 1);
}

Eigen::MatrixXd RunningMoments::covariance_matrix() const {
    const auto k = static_cast<Eigen::Index>(quantities());
    Eigen::MatrixXd matrix(k, k);
    for (Eigen::Index a = 0; a < k; ++a) {
        for (Eigen::Index b = 0; b < k; ++b) {
            matrix(a, b) = covariance(static_cast<std::size_t>(a), static_cast<std::size_t>(b));
        }
    }
    return matrix;
}

nlohmann::json RunningMoments::to_json() const {
    return {{"count", count_}, {"mean", mean_}, {"comoment", comoment_}};
}

RunningMoments RunningMoments::from_json(const nlohmann::json& json) {
    const auto mean = field<std::vector<double>>(json, "mean");
    const auto comoment = field<std::vector<double>>(json, "comoment");
    if (mean.empty() || comoment.size() != mean.size() * (mean.size() + 1) / 2) {
        throw InvalidInput(fmt::format("running moments: {} means and {} comoments: must be k and k(k + 1)/2",
                                       mean.size(), comoment.size()));
    }
    RunningMoments moments(mean.size());
    moments.count_ = field<std::uint64_t>(json, "count");
    moments.mean_ = mean;
    moments.comoment_ = comoment;
    return moments;
}

}  // namespace soret
