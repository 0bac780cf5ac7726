#include "soret/common/statistics/ratio_accumulator.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "soret/common/errors.hpp"
#include "soret/common/files/json_fields.hpp"

namespace soret {

namespace {

constexpr std::size_t fewest_complete_blocks = 4;
constexpr std::size_t fewest_blocks_of_comparison = 8;

}  // namespace

RatioAccumulator::RatioAccumulator(std::vector<std::size_t> denominator_of, std::size_t denominators,
                                   std::size_t most_blocks)
    : denominator_of_(std::move(denominator_of)), denominators_(denominators), most_blocks_(most_blocks) {
    if (most_blocks < 2 || most_blocks % 2 != 0) {
        throw InvalidArgument(fmt::format("ratio accumulator: most_blocks = {}: must be even and >= 2", most_blocks));
    }
    for (const std::size_t d : denominator_of_) {
        if (d >= denominators) {
            throw InvalidArgument(fmt::format("ratio accumulator: denominator {}: must be below {}", d, denominators));
        }
    }
    if (denominator_of_.empty()) throw InvalidArgument("ratio accumulator: 0 numerators: must be at least 1");
    open_.assign(columns(), 0.0);
    squares_.assign(2 * denominator_of_.size() + denominators, 0.0);
}

void RatioAccumulator::add(std::span<const double> numerators, std::span<const double> denominators) {
    const std::size_t count = denominator_of_.size();
    if (numerators.size() != count || denominators.size() != denominators_) {
        throw InvalidArgument(fmt::format("ratio accumulator: {} and {} values: must be {} and {}", numerators.size(),
                                          denominators.size(), count, denominators_));
    }
    for (std::size_t c = 0; c < count; ++c) {
        const double a = numerators[c];
        open_[c] += a;
        squares_[c] += a * a;
        squares_[count + c] += a * denominators[denominator_of_[c]];
    }
    for (std::size_t d = 0; d < denominators_; ++d) {
        open_[count + d] += denominators[d];
        squares_[2 * count + d] += denominators[d] * denominators[d];
    }
    ++samples_;
    if (++open_samples_ == block_length_) close_block();
}

void RatioAccumulator::close_block() {
    sums_.insert(sums_.end(), open_.begin(), open_.end());
    std::fill(open_.begin(), open_.end(), 0.0);
    open_samples_ = 0;
    if (complete_blocks() < most_blocks_) return;
    for (std::size_t i = 0; i < most_blocks_ / 2; ++i) {
        for (std::size_t c = 0; c < columns(); ++c) {
            sums_[i * columns() + c] = sums_[2 * i * columns() + c] + sums_[(2 * i + 1) * columns() + c];
        }
    }
    sums_.resize(most_blocks_ / 2 * columns());
    block_length_ *= 2;
}

double RatioAccumulator::squared_residuals(std::size_t numerator, double ratio, std::size_t joined) const {
    double squares = 0.0;
    for (std::size_t first = 0; first + joined <= complete_blocks(); first += joined) {
        double residual = 0.0;
        for (std::size_t k = first; k < first + joined; ++k) {
            const double* block = sums_.data() + k * columns();
            residual += block[numerator] - ratio * block[denominator_column(numerator)];
        }
        squares += residual * residual;
    }
    return squares;
}

Estimate RatioAccumulator::ratio(std::size_t numerator) const {
    constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
    const std::size_t below = denominator_column(numerator);
    double a = open_[numerator];
    double b = open_[below];
    for (std::size_t k = 0; k < complete_blocks(); ++k) {
        a += sums_[k * columns() + numerator];
        b += sums_[k * columns() + below];
    }
    const double ratio = a / b;
    const auto blocks = static_cast<double>(complete_blocks());
    if (complete_blocks() < fewest_complete_blocks || !(b > 0.0)) return {ratio, unknown, unknown};

    // n blocks of length l and sum of squares s: the sum of all n l residuals has the variance s n/(n - 1); that of all
    // N samples N/(n l) times as much.
    const auto samples = static_cast<double>(samples_);
    const double part = samples / (blocks * static_cast<double>(block_length_));
    const double variance = squared_residuals(numerator, ratio, 1) * blocks / (blocks - 1.0) * part;
    const double error = std::sqrt(variance) / b;
    const std::size_t count = denominator_of_.size();
    const double single = squares_[numerator] - 2.0 * ratio * squares_[count + numerator] +
                          ratio * ratio * squares_[2 * count + denominator_of_[numerator]];
    const double effective = variance > 0.0 ? std::clamp(single * samples / variance, 1.0, samples) : 1.0;
    return {ratio, error, effective};
}

std::vector<std::vector<double>> RatioAccumulator::block_means(std::size_t first, std::size_t last) const {
    std::vector<std::vector<double>> means;
    for (std::size_t k = 0; k < complete_blocks(); ++k) {
        std::vector<double>& of_block = means.emplace_back();
        for (std::size_t c = first; c < last; ++c) {
            of_block.push_back(sums_[k * columns() + c] / static_cast<double>(block_length_));
        }
    }
    return means;
}

double RatioAccumulator::error_is_low_by(std::size_t first, std::size_t last) const {
    const std::size_t pairs = complete_blocks() / 2;
    if (complete_blocks() < fewest_blocks_of_comparison) return 0.0;
    const auto blocks = static_cast<double>(complete_blocks());
    // Squared error of the sum of all blocks, from single blocks and from pairs.
    const double of_single = blocks / (blocks - 1.0);
    const double of_pairs =
        static_cast<double>(pairs) / (static_cast<double>(pairs) - 1.0) * blocks / (2.0 * static_cast<double>(pairs));
    double sum = 0.0;
    std::size_t count = 0;
    for (std::size_t c = first; c < last; ++c) {
        const double value = ratio(c).value;
        const double single = squared_residuals(c, value, 1) * of_single;
        if (!(single > 0.0)) continue;
        sum += squared_residuals(c, value, 2) * of_pairs / single;
        ++count;
    }
    return count > 0 ? std::max(0.0, sum / static_cast<double>(count) - 1.0) : 0.0;
}

nlohmann::json RatioAccumulator::to_json() const {
    return {{"block_length", block_length_},
            {"open_samples", open_samples_},
            {"samples", samples_},
            {"open", open_},
            {"sums", sums_},
            {"squares", squares_}};
}

void RatioAccumulator::from_json(const nlohmann::json& json) {
    RatioAccumulator saved = *this;
    saved.block_length_ = field<std::uint64_t>(json, "block_length");
    saved.open_samples_ = field<std::uint64_t>(json, "open_samples");
    saved.samples_ = field<std::uint64_t>(json, "samples");
    saved.open_ = field<std::vector<double>>(json, "open");
    saved.sums_ = field<std::vector<double>>(json, "sums");
    saved.squares_ = field<std::vector<double>>(json, "squares");
    if (saved.open_.size() != columns() || saved.squares_.size() != squares_.size() ||
        saved.sums_.size() % columns() != 0 || saved.complete_blocks() >= most_blocks_ ||
        saved.open_samples_ >= saved.block_length_) {
        throw InvalidInput(fmt::format("ratio accumulator: {} open sums, {} sums and {} squares do not fit",
                                       saved.open_.size(), saved.sums_.size(), saved.squares_.size()));
    }
    *this = std::move(saved);
}

}  // namespace soret
