#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace soret {

/// How often a chain had which numbers of particles N_1, N_2, ... and which energy, in blocks of equally many samples:
/// when the last block is full, neighbouring blocks are joined and the block length doubles, as in BlockAccumulator.
/// Its memory grows with the number of different cells, at most one a sample.
class NumberHistogram {
public:
    /// N_1, N_2, ..., then the bin of the energy, which is the integer nearest to U/energy_width.
    using Cell = std::vector<std::int64_t>;
    using Counts = std::map<Cell, std::uint64_t>;

    /// species        >= 1
    /// energy_width   > 0                                            [eps]
    /// most_blocks    even, >= 2
    /// throws         InvalidArgument: a value outside its range
    NumberHistogram(std::size_t species, double energy_width, std::size_t most_blocks = 128);

    /// numbers   by species
    /// energy    below 2^53 energy_width in magnitude                [eps]
    /// throws    InvalidArgument: another number of species, an energy out of range
    void add(std::span<const std::int64_t> numbers, double energy);

    std::size_t species() const { return species_; }
    std::uint64_t block_length() const { return block_length_; }  ///< samples
    std::uint64_t sample_count() const { return blocks_.size() * block_length_ + open_samples_; }
    /// The complete ones.
    const std::vector<Counts>& blocks() const { return blocks_; }
    /// The middle of the bin of a cell                               [eps]
    double energy_of(const Cell& cell) const { return static_cast<double>(cell.back()) * energy_width_; }

    /// block,n_1,n_2,potential_energy,samples: a row a cell, blocks in the order of time, the last one perhaps shorter.
    std::string csv() const;

    nlohmann::json to_json() const;
    /// What to_json wrote of a histogram of the same shape.
    /// throws   InvalidInput: anything else
    void from_json(const nlohmann::json& json);

    bool operator==(const NumberHistogram&) const = default;

private:
    std::size_t species_;
    double energy_width_;
    std::size_t most_blocks_;
    std::uint64_t block_length_ = 1;
    std::uint64_t open_samples_ = 0;
    Counts open_;
    std::vector<Counts> blocks_;
};

}  // namespace soret
