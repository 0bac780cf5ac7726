#include "soret/common/statistics/correlated_normals.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <Eigen/Eigenvalues>

#include "soret/common/errors.hpp"
#include "soret/common/statistics/normal_sequence.hpp"

namespace soret {

CorrelatedNormals::CorrelatedNormals(const Eigen::VectorXd& mean, const Eigen::MatrixXd& covariance)
    : mean_(mean.begin(), mean.end()) {
    const Eigen::Index k = mean.size();
    if (covariance.rows() != k || covariance.cols() != k) {
        throw InvalidArgument(fmt::format("covariance is {} x {}: must be {} x {}, as many as means", covariance.rows(),
                                          covariance.cols(), k, k));
    }
    if (!mean.allFinite() || !covariance.allFinite()) {
        throw InvalidArgument("means and covariance: must be finite");
    }
    if (k == 0) return;
    if ((covariance.diagonal().array() < 0.0).any()) {
        throw InvalidArgument("covariance: has a negative variance: must be positive semi-definite");
    }
    const Eigen::VectorXd deviation = covariance.diagonal().cwiseSqrt();
    const auto inverse = [](double sd) { return sd > 0.0 ? 1.0 / sd : 0.0; };
    const Eigen::VectorXd scale = deviation.unaryExpr(inverse);
    const Eigen::MatrixXd correlation = scale.asDiagonal() * covariance * scale.asDiagonal();
    for (Eigen::Index i = 0; i < k; ++i) {
        for (Eigen::Index j = 0; j < i; ++j) {
            // Also where a variance is 0 and a covariance is not.
            const bool bounded = std::abs(covariance(i, j)) <= deviation(i) * deviation(j) * (1.0 + negative_tolerance);
            if (!bounded) {
                throw InvalidArgument("covariance: a correlation beyond 1: must be positive semi-definite");
            }
        }
    }
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(correlation);
    const Eigen::VectorXd eigenvalues = solver.eigenvalues();
    const Eigen::MatrixXd eigenvectors = solver.eigenvectors();
    if (eigenvalues.minCoeff() < -negative_tolerance * static_cast<double>(k)) {
        throw InvalidArgument("covariance: has a negative eigenvalue: must be positive semi-definite");
    }
    for (Eigen::Index z = 0; z < k; ++z) {
        if (eigenvalues(z) <= zero_eigenvalue * static_cast<double>(k)) continue;
        const double root = std::sqrt(eigenvalues(z));
        for (Eigen::Index i = 0; i < k; ++i) factor_.push_back(deviation(i) * eigenvectors(i, z) * root);
        ++rank_;
    }
}

void CorrelatedNormals::draw(std::uint64_t seed, RandomStream stream, std::uint64_t index,
                             std::span<double> values) const {
    NormalSequence normals(seed, stream, index);
    std::copy(mean_.begin(), mean_.end(), values.begin());
    const double* column = factor_.data();
    for (std::size_t r = 0; r < rank_; ++r) {
        const double z = normals.next();
        for (std::size_t i = 0; i < size(); ++i) values[i] += column[i] * z;
        column += size();
    }
}

}  // namespace soret
