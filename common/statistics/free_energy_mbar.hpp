#pragma once

#include <Eigen/Core>
#include <span>
#include <string>
#include <vector>

#include "soret/common/statistics/estimate.hpp"
#include "soret/common/statistics/free_energy_bar.hpp"
#include "soret/common/statistics/free_energy_windows.hpp"

namespace soret {

/// The multistate Bennett acceptance ratio of all samples of K windows together     [Shirts and Chodera, J. Chem. Phys.
/// 129, 124105 (2008)]. With p_nk = N_k e^{f_k - u_k(x_n)}/sum_l N_l e^{f_l - u_l(x_n)}, the probability that sample n
/// is of window k, the free energies are where
///   F(f) = sum_n ln sum_k N_k e^{f_k - u_k(x_n)} - sum_k N_k f_k
/// is smallest, f_0 = 0. F is convex: gradient sum_n p_nk - N_k, second derivatives
/// delta_kl sum_n p_nk - sum_n p_nk p_nl.
class MbarEquations {
public:
    explicit MbarEquations(std::span<const FreeEnergyWindow> windows);

    struct Solution {
        Eigen::VectorXd free_energy;  ///< K, the first is 0                                                 [k_B T]
        bool converged = false;       ///< Newton's last step was below 1e-10 (1 + max |f|): its error is rounding
    };
    /// counts   how often each sample counts, window after window
    /// start    K values to begin with
    Solution solve(const Eigen::VectorXd& counts, const Eigen::VectorXd& start) const;

    /// p_nk of every sample, rows window after window, and the logarithms of their denominators.
    struct Probabilities {
        Eigen::MatrixXd p;
        Eigen::VectorXd log_denominator;
    };
    Probabilities probabilities(const Eigen::VectorXd& free_energy, const Eigen::VectorXd& numbers) const;

    Eigen::Index samples() const { return energies_.rows(); }
    /// N_k of these counts.
    Eigen::VectorXd numbers(const Eigen::VectorXd& counts) const;

private:
    Eigen::MatrixXd energies_;         // all samples, window after window, x K
    std::vector<Eigen::Index> first_;  // row of each window, and the end
};

struct MbarResult {
    std::string reason;           ///< why there is no number; empty if there are numbers
    Eigen::VectorXd free_energy;  ///< f_k - f_0; empty if there is a reason                                   [k_B T]
    Eigen::MatrixXd covariance;   ///< of free_energy, by block bootstrap; row and column 0 are 0
    /// The same for independent samples, Theta_kl - Theta_0k - Theta_0l + Theta_00          [Shirts and Chodera, eq. 8]
    Eigen::MatrixXd formula_covariance;
    /// O_kl = N_l sum_n W_nk W_nl, W_nk = p_nk/N_k: how likely a sample of k is of l. Rows add up to 1.
    Eigen::MatrixXd overlap;
    double eigenvalue_gap = 0.0;  ///< 1 - lambda_2 of the overlap matrix: 0 if the windows fall into two groups
    BarChain neighbours;          ///< two by two: what the rules judge
    double blocks = 0.0;

    /// f_b - f_a with its error; effective_samples = blocks.
    /// throws   InvalidArgument: there is a reason instead, or no such window
    Estimate difference(std::size_t a, std::size_t b) const;
};

/// There are no numbers where BAR between neighbours has none (bennett_acceptance_ratio), or where Newton's method does
/// not converge, for all samples or for a resample.
/// throws   InvalidArgument: as of check_free_energy_windows
/// accuracy of free_energy: agreement to 1e-10 with pymbar 3.1 (asserted in tests)
MbarResult multistate_bennett(std::span<const FreeEnergyWindow> windows, const FreeEnergyOptions& options = {});

}  // namespace soret
