#include "soret/common/statistics/block_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "soret/common/errors.hpp"
#include "soret/common/files/json_fields.hpp"

namespace soret {

BlockTable::BlockTable(std::size_t quantities, std::uint64_t block_length)
    : quantities_(quantities), block_length_(block_length) {
    if (quantities < 1 || quantities > largest_quantity_count) {
        throw InvalidArgument(
            fmt::format("block table: {} quantities: must be 1 to {}", quantities, largest_quantity_count));
    }
    if (block_length == 0) throw InvalidArgument("block table: block length 0: must be at least 1");
}

BlockTable BlockTable::from_series(std::span<const double> series) {
    std::vector<double> rows;
    rows.reserve(2 * series.size());
    for (const double x : series) {
        rows.push_back(x);
        rows.push_back(x * x);
    }
    BlockTable table(1, 1);
    table.append_series(rows);
    return table;
}

std::size_t BlockTable::product_column(std::size_t quantities, std::size_t a, std::size_t b) {
    if (a > b) std::swap(a, b);
    if (b >= quantities) {
        throw InvalidArgument(fmt::format("block table: quantity {}: must be below {}", b, quantities));
    }
    return quantities + b * (b + 1) / 2 + a;
}

std::vector<double> BlockTable::mean() const {
    if (block_count() == 0) throw InvalidArgument("block table: 0 blocks: must be at least 1");
    std::vector<double> sum(columns(), 0.0);
    for (std::size_t i = 0; i < block_count(); ++i) {
        for (std::size_t c = 0; c < columns(); ++c) sum[c] += block(i)[c];
    }
    for (double& value : sum) value /= static_cast<double>(block_count());
    return sum;
}

double BlockTable::sample_variance(std::size_t quantity) const {
    const std::vector<double> means = mean();
    const double n = sample_count();
    if (n < 2.0) throw InvalidArgument(fmt::format("block table: {} samples: must be at least 2", n));
    const double q = means.at(quantity);
    return std::max(0.0, means[product_column(quantity, quantity)] - q * q) * (n / (n - 1.0));
}

std::optional<double> BlockTable::constant_value(std::size_t quantity) const {
    if (quantity < constant_.size() && constant_[quantity]) return constant_[quantity];
    if (block_length_ > 1 || block_count() == 0) return std::nullopt;
    const double first = block(0)[quantity];
    for (std::size_t i = 1; i < block_count(); ++i) {
        if (block(i)[quantity] != first) return std::nullopt;
    }
    return first;
}

void BlockTable::mark_constant(std::size_t quantity, double value) {
    if (quantity >= quantities_) {
        throw InvalidArgument(fmt::format("block table: quantity {}: must be below {}", quantity, quantities_));
    }
    constant_.resize(quantities_);
    constant_[quantity] = value;
}

void BlockTable::append_series(std::span<const double> block_means) {
    if (block_means.size() % columns() != 0) {
        throw InvalidArgument(
            fmt::format("block table: {} values: must be a multiple of {}", block_means.size(), columns()));
    }
    for (std::size_t k = 0; k < block_means.size(); ++k) {
        if (!std::isfinite(block_means[k])) {
            throw InvalidArgument(fmt::format("block table: column {} of block {} = {}: must be finite", k % columns(),
                                              k / columns(), block_means[k]));
        }
    }
    constant_.clear();
    means_.insert(means_.end(), block_means.begin(), block_means.end());
    blocks_of_series_.push_back(block_means.size() / columns());
}

BlockTable BlockTable::coarsened(std::uint64_t factor) const {
    if (factor == 0) throw InvalidArgument("block table: factor 0: must be at least 1");
    BlockTable result(quantities_, block_length_ * factor);
    result.constant_ = constant_;
    std::size_t first = 0;
    for (const std::size_t blocks : blocks_of_series_) {
        const std::size_t new_blocks = blocks / factor;
        for (std::size_t i = 0; i < new_blocks; ++i) {
            for (std::size_t c = 0; c < columns(); ++c) {
                double sum = 0.0;
                for (std::size_t j = 0; j < factor; ++j) sum += block(first + i * factor + j)[c];
                result.means_.push_back(sum / static_cast<double>(factor));
            }
        }
        result.blocks_of_series_.push_back(new_blocks);
        first += blocks;
    }
    return result;
}

void BlockTable::merge(const BlockTable& other) {
    if (other.quantities_ != quantities_) {
        throw InvalidArgument(
            fmt::format("block table: merged with {} quantities: must be {}", other.quantities_, quantities_));
    }
    const std::uint64_t longer = std::max(block_length_, other.block_length_);
    if (longer % block_length_ != 0 || longer % other.block_length_ != 0) {
        throw InvalidArgument(fmt::format("block table: block lengths {} and {}: one must be a multiple of the other",
                                          block_length_, other.block_length_));
    }
    const BlockTable tail = other.coarsened(longer / other.block_length_);
    if (longer != block_length_) *this = coarsened(longer / block_length_);
    constant_.clear();
    means_.insert(means_.end(), tail.means_.begin(), tail.means_.end());
    blocks_of_series_.insert(blocks_of_series_.end(), tail.blocks_of_series_.begin(), tail.blocks_of_series_.end());
}

nlohmann::json BlockTable::to_json() const {
    return {{"quantities", quantities_},
            {"block_length", block_length_},
            {"blocks_of_series", blocks_of_series_},
            {"means", means_}};
}

BlockTable BlockTable::from_json(const nlohmann::json& json) {
    try {
        BlockTable table(field<std::size_t>(json, "quantities"), field<std::uint64_t>(json, "block_length"));
        const auto blocks_of_series = field<std::vector<std::size_t>>(json, "blocks_of_series");
        const auto means = field<std::vector<double>>(json, "means");
        std::size_t first = 0;
        for (const std::size_t blocks : blocks_of_series) {
            if (blocks > (means.size() - first) / table.columns()) {
                throw InvalidInput(fmt::format("block table: {} means: fewer than its series need", means.size()));
            }
            table.append_series(std::span(means).subspan(first, blocks * table.columns()));
            first += blocks * table.columns();
        }
        if (first != means.size()) {
            throw InvalidInput(fmt::format("block table: {} means: its series need {}", means.size(), first));
        }
        return table;
    } catch (const InvalidArgument& error) {
        throw InvalidInput(error.what());
    }
}

}  // namespace soret
