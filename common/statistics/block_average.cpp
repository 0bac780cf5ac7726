#include "soret/common/statistics/block_average.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "soret/common/errors.hpp"

namespace soret {

namespace {

constexpr std::size_t fewest_blocks = 4;
constexpr std::size_t fewest_blocks_of_choice = 16;

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

BlockLengthChoice choose_block_length(const std::vector<BlockingLevel>& levels) {
    if (levels.empty()) throw InvalidArgument("blocking: 0 levels: must be at least 1");
    const BlockingLevel& first = levels.front();
    if (first.standard_error == 0.0) return {0, first.block_count >= fewest_blocks_of_choice};
    std::size_t last = 0;
    for (std::size_t k = 0; k < levels.size(); ++k) {
        if (levels[k].block_count < fewest_blocks_of_choice) break;
        last = k;
        const double length = static_cast<double>(levels[k].block_length) / static_cast<double>(first.block_length);
        const double ratio = levels[k].standard_error / first.standard_error;
        const double inefficiency = ratio * ratio;
        if (length * length * length > 2.0 * static_cast<double>(first.block_count) * inefficiency * inefficiency) {
            return {k, true};
        }
    }
    return {last, false};
}

BlockAverage block_average(const BlockTable& table, std::size_t quantity) {
    if (quantity >= table.quantities()) {
        throw InvalidArgument(
            fmt::format("block average: quantity {}: must be below {}", quantity, table.quantities()));
    }
    const std::vector<BlockingLevel> levels = blocking_levels(table, quantity);
    const BlockLengthChoice choice = choose_block_length(levels);
    const BlockingLevel& level = levels[choice.level];
    BlockAverage result;
    result.mean.value = table.mean()[quantity];
    result.mean.standard_error = level.standard_error;
    const double variance = level.standard_error * level.standard_error;
    result.mean.effective_samples = variance > 0.0 ? std::max(1.0, table.sample_variance(quantity) / variance) : 1.0;
    result.block_length = level.block_length;
    result.block_count = level.block_count;
    result.error_of_error = level.error_of_error;
    result.converged = choice.converged;
    return result;
}

}  // namespace soret
