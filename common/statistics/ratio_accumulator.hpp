#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "soret/common/statistics/estimate.hpp"

namespace soret {

/// Ratios of means <a_c>/<b_d(c)> of a time series of very many quantities, as the bins of a histogram over what is
/// expected in them. Unlike BlockAccumulator it keeps no products between the quantities: its memory is
/// C (blocks + 2) + D (blocks + 1) numbers. Blocks are joined in the same way.
class RatioAccumulator {
public:
    /// denominator_of   for each of C numerators the number of its denominator, < denominators
    /// most_blocks      even, >= 2
    /// throws           InvalidArgument: a value outside its range
    RatioAccumulator(std::vector<std::size_t> denominator_of, std::size_t denominators, std::size_t most_blocks = 32);

    /// One sample: C and D values.
    /// throws   InvalidArgument: another number of values
    void add(std::span<const double> numerators, std::span<const double> denominators);

    std::uint64_t sample_count() const { return samples_; }
    std::uint64_t block_length() const { return block_length_; }
    std::size_t complete_blocks() const { return sums_.size() / columns(); }

    /// The ratio of the sums over all samples, the open block included; not a number where the denominator is 0.
    /// The error is that of the complete blocks, of the residuals a - (ratio) b, scaled to all samples; both it and
    /// effective_samples (variance of the residual of single samples over that of the ratio, in [1, number of samples])
    /// are not a number with fewer than four complete blocks.
    ///                                                      [ratio estimator: Cochran, Sampling Techniques, ch. 6]
    Estimate ratio(std::size_t numerator) const;

    /// Means over each complete block of the numerators first .. last - 1, block by block.
    std::vector<std::vector<double>> block_means(std::size_t first, std::size_t last) const;

    /// How much too low the errors of the numerators first .. last - 1 are because their blocks are short against the
    /// memory of the series, relative: mean over them of (squared error of blocks twice as long over that of the
    /// blocks) less 1; for exponential correlations the relative bias of the error. 0 with fewer than 8 complete
    /// blocks: unknown.
    double error_is_low_by(std::size_t first, std::size_t last) const;

    /// The whole state; values read back have the same bits.
    nlohmann::json to_json() const;
    /// What to_json wrote of an accumulator of the same shape.
    /// throws   InvalidInput: anything else
    void from_json(const nlohmann::json& json);

private:
    std::size_t columns() const { return denominator_of_.size() + denominators_; }
    std::size_t denominator_column(std::size_t numerator) const {
        return denominator_of_.size() + denominator_of_[numerator];
    }
    void close_block();
    /// Sum of the squared residuals of groups of `joined` complete blocks.
    double squared_residuals(std::size_t numerator, double ratio, std::size_t joined) const;

    std::vector<std::size_t> denominator_of_;
    std::size_t denominators_;
    std::size_t most_blocks_;
    std::uint64_t block_length_ = 1;
    std::uint64_t open_samples_ = 0;
    std::uint64_t samples_ = 0;
    std::vector<double> open_;
    std::vector<double> sums_;     // of complete blocks, block after block
    std::vector<double> squares_;  // of all samples: a a, a b by numerator, then b b by denominator
};

}  // namespace soret
