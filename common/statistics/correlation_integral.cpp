#include "soret/common/statistics/correlation_integral.hpp"

#include <cmath>

#include <fmt/format.h>

#include "soret/common/errors.hpp"

namespace soret {

namespace {

std::size_t level_of(const MultipleTauLags& lags, std::size_t k) {
    return k < lags.points ? 0 : 1 + (k - lags.points) / (lags.points / 2);
}

void check_count(std::size_t values, std::size_t needed) {
    if (values == needed) return;
    throw InvalidArgument(fmt::format("correlation integral: {} values: must be {}", values, needed));
}

/// Up to lag `last`.
std::vector<double> weights_to(const MultipleTauLags& lags, std::size_t last) {
    std::vector<double> weights(lags.count(), 0.0);
    if (last == 0) return weights;
    for (std::size_t k = 0; k <= last; ++k) {
        const bool of_level_end = k + 1 < lags.count() && level_of(lags, k + 1) > level_of(lags, k);
        const bool half = k == 0 || k == last || of_level_end;
        weights[k] = lags.timestep * static_cast<double>(lags.block_length(k)) * (half ? 0.5 : 1.0);
    }
    return weights;
}

}  // namespace

void MultipleTauLags::check() const {
    if (!(timestep > 0.0) || !std::isfinite(timestep)) {
        throw InvalidArgument(fmt::format("lags: timestep = {}: must be > 0", timestep));
    }
    if (points < 2 || points % 2 != 0) throw InvalidArgument(fmt::format("lags: {} points: must be even", points));
    if (levels < 1 || levels > 48) throw InvalidArgument(fmt::format("lags: {} levels: must be 1 to 48", levels));
}

std::size_t MultipleTauLags::block_length(std::size_t k) const {
    return std::size_t{1} << level_of(*this, k);
}

std::size_t MultipleTauLags::samples(std::size_t k) const {
    const std::size_t level = level_of(*this, k);
    if (level == 0) return k;
    return (points / 2 + (k - points) % (points / 2)) << level;
}

IntegrationWeights integration_weights(const MultipleTauLags& lags, double limit) {
    lags.check();
    const double largest = lags.time(lags.count() - 1);
    if (!(limit >= 0.0 && limit <= largest)) {
        throw InvalidArgument(fmt::format("correlation integral: limit = {}: must be in [0, {}]", limit, largest));
    }
    std::size_t last = 0;
    while (last + 1 < lags.count() && lags.time(last + 1) <= limit) ++last;
    return {weights_to(lags, last), lags.time(last)};
}

double integral(const IntegrationWeights& weights, std::span<const double> correlation) {
    check_count(correlation.size(), weights.weights.size());
    double sum = 0.0;
    for (std::size_t k = 0; k < correlation.size(); ++k) {
        if (weights.weights[k] != 0.0) sum += weights.weights[k] * correlation[k];
    }
    return sum;
}

std::vector<double> running_integral(const MultipleTauLags& lags, std::span<const double> correlation) {
    lags.check();
    check_count(correlation.size(), lags.count());
    std::vector<double> integrals;
    double before = 0.0;  // of all lags before this one, with what they weigh when it is not the last
    for (std::size_t k = 0; k < correlation.size(); ++k) {
        const double spacing = lags.timestep * static_cast<double>(lags.block_length(k));
        const bool of_level_end = k + 1 < lags.count() && level_of(lags, k + 1) > level_of(lags, k);
        integrals.push_back(k == 0 ? 0.0 : before + 0.5 * spacing * correlation[k]);
        before += (k == 0 || of_level_end ? 0.5 : 1.0) * spacing * correlation[k];
    }
    return integrals;
}

}  // namespace soret
