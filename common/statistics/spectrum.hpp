#pragma once

#include <Eigen/Core>
#include <complex>
#include <cstddef>
#include <span>
#include <vector>

namespace soret {

/// Averaged periodograms of one or more signals x_a, scaled so that at frequency 0 they estimate integrals of
/// correlations:
///   S_ab(f_k) = (dt/2N) <X_a X_b^*>,  X_a = sum_j x_a(j) exp(-2 pi i j k/N),  f_k = k/(N dt),  k = 0 .. N/2
///   S_ab(0) estimates integral_0^infinity 1/2 [C_ab(t) + C_ba(t)] dt, by the trapezoidal rule on the samples
/// Means are not taken off: they must be 0, or k = 0 left out.
/// The leakage of the rectangular window adds to the expectation at f = 0 some -(1/(N dt)) integral |t| C(t) dt.
struct Spectrum {
    double timestep = 0.0;
    std::size_t length = 0;                ///< N
    std::size_t averages = 0;              ///< series averaged over, each independent of the others
    std::vector<Eigen::MatrixXcd> values;  ///< by k

    double frequency(std::size_t k) const { return static_cast<double>(k) / (static_cast<double>(length) * timestep); }
    /// Half the degrees of freedom of the chi-squared of a diagonal element: averages, half of it where X is real.
    double shape(std::size_t k) const;
};

/// Adds up the periodograms of series of equal length.
class SpectrumAccumulator {
public:
    /// timestep   > 0
    /// length     >= 4
    /// signals    >= 1
    /// throws     InvalidArgument: a value outside its range
    SpectrumAccumulator(double timestep, std::size_t length, std::size_t signals);

    /// One series of each of the signals.
    /// throws     InvalidArgument: other numbers, a value that is not finite
    void add(std::span<const std::span<const double>> series);
    void add(std::span<const double> series) { add({&series, 1}); }
    /// throws     InvalidArgument: no series
    Spectrum spectrum() const;

private:
    Spectrum sum_;
    std::size_t signals_;
};

/// Spectrum of one signal: a diagonal element, or what is left of it without its dependence on other signals.
struct RealSpectrum {
    double timestep = 0.0;
    std::size_t length = 0;
    std::vector<double> values;
    std::vector<double> shapes;  ///< value = true one times a mean-1 gamma variable of this shape

    double frequency(std::size_t k) const { return static_cast<double>(k) / (static_cast<double>(length) * timestep); }
};

/// throws     InvalidArgument: no such signal
RealSpectrum diagonal(const Spectrum& spectrum, std::size_t signal);

/// Schur complement of one signal, unbiased: l/(l - M + 1) times 1/[S^-1]_aa of M signals and l averages. At f = 0 this
/// is L_aa - L_ab L_bb^-1 L_ba, for heat and one mass current the T^2 lambda of SI eq. 7.   [Bertossa et al., PRL 2019]
/// Its shape is that of l - M + 1 averages.
/// throws     InvalidArgument: fewer than M averages, no such signal;  InvalidState: a spectrum is singular
RealSpectrum schur_complement(const Spectrum& spectrum, std::size_t signal);

}  // namespace soret
