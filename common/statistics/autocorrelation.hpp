#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "soret/common/statistics/block_table.hpp"
#include "soret/common/statistics/estimate.hpp"

namespace soret {

/// Normalised autocorrelation function of a time series, rho(t) = C(t)/C(0) with
/// C(t) = 1/(N - t) sum_i (x_i - <x>)(x_{i+t} - <x>), by a zero-padded fast Fourier transform.
/// series        N >= 2 finite values, not all equal
/// largest_lag   0 .. N-1
/// returns       largest_lag + 1 values, the first is 1
/// throws        InvalidArgument: a value outside its range
/// accuracy      |error| <= 4 log2(4 N) 2^-53 N/(N - t) (asserted against the direct sum in tests)
std::vector<double> autocorrelation_function(std::span<const double> series, std::size_t largest_lag);

/// Integrated autocorrelation time tau = 1/2 + sum_{t >= 1} rho(t), in samples; 1/2 for independent samples.
struct AutocorrelationTime {
    double tau = 0.5;                ///< integrated autocorrelation time
    double standard_error = 0.0;     ///< sqrt(4 (W + 1/2 - tau)/N) tau                       [Wolff 2004, eq. 42]
    std::size_t window = 0;          ///< W, the last lag of the sum
    double effective_samples = 0.0;  ///< N / (2 tau)
    bool converged = false;          ///< N >= 100 tau and the window closed: otherwise tau is a lower bound
};

/// The sum ends at the smallest W with W >= window_factor tau(W)                  [Sokal, Cargese lectures (1996)];
/// the bias from the measured mean is taken off, tau (1 + (2 W + 1)/N)       [Wolff, CPC 156, 143 (2004), eq. 49].
/// series          N >= 8 finite values; a constant series has tau = 1/2
/// window_factor   > 0; the sum misses exp(-window_factor) of an exponential of this time
/// throws          InvalidArgument: a value outside its range
AutocorrelationTime autocorrelation_time(std::span<const double> series, double window_factor = 6.0);

/// The same of a quantity in block means, in samples, its window too. All series count together, about their common
/// mean; what is faster than a block enters by the ratio of the variances of blocks and of samples.
/// table      at least 8 blocks
/// throws     InvalidArgument: fewer, a quantity that does not exist, a window factor that is not positive
AutocorrelationTime autocorrelation_time(const BlockTable& table, std::size_t quantity, double window_factor = 6.0);

/// Mean of a time series with the error sqrt(variance 2 tau/N); effective_samples = N/(2 tau), but in
/// [1, N].
Estimate correlated_mean(std::span<const double> series, double window_factor = 6.0);

}  // namespace soret
