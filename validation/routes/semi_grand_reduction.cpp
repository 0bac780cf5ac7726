#include "soret/validation/routes/semi_grand_reduction.hpp"

#include <algorithm>
#include <cmath>
#include <span>

#include "soret/common/errors.hpp"
#include "soret/common/statistics/jackknife.hpp"
#include "soret/validation/monte_carlo_run.hpp"

namespace soret {

namespace {

constexpr std::size_t n1 = species_1_count;
constexpr std::size_t u = potential_energy;
constexpr std::size_t v = box_volume;
constexpr std::size_t quantities = 3;

double covariance(std::span<const double> means, std::size_t a, std::size_t b) {
    return means[BlockTable::product_column(quantities, a, b)] - means[a] * means[b];
}

// Half the ratio of the variance of a block's mean, times its length, to the variance of single samples.
double autocorrelation_time_from_blocks(const BlockTable& table, std::size_t quantity, std::uint64_t block_length) {
    const double variance = table.sample_variance(quantity);
    if (!(variance > 0.0)) return 0.5;
    const BlockTable blocks = table.coarsened(block_length / table.block_length());
    const double mean = blocks.mean()[quantity];
    double sum = 0.0;
    for (std::size_t i = 0; i < blocks.block_count(); ++i) {
        const double d = blocks.block(i)[quantity] - mean;
        sum += d * d;
    }
    const double variance_of_blocks = sum / static_cast<double>(blocks.block_count() - 1);
    return 0.5 * static_cast<double>(block_length) * variance_of_blocks / variance;
}

double excess(const SemiGrandPoint& point, double temperature) {
    const double x1 = point.x1.value;
    return point.delta_mu - temperature * std::log(x1 / (1.0 - x1));
}

// d(Delta mu_ex)/dx_1 at imposed Delta mu: how an error of the mean composition changes Delta mu_ex.
double excess_per_composition(const SemiGrandPoint& point, double temperature) {
    const double x1 = point.x1.value;
    return -temperature / (x1 * (1.0 - x1));
}

}  // namespace

SemiGrandPoint reduce_mixed(const BlockTable& table, int particles, double temperature, double pressure) {
    if (!(table.sample_variance(n1) > 0.0)) throw InvalidState("N_1 never changes: no identity change was accepted");
    const double n = static_cast<double>(particles);
    const auto functions = [&](std::span<const double> means) {
        const double x1 = means[n1] / n;
        const double variance = covariance(means, n1, n1);
        const double energy_difference = covariance(means, u, n1) / variance;
        const double volume_difference = covariance(means, v, n1) / variance;
        Eigen::VectorXd values(7);
        values << x1, x1 * (1.0 - x1) * n / variance, energy_difference + pressure * volume_difference, energy_difference,
            volume_difference, n / means[v], (means[u] + pressure * means[v]) / n + 1.5 * temperature;
        return values;
    };
    const JackknifeResult result = jackknife_with_chosen_blocks(table, functions, Bias::remove);
    SemiGrandPoint point;
    point.x1 = result.estimate(0);
    point.gamma = result.estimate(1);
    point.enthalpy_difference = result.estimate(2);
    point.energy_difference = result.estimate(3);
    point.volume_difference = result.estimate(4);
    point.density = result.estimate(5);
    point.enthalpy = result.estimate(6);
    point.errors_converged = result.converged;
    point.autocorrelation_particles_1 = autocorrelation_time_from_blocks(table, n1, result.block_length);
    point.autocorrelation_volume = autocorrelation_time_from_blocks(table, v, result.block_length);
    point.sweeps = table.sample_count();
    return point;
}

SemiGrandPoint reduce_pure(const BlockTable& table, int particles, double temperature, double pressure) {
    const double n = static_cast<double>(particles);
    const auto functions = [&](std::span<const double> means) {
        Eigen::VectorXd values(2);
        values << n / means[v], (means[u] + pressure * means[v]) / n + 1.5 * temperature;
        return values;
    };
    const JackknifeResult result = jackknife_with_chosen_blocks(table, functions, Bias::remove);
    SemiGrandPoint point;
    point.x1 = {table.mean()[n1] / n, 0.0, 0.0};
    point.density = result.estimate(0);
    point.enthalpy = result.estimate(1);
    point.errors_converged = result.converged;
    point.autocorrelation_particles_1 = 0.0;
    point.autocorrelation_volume = autocorrelation_time_from_blocks(table, v, result.block_length);
    point.sweeps = table.sample_count();
    return point;
}

std::vector<CurvePoint> gamma_from_slopes(const std::vector<SemiGrandPoint>& points, double temperature) {
    std::vector<CurvePoint> curve;
    for (std::size_t k = 1; k < points.size(); ++k) {
        const SemiGrandPoint& a = points[k - 1];
        const SemiGrandPoint& b = points[k];
        const double step = b.x1.value - a.x1.value;
        const double x1 = 0.5 * (a.x1.value + b.x1.value);
        const double slope = (excess(b, temperature) - excess(a, temperature)) / step;
        const double factor = x1 * (1.0 - x1) / temperature;
        const double by_a = (slope - excess_per_composition(a, temperature)) / step;
        const double by_b = (excess_per_composition(b, temperature) - slope) / step;
        const double error = factor * std::hypot(by_a * a.x1.standard_error, by_b * b.x1.standard_error);
        const double samples = std::min(a.x1.effective_samples, b.x1.effective_samples);
        curve.push_back({x1, {1.0 + factor * slope, error, samples}});
    }
    return curve;
}

Estimate integral_consistency(const std::vector<SemiGrandPoint>& points, double temperature) {
    if (points.size() < 2) throw InvalidArgument("thermodynamic integration needs at least two inner compositions");
    const SemiGrandPoint& first = points.front();
    const SemiGrandPoint& last = points.back();
    const double distance = last.x1.value - first.x1.value;
    double integral = 0.0;
    double variance = 0.0;
    double samples = points.front().gamma.effective_samples;
    for (std::size_t k = 0; k < points.size(); ++k) {
        const double x1 = points[k].x1.value;
        const double left = k > 0 ? points[k - 1].x1.value : x1;
        const double right = k + 1 < points.size() ? points[k + 1].x1.value : x1;
        const double weight = 0.5 * (right - left) / (x1 * (1.0 - x1)) / distance;
        integral += weight * (points[k].gamma.value - 1.0);
        variance += std::pow(weight * points[k].gamma.standard_error, 2);
        samples = std::min(samples, points[k].gamma.effective_samples);
    }
    const double difference = (excess(last, temperature) - excess(first, temperature)) / (temperature * distance);
    for (const SemiGrandPoint* end : {&first, &last}) {
        variance += std::pow(excess_per_composition(*end, temperature) / (temperature * distance) * end->x1.standard_error, 2);
    }
    return {integral - difference, std::sqrt(variance), samples};
}

}  // namespace soret
