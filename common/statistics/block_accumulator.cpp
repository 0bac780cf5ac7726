#include "soret/common/statistics/block_accumulator.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "soret/common/errors.hpp"
#include "soret/common/files/json_fields.hpp"

namespace soret {

BlockAccumulator::BlockAccumulator(std::size_t quantities, std::size_t most_blocks, std::uint64_t block_length)
    : quantities_(quantities), most_blocks_(most_blocks), block_length_(block_length) {
    if (quantities < 1 || quantities > BlockTable::largest_quantity_count) {
        throw InvalidArgument(fmt::format("block accumulator: {} quantities: must be 1 to {}", quantities,
                                          BlockTable::largest_quantity_count));
    }
    if (most_blocks < 2 || most_blocks % 2 != 0) {
        throw InvalidArgument(fmt::format("block accumulator: most_blocks = {}: must be even and >= 2", most_blocks));
    }
    if (block_length == 0) throw InvalidArgument("block accumulator: block length 0: must be at least 1");
    open_.assign(BlockTable::columns_of(quantities), 0.0);
}

void BlockAccumulator::add(std::span<const double> sample) {
    if (sample.size() != quantities_) {
        throw InvalidArgument(fmt::format("block accumulator: {} values: must be {}", sample.size(), quantities_));
    }
    for (std::size_t a = 0; a < quantities_; ++a) {
        if (!(std::fabs(sample[a]) < 0x1p500)) {  // so that no product and no sum of products overflows
            throw InvalidArgument(
                fmt::format("block accumulator: quantity {} = {}: must be below 2^500 in magnitude", a, sample[a]));
        }
    }
    if (first_.empty()) {
        first_.assign(sample.begin(), sample.end());
        varies_.assign(quantities_, false);
    }
    for (std::size_t a = 0; a < quantities_; ++a) {
        if (sample[a] != first_[a]) varies_[a] = true;
    }
    std::size_t column = quantities_;
    for (std::size_t b = 0; b < quantities_; ++b) {
        open_[b] += sample[b];
        for (std::size_t a = 0; a <= b; ++a) open_[column++] += sample[a] * sample[b];
    }
    if (++open_samples_ == block_length_) close_block();
}

void BlockAccumulator::close_block() {
    sums_.insert(sums_.end(), open_.begin(), open_.end());
    std::fill(open_.begin(), open_.end(), 0.0);
    open_samples_ = 0;
    if (complete_blocks() < most_blocks_) return;
    const std::size_t columns = open_.size();
    for (std::size_t i = 0; i < most_blocks_ / 2; ++i) {
        for (std::size_t c = 0; c < columns; ++c) {
            sums_[i * columns + c] = sums_[2 * i * columns + c] + sums_[(2 * i + 1) * columns + c];
        }
    }
    sums_.resize(most_blocks_ / 2 * columns);
    block_length_ *= 2;
}

BlockTable BlockAccumulator::blocks() const {
    std::vector<double> means = sums_;
    for (double& mean : means) mean /= static_cast<double>(block_length_);
    BlockTable table(quantities_, block_length_);
    table.append_series(means);
    for (std::size_t a = 0; a < varies_.size(); ++a) {
        if (!varies_[a]) table.mark_constant(a, first_[a]);
    }
    return table;
}

nlohmann::json BlockAccumulator::to_json() const {
    return {{"quantities", quantities_},
            {"most_blocks", most_blocks_},
            {"block_length", block_length_},
            {"open_samples", open_samples_},
            {"open", open_},
            {"sums", sums_},
            {"first", first_},
            {"varies", varies_}};
}

BlockAccumulator BlockAccumulator::from_json(const nlohmann::json& json) {
    try {
        BlockAccumulator result(field<std::size_t>(json, "quantities"), field<std::size_t>(json, "most_blocks"),
                                field<std::uint64_t>(json, "block_length"));
        const auto open = field<std::vector<double>>(json, "open");
        const auto sums = field<std::vector<double>>(json, "sums");
        const auto open_samples = field<std::uint64_t>(json, "open_samples");
        if (open.size() != result.open_.size() || sums.size() % open.size() != 0 ||
            sums.size() / open.size() >= result.most_blocks_ || open_samples >= result.block_length_) {
            throw InvalidInput(
                fmt::format("block accumulator: {} open sums of {} samples and {} sums do not fit together",
                            open.size(), open_samples, sums.size()));
        }
        const auto first = field<std::vector<double>>(json, "first");
        const auto varies = field<std::vector<bool>>(json, "varies");
        const bool begun = open_samples > 0 || !sums.empty();
        if (first.size() != (begun ? result.quantities_ : 0) || varies.size() != first.size()) {
            throw InvalidInput(fmt::format("block accumulator: first sample of {} values, {} marks: do not fit",
                                           first.size(), varies.size()));
        }
        result.first_ = first;
        result.varies_ = varies;
        result.open_ = open;
        result.sums_ = sums;
        result.open_samples_ = open_samples;
        return result;
    } catch (const InvalidArgument& error) {
        throw InvalidInput(error.what());
    }
}

}  // namespace soret
