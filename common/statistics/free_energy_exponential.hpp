#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "soret/common/statistics/estimate.hpp"
#include "soret/common/statistics/free_energy_windows.hpp"

namespace soret {

/// What a sample counts in an exponential average at constant pressure.
enum class VolumeWeight {
    none,       ///< one: exact for windows that all hold the growing particle, from zeta = 0 on
    published,  ///< its volume                                                                          [SI 18]
};

/// Free energies by exponential averages over each window but the last             [Zwanzig, JCP 22, 1420 (1954)]
///   none        f_{k+1} - f_k = -ln <e^{-w}>_k,          w = u_{k+1} - u_k
///   published   f_{k+1} - f_k = -ln(<V e^{-w}>_k/<V>_k)
/// As <V e^{-w}>_k = <V>_{k+1} <e^{-w}>_k, the published sum is the exact one less ln(<V>_K/<V>_0).
struct ExponentialAverages {
    std::string reason;             ///< why there is no number; empty if there is one
    std::vector<double> steps;      ///< f_{k+1} - f_k, K - 1 of them, also if there is a reason      [k_B T]
    std::optional<Estimate> total;  ///< their sum; error by block bootstrap, effective_samples = blocks [k_B T]
    double effective_blocks = 0.0;  ///< of the window that has fewest: (sum_b X_b)^2/sum_b X_b^2, X_b the part of a
                                    ///< block in the sum of the weights
};

/// There is no number where the effective blocks of a window are fewer than half of its blocks: then the average over
/// one block has a relative error of more than 1 and rests on a few samples.
/// throws   InvalidArgument: as of check_free_energy_windows; published without volumes
ExponentialAverages exponential_averages(std::span<const FreeEnergyWindow> windows, VolumeWeight weight,
                                         const FreeEnergyOptions& options = {});

}  // namespace soret
