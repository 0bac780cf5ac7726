#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "soret/common/files/configuration_builder.hpp"
#include "soret/optimized/pair_forces.hpp"
#include "soret/validation/check/drive_tests.hpp"
#include "soret/validation/check/limits.hpp"

namespace soret {

namespace {

constexpr std::size_t radii = 25;  // of each pair of species in a run
constexpr int scan_passes = 5;     // each looks closer at where the force ends
constexpr std::array<double, 3> direction{0.6, 0.64, 0.48};

// Pairs of two species at distances from `from` to `to`, in which the force ends.
struct Scan {
    std::int32_t a = 0, b = 0;
    double cutoff = 0.0;
    double from = 0.0, to = 0.0;
    bool ends_before = false, ends_beyond = false;

    double radius(std::size_t k) const { return from + (to - from) * static_cast<double>(k) / (radii - 1); }
    std::string name() const { return fmt::format("{}-{}", a + 1, b + 1); }
};

// All pairs of all scans in one box, each out of reach of all others. Particles 2 p and 2 p + 1 are a pair.
State pairs_apart(const std::vector<Scan>& scans, double largest_cutoff) {
    const double spacing = 3.0 * largest_cutoff + 2.0;
    const std::size_t count = scans.size() * radii;
    const auto side = static_cast<std::size_t>(std::ceil(std::cbrt(static_cast<double>(count))));
    State state;
    const double edge = spacing * static_cast<double>(side);
    state.box = Box({edge, edge, edge});
    std::size_t pair = 0;
    for (const Scan& scan : scans) {
        for (std::size_t k = 0; k < radii; ++k, ++pair) {
            const std::array<std::size_t, 3> cell{pair % side, pair / side % side, pair / (side * side)};
            std::array<double, 3> first{}, second{};
            for (std::size_t axis = 0; axis < 3; ++axis) {
                first[axis] = spacing * (static_cast<double>(cell[axis]) + 0.25);
                second[axis] = first[axis] + direction[axis] * scan.radius(k);
            }
            const auto id = static_cast<std::int64_t>(2 * pair + 1);
            state.add(id, scan.a, {first[0], first[1], first[2]});
            state.add(id + 1, scan.b, {second[0], second[1], second[2]});
        }
    }
    return state;
}

double distance_of(const State& state, std::size_t pair) {
    double r2 = 0.0;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const double d = state.position[axis][2 * pair + 1] - state.position[axis][2 * pair];
        r2 += d * d;
    }
    return std::sqrt(r2);
}

class CutoffScan {
public:
    explicit CutoffScan(DriveBase& base) : base_(base) {
        const Mixture& mixture = base.check.mixture;
        const auto species = static_cast<std::int32_t>(mixture.species_count());
        for (std::int32_t a = 0; a < species; ++a) {
            for (std::int32_t b = a; b < species; ++b) {
                const double cutoff = mixture.pair(static_cast<std::size_t>(a), static_cast<std::size_t>(b)).cutoff;
                if (mixture.pair(static_cast<std::size_t>(a), static_cast<std::size_t>(b)).cutoff2 == 0.0) continue;
                scans_.push_back({a, b, cutoff, 0.8 * cutoff, 1.25 * cutoff});
            }
        }
    }

    bool has_pairs() const { return !scans_.empty(); }

    void pass() {
        Question question = base_.question();
        question.state = pairs_apart(scans_, base_.check.mixture.largest_cutoff());
        const State& state = question.state;
        const ProgramAnswer answer = base_.program.ask(question);
        PairForcesResult ours;
        optimized::PairForces(base_.check.mixture, base_.check.execution).compute(state, PairForcesRequest{}, ours);
        InputErrors errors;
        const double moved = 0x1p-51 * state.box.edges().x;
        for (auto& axis : errors.position) axis.assign(state.size(), moved);
        const Sensitivity by_moving = sensitivity(state, base_.check.mixture, ours, errors, false);
        compare(state, answer, ours, by_moving);
        for (std::size_t s = 0; s < scans_.size(); ++s) narrow(scans_[s], s * radii, state, answer);
    }

    CheckLine line() const {
        std::string where, jumps;
        nlohmann::json ends = nlohmann::json::array();
        bool all_end = true;
        for (const Scan& scan : scans_) {
            const bool ends_here = !scan.ends_before && !scan.ends_beyond;
            const double end = 0.5 * (scan.from + scan.to);
            const bool is_right = ends_here && std::fabs(end - scan.cutoff) <= 0.5 * (scan.to - scan.from) + 1e-9;
            all_end = all_end && is_right;
            where += fmt::format("{}{} {}", where.empty() ? "" : ", ", scan.name(),
                                 scan.ends_before   ? fmt::format("before {:.4g}", scan.from)
                                 : scan.ends_beyond ? fmt::format("beyond {:.4g}", scan.to)
                                                    : fmt::format("at {:.7g}", end));
            ends.push_back({{"pair", scan.name()},
                            {"cutoff", scan.cutoff},
                            {"end", ends_here ? nlohmann::json(end) : nlohmann::json(nullptr)}});
        }
        CheckLine line = worst_.line("cutoff-scan", "pairs alone have the forces of the mixture");
        if (!all_end) line.verdict = Verdict::fail;
        line.text += fmt::format("; their forces end: {}; at the cutoff {}", where, continuity());
        line.fields["ends"] = ends;
        line.fields["force_jump"] = force_jump_;
        line.fields["energy_jump"] = has_energies_ ? nlohmann::json(energy_jump_) : nlohmann::json(nullptr);
        return line;
    }

private:
    void compare(const State& state, const ProgramAnswer& answer, const PairForcesResult& ours,
                 const Sensitivity& by_moving) {
        has_energies_ = !answer.particle_energy.empty();
        for (std::size_t p = 0; p < scans_.size() * radii; ++p) {
            const Scan& scan = scans_[p / radii];
            const double r = distance_of(state, p);
            const std::size_t i = 2 * p;
            for (std::size_t axis = 0; axis < 3; ++axis) {
                if (answer.force[axis].empty()) continue;
                const PrintedValue& theirs = answer.force[axis][i];
                worst_.add(theirs.value, ours.force[axis][i],
                           theirs.half_unit + by_moving.by_inputs.force[axis][i] +
                               accuracy_of_sum(1.0, by_moving.magnitudes.force[axis][i]),
                           fmt::format("force {} of a pair {} at r = {:.10g}", axis_names[axis], scan.name(), r));
            }
            if (!has_energies_) continue;
            const PrintedValue& theirs = answer.particle_energy[i];
            worst_.add(theirs.value, ours.particle_energy[i],
                       theirs.half_unit + by_moving.by_inputs.particle_energy[i] +
                           accuracy_of_sum(1.0, by_moving.magnitudes.particle_energy[i]),
                       fmt::format("energy of one of a pair {} at r = {:.10g}", scan.name(), r));
        }
    }

    // To the two distances between which the force ends.
    void narrow(Scan& scan, std::size_t first, const State& state, const ProgramAnswer& answer) {
        if (scan.ends_before || scan.ends_beyond) return;
        std::size_t inside = 0;
        const auto force = [&](std::size_t k) {
            double squares = 0.0;
            for (const auto& axis : answer.force) {
                if (!axis.empty()) squares += axis[2 * (first + k)].value * axis[2 * (first + k)].value;
            }
            return std::sqrt(squares);
        };
        while (inside < radii && force(inside) != 0.0) ++inside;
        scan.ends_before = inside == 0;
        scan.ends_beyond = inside == radii;
        if (scan.ends_before || scan.ends_beyond) return;
        const double from = distance_of(state, first + inside - 1), to = distance_of(state, first + inside);
        force_jump_ = std::max(first == 0 ? 0.0 : force_jump_, force(inside - 1));
        if (has_energies_) {
            const double energy = 2.0 * std::fabs(answer.particle_energy[2 * (first + inside - 1)].value);
            energy_jump_ = std::max(first == 0 ? 0.0 : energy_jump_, energy);
        }
        scan.from = from;
        scan.to = to;
    }

    std::string continuity() const {
        const double resolution = 1e-5;  // far above what the last pass leaves of a continuous one
        const std::string force = force_jump_ > resolution ? fmt::format("the force jumps by {:.4g}", force_jump_)
                                                           : std::string("the force goes to 0");
        if (!has_energies_) return force;
        return force + (energy_jump_ > resolution ? fmt::format(", the energy by {:.4g}", energy_jump_)
                                                  : std::string(", the energy goes to 0"));
    }

    DriveBase& base_;
    std::vector<Scan> scans_;
    WorstDifference worst_;
    bool has_energies_ = false;
    double force_jump_ = 0.0, energy_jump_ = 0.0;
};

}  // namespace

DriveResult test_cutoff_scan(DriveBase& base) {
    for (const auto& axis : base.answer.force) {
        if (axis.empty()) return left_out("it does not write all components of the forces");
    }
    CutoffScan scan(base);
    if (!scan.has_pairs()) return left_out("no species interact");
    for (int pass = 0; pass < scan_passes; ++pass) scan.pass();
    return {scan.line(), {}};
}

}  // namespace soret
