#include "soret/common/statistics/spectral_fit.hpp"

#include <Eigen/Cholesky>
#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include <fmt/format.h>

#include "soret/common/errors.hpp"

namespace soret {

namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double step_of_cutoffs = 1.0 / 16.0;  ///< of the logarithm
constexpr double enough_frequencies = 20.0;     ///< a parameter
constexpr double last_weight = 1e-8;            ///< frequencies with less are left out

double weight_at(double f, double cutoff) {
    const double square = f / cutoff * (f / cutoff);
    const double fourth = square * square;
    return 1.0 / (1.0 + fourth * fourth);
}

/// At one cutoff, in units of it.
struct CutoffFit {
    double cutoff = 0.0;
    double effective_frequencies = 0.0;
    double logarithm = 0.0;  ///< b_0
    double variance = 0.0;
    double log_likelihood = 0.0;  ///< of the agreement of the halves
};

struct Frequencies {
    MatrixXd powers;  ///< rows: 1, (f/cutoff)^2, (f/cutoff)^4
    VectorXd value, shape, weight, lower_weight;
};

Frequencies below(const RealSpectrum& spectrum, double cutoff, Eigen::Index parameters) {
    std::size_t last = 1;
    while (last + 1 < spectrum.values.size() && weight_at(spectrum.frequency(last + 1), cutoff) > last_weight) ++last;
    const auto n = static_cast<Eigen::Index>(last);
    Frequencies at{MatrixXd(n, parameters), VectorXd(n), VectorXd(n), VectorXd(n), VectorXd(n)};
    for (Eigen::Index i = 0; i < n; ++i) {
        const auto k = static_cast<std::size_t>(i) + 1;
        const double f = spectrum.frequency(k);
        double power = 1.0;
        for (Eigen::Index p = 0; p < parameters; ++p) {
            at.powers(i, p) = power;
            power *= f / cutoff * (f / cutoff);
        }
        at.value[i] = spectrum.values[k];
        at.shape[i] = spectrum.shapes[k];
        at.weight[i] = weight_at(f, cutoff);
        at.lower_weight[i] = weight_at(f, 0.5 * cutoff);
    }
    return at;
}

MatrixXd information(const Frequencies& at, const VectorXd& weight) {
    return at.powers.transpose() * weight.cwiseProduct(at.shape).asDiagonal() * at.powers;
}

/// The weighted maximum of the likelihood: a convex problem. Newton's steps from `start`, halved while they lead up.
std::optional<VectorXd> most_likely(const Frequencies& at, const VectorXd& start) {
    const VectorXd wa = at.weight.cwiseProduct(at.shape);
    const auto ratio_at = [&](const VectorXd& b) -> VectorXd {  // of the spectrum to the fit
        return at.value.cwiseProduct((-(at.powers * b)).array().exp().matrix());
    };
    const VectorXd slope = at.powers.transpose() * wa;
    VectorXd b = start;
    VectorXd ratio = ratio_at(b);
    double now = slope.dot(b) + wa.dot(ratio);
    for (int iteration = 0; iteration < 100; ++iteration) {
        const VectorXd weighted = wa.cwiseProduct(ratio);
        const VectorXd gradient = at.powers.transpose() * weighted - slope;
        const MatrixXd hessian = at.powers.transpose() * weighted.asDiagonal() * at.powers;
        const VectorXd step = hessian.ldlt().solve(gradient);
        const double gain = gradient.dot(step);
        double next = now;
        for (double length = 1.0; length > 1e-6; length *= 0.5) {
            const VectorXd there = b + length * step;
            ratio = ratio_at(there);
            next = slope.dot(there) + wa.dot(ratio);
            if (next <= now + 1e-12 * std::abs(now)) {
                b = there;
                break;
            }
        }
        if (!std::isfinite(next)) return std::nullopt;
        now = next;
        if (gain < 1e-16 * wa.sum()) return b;  // what was left of the cost
    }
    return std::nullopt;
}

std::optional<CutoffFit> fit_at(const RealSpectrum& spectrum, double cutoff, Eigen::Index parameters) {
    const Frequencies at = below(spectrum, cutoff, parameters);
    VectorXd start = VectorXd::Zero(parameters);
    start[0] = std::log(at.weight.dot(at.value) / at.weight.sum());
    const std::optional<VectorXd> b = most_likely(at, start);
    if (!b) return std::nullopt;
    const MatrixXd inverse = information(at, at.weight).inverse();
    const MatrixXd covariance = inverse * information(at, at.weight.cwiseAbs2()) * inverse;

    const VectorXd upper_weight = at.weight - at.lower_weight;
    const VectorXd score = (at.value.cwiseProduct((-(at.powers * *b)).array().exp().matrix()).array() - 1.0).matrix();
    const auto newton_step = [&](const VectorXd& weight, const MatrixXd& inverse_of_half) -> VectorXd {
        return inverse_of_half * (at.powers.transpose() * weight.cwiseProduct(at.shape).cwiseProduct(score));
    };
    const MatrixXd lower = information(at, at.lower_weight).inverse();
    const MatrixXd upper = information(at, upper_weight).inverse();
    const VectorXd d = newton_step(at.lower_weight, lower) - newton_step(upper_weight, upper);
    const MatrixXd both = lower * information(at, at.lower_weight.cwiseProduct(upper_weight)) * upper;
    const MatrixXd of_d = lower * information(at, at.lower_weight.cwiseAbs2()) * lower +
                          upper * information(at, upper_weight.cwiseAbs2()) * upper - both - both.transpose();
    CutoffFit fit;
    fit.cutoff = cutoff;
    fit.effective_frequencies = at.weight.sum();
    fit.logarithm = (*b)[0];
    fit.variance = covariance(0, 0);
    // |C_d| in units that are the same for all cutoffs: f^-2 and f^-4 of the powers.
    const double of_units = static_cast<double>(parameters * (parameters - 1)) * 2.0 * std::log(cutoff);
    const double determinant = of_d.determinant();
    if (!(determinant > 0.0) || !(fit.variance > 0.0)) return std::nullopt;
    fit.log_likelihood = -0.5 * (std::log(determinant) - of_units + d.dot(of_d.ldlt().solve(d)));
    if (!std::isfinite(fit.log_likelihood)) return std::nullopt;
    return fit;
}

}  // namespace

SpectralFit spectral_fit(const RealSpectrum& spectrum, const SpectralFitSettings& settings) {
    if (settings.parameters < 1 || settings.parameters > 3) {
        throw InvalidArgument(fmt::format("spectral fit: {} parameters: must be 1 to 3", settings.parameters));
    }
    const double fewest = settings.fewest_frequencies * settings.parameters;
    if (!(settings.fewest_frequencies >= 2.0) || !(settings.most_effective_frequencies >= fewest)) {
        throw InvalidArgument(fmt::format("spectral fit: {} to {} effective frequencies: must be an interval from {}",
                                          fewest, settings.most_effective_frequencies, 2.0 * settings.parameters));
    }
    const std::size_t frequencies = spectrum.values.size();
    if (static_cast<double>(frequencies) < 2.0 * fewest + 1.0) {
        throw InvalidArgument(
            fmt::format("spectral fit: {} frequencies: must be at least {}", frequencies, 2.0 * fewest + 1.0));
    }
    for (std::size_t k = 1; k < frequencies; ++k) {
        if (spectrum.values[k] > 0.0 && std::isfinite(spectrum.values[k])) continue;
        throw InvalidState(fmt::format("spectral fit: spectrum at frequency {} = {}: must be > 0",
                                       spectrum.frequency(k), spectrum.values[k]));
    }
    // The integral of w is 1.026 f_cut. Half of the frequencies are enough for the weights to fall to 1/256.
    const double first = fewest * spectrum.frequency(1);
    const double last = std::min(settings.most_effective_frequencies * spectrum.frequency(1),
                                 0.5 * spectrum.frequency(frequencies - 1));
    std::vector<CutoffFit> fits;
    for (double cutoff = first; cutoff <= last * (1.0 + 1e-9); cutoff *= std::exp(step_of_cutoffs)) {
        if (const auto fit = fit_at(spectrum, cutoff, settings.parameters)) fits.push_back(*fit);
    }
    if (fits.empty()) throw InvalidState("spectral fit: no cutoff frequency has a fit");
    double largest = fits.front().log_likelihood;
    for (const CutoffFit& fit : fits) largest = std::max(largest, fit.log_likelihood);
    double sum = 0.0, logarithm = 0.0, squares = 0.0, variance = 0.0;
    SpectralFit result;
    for (const CutoffFit& fit : fits) {
        const double likelihood = std::exp(fit.log_likelihood - largest);
        const double difference = fit.logarithm - fits.front().logarithm;
        sum += likelihood;
        logarithm += likelihood * difference;
        squares += likelihood * difference * difference;
        variance += likelihood * fit.variance;
        result.cutoff_frequency += likelihood * fit.cutoff;
        result.effective_frequencies += likelihood * fit.effective_frequencies;
    }
    logarithm /= sum;
    variance = variance / sum + std::max(0.0, squares / sum - logarithm * logarithm);
    result.cutoff_frequency /= sum;
    result.effective_frequencies /= sum;
    result.enough = result.effective_frequencies >= enough_frequencies * settings.parameters;
    const double value = std::exp(fits.front().logarithm + logarithm);
    result.value = {value, value * std::sqrt(variance), 2.0 / variance};
    return result;
}

Estimate spectral_ratio(const Spectrum& spectrum, std::size_t a, std::size_t b, double cutoff_frequency) {
    const auto signals = static_cast<std::size_t>(spectrum.values.empty() ? 0 : spectrum.values.front().rows());
    if (std::max(a, b) >= signals) {
        throw InvalidArgument(fmt::format("spectral ratio: signals {} and {}: must be below {}", a, b, signals));
    }
    const auto i = static_cast<Eigen::Index>(a);
    const auto j = static_cast<Eigen::Index>(b);
    double aa = 0.0, ab = 0.0, bb = 0.0, degrees = -1.0;
    for (std::size_t k = 1; k < spectrum.values.size() && spectrum.frequency(k) <= cutoff_frequency; ++k) {
        aa += spectrum.values[k](i, i).real();
        ab += spectrum.values[k](i, j).real();
        bb += spectrum.values[k](j, j).real();
        degrees += 2.0 * spectrum.shape(k);
    }
    if (!(degrees > 0.0)) {
        throw InvalidArgument(fmt::format("spectral ratio: cutoff frequency {}: must be at least {}", cutoff_frequency,
                                          spectrum.frequency(1)));
    }
    if (!(bb > 0.0)) throw InvalidState(fmt::format("spectral ratio: the spectrum of signal {} is 0", b));
    const double ratio = ab / bb;
    const double residual = std::max(0.0, aa - 2.0 * ratio * ab + ratio * ratio * bb);
    return {ratio, std::sqrt(residual / (degrees * bb)), degrees};
}

}  // namespace soret
