#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace soret {

/// The samples of one window of a free-energy calculation: of a simulation in one of K potentials, between which
/// differences of free energy are wanted.
struct FreeEnergyWindow {
    /// N x K: u_l(x_n), the energy of sample n of this window in the potential of window l, over k_B T; with P V in it
    /// at constant pressure. A window's own is finite; +infinity elsewhere is an overlap and counts nothing.
    Eigen::MatrixXd reduced_energy;
    Eigen::VectorXd volume{};  ///< N volumes, for averages with the volume weight only; may be empty      [sigma^3]

    Eigen::Index samples() const { return reduced_energy.rows(); }
};

/// Errors come from resampled blocks of the raw series, so that correlations of the samples are in them, and so that an
/// estimate that is too uncertain for its error to be believed has a reason instead of a number.
struct FreeEnergyOptions {
    std::uint64_t seed = 1;              ///< of the stream `bootstrap`
    std::size_t resamples = 200;         ///< >= 2
    std::size_t blocks = 32;             ///< of every window, >= 2; their lengths differ by one sample at most
    double smallest_overlap = 0.03;      ///< of neighbours, two by two: see BarDifference
    double block_length_in_times = 8.0;  ///< shortest block accepted, in integrated autocorrelation times
    double false_alarm_rate = 0.0027;    ///< of a whole chain of windows that is refused for hysteresis by chance
};

/// throws   InvalidArgument: fewer than two windows, not K columns, fewer samples than blocks, an energy that is NaN or
///          -infinity, one's own that is infinite, volumes that are neither none nor N positive ones; an option outside
///          its range
void check_free_energy_windows(std::span<const FreeEnergyWindow> windows, const FreeEnergyOptions& options);

/// How often each of n samples of a window is in a resample: whole blocks are drawn with replacement, as many as there
/// are. The windows of one resample are drawn independently.
Eigen::VectorXd resampled_counts(Eigen::Index n, std::size_t window, std::uint64_t resample,
                                 const FreeEnergyOptions& options);

/// Covariance of the columns of values that were made from resamples, one row each: of their scatter, times
/// blocks/(blocks - 1), by which the scatter of resampled blocks is too small.
Eigen::MatrixXd covariance_of_resamples(const Eigen::MatrixXd& values, const FreeEnergyOptions& options);

/// Why the blocks of a window are too short for the correlations of a series of its samples; empty if they are not. A
/// block of 8 times misses an eighth of the variance at most (exponential correlations: 2 tau/L (1 - tau/L)).
std::string defect_of_blocks(std::span<const double> series, std::size_t window, const FreeEnergyOptions& options);

/// u_{k+1} - u_k of the samples of window k, and u_k - u_{k+1} of those of window k + 1.
struct NeighbourWork {
    Eigen::VectorXd forward, backward;
};
NeighbourWork work_between(std::span<const FreeEnergyWindow> windows, std::size_t k);

}  // namespace soret
