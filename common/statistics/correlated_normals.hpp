#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <Eigen/Core>

#include "soret/common/random_streams.hpp"

namespace soret {

/// Draws of k normal numbers with given means and a given covariance C: x = mean + F z, F F^T = C, z independent
/// standard normal numbers, as many as C has rank.
///   F   sd V sqrt(lambda), with the eigenvectors V and eigenvalues lambda > 0 of the correlations C/(sd sd). Not by a
///       Cholesky decomposition: where inputs are functions of each other its pivots are rounding errors
/// A draw is a pure function of (seed, stream, index), with the same bits on every machine of one build.
class CorrelatedNormals {
public:
    /// Eigenvalues of the correlations may be this much below 0, times k: numbers of a file have nine digits or so.
    static constexpr double negative_tolerance = 1e-9;
    /// Eigenvalues up to this, times k, are taken as 0: what rounding leaves of one.
    static constexpr double zero_eigenvalue = 1e-14;

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
