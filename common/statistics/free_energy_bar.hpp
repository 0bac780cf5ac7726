#pragma once

#include <Eigen/Core>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "soret/common/statistics/estimate.hpp"
#include "soret/common/statistics/free_energy_windows.hpp"

namespace soret {

/// Samples of the works of a pair of potentials, w_F = u_2 - u_1 of those of 1 and w_R = u_1 - u_2 of those of 2, and
/// how often each counts. With f(y) = 1/(1 + e^y) and any C                          [Bennett, J. Comput. Phys. 22, 245
/// (1976), eqs. 6 to 12]
///   Delta f(C) = C + ln(<f(w_R + C)>_2/<f(w_F - C)>_1)
/// C -> -infinity is the exponential average over 1, C -> +infinity that over 2, and C = Delta f - ln(N_1/N_2), where
/// the variance is smallest, is BAR.
class BennettEquation {
public:
    BennettEquation(const NeighbourWork& work, const Eigen::VectorXd& forward_counts,
                    const Eigen::VectorXd& backward_counts);

    /// Delta f of BAR, to the rounding: the root of a rising function, bracketed.
    /// guess    where to begin
    /// throws   InvalidState: no root, as when every work is infinite
    double solve(double guess) const;
    /// Delta f(C)
    double at(double c) const;
    double log_ratio() const { return log_ratio_; }  ///< ln(N_1/N_2)

private:
    double imbalance(double difference) const;

    const NeighbourWork& work_;
    const Eigen::VectorXd& forward_counts_;
    const Eigen::VectorXd& backward_counts_;
    double log_ratio_;
};

/// Two neighbouring windows k and k + 1.
struct BarDifference {
    double difference = 0.0;  ///< f_{k+1} - f_k                                                            [k_B T]
    double error = 0.0;       ///< by block bootstrap; 0, as all that follows but the overlap, where that is too small
    double formula_error = 0.0;  ///< of independent samples        [Bennett, eq. 10a with <f>^2 for <f> in both parts]
    /// Half the gap 1 - lambda_2 of the overlap matrix of the two, (O_12 + O_21)/2 = 1/2 sum_n p_1 p_2 (1/N_1 + 1/N_2),
    /// p_i the probability that sample n is of window i. Between 0 and 1/2, which is that of two equal windows. Of two
    /// by two, since in a matrix of all windows it becomes smaller the denser they stand.
    double overlap = 0.0;
    /// Delta f(C + 2) - Delta f(C - 2) about the C of BAR: between an estimate that leans on window k + 1 and one that
    /// leans on window k. The exponential averages themselves are the limits, but have no error that could be believed.
    double hysteresis = 0.0;
    double hysteresis_error = 0.0;
};

/// BAR between all neighbours of a chain of windows.
struct BarChain {
    std::string reason;                ///< why there is no number; empty if there is one
    std::vector<BarDifference> steps;  ///< K - 1, always there: what the reason speaks of
    std::optional<Estimate> total;     ///< f_{K-1} - f_0, effective_samples = blocks                          [k_B T]
    double smallest_overlap = 0.0;     ///< of all steps
};

/// There is no number where
///   - the overlap of two neighbours is below smallest_overlap (0.03: Klimovich, Shirts and Mobley, J. Comput.-Aided
///     Mol. Des. 29, 397 (2015))
///   - the blocks are too short for the correlations of f(w) (defect_of_blocks)
///   - a hysteresis is further from 0 than z errors, z of false_alarm_rate/(K - 1) and Student's t of as many degrees
///     of freedom as the noise of the error leaves, 1/(1/(blocks - 1) + 1/resamples)
/// throws   InvalidArgument: as of check_free_energy_windows
BarChain bennett_acceptance_ratio(std::span<const FreeEnergyWindow> windows, const FreeEnergyOptions& options = {});

}  // namespace soret
