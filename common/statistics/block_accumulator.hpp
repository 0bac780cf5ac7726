#pragma once

#include <cstddef>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <vector>

#include "soret/common/statistics/block_table.hpp"

namespace soret {

/// Collects a time series of k quantities and their products in a bounded number of equal blocks: when the last block
/// is full, neighbouring blocks are joined and the block length doubles. Sums of integers below 2^53 are exact.
/// A series of at least `most_blocks` blocks of the first length leaves at least most_blocks/2 and fewer than
/// most_blocks.
class BlockAccumulator {
public:
    /// quantities     1 to BlockTable::largest_quantity_count
    /// most_blocks    even, >= 2
    /// block_length   samples in a block at the start, >= 1
    /// throws         InvalidArgument: a value outside its range
    explicit BlockAccumulator(std::size_t quantities, std::size_t most_blocks = 128, std::uint64_t block_length = 1);

    /// sample   k finite values
    /// throws   InvalidArgument: another number of values, a value not below 2^500 in magnitude
    void add(std::span<const double> sample);

    std::size_t quantities() const { return quantities_; }
    std::uint64_t block_length() const { return block_length_; }
    std::uint64_t sample_count() const { return complete_blocks() * block_length_ + open_samples_; }
    std::size_t complete_blocks() const { return sums_.size() / open_.size(); }

    /// The complete blocks as one series. The samples of the open block (fewer than block_length()) are not in it.
    /// Quantities that never changed are marked as constant.
    BlockTable blocks() const;

    /// The whole state; values read back have the same bits, so that a resumed series ends with the same blocks.
    nlohmann::json to_json() const;
    /// throws   InvalidInput: not what to_json writes
    static BlockAccumulator from_json(const nlohmann::json& json);

    bool operator==(const BlockAccumulator&) const = default;

private:
    void close_block();

    std::size_t quantities_;
    std::size_t most_blocks_;
    std::uint64_t block_length_;
    std::uint64_t open_samples_ = 0;
    std::vector<double> open_;   // sums of the open block, by column
    std::vector<double> sums_;   // sums of the complete blocks, block after block
    std::vector<double> first_;  // the first sample; empty before
    std::vector<bool> varies_;   // by quantity: some sample was not as the first
};

}  // namespace soret
