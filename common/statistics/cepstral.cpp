#include "soret/common/statistics/cepstral.hpp"

#include <algorithm>
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

/// A(P) for P = 1 .. K, first element P = 1.
std::vector<double> akaike_criteria(const std::vector<double>& cepstrum, double trigamma) {
    const std::size_t last = cepstrum.size() - 1;
    const double variance = trigamma / static_cast<double>(2 * last);
    std::vector<double> criteria(last);
    double beyond = cepstrum[last] * cepstrum[last] / (2.0 * variance);
    for (std::size_t p = last; p >= 1; --p) {
        if (p < last) beyond += cepstrum[p] * cepstrum[p] / variance;
        criteria[p - 1] = beyond + 2.0 * static_cast<double>(p);
    }
    return criteria;
}

Estimate from_logarithm(double logarithm, double variance) {
    const double value = std::exp(logarithm);
    return {value, value * std::sqrt(variance), 2.0 / variance};
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
    const double trigamma = boost::math::trigamma(spectrum.shapes[1]);
    const std::vector<double> criteria = akaike_criteria(cepstrum, trigamma);
    const auto smallest = std::min_element(criteria.begin(), criteria.end());
    CepstralEstimate result;
    result.coefficients = static_cast<std::size_t>(smallest - criteria.begin()) + 1;
    result.cutoff_frequency = spectrum.frequency(last);
    double logarithm = cepstrum[0];
    double weights = 0.0, mean = 0.0, squares = 0.0, variance = 0.0;  // about C_0
    for (std::size_t p = 1; p <= last; ++p) {
        if (p > 1) logarithm += 2.0 * cepstrum[p - 1];
        const double of_given = trigamma * (4.0 * static_cast<double>(p) - 2.0) / static_cast<double>(2 * last);
        if (p == result.coefficients) result.of_chosen = from_logarithm(logarithm, of_given);
        const double weight = std::exp(-0.5 * (criteria[p - 1] - *smallest));
        const double difference = logarithm - cepstrum[0];
        weights += weight;
        mean += weight * difference;
        squares += weight * difference * difference;
        variance += weight * of_given;
    }
    mean /= weights;
    const double scatter = std::max(0.0, squares / weights - mean * mean);
    result.value = from_logarithm(cepstrum[0] + mean, variance / weights + scatter);
    return result;
}

}  // namespace soret
