#include "soret/common/statistics/spectrum.hpp"

#include <Eigen/LU>
#include <cmath>
#include <unsupported/Eigen/FFT>

#include <fmt/format.h>

#include "soret/common/errors.hpp"

namespace soret {

namespace {

bool is_real_at(std::size_t k, std::size_t length) {
    return k == 0 || 2 * k == length;
}

void check_signal(const Spectrum& spectrum, std::size_t signal) {
    const auto signals = static_cast<std::size_t>(spectrum.values.empty() ? 0 : spectrum.values.front().rows());
    if (signal < signals) return;
    throw InvalidArgument(fmt::format("spectrum: signal {}: must be below {}", signal, signals));
}

}  // namespace

double Spectrum::shape(std::size_t k) const {
    return static_cast<double>(averages) * (is_real_at(k, length) ? 0.5 : 1.0);
}

SpectrumAccumulator::SpectrumAccumulator(double timestep, std::size_t length, std::size_t signals) : signals_(signals) {
    if (!(timestep > 0.0) || !std::isfinite(timestep)) {
        throw InvalidArgument(fmt::format("spectrum: timestep = {}: must be > 0", timestep));
    }
    if (length < 4) throw InvalidArgument(fmt::format("spectrum: {} samples: must be at least 4", length));
    if (signals == 0) throw InvalidArgument("spectrum: 0 signals: must be at least 1");
    const auto m = static_cast<Eigen::Index>(signals);
    sum_.timestep = timestep;
    sum_.length = length;
    sum_.values.assign(length / 2 + 1, Eigen::MatrixXcd::Zero(m, m));
}

void SpectrumAccumulator::add(std::span<const std::span<const double>> series) {
    if (series.size() != signals_) {
        throw InvalidArgument(fmt::format("spectrum: {} signals: must be {}", series.size(), signals_));
    }
    std::vector<std::vector<std::complex<double>>> transforms(signals_);
    Eigen::FFT<double> transform;
    for (std::size_t a = 0; a < signals_; ++a) {
        if (series[a].size() != sum_.length) {
            throw InvalidArgument(fmt::format("spectrum: {} samples: must be {}", series[a].size(), sum_.length));
        }
        const std::vector<double> samples(series[a].begin(), series[a].end());
        for (std::size_t i = 0; i < samples.size(); ++i) {
            if (std::isfinite(samples[i])) continue;
            throw InvalidArgument(fmt::format("spectrum: value {} = {}: must be finite", i, samples[i]));
        }
        transform.fwd(transforms[a], samples);
    }
    const double scale = sum_.timestep / (2.0 * static_cast<double>(sum_.length));
    for (std::size_t k = 0; k < sum_.values.size(); ++k) {
        for (std::size_t a = 0; a < signals_; ++a) {
            for (std::size_t b = 0; b < signals_; ++b) {
                sum_.values[k](static_cast<Eigen::Index>(a), static_cast<Eigen::Index>(b)) +=
                    scale * transforms[a][k] * std::conj(transforms[b][k]);
            }
        }
    }
    ++sum_.averages;
}

Spectrum SpectrumAccumulator::spectrum() const {
    if (sum_.averages == 0) throw InvalidArgument("spectrum: 0 series: must be at least 1");
    Spectrum mean = sum_;
    for (Eigen::MatrixXcd& value : mean.values) value /= static_cast<double>(mean.averages);
    return mean;
}

RealSpectrum diagonal(const Spectrum& spectrum, std::size_t signal) {
    check_signal(spectrum, signal);
    RealSpectrum result{spectrum.timestep, spectrum.length, {}, {}};
    const auto a = static_cast<Eigen::Index>(signal);
    for (std::size_t k = 0; k < spectrum.values.size(); ++k) {
        result.values.push_back(spectrum.values[k](a, a).real());
        result.shapes.push_back(spectrum.shape(k));
    }
    return result;
}

RealSpectrum schur_complement(const Spectrum& spectrum, std::size_t signal) {
    check_signal(spectrum, signal);
    const double averages = static_cast<double>(spectrum.averages);
    const double signals = static_cast<double>(spectrum.values.front().rows());
    const double left = averages - signals + 1.0;
    if (left < 1.0) {
        throw InvalidArgument(
            fmt::format("spectrum: {} averages of {} signals: must be at least as many", averages, signals));
    }
    RealSpectrum result{spectrum.timestep, spectrum.length, {}, {}};
    const auto a = static_cast<Eigen::Index>(signal);
    for (std::size_t k = 0; k < spectrum.values.size(); ++k) {
        const double value = averages / left / spectrum.values[k].inverse()(a, a).real();
        if (!(value > 0.0) || !std::isfinite(value)) {
            throw InvalidState(
                fmt::format("spectrum: singular at frequency {}: must be regular", spectrum.frequency(k)));
        }
        result.values.push_back(value);
        result.shapes.push_back(left * (is_real_at(k, spectrum.length) ? 0.5 : 1.0));
    }
    return result;
}

}  // namespace soret
