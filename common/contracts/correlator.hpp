#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace soret {

/// <a(t) b(0)>: a later, b earlier. Numbers of signals.
struct SignalPair {
    std::size_t a = 0;
    std::size_t b = 0;
    friend bool operator==(const SignalPair&, const SignalPair&) = default;
};

/// One correlation function: the sum over its pairs of signals, e.g. J_1x J_qx + J_1y J_qy + J_1z J_qz (sum, not mean).
using CorrelationFunction = std::vector<SignalPair>;

struct CorrelatorSettings {
    std::size_t signals = 1;
    std::vector<CorrelationFunction> functions;
    std::size_t lags_per_level = 32;  ///< P, even, 2 to largest_lags_per_level
    std::size_t levels = 8;           ///< 1 to largest_correlator_levels
    friend bool operator==(const CorrelatorSettings&, const CorrelatorSettings&) = default;
};

inline constexpr std::size_t largest_lags_per_level = 4096;
inline constexpr std::size_t largest_correlator_levels = 32;
/// Products of values up to this magnitude never add up to infinity.
inline constexpr double largest_correlator_value = 0x1p480;

/// The lags of all levels, ascending, in samples: 0 .. P - 1, then k 2^l with k = P/2 .. P - 1 for l = 1, 2, ..
/// throws   InvalidArgument: lags_per_level or levels outside their range
std::vector<std::uint64_t> correlator_lags(const CorrelatorSettings&);

/// Sums, so that they merge by addition over blocks and replicas.
struct Correlations {
    std::uint64_t samples = 0;
    std::vector<std::uint64_t> lags;        ///< K, in samples
    std::vector<double> counts;             ///< K numbers of products, exact integers
    std::vector<std::vector<double>> sums;  ///< F x K, sums of products; over counts they are means
    friend bool operator==(const Correlations&, const Correlations&) = default;
};

/// Adds the samples, counts and sums of another block. Products between the two blocks are in neither.
/// throws   InvalidArgument: other lags or another number of functions
Correlations& operator+=(Correlations& all, const Correlations& block);

/// Means of a function by lag; NaN at a lag without a product.
/// throws   InvalidArgument: no such function
std::vector<double> correlation_means(const Correlations& correlations, std::size_t function);

/// Running time integral of a correlation function, in units of the time between samples, to each lag.
/// means    K values, those of correlation_means()
/// returns  K values. I_0 = 0; within a level of unit m, I_j = I_{j-1} + m (c_{j-1} + c_j)/2; at its first lag, where
///          the unit doubles to m, I_j = I_{j-1} + m c_j / 2
/// With c the expected means, the triangles of all levels (see CorrelatorBackend) add up to one between lag 0 and a
/// unit m before the end t, and there is no other error than that of the soft end:
///   I(t) = C(0)/2 + sum over d > 0 of W(d) C(d),   W = 1 for d <= t - m, 0 for d >= t + m, linear between
/// It differs from the trapezoidal rule with all lags, C(0)/2 + C(1) + .. + C(t)/2, by at most (m - 1)/4 times the
/// largest |C(t + u) - C(t - u)|, u < m, and by C'(t) (m^2 - 1)/6 to leading order.
/// throws   InvalidArgument: as correlator_lags(); not K means
std::vector<double> correlation_integrals(const CorrelatorSettings& settings, std::span<const double> means);

/// All that the future of a correlator depends on.
struct CorrelatorState {
    std::uint64_t samples = 0;
    /// [level][signal]: the latest values, oldest first: P - 1 of them, or all samples >> level if these are fewer.
    std::vector<std::vector<std::vector<double>>> recent;
    std::vector<std::vector<double>> sums;  ///< as those of Correlations
    friend bool operator==(const CorrelatorState&, const CorrelatorState&) = default;
};

/// throws   InvalidArgument: a setting outside its range, a function without pairs, a signal that does not exist
void check_correlator_settings(const CorrelatorSettings& settings);
/// throws   InvalidArgument: not `signals` values, or one that is not finite or too large
void check_correlator_sample(const CorrelatorSettings& settings, std::span<const double> sample);
/// throws   InvalidArgument: sizes that do not belong to the settings and to the number of samples, or a
///          value out of range
void check_correlator_state(const CorrelatorSettings& settings, const CorrelatorState& state);
/// The number of products at each lag after so many samples; exact.
std::vector<double> correlator_counts(const CorrelatorSettings& settings, std::uint64_t samples);

/// Auto- and cross-correlations of signals sampled at equal times, on the fly and in constant memory: the multiple-tau
/// correlator with averages of m = 2.
///                                 [Ramirez, Sukumaran, Vorselaars and Likhtman, J. Chem. Phys. 133, 154103 (2010)]
///
/// Level l works on means over 2^l samples. Level 0 keeps the lags 0 .. P - 1, level l > 0 the lags P/2 .. P - 1, in
/// units of 2^l samples. N samples make N_l = N >> l values of level l:
///   x_0[n] = sample n,   x_l[n] = 0.5 (x_{l-1}[2 n] + x_{l-1}[2 n + 1])
///   S_f(k 2^l) = sum over n = k .. N_l - 1 of sum over the pairs (a, b) of f of x_l^a[n] x_l^b[n - k]
/// No mean is taken off.
///
/// The order of additions is laid down: the products of one n in the order of the pairs, then one addition to the sum
/// of that lag, n ascending. Every operation is one IEEE double operation. So the bits are the same in both backends
/// and on every instruction set, and a restored state goes on with the same bits.
///
/// At a level above 0 the mean of the products is not C at the lag but a mean over a triangle around it, with m = 2^l:
///   <x_l^a[n] x_l^b[n - k]> = sum over |d| < m of (m - |d|)/m^2 C_ab(k m + d)
/// For a smooth C it is C(k m) + C''(k m) (m^2 - 1)/12 to leading order. The time integral has no such error:
/// correlation_integrals().
///
/// add(sample)      the next sample: `signals` values, finite and at most largest_correlator_value in magnitude.
///                  Nothing has changed if it throws
/// correlations()   of all samples so far
/// state()          all that restore(state) needs, in this or the other backend, to go on with the same bits
/// throws     InvalidArgument: check_correlator_settings(), check_correlator_sample(), check_correlator_state()
/// accuracy   |error of a sum| <= 1.01 (N_l + pairs + 2 l) 2^-53 sum of the magnitudes of its products, while no
///            product underflows (asserted in tests)
template <class T>
concept CorrelatorBackend = std::constructible_from<T, const CorrelatorSettings&> &&
    requires(T c, const T& cc, std::span<const double> sample, const CorrelatorState& state) {
    { c.add(sample) } -> std::same_as<void>;
    { c.restore(state) } -> std::same_as<void>;
    { cc.samples() } -> std::same_as<std::uint64_t>;
    { cc.correlations() } -> std::same_as<Correlations>;
    { cc.state() } -> std::same_as<CorrelatorState>;
};

/// Correlation of two stored series at all lags 0 .. M - 1, a function of this name in each backend:
///   correlate_series(a, b, M)[k] = sum over t of a[t + k] b[t]                                    (sum, not mean)
/// Not on the exact path: the optimised twin transforms (zero-padded fast Fourier transform), and its bits may differ
/// from machine to machine. Nothing that a trajectory or a digest depends on may come from it.
/// a, b       N >= 1 values each, finite and at most largest_correlator_value in magnitude
/// lags       M, 1 to N
/// throws     InvalidArgument: series of different lengths, M outside its range, a value out of range
/// accuracy   reference: |error| <= 1.01 N 2^-53 sum_t |a[t + k] b[t]|
///            optimized: |error| <= 32 log2(8 N) 2^-53 sqrt(sum a^2 sum b^2)
///            (both asserted in tests)
/// The second: each stage of a transform of length L < 4 N adds at most 6.5 2^-53 relative to the norm (a product of
/// complex numbers sqrt 5, a sum 1, a factor 3), the stage that makes it real 14, the way back counts twice, the
/// product of the spectra sqrt 5: 26 log2(L/2) + 59 in all.
void check_series(std::span<const double> a, std::span<const double> b, std::size_t lags);

}  // namespace soret
