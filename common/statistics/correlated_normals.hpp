#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <Eigen/Core>

#include "soret/common/random_streams.hpp"

namespace soret {

/// Draws of k normal numbers with given means and a given covariance C: x = mean + F z, F F^T = C, z independent
/// standard normal numbers, as many as C has rank.
///   F   sd P^T L sqrt(D) with P R P^T = L D L^T of the correlations R = C/(sd sd), pivoted (Eigen::LDLT)
/// A draw is a pure function of (seed, stream, index), with the same bits on every machine of one build.
class CorrelatedNormals {
public:
    /// Pivots of R within this of 0, times k, are 0: entries with nine digits or more may be less than exact.
    static constexpr double zero_pivot = 1e-9;

    /// mean        k finite values
    /// covariance  k x k; only its lower triangle and the diagonal are read
    /// throws      InvalidArgument: another size, an element that is not finite, not positive semi-definite
    CorrelatedNormals(const Eigen::VectorXd& mean, const Eigen::MatrixXd& covariance);

    std::size_t size() const { return mean_.size(); }
    std::size_t rank() const { return rank_; }

    /// values   k numbers
    void draw(std::uint64_t seed, RandomStream stream, std::uint64_t index, std::span<double> values) const;

private:
    std::vector<double> mean_;
    std::size_t rank_ = 0;
    std::vector<double> factor_;  // rank x k: the column of each z after the other
};

}  // namespace soret
