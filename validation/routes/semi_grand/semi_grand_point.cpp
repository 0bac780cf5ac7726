#include "soret/validation/routes/semi_grand/semi_grand_point.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <span>

#include "soret/common/errors.hpp"
#include "soret/common/statistics/autocorrelation.hpp"
#include "soret/common/statistics/block_average.hpp"
#include "soret/common/statistics/polynomial_fit.hpp"
#include "soret/validation/routes/semi_grand/wanted_chains.hpp"
#include "soret/validation/simulation/monte_carlo_run.hpp"

namespace soret {

namespace {

constexpr std::size_t n1 = species_1_count;
constexpr std::size_t u = potential_energy;
constexpr std::size_t v = box_volume;
constexpr std::size_t quantities = 3;

double covariance(std::span<const double> means, std::size_t a, std::size_t b) {
    return means[BlockTable::product_column(quantities, a, b)] - means[a] * means[b];
}

inline constexpr double fewest_times_in_a_block = 8.0;  // below this the report says that errors lean on the correction
// U at the pure ends decays in two steps, of which a window of three times would miss the second.
inline constexpr double window_factor = 5.0;

// With a standard error on top: where chance makes a time short it makes the scatter of blocks small as well.
double cautious(const AutocorrelationTime& time) {
    return std::max(0.5, time.tau + time.standard_error);
}

struct Memory {
    AutocorrelationTime particles_1, energy, volume;  // [sweeps]
    double slowest() const { return std::max({cautious(particles_1), cautious(energy), cautious(volume)}); }
    // Of products with N_1: the autocorrelation of a product is that of its factors multiplied.
    double of_products() const { return cautious(particles_1); }
};

// From the blocks as they are, the finest there are: from blocks chosen already it would find that they are long
// enough. All quantities follow the volume slowly, also N_1, whose own time is short: the slowest one counts for all.
Memory memory_of(const BlockTable& table) {
    if (table.block_count() < 8) return {};
    const auto time = [&](std::size_t quantity) { return autocorrelation_time(table, quantity, window_factor); };
    return {time(n1), time(u), time(v)};
}

// The same number of blocks of every chain. A remainder of a chain is left out, and so out of every mean that is taken.
BlockTable in_long_blocks(const BlockTable& table, double slowest) {
    const auto lengths = table.blocks_of_series();
    const std::size_t of_chain = *std::min_element(lengths.begin(), lengths.end());
    const double sweeps = std::max(ChainBlocks::times_of_memory * slowest, table.sample_count() / ChainBlocks::most);
    const auto wanted = static_cast<std::size_t>(static_cast<double>(of_chain * table.block_length()) / sweeps);
    const std::size_t most =
        std::clamp<std::size_t>(wanted, std::min(ChainBlocks::fewest_of_chain, of_chain), of_chain);
    const std::size_t fewest = std::max(std::min(ChainBlocks::fewest_of_chain, of_chain), 3 * most / 4);
    const auto used = [&](std::size_t blocks) { return of_chain / blocks * blocks; };
    std::size_t blocks = most;  // a few less if that leaves out less
    for (std::size_t fewer = most; fewer >= fewest && fewer > 0; --fewer) {
        if (used(fewer) > used(blocks)) blocks = fewer;
    }
    return table.coarsened(of_chain / blocks);
}

// What is known of the chain's memory, and errors corrected for what the blocks miss of it. The first `means` functions
// are of means, the others of products.
void judge_errors(const BlockTable& blocks, const Memory& memory, JackknifeResult& result, Eigen::Index means,
                  SemiGrandPoint& point) {
    const double tau = memory.slowest();
    const double length = static_cast<double>(blocks.block_length());
    const auto correction = [&](double time) {
        return std::sqrt(missed_by_blocks(time, length, blocks.block_count(), blocks.series_count()));
    };
    Eigen::VectorXd corrections = Eigen::VectorXd::Constant(result.values.size(), correction(memory.of_products()));
    corrections.head(means).setConstant(correction(tau));
    result.covariance = corrections.asDiagonal() * result.covariance * corrections.asDiagonal();
    point.autocorrelation_particles_1 = memory.particles_1.tau;
    point.autocorrelation_volume = memory.volume.tau;
    point.block_length = length;
    point.block_count = blocks.block_count();
    point.errors_converged = length >= fewest_times_in_a_block * tau;
    point.sweeps = blocks.sample_count();
}

Estimate estimate_of(const JackknifeResult& result, const BlockTable& blocks, double tau, Eigen::Index k,
                     const char* name, SemiGrandPoint& point) {
    const std::size_t series = blocks.series_count();
    const std::size_t of_chain = blocks.block_count() / series;
    if (series >= 2 && of_chain >= 2) {
        const Eigen::VectorXd values = result.pseudo_values.col(k);
        const double correction = missed_by_blocks(tau, static_cast<double>(blocks.block_length()), of_chain);
        const std::span<const double> of_blocks(values.data(), static_cast<std::size_t>(values.size()));
        point.replicas.emplace_back(name, series_agreement(of_blocks, series, correction));
    }
    return result.estimate(k);
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

// Of the polynomial through the enthalpies: what it misses the slopes of PeTS by, and the degree that is taken where
// this is less than a fourth of every error. The measured ones of the tier standard are described by both (chi^2 = 10.4
// with 16 and 10.0 with 15 degrees of freedom).
inline constexpr int enthalpy_degree = 4;  // 0.0006
inline constexpr int degree_for_large_errors = 3;
inline constexpr double missed_by_degree_for_large_errors = 0.0014;

bool are_large(const Curve& slopes) {
    return std::all_of(slopes.points.begin(), slopes.points.end(), [](const CurvePoint& point) {
        return point.estimate.standard_error > 4.0 * missed_by_degree_for_large_errors;
    });
}

}  // namespace

bool are_near(const SemiGrandPoint& a, const SemiGrandPoint& b) {
    return std::fabs(a.x1.value - b.x1.value) <= widest_step_of_slopes;
}

bool have_small_steps(const std::vector<SemiGrandPoint>& points) {
    for (std::size_t k = 0; k + 1 < points.size(); ++k) {
        if (!are_near(points[k], points[k + 1])) return false;
    }
    return true;
}

SemiGrandPoint reduce_mixed(const BlockTable& table, int particles, double temperature, double pressure) {
    if (!(table.sample_variance(n1) > 0.0)) throw InvalidState("N_1 never changes: no identity change was accepted");
    const double n = static_cast<double>(particles);
    const Memory memory = memory_of(table);
    const BlockTable blocks = in_long_blocks(table, memory.slowest());
    const std::vector<double> all = blocks.mean();
    const double slope = (covariance(all, u, n1) + pressure * covariance(all, v, n1)) / covariance(all, n1, n1);
    const auto functions = [&](std::span<const double> means) {
        const double x1 = means[n1] / n;
        const double variance = covariance(means, n1, n1);
        const double energy_difference = covariance(means, u, n1) / variance;
        const double volume_difference = covariance(means, v, n1) / variance;
        const double enthalpy = (means[u] + pressure * means[v]) / n + 1.5 * temperature;
        Eigen::VectorXd values(8);
        values << x1, n / means[v], enthalpy, enthalpy - slope * (x1 - all[n1] / n), x1 * (1.0 - x1) * n / variance,
            energy_difference + pressure * volume_difference, energy_difference, volume_difference;
        return values;
    };
    JackknifeResult result = jackknife(blocks, functions, Bias::remove);
    SemiGrandPoint point;
    judge_errors(blocks, memory, result, 4, point);
    const auto compared = [&](Eigen::Index k, double tau, const char* name) {
        return estimate_of(result, blocks, tau, k, name, point);
    };
    point.x1 = compared(0, memory.slowest(), "x1");
    point.density = compared(1, memory.slowest(), "density");
    point.enthalpy = compared(2, memory.slowest(), "enthalpy");
    point.enthalpy_at_x1 = result.estimate(3);
    point.gamma = compared(4, memory.of_products(), "gamma");
    point.enthalpy_difference = result.estimate(5);
    point.gamma_enthalpy_covariance = result.covariance(4, 5);
    point.energy_difference = result.estimate(6);
    point.volume_difference = result.estimate(7);
    return point;
}

SemiGrandPoint reduce_pure(const BlockTable& table, int particles, double temperature, double pressure) {
    const double n = static_cast<double>(particles);
    const auto functions = [&](std::span<const double> means) {
        Eigen::VectorXd values(2);
        values << n / means[v], (means[u] + pressure * means[v]) / n + 1.5 * temperature;
        return values;
    };
    const Memory memory = memory_of(table);
    const BlockTable blocks = in_long_blocks(table, memory.slowest());
    JackknifeResult result = jackknife(blocks, functions, Bias::remove);
    SemiGrandPoint point;
    judge_errors(blocks, memory, result, 2, point);
    point.x1 = {table.mean()[n1] / n, 0.0, 0.0};
    point.density = estimate_of(result, blocks, memory.slowest(), 0, "density", point);
    point.enthalpy = estimate_of(result, blocks, memory.slowest(), 1, "enthalpy", point);
    point.enthalpy_at_x1 = point.enthalpy;
    return point;
}

std::vector<CurvePoint> gamma_from_slopes(const std::vector<SemiGrandPoint>& points, double temperature) {
    std::vector<CurvePoint> curve;
    for (std::size_t k = 1; k + 1 < points.size(); ++k) {
        if (!are_near(points[k - 1], points[k]) || !are_near(points[k], points[k + 1])) continue;
        const Estimate slope = slope_of_parabola(&points[k - 1], [&](const SemiGrandPoint& point) {
            return Estimate{excess(point, temperature), excess_error(point, temperature), point.x1.effective_samples};
        });
        const double x1 = points[k].x1.value;
        const double factor = x1 * (1.0 - x1) / temperature;
        curve.push_back({x1, {1.0 + factor * slope.value, factor * slope.standard_error, slope.effective_samples}});
    }
    return curve;
}

Curve enthalpy_differences_from_fit(const std::vector<SemiGrandPoint>& points, EnthalpyData data) {
    const auto is_mixed = [](const SemiGrandPoint& point) { return point.enthalpy_difference.standard_error > 0.0; };
    std::vector<FitPoint> measured;
    for (const SemiGrandPoint& point : points) {
        if (point.enthalpy_at_x1.standard_error > 0.0) measured.push_back({point.x1.value, point.enthalpy_at_x1, 0});
        if (data == EnthalpyData::with_fluctuations && is_mixed(point)) {
            measured.push_back({point.x1.value, point.enthalpy_difference, 1});
        }
    }
    if (measured.size() < 2) return {};
    const int highest = static_cast<int>(measured.size()) - 1;
    const auto slopes_by = [&](int degree) {
        const PolynomialFit fit(measured, std::min(degree, highest));
        Curve curve;
        for (const SemiGrandPoint& point : points) {
            if (is_mixed(point)) curve.points.push_back({point.x1.value, fit.slope_at(point.x1.value)});
        }
        for (const CurvePoint& a : curve.points) {
            const Eigen::VectorXd with_a = fit.covariance() * fit.slope_gradient_at(a.x);
            for (const CurvePoint& b : curve.points) {
                curve.covariance.push_back(fit.slope_gradient_at(b.x).dot(with_a));
            }
        }
        return curve;
    };
    Curve curve = slopes_by(degree_for_large_errors);
    return are_large(curve) ? curve : slopes_by(enthalpy_degree);
}

Estimate integral_consistency(const std::vector<SemiGrandPoint>& points, double temperature) {
    if (points.size() < 2) throw InvalidArgument("thermodynamic integration needs at least two inner compositions");
    const SemiGrandPoint& first = points.front();
    const SemiGrandPoint& last = points.back();
    const double distance = last.x1.value - first.x1.value;
    double integral = 0.0;
    double variance = 0.0;
    double squares = 0.0;  // of the shares of the variance, over their samples [Welch 1947, Satterthwaite 1946]
    const auto add = [&](double error, double samples) {
        variance += error * error;
        if (samples > 0.0) squares += std::pow(error, 4) / samples;
    };
    for (std::size_t k = 0; k < points.size(); ++k) {
        const double x1 = points[k].x1.value;
        const double left = k > 0 ? points[k - 1].x1.value : x1;
        const double right = k + 1 < points.size() ? points[k + 1].x1.value : x1;
        const double weight = 0.5 * (right - left) / (x1 * (1.0 - x1)) / distance;
        integral += weight * (points[k].gamma.value - 1.0);
        add(weight * points[k].gamma.standard_error, points[k].gamma.effective_samples);
    }
    const double difference = (excess(last, temperature) - excess(first, temperature)) / (temperature * distance);
    for (const SemiGrandPoint* end : {&first, &last}) {
        add(excess_error(*end, temperature) / (temperature * distance), end->x1.effective_samples);
    }
    const double samples = squares > 0.0 ? variance * variance / squares : 0.0;
    return {integral - difference, std::sqrt(variance), samples};
}

}  // namespace soret
