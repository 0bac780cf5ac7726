#include "soret/validation/simulation/structure_factor_analysis.hpp"

#include <cmath>
#include <functional>
#include <numbers>

#include <fmt/format.h>

#include "soret/common/contracts/density_modes.hpp"
#include "soret/common/contracts/rdf.hpp"
#include "soret/common/errors.hpp"

namespace soret {

namespace {

constexpr std::size_t fewest_blocks = 8;
constexpr std::size_t fewest_shells = 5;
// A straight line in q^2 passes the test of chi^2 where its limit is already wrong by more than its error.
constexpr int lowest_degree = 2, highest_degree = 3;
constexpr double smallest_p_value = 1e-3;  // a thousandth of good fits is refused

/// What is made of S_11, S_12, S_22 of a shell: a linear function of them.
using OfShell = std::function<double(double S11, double S12, double S22)>;

std::vector<FitPoint> points_of(const StructureFactorBlocks& blocks, std::size_t used, const OfShell& function) {
    const std::vector<StructureFactorShell> shells = structure_factor_shells(blocks.largest_square);
    const double two_pi_over_edge = 2.0 * std::numbers::pi / blocks.edge;
    const auto count = static_cast<double>(blocks.S.size());
    std::vector<FitPoint> points;
    for (std::size_t k = 0; k < used; ++k) {
        double sum = 0.0, squares = 0.0;
        std::vector<double> values;
        for (const std::vector<double>& S : blocks.S) {
            values.push_back(function(S[k], S[shells.size() + k], S[2 * shells.size() + k]));
            sum += values.back();
        }
        const double mean = sum / count;
        for (const double value : values) squares += (value - mean) * (value - mean);
        points.push_back({two_pi_over_edge * two_pi_over_edge * shells[k].square,
                          {mean, std::sqrt(squares / (count * (count - 1.0))), count}});
    }
    return points;
}

ZeroWaveVector limit_of(const std::vector<FitPoint>& points) {
    ZeroWaveVector limit;
    for (const FitPoint& point : points) {
        if (!(point.y.standard_error > 0.0)) return limit;  // nothing that varies
    }
    const DegreeChoice choice = choose_degree(points, lowest_degree, highest_degree, {}, smallest_p_value);
    limit.degree = choice.fit().degree();
    limit.p_value = choice.fit().p_value();
    if (choice.acceptable) limit.value = averaged_at(choice, 0.0);
    return limit;
}

/// a + b value of an estimate.
void scale(ZeroWaveVector& limit, double a, double b) {
    if (limit.value)
        limit.value = Estimate{a + b * limit.value->value, std::fabs(b) * limit.value->standard_error,
                               limit.value->effective_samples};
}

}  // namespace

std::vector<StructureFactorShell> structure_factor_shells(int largest_square) {
    std::vector<StructureFactorShell> shells;
    for (const WaveVector& n : wave_vectors_up_to(largest_square)) {
        const int square = n[0] * n[0] + n[1] * n[1] + n[2] * n[2];
        if (shells.empty() || shells.back().square != square) shells.push_back({square, 0});
        ++shells.back().vectors;
    }
    return shells;
}

StructureFactorLimits structure_factor_limits(const StructureFactorBlocks& blocks, double largest_q) {
    if (blocks.particles.size() != 2 || !(blocks.particles[0] > 0.0 && blocks.particles[1] > 0.0)) {
        throw InvalidArgument("structure factors: the limits are those of a liquid of two species");
    }
    if (blocks.S.size() < fewest_blocks) {
        throw InvalidArgument(
            fmt::format("structure factors: {} blocks: must be at least {}", blocks.S.size(), fewest_blocks));
    }
    StructureFactorLimits limits;
    const double two_pi_over_edge = 2.0 * std::numbers::pi / blocks.edge;
    for (const StructureFactorShell& shell : structure_factor_shells(blocks.largest_square)) {
        if (two_pi_over_edge * std::sqrt(static_cast<double>(shell.square)) <= largest_q) ++limits.shells;
    }
    if (limits.shells < fewest_shells) {
        throw InvalidArgument(fmt::format("structure factors: {} lengths of wave vectors up to {}: must be at least {}",
                                          limits.shells, largest_q, fewest_shells));
    }
    const double N = blocks.particles[0] + blocks.particles[1];
    const double x1 = blocks.particles[0] / N, x2 = blocks.particles[1] / N;
    const double rho = N / (blocks.edge * blocks.edge * blocks.edge);
    const auto limit = [&](const OfShell& function) { return limit_of(points_of(blocks, limits.shells, function)); };
    limits.G[0] = limit([](double S11, double, double) { return S11; });
    limits.G[1] = limit([](double, double S12, double) { return S12; });
    limits.G[2] = limit([](double, double, double S22) { return S22; });
    scale(limits.G[0], -1.0 / (x1 * rho), 1.0 / (x1 * x1 * rho));
    scale(limits.G[1], 0.0, 1.0 / (x1 * x2 * rho));
    scale(limits.G[2], -1.0 / (x2 * rho), 1.0 / (x2 * x2 * rho));
    limits.gamma = limit([=](double S11, double S12, double S22) {
        return (x2 * x2 * S11 + x1 * x1 * S22 - 2.0 * x1 * x2 * S12) / (x1 * x2);
    });
    if (limits.gamma.value) {
        const Estimate inverse = *limits.gamma.value;
        if (inverse.value > 0.0) {
            limits.gamma.value = Estimate{1.0 / inverse.value, inverse.standard_error / (inverse.value * inverse.value),
                                          inverse.effective_samples};
        } else {
            limits.gamma.value.reset();
        }
    }
    return limits;
}

}  // namespace soret
