#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "soret/common/files/configuration_builder.hpp"
#include "soret/common/random_streams.hpp"
#include "soret/validation/check/drive_tests.hpp"
#include "soret/validation/check/limits.hpp"
#include "soret/validation/check/near_pairs.hpp"

namespace soret {

namespace {

constexpr std::size_t wanted_probes = 8;
constexpr double largest_step = 0x1p-10;   // of a particle                 [sigma]
constexpr double smallest_step = 0x1p-24;  // below it digits are lost
constexpr double telling_part = 0.01;      // of the root mean square of what is compared

// Distance of the nearest pair from its cutoff, for each particle: there the energy or a derivative of it jumps.
std::vector<double> gaps_to_cutoffs(const State& state, const Mixture& mixture) {
    std::vector<double> gap(state.size(), 0.5);
    const Vector3& e = state.box.edges();
    const double reach = std::min(mixture.largest_cutoff() + 0.5, 0.5 * std::min({e.x, e.y, e.z}));
    for_each_near_pair(state, reach, [&](const NearPair& pair) {
        const PairParameters& of = mixture.pair(static_cast<std::size_t>(state.species[pair.i]),
                                                static_cast<std::size_t>(state.species[pair.j]));
        if (of.cutoff2 == 0.0) return;
        const double distance = std::fabs(std::sqrt(pair.r2) - of.cutoff);
        gap[pair.i] = std::min(gap[pair.i], distance);
        gap[pair.j] = std::min(gap[pair.j], distance);
    });
    return gap;
}

double power_of_two_below(double x) {
    return std::ldexp(1.0, static_cast<int>(std::floor(std::log2(x))));
}

struct Derivative {
    double value = 0.0;
    double error = 0.0;  // bound by digits, roundings and the next order of the stencil
};

// By stencils of fourth order with steps h and 2 h, whose difference bounds the error of the former.
template <class Energy>
Derivative derivative(Energy&& energy, double h, double rounding) {
    const std::array<double, 3> steps{h, 2.0 * h, 4.0 * h};
    std::array<double, 3> rise{};
    double digits = 0.0;
    for (std::size_t k = 0; k < 3; ++k) {
        const PrintedValue above = energy(steps[k]), below = energy(-steps[k]);
        rise[k] = above.value - below.value;
        digits = std::max({digits, above.half_unit, below.half_unit});
    }
    const auto of = [&](std::size_t k) { return (8.0 * rise[k] - rise[k + 1]) / (12.0 * steps[k]); };
    return {of(0), std::fabs(of(0) - of(1)) + 1.5 * (digits + rounding) / h};
}

double root_mean_square(const std::array<std::vector<PrintedValue>, 3>& force) {
    double squares = 0.0, count = 0.0;
    for (const auto& axis : force) {
        for (const PrintedValue& one : axis) squares += one.value * one.value;
        count += static_cast<double>(axis.size());
    }
    return count > 0.0 ? std::sqrt(squares / count) : 0.0;
}

// Limits that are too wide to tell make the test inconclusive.
void must_tell(CheckLine& line, double widest_limit, double size) {
    if (line.verdict != Verdict::pass || widest_limit <= telling_part * size) return;
    line.verdict = Verdict::inconclusive;
    line.text += "; too few digits of the energy to tell";
}

}  // namespace

DriveResult test_finite_difference(DriveBase& base) {
    const State& state = base.check.state;
    if (!base.answer.potential_energy) return left_out("it writes no energy");
    if (state.size() == 0 || root_mean_square(base.answer.force) == 0.0) return left_out("it writes no forces but 0");
    const std::vector<double> gap = gaps_to_cutoffs(state, base.check.mixture);
    const Vector3& e = state.box.edges();
    const std::array<double, 3> edge{e.x, e.y, e.z};
    WorstDifference worst;
    double widest = 0.0;
    std::size_t probes = 0;
    for (std::uint64_t draw = 0; draw < 50 * wanted_probes && probes < wanted_probes; ++draw) {
        const RandomWords words = random_words(base.check.seed, RandomStream::synthetic_series, draw, 0);
        const auto i =
            std::min(static_cast<std::size_t>(uniform_from(words[0], words[1]) * static_cast<double>(state.size())),
                     state.size() - 1);
        const std::size_t axis = words[2] % 3;
        const double h = power_of_two_below(std::min(largest_step, gap[i] / 8.0));
        const double x = state.position[axis][i];
        if (h < smallest_step || x < 8.0 * h || x > edge[axis] - 8.0 * h || base.answer.force[axis].empty()) continue;
        ++probes;
        const Derivative slope = derivative(
            [&](double step) {
                Question question = base.question();
                question.state.position[axis][i] = x + step;
                const ProgramAnswer answer = base.program.ask(question);
                return answer.potential_energy.value_or(PrintedValue{std::numeric_limits<double>::quiet_NaN(), 0.0});
            },
            h, base.energy_rounding);
        const PrintedValue& force = base.answer.force[axis][i];
        const double limit =
            slope.error + force.half_unit +
            accuracy_of_sum(base.sensitivity.neighbours[i], base.sensitivity.magnitudes.force[axis][i]);
        widest = std::max(widest, limit);
        worst.add(-slope.value, force.value, limit,
                  fmt::format("-dU/d{0} of particle {1} against its force {0}", axis_names[axis], state.id[i]));
    }
    if (!worst.any()) return left_out("every particle has a pair that is all but at its cutoff");
    CheckLine line = worst.line("finite-difference", "forces are minus the derivative of the energy");
    must_tell(line, widest, root_mean_square(base.answer.force));
    return {line, {}};
}

DriveResult test_virial(DriveBase& base) {
    const State& state = base.check.state;
    if (!base.answer.potential_energy) return left_out("it writes no energy");
    const auto& virial = base.answer.virial;
    if (!virial[0] && !virial[1] && !virial[2]) return left_out("it writes neither virial nor pressure tensor");
    const std::vector<double> gaps = gaps_to_cutoffs(state, base.check.mixture);
    const double gap = gaps.empty() ? 0.5 : *std::min_element(gaps.begin(), gaps.end());
    const double strain =
        power_of_two_below(std::min(0x1p-13, gap / (8.0 * std::max(1.0, base.check.mixture.largest_cutoff()))));
    if (strain < 0x1p-36) return left_out("a pair is all but at its cutoff");
    WorstDifference worst;
    double widest = 0.0, size = 0.0;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        if (!virial[axis]) continue;
        const Derivative slope = derivative(
            [&](double by) {
                Question question = base.question();
                Vector3 e = state.box.edges();
                (axis == 0 ? e.x : axis == 1 ? e.y : e.z) *= 1.0 + by;
                question.state.box = Box(e);
                for (double& x : question.state.position[axis]) x *= 1.0 + by;
                const ProgramAnswer answer = base.program.ask(question);
                return answer.potential_energy.value_or(PrintedValue{std::numeric_limits<double>::quiet_NaN(), 0.0});
            },
            strain, base.energy_rounding + 0x1p-51 * base.sensitivity.magnitudes.virial[axis]);
        const double limit =
            slope.error + virial[axis]->half_unit +
            accuracy_of_sum(static_cast<double>(base.sensitivity.pairs), base.sensitivity.magnitudes.virial[axis]);
        widest = std::max(widest, limit);
        size = std::max(size, std::fabs(virial[axis]->value));
        worst.add(-slope.value, virial[axis]->value, limit,
                  fmt::format("-dU/d(strain) along {0} against virial {0}{0}", axis_names[axis]));
    }
    CheckLine line = worst.line("virial", "the virial is minus the derivative of the energy by the strain of an edge");
    must_tell(line, widest, size);
    return {line, {}};
}

}  // namespace soret
