#pragma once

#include <cstddef>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <vector>

namespace soret {

/// Means over blocks of equal length of k quantities and of all their products, from one or more independent time
/// series (replicas) of the same process. This is what every error estimate is made from.
/// Columns of a block: the k quantities, then the products q_a q_b, a <= b, at product_column(a, b).
class BlockTable {
public:
    static constexpr std::size_t largest_quantity_count = 4096;

    /// An empty table.
    /// quantities     1 to largest_quantity_count
    /// block_length   >= 1
    /// throws         InvalidArgument: a value outside its range
    BlockTable(std::size_t quantities, std::uint64_t block_length);
    /// One series of one quantity in blocks of length 1.
    /// throws   InvalidArgument: a value that is not finite
    static BlockTable from_series(std::span<const double> series);

    std::size_t quantities() const { return quantities_; }
    std::size_t columns() const { return columns_of(quantities_); }
    static std::size_t columns_of(std::size_t quantities) { return quantities * (quantities + 3) / 2; }
    std::size_t product_column(std::size_t a, std::size_t b) const { return product_column(quantities_, a, b); }
    static std::size_t product_column(std::size_t quantities, std::size_t a, std::size_t b);

    std::uint64_t block_length() const { return block_length_; }  ///< samples in a block
    std::size_t block_count() const { return means_.size() / columns(); }
    std::size_t series_count() const { return blocks_of_series_.size(); }
    std::span<const std::size_t> blocks_of_series() const { return blocks_of_series_; }
    double sample_count() const { return static_cast<double>(block_length_) * static_cast<double>(block_count()); }
    std::span<const double> block(std::size_t i) const { return {means_.data() + i * columns(), columns()}; }

    /// Mean of every column over all blocks.
    /// throws   InvalidArgument: no blocks
    std::vector<double> mean() const;
    /// Variance of single samples of a quantity, <q q> - <q>^2, unbiased for independent samples, at least 0.
    /// accuracy   relative error of some (mean / standard deviation)^2 2^-53: take a constant near the mean off a
    ///            quantity where this matters
    double sample_variance(std::size_t quantity) const;

    /// The value of a quantity that had the same value in every sample: one that mark_constant() was told of, or whose
    /// samples are all in the table and equal. Nothing for any other, also where nobody knows.
    std::optional<double> constant_value(std::size_t quantity) const;
    /// Says that a quantity had this value in every sample: the block means carry rounding. Forgotten by
    /// append_series() and merge().
    void mark_constant(std::size_t quantity, double value);

    /// Appends an independent series.
    /// block_means   rows of columns() values
    /// throws   InvalidArgument: not whole rows, a value that is not finite
    void append_series(std::span<const double> block_means);
    /// The same data in blocks `factor` times as long; blocks of different series are never joined, and a remainder at
    /// the end of a series that does not fill a block is left out.
    /// throws   InvalidArgument: factor 0
    BlockTable coarsened(std::uint64_t factor) const;
    /// Appends the series of another table, both coarsened to the longer block length: the result depends on the order.
    /// throws   InvalidArgument: other quantities, block lengths of which one is not a multiple of the other
    void merge(const BlockTable& other);

    /// Values read back have the same bits.
    nlohmann::json to_json() const;
    /// throws   InvalidInput: not what to_json writes
    static BlockTable from_json(const nlohmann::json& json);

    bool operator==(const BlockTable&) const = default;

private:
    std::size_t quantities_;
    std::uint64_t block_length_;
    std::vector<std::size_t> blocks_of_series_;
    std::vector<double> means_;                    // block after block
    std::vector<std::optional<double>> constant_;  // by quantity; empty if none is known to be constant
};

}  // namespace soret
