#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "soret/common/statistics/jackknife.hpp"
#include "soret/validation/simulation/number_histogram.hpp"
#include "soret/validation/simulation/number_moments.hpp"

namespace soret {

/// Where the samples of a histogram were taken.
struct GrandCanonicalPoint {
    double temperature = 1.0;                ///< > 0                     [eps/k_B]
    double volume = 1.0;                     ///< > 0                     [sigma^3]
    std::vector<double> chemical_potential;  ///< mu_s, Lambda_s = 1      [eps]
};

/// Fewest effective samples of a number of particles from which its fluctuations are known: with fewer their relative
/// error is above 1/3.
inline constexpr double fewest_effective_samples = 20.0;

/// Least share of the samples that must count elsewhere. If the numbers are normally distributed and the other
/// chemical potentials move their mean by d standard deviations, the share is exp(-d^2): 1/10 is d = 1.5, beyond which
/// the averages hang on the tail of what was sampled.
inline constexpr double least_share = 0.1;

/// Samples of a grand-canonical chain as samples at other chemical potentials mu' of the same temperature and volume:
///   <A>' = sum w A/sum w,  w = exp(sum_s (mu'_s - mu_s) N_s/T)  [Ferrenberg and Swendsen, Phys. Rev. Lett. 61, 2635]
/// The energy of a sample is the middle of its bin.
class ReweightedNumbers {
public:
    /// Uses the complete blocks of the histogram.
    /// throws   InvalidArgument: not one chemical potential for each species, a value that is not finite
    ReweightedNumbers(const NumberHistogram& histogram, const GrandCanonicalPoint& sampled,
                      std::span<const double> chemical_potential);

    /// (sum w)^2/(n sum w^2) of the n samples, in (0, 1]; 1 where nothing is changed; 0 without samples.
    double share() const { return share_; }
    /// That share of the effective samples of the number of particles with the longest memory.
    double effective_samples() const { return share_ * slowest_; }
    /// Why nothing can be said there: fewer than four blocks, numbers that never changed, a share below least_share,
    /// fewer than fewest_effective_samples. Empty if something can.
    const std::string& refusal() const { return refusal_; }

    using Functions = std::function<Eigen::VectorXd(const NumberMoments&)>;
    /// Functions of the averages, their bias removed, with all correlations of their errors, by jackknife.
    /// throws   InvalidState: refusal() is not empty, a value that is not finite
    JackknifeResult of(const Functions& functions) const;
    Estimate of(const std::function<double(const NumberMoments&)>& function) const;

private:
    std::size_t species_;
    double volume_;
    BlockTable weighted_;  // w, w N_s by species, w N_a N_b by pair of species, w U
    double share_ = 0.0;
    double slowest_ = 0.0;
    std::string refusal_;
};

}  // namespace soret
