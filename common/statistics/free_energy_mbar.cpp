#include "soret/common/statistics/free_energy_mbar.hpp"

#include <fmt/format.h>

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>

#include "soret/common/errors.hpp"

namespace soret {

namespace {

/// Generalised inverse of a symmetric matrix whose smallest eigenvalue is 0: here always, since the free energies are
/// known up to a constant only.
Eigen::MatrixXd inverse_without_smallest(const Eigen::MatrixXd& matrix) {
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(matrix);
    Eigen::VectorXd inverse = solver.eigenvalues().cwiseInverse();
    inverse[0] = 0.0;  // eigenvalues are in rising order
    return solver.eigenvectors() * inverse.asDiagonal() * solver.eigenvectors().transpose();
}

/// Theta = V S (1 - S V^T N V S)^+ S V^T with W^T W = V S^2 V^T.              [Shirts and Chodera, eqs. D4 and D5]
Eigen::MatrixXd asymptotic_covariance(const Eigen::MatrixXd& gram, const Eigen::VectorXd& numbers) {
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(gram);
    const Eigen::MatrixXd root =
        solver.eigenvectors() * solver.eigenvalues().cwiseMax(0.0).cwiseSqrt().asDiagonal();  // V S
    const Eigen::MatrixXd middle =
        Eigen::MatrixXd::Identity(gram.rows(), gram.cols()) - root.transpose() * numbers.asDiagonal() * root;
    const Eigen::MatrixXd theta = root * inverse_without_smallest(middle) * root.transpose();
    const Eigen::VectorXd first = theta.col(0);
    return (theta.colwise() - first).rowwise() - first.transpose() +
           Eigen::MatrixXd::Constant(gram.rows(), gram.cols(), theta(0, 0));
}

/// 1 - lambda_2 of O = (W^T W) N, which has the eigenvalues of the symmetric N^1/2 W^T W N^1/2.
double gap_of(const Eigen::MatrixXd& gram, const Eigen::VectorXd& numbers) {
    const Eigen::VectorXd root = numbers.cwiseSqrt();
    const Eigen::MatrixXd symmetric = root.asDiagonal() * gram * root.asDiagonal();
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(symmetric, Eigen::EigenvaluesOnly);
    return 1.0 - solver.eigenvalues()[gram.rows() - 2];
}

}  // namespace

MbarEquations::MbarEquations(std::span<const FreeEnergyWindow> windows) : first_{0} {
    for (const FreeEnergyWindow& window : windows) first_.push_back(first_.back() + window.samples());
    energies_.resize(first_.back(), static_cast<Eigen::Index>(windows.size()));
    for (std::size_t k = 0; k < windows.size(); ++k) {
        energies_.middleRows(first_[k], windows[k].samples()) = windows[k].reduced_energy;
    }
}

Eigen::VectorXd MbarEquations::numbers(const Eigen::VectorXd& counts) const {
    Eigen::VectorXd numbers(energies_.cols());
    for (std::size_t k = 0; k + 1 < first_.size(); ++k) {
        numbers[static_cast<Eigen::Index>(k)] = counts.segment(first_[k], first_[k + 1] - first_[k]).sum();
    }
    return numbers;
}

MbarEquations::Probabilities MbarEquations::probabilities(const Eigen::VectorXd& free_energy,
                                                          const Eigen::VectorXd& numbers) const {
    const Eigen::RowVectorXd logarithm = (free_energy.array() + numbers.array().log()).matrix().transpose();
    Probabilities result;
    result.p = (-energies_).rowwise() + logarithm;
    const Eigen::VectorXd largest = result.p.rowwise().maxCoeff();
    result.p = (result.p.colwise() - largest).array().exp();
    const Eigen::VectorXd sum = result.p.rowwise().sum();
    result.p = sum.cwiseInverse().asDiagonal() * result.p;
    result.log_denominator = largest.array() + sum.array().log();
    return result;
}

MbarEquations::Solution MbarEquations::solve(const Eigen::VectorXd& counts, const Eigen::VectorXd& start) const {
    const Eigen::VectorXd number = numbers(counts);
    const Eigen::Index free = number.size() - 1;  // f_0 = 0
    const auto objective = [&](const Eigen::VectorXd& f, const Probabilities& at) {
        return counts.dot(at.log_denominator) - number.dot(f);
    };
    Solution solution{start.array() - start[0], false};
    Eigen::VectorXd& f = solution.free_energy;
    Probabilities now = probabilities(f, number);
    double value = objective(f, now);
    for (int iteration = 0; iteration < 100; ++iteration) {
        const Eigen::MatrixXd weighted = counts.asDiagonal() * now.p;
        const Eigen::VectorXd expected = weighted.colwise().sum().transpose();
        Eigen::MatrixXd second = -now.p.transpose() * weighted;
        second.diagonal() += expected;
        Eigen::VectorXd step = Eigen::VectorXd::Zero(number.size());
        step.tail(free) = second.bottomRightCorner(free, free).ldlt().solve((number - expected).tail(free));
        if (!step.allFinite()) return solution;
        // Far away a whole step may be too long; nearby F does not tell any more, and the whole step is right.
        const double size = step.cwiseAbs().maxCoeff();
        for (double part = 1.0; part > 1e-9; part *= 0.5) {
            const Eigen::VectorXd next = f + part * step;
            Probabilities there = probabilities(next, number);
            const double lower = objective(next, there);
            if (size > 1e-3 && !(lower < value)) continue;
            f = next;
            now = std::move(there);
            value = lower;
            break;
        }
        if (size < 1e-10 * (1.0 + f.cwiseAbs().maxCoeff())) {
            solution.converged = true;
            return solution;
        }
    }
    return solution;
}

Estimate MbarResult::difference(std::size_t a, std::size_t b) const {
    if (!reason.empty()) throw InvalidArgument("free energy: there is none, since " + reason);
    const auto count = static_cast<std::size_t>(free_energy.size());
    if (a >= count || b >= count) {
        throw InvalidArgument(fmt::format("free energy: windows {} and {}: must be below {}", a, b, count));
    }
    const auto i = static_cast<Eigen::Index>(a), j = static_cast<Eigen::Index>(b);
    const double variance = covariance(i, i) + covariance(j, j) - 2.0 * covariance(i, j);
    return {free_energy[j] - free_energy[i], std::sqrt(std::max(variance, 0.0)), blocks};
}

MbarResult multistate_bennett(std::span<const FreeEnergyWindow> windows, const FreeEnergyOptions& options) {
    MbarResult result;
    result.blocks = static_cast<double>(options.blocks);
    result.neighbours = bennett_acceptance_ratio(windows, options);
    result.reason = result.neighbours.reason;

    const MbarEquations equations(windows);
    const auto count = static_cast<Eigen::Index>(windows.size());
    Eigen::VectorXd start = Eigen::VectorXd::Zero(count);
    for (Eigen::Index k = 1; k < count; ++k) {
        start[k] = start[k - 1] + result.neighbours.steps[static_cast<std::size_t>(k - 1)].difference;
    }
    const Eigen::VectorXd once = Eigen::VectorXd::Ones(equations.samples());
    const Eigen::VectorXd number = equations.numbers(once);
    const MbarEquations::Solution solution = equations.solve(once, start);
    if (!solution.converged && result.reason.empty()) result.reason = "the equations of MBAR did not converge";

    // Also where there is a reason: the overlap matrix shows it.
    const Eigen::MatrixXd weights =
        equations.probabilities(solution.free_energy, number).p * number.cwiseInverse().asDiagonal();
    const Eigen::MatrixXd gram = weights.transpose() * weights;
    result.overlap = gram * number.asDiagonal();
    result.eigenvalue_gap = gap_of(gram, number);
    if (!result.reason.empty()) return result;

    Eigen::MatrixXd resampled(options.resamples, count);
    for (std::size_t r = 0; r < options.resamples; ++r) {
        Eigen::VectorXd counts(equations.samples());
        Eigen::Index first = 0;
        for (std::size_t k = 0; k < windows.size(); ++k) {
            counts.segment(first, windows[k].samples()) = resampled_counts(windows[k].samples(), k, r, options);
            first += windows[k].samples();
        }
        const MbarEquations::Solution again = equations.solve(counts, solution.free_energy);
        if (!again.converged) {
            result.reason = fmt::format("the equations of MBAR did not converge for resample {}", r);
            return result;
        }
        resampled.row(static_cast<Eigen::Index>(r)) = again.free_energy.transpose();
    }
    result.free_energy = solution.free_energy;
    result.formula_covariance = asymptotic_covariance(gram, number);
    result.covariance = covariance_of_resamples(resampled, options);
    return result;
}

}  // namespace soret
