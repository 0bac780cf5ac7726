// Integrals of correlation functions: periodograms, and what the parts of the estimators do.

#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <numbers>
#include <vector>

#include "autoregressive_series.hpp"
#include "soret/common/errors.hpp"
#include "soret/common/statistics/cepstral.hpp"
#include "soret/common/statistics/spectral_fit.hpp"
#include "soret/common/statistics/spectrum.hpp"
#include "synthetic_processes.hpp"

namespace soret::test {
namespace {

TEST(Spectra, EqualTheDirectTransform) {
    for (const std::size_t n : {4U, 5U, 12U, 37U}) {
        NormalSequence normal(n, RandomStream::synthetic_series, 0);
        SpectrumAccumulator accumulator(0.5, n, 2);
        std::vector<Eigen::Matrix2cd> expected(n / 2 + 1, Eigen::Matrix2cd::Zero());
        for (int repetition = 0; repetition < 3; ++repetition) {
            std::vector<std::vector<double>> x(2, std::vector<double>(n));
            for (auto& series : x) {
                for (double& value : series) value = normal.next();
            }
            accumulator.add(std::vector<std::span<const double>>{x[0], x[1]});
            for (std::size_t k = 0; k <= n / 2; ++k) {
                Eigen::Vector2cd sum = Eigen::Vector2cd::Zero();
                for (std::size_t j = 0; j < n; ++j) {
                    const double angle = -2.0 * std::numbers::pi * static_cast<double>(j * k) / static_cast<double>(n);
                    sum += Eigen::Vector2cd(x[0][j], x[1][j]) * std::polar(1.0, angle);
                }
                expected[k] += 0.5 / (2.0 * static_cast<double>(n)) * sum * sum.adjoint() / 3.0;
            }
        }
        const Spectrum spectrum = accumulator.spectrum();
        ASSERT_EQ(spectrum.values.size(), n / 2 + 1);
        EXPECT_EQ(spectrum.averages, 3U);
        EXPECT_EQ(spectrum.shape(0), 1.5);
        EXPECT_EQ(spectrum.shape(1), 3.0);
        EXPECT_EQ(spectrum.shape(n / 2), n % 2 == 0 ? 1.5 : 3.0);
        for (std::size_t k = 0; k <= n / 2; ++k) {
            EXPECT_NEAR((spectrum.values[k] - expected[k]).norm(), 0.0, 1e-13) << n << " " << k;
        }
    }
}

// The Schur complement of two signals by hand: S_aa - |S_ab|^2/S_bb, times l/(l - 1).
TEST(Spectra, HaveTheSchurComplementOfTwoSignals) {
    NormalSequence normal(3, RandomStream::synthetic_series, 0);
    SpectrumAccumulator accumulator(1.0, 16, 2);
    for (int repetition = 0; repetition < 5; ++repetition) {
        const std::vector<double> x = LinearProcess(0.3, 0.0).values(16, normal);
        const std::vector<double> y = LinearProcess(0.0, 0.2).values(16, normal);
        accumulator.add(std::vector<std::span<const double>>{x, y});
    }
    const Spectrum spectrum = accumulator.spectrum();
    const RealSpectrum left = schur_complement(spectrum, 0);
    for (std::size_t k = 0; k < left.values.size(); ++k) {
        const Eigen::MatrixXcd& s = spectrum.values[k];
        const double expected = (s(0, 0).real() - std::norm(s(0, 1)) / s(1, 1).real()) * 5.0 / 4.0;
        EXPECT_NEAR(left.values[k], expected, 1e-13 * s(0, 0).real());
        EXPECT_EQ(left.shapes[k], k == 0 || k == 8 ? 2.0 : 4.0);
    }
}

// White noise of variance 2: every frequency estimates 1. A mean of 200 gamma variables with the shape 1 a frequency,
// and their variance 1/200 (that of the variance: 2/200^2 (1 + 3/200), as of a normal variable, over 500 frequencies).
TEST(Spectra, OfWhiteNoiseAreFlatWithTheStatedShape) {
    NormalSequence normal(11, RandomStream::synthetic_series, 0);
    SpectrumAccumulator accumulator(1.0, 1002, 1);
    std::vector<double> series(1002);
    for (int repetition = 0; repetition < 200; ++repetition) {
        for (double& value : series) value = std::sqrt(2.0) * normal.next();
        accumulator.add(series);
    }
    const RealSpectrum spectrum = diagonal(accumulator.spectrum(), 0);
    double mean = 0.0, variance = 0.0;
    for (std::size_t k = 1; k <= 500; ++k) {
        mean += spectrum.values[k] / 500.0;
        variance += (spectrum.values[k] - 1.0) * (spectrum.values[k] - 1.0) / 500.0;
    }
    EXPECT_NEAR(mean, 1.0, z_limit * std::sqrt(1.0 / 200.0 / 500.0));
    EXPECT_NEAR(variance, 1.0 / 200.0, z_limit / 200.0 * std::sqrt(2.0 * (1.0 + 3.0 / 200.0) / 500.0));
}

TEST(CepstralEstimates, OfAFlatSpectrumAreItsLogarithmicMean) {
    RealSpectrum spectrum{.timestep = 1.0, .length = 2000, .values = {}, .shapes = {}};
    for (std::size_t k = 0; k <= 1000; ++k) {
        spectrum.values.push_back(3.0);
        spectrum.shapes.push_back(1e6);  // no noise: no bias of the logarithm
    }
    const CepstralEstimate estimate = cepstral_estimate(spectrum, 0.25);
    EXPECT_EQ(estimate.coefficients, 1U);
    EXPECT_NEAR(estimate.value.value, 3.0, 3e-6);
    // psi'(a) (4 P - 2)/(2 K), psi'(1e6) = 1e-6
    EXPECT_NEAR(estimate.of_chosen.standard_error, 3.0 * std::sqrt(1e-6 * 2.0 / 1000.0), 3e-6 * 1.4e-3);
    EXPECT_THROW(cepstral_estimate(spectrum, 0.003), InvalidArgument);
    EXPECT_THROW(cepstral_estimate(spectrum, 0.6), InvalidArgument);
    spectrum.values[3] = 0.0;
    EXPECT_THROW(cepstral_estimate(spectrum, 0.25), InvalidState);
}

// S = exp(b_0 + b_2 f^2) without noise: the fit finds it at every cutoff, to what its iteration leaves.
TEST(SpectralFits, FindAnExponentialOfAPolynomial) {
    RealSpectrum spectrum{.timestep = 0.5, .length = 4000, .values = {}, .shapes = {}};
    for (std::size_t k = 0; k <= 2000; ++k) {
        const double f = spectrum.frequency(k);
        spectrum.values.push_back(2.5 * std::exp(-7.0 * f * f));
        spectrum.shapes.push_back(k == 0 || k == 2000 ? 1.5 : 3.0);
    }
    const SpectralFit fit = spectral_fit(spectrum);
    EXPECT_NEAR(fit.value.value, 2.5, 1e-6);
    EXPECT_TRUE(fit.enough);
    EXPECT_GT(fit.effective_frequencies, 500.0);
    EXPECT_NEAR(spectral_fit(spectrum, {.parameters = 3}).value.value, 2.5, 1e-6);
    EXPECT_THROW(spectral_fit(spectrum, {.parameters = 4}), InvalidArgument);
    EXPECT_THROW(spectral_fit(spectrum, {.fewest_frequencies = 1.0}), InvalidArgument);
    EXPECT_THROW(spectral_fit(spectrum, {.fewest_frequencies = 1000.0}), InvalidArgument);
    spectrum.values[7] = std::nan("");
    EXPECT_THROW(spectral_fit(spectrum), InvalidState);
}

// x_a = 2 x_b: the ratio is 2, without an error.
TEST(SpectralRatios, OfProportionalSignalsAreExact) {
    NormalSequence normal(5, RandomStream::synthetic_series, 0);
    SpectrumAccumulator accumulator(1.0, 64, 2);
    const std::vector<double> x = LinearProcess(0.5, 0.0).values(64, normal);
    const std::vector<double> y = mixture_of(2.0, x, 0.0, x);
    accumulator.add(std::vector<std::span<const double>>{y, x});
    const Spectrum spectrum = accumulator.spectrum();
    const Estimate ratio = spectral_ratio(spectrum, 0, 1, 0.25);
    EXPECT_NEAR(ratio.value, 2.0, 1e-14);
    EXPECT_LT(ratio.standard_error, 1e-7);  // the root of a rounding error
    EXPECT_EQ(ratio.effective_samples, 31.0);
    EXPECT_THROW(spectral_ratio(spectrum, 0, 2, 0.25), InvalidArgument);
    EXPECT_THROW(spectral_ratio(spectrum, 0, 1, 0.01), InvalidArgument);
}

TEST(Spectra, RefuseWhatTheyCannotUse) {
    EXPECT_THROW(SpectrumAccumulator(0.0, 16, 1), InvalidArgument);
    EXPECT_THROW(SpectrumAccumulator(1.0, 3, 1), InvalidArgument);
    EXPECT_THROW(SpectrumAccumulator(1.0, 16, 0), InvalidArgument);
    SpectrumAccumulator accumulator(1.0, 4, 1);
    EXPECT_THROW(accumulator.spectrum(), InvalidArgument);
    EXPECT_THROW(accumulator.add(std::vector<double>{1, 2, 3}), InvalidArgument);
    EXPECT_THROW(accumulator.add(std::vector<double>{1, 2, 3, std::nan("")}), InvalidArgument);
    accumulator.add(std::vector<double>{1, 2, 3, 4});
    EXPECT_THROW(diagonal(accumulator.spectrum(), 1), InvalidArgument);
    SpectrumAccumulator two(1.0, 4, 2);
    const std::vector<double> x{1, 2, 3, 4};
    two.add(std::vector<std::span<const double>>{x, x});
    EXPECT_THROW(schur_complement(two.spectrum(), 0), InvalidArgument);  // one average of two signals
}

}  // namespace
}  // namespace soret::test
