#include "soret/common/statistics/bootstrap.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "soret/common/errors.hpp"
#include "soret/common/random_streams.hpp"
#include "soret/common/statistics/running_moments.hpp"

namespace soret {

namespace {

double finite_value(const FunctionOfMeans& function, std::span<const double> means) {
    const double value = function(means);
    if (!std::isfinite(value)) {
        throw InvalidState(fmt::format("bootstrap: function of the means = {}: must be finite", value));
    }
    return value;
}

// Resample number `index`: every block's number of times.
std::vector<double> resampled_mean(const BlockTable& table, std::uint64_t seed, std::uint64_t index) {
    const std::size_t blocks = table.block_count();
    std::vector<double> mean(table.columns(), 0.0);
    for (std::size_t i = 0; i < blocks; ++i) {
        const RandomWords words = random_words(seed, RandomStream::bootstrap, index, static_cast<std::uint32_t>(i / 4));
        const std::size_t chosen = index_from(words[i % 4], static_cast<std::uint32_t>(blocks));
        for (std::size_t c = 0; c < mean.size(); ++c) mean[c] += table.block(chosen)[c];
    }
    for (double& value : mean) value /= static_cast<double>(blocks);
    return mean;
}

}  // namespace

BootstrapResult bootstrap(const BlockTable& table, const FunctionOfMeans& function, const BootstrapOptions& options) {
    if (table.block_count() < 2 || table.block_count() > 0xffffffffu) {
        throw InvalidArgument(fmt::format("bootstrap: {} blocks: must be 2 to 2^32 - 1", table.block_count()));
    }
    if (options.resamples < 2) {
        throw InvalidArgument(fmt::format("bootstrap: {} resamples: must be at least 2", options.resamples));
    }
    if (!(options.confidence > 0.0 && options.confidence < 1.0)) {
        throw InvalidArgument(fmt::format("bootstrap: confidence {}: must be in (0, 1)", options.confidence));
    }
    std::vector<double> values(options.resamples);
    RunningMoments moments(1);
    for (std::size_t r = 0; r < values.size(); ++r) {
        values[r] = finite_value(function, resampled_mean(table, options.seed, r));
        moments.add({&values[r], 1});
    }
    std::sort(values.begin(), values.end());
    const double tail = 0.5 * (1.0 - options.confidence);
    BootstrapResult result;
    result.estimate = {finite_value(function, table.mean()), std::sqrt(moments.variance(0)),
                       static_cast<double>(table.block_count())};
    result.lower = quantile_of_sorted(values, tail);
    result.upper = quantile_of_sorted(values, 1.0 - tail);
    return result;
}

double quantile_of_sorted(std::span<const double> sorted, double probability) {
    if (sorted.empty()) throw InvalidArgument("quantile: 0 values: must be at least 1");
    if (!(probability >= 0.0 && probability <= 1.0)) {
        throw InvalidArgument(fmt::format("quantile: probability {}: must be in [0, 1]", probability));
    }
    const double position = probability * static_cast<double>(sorted.size() - 1);
    const std::size_t below = std::min(static_cast<std::size_t>(position), sorted.size() - 1);
    const std::size_t above = std::min(below + 1, sorted.size() - 1);
    return sorted[below] + (position - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

}  // namespace soret
