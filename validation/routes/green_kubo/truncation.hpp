#pragma once

#include <functional>
#include <span>
#include <utility>
#include <vector>

#include <Eigen/Core>

#include "soret/common/statistics/jackknife.hpp"
#include "soret/validation/simulation/green_kubo/green_kubo.hpp"

namespace soret {

/// What the upper limit of time integrals may leave out, as a part of the errors of all Green-Kubo coefficients.
///
/// The rule: a coefficient integrated to t_c is compared with itself integrated to 2 t_c or, where the correlations are
/// not known that far, to t_c/2. The change over the coefficient's scale, averaged over the compositions of a study
/// with their simulated times as weights, is r. A coefficient has the systematic error |r| times its scale, in
/// quadrature with that of its noise; all compositions share it.
///   scale   the coefficient itself; sqrt(L_11 L_qq) for L_1q, L_q1 and their difference, which may be 0
/// A tail that decays exponentially faster than 2^(-t/t_c) leaves out at most twice what the change to 2 t_c is.

/// Two limits of the rule: t_c and 2 t_c, or t_c/2 and t_c.
std::pair<double, double> truncation_limits(double upper_limit, double longest_time);

/// Coefficients from means of GreenKubo::integrals() at one limit.
using CoefficientsAtLimit = std::function<Eigen::VectorXd(std::span<const double> means, double time)>;

/// What coefficients change by between the two limits, with the covariance of its errors: of the same blocks.
JackknifeResult change_between_limits(const GreenKubo& fluxes, double upper_limit,
                                      const CoefficientsAtLimit& coefficients);

/// The average r over the compositions of a study.
class LimitTruncation {
public:
    /// change   of change_between_limits()
    /// scale    of each coefficient, not 0
    void add(const JackknifeResult& change, const Eigen::VectorXd& scale, double simulated_time);
    bool empty() const { return time_ == 0.0; }
    /// r of each coefficient.
    Eigen::VectorXd relative() const { return sum_ / time_; }
    /// r with the error of its noise.
    Estimate estimate(Eigen::Index k) const;

private:
    Eigen::VectorXd sum_;       // of t r
    Eigen::VectorXd variance_;  // of that
    double samples_ = 0.0;
    double time_ = 0.0;
};

/// An estimate with a systematic error in quadrature.
Estimate with_systematic(Estimate estimate, double systematic);

}  // namespace soret
