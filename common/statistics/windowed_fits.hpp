#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <span>
#include <vector>

#include "soret/common/statistics/jackknife.hpp"

namespace soret {

/// Points first .. last - 1 of a curve.
struct PointWindow {
    std::size_t first = 0;
    std::size_t last = 0;
    friend bool operator==(const PointWindow&, const PointWindow&) = default;
};

/// The points first .. last - 1 are cut into parts, equal to one point; all windows of at least `fewest` neighbouring
/// parts.
/// throws   InvalidArgument: parts of fewer than two points, fewest not in 1 .. parts
std::vector<PointWindow> windows_of_parts(std::size_t first, std::size_t last, std::size_t parts, std::size_t fewest);

/// Values at x = 0 of curves that follow a short series in x somewhere, averaged over where that may be.
struct AveragedIntercepts {
    Eigen::VectorXd values;      ///< by curve
    Eigen::MatrixXd covariance;  ///< of blocks and of the choice
    Eigen::MatrixXd of_choice;   ///< what the choice of a window has in it
    std::vector<PointWindow> windows;
    std::vector<double> weights;  ///< of the windows; their sum is 1
    std::size_t best = 0;         ///< the window with the largest weight
    /// Probability that curves which follow the series in that window have halves at least as different. Where it is
    /// small no window holds them, and the covariance says nothing.
    double p_value = 1.0;
    std::size_t block_count = 0;

    /// effective_samples: the number of blocks.
    Estimate estimate(Eigen::Index curve) const;
};

/// Series y = A + sum_p B_p x^p of few powers p, for p = 1 alone straight lines, through windows of several curves over
/// the same x, by unweighted least squares: the curves are running integrals, whose errors at neighbouring points are
/// nearly one and are the jackknife's to tell.
///
/// Which window: d_w, by curve, is A of the series through the lower half of the points of window w less that through
/// the upper half. Where the curves follow the series it is 0 within its covariance C_w, so that the window's weight is
/// the likelihood of that,
///   weight_w ~ |C_w|^(-1/2) (1 + d_w^T C_w^-1 d_w/(b - 1))^(-b/2)       [Student's t: C_w is that of b blocks itself]
/// A wide window has a small C_w, and counts for much until its curves depart. The average over windows is the result;
/// its covariance that of the blocks at fixed weights, plus the scatter of the windows' A_w about it with the weights.
///                         [after the average over cutoffs in STACIE, github.com/molmod/stacie, docs, theory]
class WindowedFits {
public:
    /// x         different values, of all points
    /// windows   at least one, each of at least two points for each coefficient, A included
    /// powers    at least one, each at least 1, all different
    /// throws    InvalidArgument: other arguments
    WindowedFits(std::span<const double> x, std::vector<PointWindow> windows, const std::vector<int>& powers);

    /// curves    points x curves
    /// returns   A of each window, curve by curve, window after window; then d in the same order
    /// throws    InvalidArgument: another number of points
    Eigen::VectorXd statistics(const Eigen::MatrixXd& curves) const;
    std::size_t statistics_count(std::size_t curves) const { return 2 * windows_.size() * curves; }

    /// result    jackknife of functions of which those from `first` on are statistics()
    /// curves    number of curves
    /// throws    InvalidArgument: no more blocks than curves, too few functions
    ///           InvalidState: the blocks are so alike that differences have no errors
    AveragedIntercepts average(const JackknifeResult& result, std::size_t curves, std::size_t first = 0) const;

private:
    std::vector<PointWindow> windows_;
    Eigen::MatrixXd response_;  // A and d of a curve are response times the curve
};

}  // namespace soret
