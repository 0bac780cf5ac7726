#include "soret/common/statistics/cepstral.hpp"

#include <boost/math/constants/constants.hpp>
#include <boost/math/special_functions/digamma.hpp>
#include <boost/math/special_functions/trigamma.hpp>
#include <cmath>
#include <complex>
#include <unsupported/Eigen/FFT>
#include <vector>

#include <fmt/format.h>

#include "soret/common/errors.hpp"

namespace soret {

namespace {

constexpr std::size_t fewest_frequencies = 8;

/// C_n, n = 0 .. K, of K + 1 values: the transform of the values and their mirror image.
std::vector<double> cepstrum_of(const std::vector<double>& logarithms) {
    const std::size_t last = logarithms.size() - 1;
    std::vector<double> circle(2 * last);
    for (std::size_t k = 0; k <= last; ++k) circle[k] = logarithms[k];
    for (std::size_t k = 1; k < last; ++k) circle[2 * last - k] = logarithms[k];
    std::vector<std::complex<double>> transformed;
    Eigen::FFT<double>().fwd(transformed, circle);
    std::vector<double> coefficients;
    for (std::size_t n = 0; n <= last; ++n)
        coefficients.push_back(transformed[n].real() / static_cast<double>(2 * last));
    return coefficients;
}

/// P of the smallest Akaike criterion, 1 .. K.
std::size_t chosen_count(const std::vector<double>& cepstrum, double trigamma) {
    const std::size_t last = cepstrum.size() - 1;
    const double variance = trigamma / static_cast<double>(2 * last);
    double beyond = cepstrum[last] * cepstrum[last] / (2.0 * variance);
    std::size_t best = last;
    double smallest = beyond + 2.0 * static_cast<double>(last);
    for (std::size_t p = last - 1; p >= 1; --p) {
        beyond += cepstrum[p] * cepstrum[p] / variance;
        const double criterion = beyond + 2.0 * static_cast<double>(p);
        if (criterion <= smallest) {
            smallest = criterion;
            best = p;
        }
    }
    return best;
}

}  // namespace

CepstralEstimate cepstral_estimate(const RealSpectrum& spectrum, double cutoff_frequency) {
    std::size_t last = 0;
    while (last + 1 < spectrum.values.size() && spectrum.frequency(last + 1) <= cutoff_frequency) ++last;
    const double largest = spectrum.frequency(spectrum.values.size() - 1);
    if (!(cutoff_frequency <= largest * (1.0 + 0x1p-40)) || last < fewest_frequencies) {
        throw InvalidArgument(fmt::format("cepstral analysis: cutoff frequency {}: must be in [{}, {}]",
                                          cutoff_frequency, spectrum.frequency(fewest_frequencies), largest));
    }
    std::vector<double> logarithms;
    for (std::size_t k = 0; k <= last; ++k) {
        if (!(spectrum.values[k] > 0.0) || !std::isfinite(spectrum.values[k])) {
            throw InvalidState(fmt::format("cepstral analysis: spectrum at frequency {} = {}: must be > 0",
                                           spectrum.frequency(k), spectrum.values[k]));
        }
        const double shape = spectrum.shapes[k];
        logarithms.push_back(std::log(spectrum.values[k]) - boost::math::digamma(shape) + std::log(shape));
    }
    const std::vector<double> cepstrum = cepstrum_of(logarithms);
    CepstralEstimate result;
    result.coefficients = chosen_count(cepstrum, boost::math::trigamma(spectrum.shapes[1]));
    result.cutoff_frequency = spectrum.frequency(last);
    double logarithm = cepstrum[0];
    for (std::size_t n = 1; n < result.coefficients; ++n) logarithm += 2.0 * cepstrum[n];

    // The weight of L_k: 1 + 2 sum_{0<n<P} cos n theta = sin((P - 1/2) theta)/sin(theta/2).
    const double count = 2.0 * static_cast<double>(result.coefficients) - 1.0;
    double variance = 0.0;
    for (std::size_t k = 0; k <= last; ++k) {
        const double half =
            0.5 * boost::math::double_constants::pi * static_cast<double>(k) / static_cast<double>(last);
        const double dirichlet = k == 0 ? count : std::sin(count * half) / std::sin(half);
        const double weight = (k == 0 || k == last ? 0.5 : 1.0) * dirichlet / static_cast<double>(last);
        variance += weight * weight * boost::math::trigamma(spectrum.shapes[k]);
    }
    const double value = std::exp(logarithm);
    result.value = {value, value * std::sqrt(variance), 2.0 / variance};
    return result;
}

}  // namespace soret
