#include "soret/validation/simulation/number_histogram.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/files/json_fields.hpp"

namespace soret {

namespace {

constexpr double largest_bin = 0x1p53;

/// Cell after cell: its numbers, its bin of the energy, its samples.
nlohmann::json rows_of(const NumberHistogram::Counts& counts) {
    nlohmann::json rows = nlohmann::json::array();
    for (const auto& [cell, samples] : counts) {
        for (const std::int64_t value : cell) rows.push_back(value);
        rows.push_back(samples);
    }
    return rows;
}

NumberHistogram::Counts counts_of(const std::vector<std::int64_t>& rows, std::size_t cell_size, std::uint64_t length) {
    const auto refuse = [](const std::string& what) { throw InvalidInput("number histogram: " + what); };
    if (rows.size() % (cell_size + 1) != 0) refuse(fmt::format("{} values: not whole cells", rows.size()));
    NumberHistogram::Counts counts;
    std::uint64_t sum = 0;
    for (auto row = rows.begin(); row != rows.end(); row += static_cast<std::ptrdiff_t>(cell_size) + 1) {
        const auto end = row + static_cast<std::ptrdiff_t>(cell_size);
        const bool has_numbers = std::all_of(row, end - 1, [](std::int64_t n) { return n >= 0; });
        if (!has_numbers || *end <= 0 || static_cast<std::uint64_t>(*end) > length - sum) {
            refuse("a cell has a number below 0, or not as many samples as its block");
        }
        sum += static_cast<std::uint64_t>(*end);
        if (!counts.emplace(NumberHistogram::Cell(row, end), static_cast<std::uint64_t>(*end)).second)
            refuse("a cell is there twice");
    }
    if (sum != length) refuse(fmt::format("{} samples: must be {}", sum, length));
    return counts;
}

}  // namespace

NumberHistogram::NumberHistogram(std::size_t species, double energy_width, std::size_t most_blocks)
    : species_(species), energy_width_(energy_width), most_blocks_(most_blocks) {
    if (species == 0) throw InvalidArgument("number histogram: 0 species: must be at least 1");
    if (!(energy_width > 0.0 && std::isfinite(energy_width))) {
        throw InvalidArgument(fmt::format("number histogram: energy_width = {}: must be > 0", energy_width));
    }
    if (most_blocks < 2 || most_blocks % 2 != 0) {
        throw InvalidArgument(fmt::format("number histogram: most_blocks = {}: must be even and >= 2", most_blocks));
    }
}

void NumberHistogram::add(std::span<const std::int64_t> numbers, double energy) {
    const double bin = std::nearbyint(energy / energy_width_);
    if (numbers.size() != species_) {
        throw InvalidArgument(fmt::format("number histogram: {} species: must be {}", numbers.size(), species_));
    }
    if (!(std::fabs(bin) < largest_bin)) {
        throw InvalidArgument(
            fmt::format("number histogram: energy = {}: too large for bins of {}", energy, energy_width_));
    }
    Cell cell(numbers.begin(), numbers.end());
    cell.push_back(static_cast<std::int64_t>(bin));
    ++open_[std::move(cell)];
    if (++open_samples_ < block_length_) return;

    blocks_.push_back(std::move(open_));
    open_.clear();
    open_samples_ = 0;
    if (blocks_.size() < most_blocks_) return;
    for (std::size_t i = 0; i < most_blocks_ / 2; ++i) {
        Counts joined = std::move(blocks_[2 * i]);
        for (const auto& [of_cell, samples] : blocks_[2 * i + 1]) joined[of_cell] += samples;
        blocks_[i] = std::move(joined);
    }
    blocks_.resize(most_blocks_ / 2);
    block_length_ *= 2;
}

std::string NumberHistogram::csv() const {
    std::string text = "block";
    for (std::size_t s = 0; s < species_; ++s) text += fmt::format(",n_{}", s + 1);
    text += ",potential_energy,samples\n";
    const auto add_block = [&](std::size_t block, const Counts& counts) {
        for (const auto& [cell, samples] : counts) {
            text += std::to_string(block);
            for (std::size_t s = 0; s < species_; ++s) text += fmt::format(",{}", cell[s]);
            text += fmt::format(",{},{}\n", energy_of(cell), samples);
        }
    };
    for (std::size_t b = 0; b < blocks_.size(); ++b) add_block(b, blocks_[b]);
    add_block(blocks_.size(), open_);
    return text;
}

nlohmann::json NumberHistogram::to_json() const {
    nlohmann::json blocks = nlohmann::json::array();
    for (const Counts& counts : blocks_) blocks.push_back(rows_of(counts));
    return {{"block_length", block_length_},
            {"open_samples", open_samples_},
            {"open", rows_of(open_)},
            {"blocks", std::move(blocks)}};
}

void NumberHistogram::from_json(const nlohmann::json& json) {
    using Rows = std::vector<std::int64_t>;
    const auto block_length = field<std::uint64_t>(json, "block_length");
    const auto open_samples = field<std::uint64_t>(json, "open_samples");
    const auto open = field<Rows>(json, "open");
    const auto blocks = field<std::vector<Rows>>(json, "blocks");
    if (block_length == 0 || open_samples >= block_length || blocks.size() >= most_blocks_) {
        throw InvalidInput(fmt::format("number histogram: {} blocks of {} samples and {} more: do not fit together",
                                       blocks.size(), block_length, open_samples));
    }
    NumberHistogram read(species_, energy_width_, most_blocks_);
    read.block_length_ = block_length;
    read.open_samples_ = open_samples;
    read.open_ = counts_of(open, species_ + 1, open_samples);
    for (const Rows& rows : blocks) read.blocks_.push_back(counts_of(rows, species_ + 1, block_length));
    *this = std::move(read);
}

}  // namespace soret
