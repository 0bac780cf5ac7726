#include "soret/validation/routes/semi_grand_reduction.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
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

// Blocks of about 1/16 of a chain: some 800 sweeps in the quick tier, many times the memory of a chain, and with four
// replicas enough of them to know the error to 9 %.
inline constexpr std::size_t blocks_of_a_chain = 16;

BlockTable in_long_blocks(const BlockTable& table) {
    const std::size_t blocks = table.block_count() / table.series_count();
    return table.coarsened(std::max<std::size_t>(1, blocks / blocks_of_a_chain));
}

// Half the ratio of the variance of a block's mean, times its length, to the variance of single samples.
double autocorrelation_time_from_blocks(const BlockTable& blocks, std::size_t quantity) {
    const double variance = blocks.sample_variance(quantity);
    if (!(variance > 0.0)) return 0.5;
    const double mean = blocks.mean()[quantity];
    double sum = 0.0;
    for (std::size_t i = 0; i < blocks.block_count(); ++i) {
        const double d = blocks.block(i)[quantity] - mean;
        sum += d * d;
    }
    const double variance_of_blocks = sum / static_cast<double>(blocks.block_count() - 1);
    return std::max(0.5, 0.5 * static_cast<double>(blocks.block_length()) * variance_of_blocks / variance);
}

// Blocks this many autocorrelation times long make the errors too small by 1/12 at most (statistics/block_average.hpp).
inline constexpr double times_in_a_block = 6.0;

bool long_enough(const BlockTable& blocks, const SemiGrandPoint& point) {
    const double longest = std::max(point.autocorrelation_particles_1, point.autocorrelation_volume);
    return static_cast<double>(blocks.block_length()) >= times_in_a_block * longest;
}

double excess(const SemiGrandPoint& point, double temperature) {
    const double x1 = point.x1.value;
    return point.delta_mu - temperature * std::log(x1 / (1.0 - x1));
}

// How far an error of the mean composition moves (x_1, Delta mu_ex) off the true curve: T Gamma/(x_1 x_2) a unit of
// x_1.
double excess_error(const SemiGrandPoint& point, double temperature) {
    const double x1 = point.x1.value;
    return temperature * point.gamma.value / (x1 * (1.0 - x1)) * point.x1.standard_error;
}

// Slope at the middle one of three compositions of the parabola through them.
Estimate slope_of_parabola(const SemiGrandPoint* points, const std::function<Estimate(const SemiGrandPoint&)>& value) {
    double slope = 0.0;
    double variance = 0.0;
    double samples = value(points[1]).effective_samples;
    for (std::size_t i = 0; i < 3; ++i) {
        const double x = points[1].x1.value;
        const double a = points[(i + 1) % 3].x1.value;
        const double b = points[(i + 2) % 3].x1.value;
        const double weight = ((x - a) + (x - b)) / ((points[i].x1.value - a) * (points[i].x1.value - b));
        const Estimate estimate = value(points[i]);
        slope += weight * estimate.value;
        variance += std::pow(weight * estimate.standard_error, 2);
        samples = std::min(samples, estimate.effective_samples);
    }
    return {slope, std::sqrt(variance), samples};
}

}  // namespace

SemiGrandPoint reduce_mixed(const BlockTable& table, int particles, double temperature, double pressure) {
    if (!(table.sample_variance(n1) > 0.0)) throw InvalidState("N_1 never changes: no identity change was accepted");
    const double n = static_cast<double>(particles);
    const std::vector<double> all = table.mean();
    const double slope = (covariance(all, u, n1) + pressure * covariance(all, v, n1)) / covariance(all, n1, n1);
    const auto functions = [&](std::span<const double> means) {
        const double x1 = means[n1] / n;
        const double variance = covariance(means, n1, n1);
        const double energy_difference = covariance(means, u, n1) / variance;
        const double volume_difference = covariance(means, v, n1) / variance;
        const double enthalpy = (means[u] + pressure * means[v]) / n + 1.5 * temperature;
        Eigen::VectorXd values(8);
        values << x1, x1 * (1.0 - x1) * n / variance, energy_difference + pressure * volume_difference,
            energy_difference, volume_difference, n / means[v], enthalpy, enthalpy - slope * (x1 - all[n1] / n);
        return values;
    };
    const BlockTable blocks = in_long_blocks(table);
    const JackknifeResult result = jackknife(blocks, functions, Bias::remove);
    SemiGrandPoint point;
    point.x1 = result.estimate(0);
    point.gamma = result.estimate(1);
    point.enthalpy_difference = result.estimate(2);
    point.energy_difference = result.estimate(3);
    point.volume_difference = result.estimate(4);
    point.density = result.estimate(5);
    point.enthalpy = result.estimate(6);
    point.enthalpy_at_x1 = result.estimate(7);
    point.autocorrelation_particles_1 = autocorrelation_time_from_blocks(blocks, n1);
    point.autocorrelation_volume = autocorrelation_time_from_blocks(blocks, v);
    point.errors_converged = long_enough(blocks, point);
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
    const BlockTable blocks = in_long_blocks(table);
    const JackknifeResult result = jackknife(blocks, functions, Bias::remove);
    SemiGrandPoint point;
    point.x1 = {table.mean()[n1] / n, 0.0, 0.0};
    point.density = result.estimate(0);
    point.enthalpy = result.estimate(1);
    point.enthalpy_at_x1 = point.enthalpy;
    point.autocorrelation_volume = autocorrelation_time_from_blocks(blocks, v);
    point.errors_converged = long_enough(blocks, point);
    point.sweeps = table.sample_count();
    return point;
}

std::vector<CurvePoint> gamma_from_slopes(const std::vector<SemiGrandPoint>& points, double temperature) {
    std::vector<CurvePoint> curve;
    for (std::size_t k = 1; k + 1 < points.size(); ++k) {
        const Estimate slope = slope_of_parabola(&points[k - 1], [&](const SemiGrandPoint& point) {
            return Estimate{excess(point, temperature), excess_error(point, temperature), point.x1.effective_samples};
        });
        const double x1 = points[k].x1.value;
        const double factor = x1 * (1.0 - x1) / temperature;
        curve.push_back({x1, {1.0 + factor * slope.value, factor * slope.standard_error, slope.effective_samples}});
    }
    return curve;
}

std::vector<CurvePoint> enthalpy_differences_from_slopes(const std::vector<SemiGrandPoint>& points) {
    std::vector<CurvePoint> curve;
    for (std::size_t k = 1; k + 1 < points.size(); ++k) {
        curve.push_back({points[k].x1.value, slope_of_parabola(&points[k - 1], [](const SemiGrandPoint& point) {
                             return point.enthalpy_at_x1;
                         })});
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
        variance += std::pow(excess_error(*end, temperature) / (temperature * distance), 2);
    }
    return {integral - difference, std::sqrt(variance), samples};
}

}  // namespace soret
