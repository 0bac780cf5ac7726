#include "soret/common/statistics/fit_extremum.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "soret/common/errors.hpp"
#include "soret/common/statistics/bootstrap.hpp"
#include "soret/common/statistics/normal_sequence.hpp"
#include "soret/common/statistics/running_moments.hpp"

namespace soret {

namespace {

struct Weighted {
    double weight = 0.0;
    Estimate estimate;
};

// Mean over the fits, with the scatter between them in the error.
Estimate averaged(const std::vector<Weighted>& fits, double effective_samples) {
    double weight = 0.0;
    double mean = 0.0;
    for (const Weighted& fit : fits) {
        weight += fit.weight;
        mean += fit.weight * fit.estimate.value;
    }
    mean /= weight;
    double variance = 0.0;
    for (const Weighted& fit : fits) {
        const double difference = fit.estimate.value - mean;
        variance += fit.weight / weight * (std::pow(fit.estimate.standard_error, 2) + difference * difference);
    }
    return {mean, std::sqrt(variance), effective_samples};
}

}  // namespace

std::optional<double> interior_extremum(const Polynomial& polynomial, Extremum kind, double lower, double upper) {
    if (!(lower < upper)) {
        throw InvalidArgument(fmt::format("extremum: interval [{}, {}]: must not be empty", lower, upper));
    }
    const double sign = kind == Extremum::minimum ? 1.0 : -1.0;
    std::optional<double> position;
    double lowest = std::min(sign * polynomial(lower), sign * polynomial(upper));
    for (const double x : sign_changes(polynomial.derivative(), lower, upper)) {
        if (sign * polynomial(x) < lowest) {
            lowest = sign * polynomial(x);
            position = x;
        }
    }
    return position;
}

std::optional<FitExtremum> find_extremum(const PolynomialFit& fit, Extremum kind, double lower, double upper) {
    const std::optional<double> x = interior_extremum(fit.polynomial(), kind, lower, upper);
    if (!x) return std::nullopt;
    const double curvature = fit.polynomial().derivative().derivative()(*x);
    FitExtremum result;
    result.value = fit.at(*x);
    result.position = fit.slope_at(*x);
    result.position.value = *x;
    result.position.standard_error /= std::fabs(curvature);
    if (!std::isfinite(result.position.standard_error)) return std::nullopt;              // flat to all digits
    if (result.position.standard_error < 0x1p-40 * (upper - lower)) return std::nullopt;  // fixed by the constraints
    return result;
}

std::optional<FitExtremum> find_extremum(const DegreeChoice& choice, Extremum kind, double lower, double upper) {
    constexpr double negligible = 0.05;
    const std::optional<FitExtremum> chosen = find_extremum(choice.fit(), kind, lower, upper);
    if (!chosen) return std::nullopt;
    std::vector<Weighted> positions;
    std::vector<Weighted> values;
    double found = 0.0;
    for (std::size_t k = 0; k < choice.candidates.size(); ++k) {
        const auto extremum = find_extremum(choice.candidates[k], kind, lower, upper);
        if (!extremum) continue;
        found += choice.weights[k];
        positions.push_back({choice.weights[k], extremum->position});
        values.push_back({choice.weights[k], extremum->value});
    }
    if (found < 1.0 - negligible) return std::nullopt;
    return FitExtremum{averaged(positions, chosen->position.effective_samples),
                       averaged(values, chosen->value.effective_samples)};
}

Estimate averaged_at(const DegreeChoice& choice, double x) {
    std::vector<Weighted> values;
    for (std::size_t k = 0; k < choice.candidates.size(); ++k) {
        values.push_back({choice.weights[k], choice.candidates[k].at(x)});
    }
    return averaged(values, choice.fit().at(x).effective_samples);
}

std::optional<ResampledExtremum> resample_extremum(const PolynomialFit& fit, Extremum kind, double lower, double upper,
                                                   const ResamplingOptions& options) {
    if (options.resamples < 2) {
        throw InvalidArgument(fmt::format("resampled extremum: {} resamples: must be at least 2", options.resamples));
    }
    if (!(options.confidence > 0.0 && options.confidence < 1.0)) {
        throw InvalidArgument(fmt::format("resampled extremum: confidence {}: must be in (0, 1)", options.confidence));
    }
    const std::optional<FitExtremum> measured = find_extremum(fit, kind, lower, upper);
    if (!measured) return std::nullopt;

    std::vector<double> positions;
    RunningMoments moments(2);
    Eigen::VectorXd z(static_cast<Eigen::Index>(fit.points().size()));
    for (std::size_t r = 0; r < options.resamples; ++r) {
        NormalSequence normal(options.seed, RandomStream::bootstrap, r);
        for (double& value : z) value = normal.next();
        const Polynomial refitted = fit.refitted(fit.scattered(z));
        const std::optional<double> x = interior_extremum(refitted, kind, lower, upper);
        if (!x) continue;
        const double sample[2] = {*x, refitted(*x)};
        moments.add(sample);
        positions.push_back(*x);
    }
    if (positions.size() < 2) return std::nullopt;
    std::sort(positions.begin(), positions.end());
    const double tail = 0.5 * (1.0 - options.confidence);
    ResampledExtremum result;
    result.fraction_without = 1.0 - static_cast<double>(positions.size()) / static_cast<double>(options.resamples);
    result.lower = quantile_of_sorted(positions, tail);
    result.upper = quantile_of_sorted(positions, 1.0 - tail);
    result.position = measured->position;
    result.position.standard_error = std::sqrt(moments.variance(0));
    result.value = measured->value;
    result.value.standard_error = std::sqrt(moments.variance(1));
    return result;
}

}  // namespace soret
