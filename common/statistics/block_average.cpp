#include "soret/common/statistics/block_average.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "soret/common/errors.hpp"

namespace soret {

namespace {

constexpr std::size_t fewest_blocks = 4;
constexpr std::size_t fewest_blocks_of_choice = 16;
constexpr std::size_t fewest_blocks_of_correction = 8;

BlockingLevel level_of(const BlockTable& table, std::size_t column) {
    const double mean = table.mean()[column];
    double squares = 0.0;
    for (std::size_t i = 0; i < table.block_count(); ++i) {
        const double difference = table.block(i)[column] - mean;
        squares += difference * difference;
    }
    const double blocks = static_cast<double>(table.block_count());
    const double error = std::sqrt(squares / (blocks * (blocks - 1.0)));
    return {table.block_length(), table.block_count(), error, error / std::sqrt(2.0 * (blocks - 1.0))};
}

// Variance of the mean of y correlation times of an exponentially correlated series of variance 1.
double variance_of_mean(double y) {
    if (y < 1e-4) return 1.0 - y / 3.0;
    return 2.0 / y * (1.0 + std::expm1(-y) / y);
}

// Series that are each y correlation times long, in equal blocks.
class ExponentialSeries {
public:
    ExponentialSeries(double y, double series) : y_(y), series_(series) {}
    double squared_error() const { return variance_of_mean(y_) / series_; }
    double squared_error_from(double blocks) const {
        return (variance_of_mean(y_ * series_ / blocks) - squared_error()) / (blocks - 1.0);
    }

private:
    double y_, series_;
};

// Square of the correction of the coarse level's error, from the ratio of its squared error to the fine level's.
double missed_by_coarse(const BlockingLevel& coarse, const BlockingLevel& fine, double series) {
    if (fine.standard_error == 0.0) return 1.0;
    const double coarse_blocks = static_cast<double>(coarse.block_count);
    const double fine_blocks = static_cast<double>(fine.block_count);
    const double measured = std::pow(coarse.standard_error / fine.standard_error, 2);
    double shortest = 2.0;  // so little that the ratio hardly depends on it
    double longest = 1e4;   // so much that nothing is missed
    for (int step = 0; step < 60; ++step) {
        const double middle = std::sqrt(shortest * longest);
        const ExponentialSeries model(middle, series);
        const bool longer = model.squared_error_from(coarse_blocks) > measured * model.squared_error_from(fine_blocks);
        (longer ? shortest : longest) = middle;  // the ratio falls with the length
    }
    const ExponentialSeries model(shortest, series);
    return model.squared_error() / model.squared_error_from(coarse_blocks);
}

BlockLengthChoice corrected_choice(const std::vector<BlockingLevel>& levels, const BlockingContext& context) {
    BlockLengthChoice choice;
    while (choice.level + 1 < levels.size() && levels[choice.level + 1].block_count >= fewest_blocks_of_correction) {
        ++choice.level;
    }
    const BlockingLevel& coarse = levels[choice.level];
    const double blocks = static_cast<double>(coarse.block_count);
    double factor = blocks > 3.0 ? (blocks - 1.0) / (blocks - 3.0) : 1.0;
    const std::size_t steps = std::min<std::size_t>(2, choice.level);
    if (steps > 0 && context.series_count < coarse.block_count) {
        const BlockingLevel& fine = levels[choice.level - steps];
        factor *= std::max(1.0, missed_by_coarse(coarse, fine, static_cast<double>(context.series_count)));
    }
    choice.correction = std::sqrt(factor);
    return choice;
}

}  // namespace

std::vector<BlockingLevel> blocking_levels(const BlockTable& table, std::size_t column) {
    if (column >= table.columns()) {
        throw InvalidArgument(fmt::format("blocking: column {}: must be below {}", column, table.columns()));
    }
    if (table.block_count() < fewest_blocks) {
        throw InvalidArgument(
            fmt::format("blocking: {} blocks: must be at least {}", table.block_count(), fewest_blocks));
    }
    std::vector<BlockingLevel> levels;
    for (BlockTable blocks = table; blocks.block_count() >= fewest_blocks; blocks = blocks.coarsened(2)) {
        levels.push_back(level_of(blocks, column));
    }
    return levels;
}

BlockLengthChoice choose_block_length(const std::vector<BlockingLevel>& levels, const BlockingContext& context) {
    if (levels.empty()) throw InvalidArgument("blocking: 0 levels: must be at least 1");
    const BlockingLevel& first = levels.front();
    if (first.standard_error == 0.0) return {0, first.block_count >= fewest_blocks_of_choice, 1.0};
    const double samples = static_cast<double>(first.block_length) * static_cast<double>(first.block_count);
    for (std::size_t k = 0; k < levels.size() && levels[k].block_count >= fewest_blocks_of_choice; ++k) {
        const double length = static_cast<double>(levels[k].block_length);
        const double inefficiency =
            context.first_inefficiency * std::pow(levels[k].standard_error / first.standard_error, 2);
        if (length * length * length > 2.0 * samples * inefficiency * inefficiency) return {k, true, 1.0};
    }
    return corrected_choice(levels, context);
}

double missed_by_blocks(double tau, double block_length, std::size_t block_count, std::size_t series_count) {
    if (!(tau > 0.0 && block_length > 0.0) || block_count <= series_count || series_count == 0) {
        throw InvalidArgument(
            fmt::format("blocking: tau = {}, {} blocks of {} in {} series: must be > 0, more blocks than series", tau,
                        block_count, block_length, series_count));
    }
    const double series = static_cast<double>(series_count);
    const double blocks = static_cast<double>(block_count);
    const ExponentialSeries model(block_length * blocks / series / tau, series);
    return model.squared_error() / model.squared_error_from(blocks);
}

BlockingContext blocking_context(const BlockTable& table, std::size_t quantity) {
    const double variance = table.sample_variance(quantity);
    const double error = level_of(table, quantity).standard_error;
    const double inefficiency = variance > 0.0 ? table.sample_count() * error * error / variance : 1.0;
    return {table.series_count(), inefficiency};
}

BlockAverage block_average(const BlockTable& table, std::size_t quantity) {
    if (quantity >= table.quantities()) {
        throw InvalidArgument(
            fmt::format("block average: quantity {}: must be below {}", quantity, table.quantities()));
    }
    const std::vector<BlockingLevel> levels = blocking_levels(table, quantity);
    if (const auto constant = table.constant_value(quantity)) {
        return {.mean = {*constant, 0.0, 1.0},
                .block_length = table.block_length(),
                .block_count = table.block_count(),
                .constant = true};
    }
    const BlockLengthChoice choice = choose_block_length(levels, blocking_context(table, quantity));
    const BlockingLevel& level = levels[choice.level];
    BlockAverage result;
    result.mean.value = table.mean()[quantity];
    result.mean.standard_error = choice.correction * level.standard_error;
    const double variance = result.mean.standard_error * result.mean.standard_error;
    result.unbounded_effective_samples =
        variance > 0.0 ? std::max(1.0, table.sample_variance(quantity) / variance) : 1.0;
    result.mean.effective_samples = std::min(result.unbounded_effective_samples, table.sample_count());
    result.block_length = level.block_length;
    result.block_count = level.block_count;
    result.error_of_error = choice.correction * level.error_of_error;
    result.converged = choice.converged;
    return result;
}

}  // namespace soret
