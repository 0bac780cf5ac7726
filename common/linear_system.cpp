#include "soret/common/linear_system.hpp"

#include <fmt/format.h>

#include <Eigen/LU>

#include "soret/common/errors.hpp"

namespace soret {

void solve_linear_system(std::span<double> A, std::span<double> b) {
    if (A.size() != b.size() * b.size()) {
        throw InvalidArgument(
            fmt::format("linear system: {} coefficients for {} unknowns: must be their square", A.size(), b.size()));
    }
    using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    const auto n = static_cast<Eigen::Index>(b.size());
    Eigen::Map<Matrix> matrix(A.data(), n, n);
    Eigen::Map<Eigen::VectorXd> vector(b.data(), n);
    const Eigen::PartialPivLU<Eigen::Ref<Matrix>> factors(matrix);
    const Eigen::VectorXd solution = factors.solve(vector);
    vector = solution;
}

}  // namespace soret
