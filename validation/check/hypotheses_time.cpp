// Numbers of another time: CONFIG moved along its velocities or along its trajectory.

#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "soret/validation/check/explanation.hpp"
#include "soret/validation/check/hypotheses.hpp"

namespace soret::diagnosis {

namespace {

Vector3 force_on(const TheirCode& code, std::size_t i) {
    const std::vector<double>& force = code.sums->force;
    return {force[3 * i], force[3 * i + 1], force[3 * i + 2]};
}

/// A code whose particles are elsewhere.
TheirCode moved_code(const Problem& problem, const TheirCode& base, Moved moved) {
    TheirPairs pairs = base.pairs;
    pairs.moved = std::make_shared<const Moved>(std::move(moved));
    return problem.with_pairs(base, std::move(pairs));
}

/// x + v t with the velocities as they are.
TheirCode moved_straight(const Problem& problem, const TheirCode& base, double time) {
    Moved moved;
    for (std::size_t i = 0; i < problem.state().size(); ++i) {
        moved.velocity.push_back(problem.velocity(base.pairs, i));
        moved.by.push_back(time * moved.velocity[i]);
    }
    return moved_code(problem, base, std::move(moved));
}

/// A step of velocity Verlet, whose error is that of their integrator if their timestep is this one.
TheirCode after_a_step(const Problem& problem, const TheirCode& from, double time) {
    const std::size_t n = problem.state().size();
    const std::vector<double>& mass = from.report.mass;
    Moved moved;
    if (from.pairs.moved) moved = *from.pairs.moved;
    moved.by.resize(n);
    moved.velocity.resize(n);
    for (std::size_t i = 0; i < n; ++i) {
        moved.velocity[i] = problem.velocity(from.pairs, i) + 0.5 * time / mass[i] * force_on(from, i);
        moved.by[i] = moved.by[i] + time * moved.velocity[i];
    }
    const TheirCode half = moved_code(problem, from, moved);
    for (std::size_t i = 0; i < n; ++i) {
        moved.velocity[i] = moved.velocity[i] + 0.5 * time / mass[i] * force_on(half, i);
    }
    if (problem.comparison().find(CheckedQuantity::heat_current) != nullptr) {
        return moved_code(problem, half, std::move(moved));  // its sum over pairs has the velocities in it
    }
    TheirCode code = half;
    code.pairs.moved = std::make_shared<const Moved>(std::move(moved));
    return code;
}

/// The best of some starts; nothing if the numbers have nothing to do with such a time.
std::optional<FittedParameter> fitted_time(const Problem& problem, const Family& family) {
    constexpr double longest = 0.05;
    std::optional<FittedParameter> best;
    for (const double start : {0.0, 0.01, -0.01}) {
        const auto fit = fitted(problem, family, start, -longest, longest);
        if (!fit && !best) return std::nullopt;
        if (fit && (!best || fit->misfit < best->misfit)) best = fit;
        if (best && failing(problem, best->numbers).empty()) break;
    }
    return best && std::abs(best->value) > 1e-9 ? best : std::nullopt;
}

std::string described_time(double time, std::string_view along) {
    return fmt::format("their numbers are those of {:.6g} tau {} CONFIG, along its {}", std::abs(time),
                       time > 0.0 ? "after" : "before", along);
}

void add_time(const Problem& problem, TheirCode code, double time, std::string_view along,
              std::vector<Candidate>& candidates) {
    candidates.push_back(
        candidate_of(problem, std::move(code), "other-configuration", time, described_time(time, along)));
    candidates.back().fitted = 1;
    candidates.back().tried = 3.0;
    candidates.back().may_be_one_of_two = false;
}

/// A point of a trajectory of small steps.
struct Point {
    TheirCode code;
    double time = 0.0;
    double misfit = 0.0;
};

/// Along the trajectory as long as that takes it nearer to their numbers: the nearest point.
Point nearest_on_trajectory(const Problem& problem, const TheirCode& base, double step) {
    std::vector<std::size_t> all(problem.comparison().quantities.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    Point here{base, 0.0, misfit(problem, problem.numbers(base), all)};
    Point best = here;
    constexpr int most_steps = 100;  // 0.2 tau: later forces have nothing to do with those of CONFIG
    constexpr int patience = 4;
    int since_best = 0;
    for (int k = 1; k <= most_steps && since_best < patience; ++k, ++since_best) {
        here.code = after_a_step(problem, here.code, step);
        here.time = k * step;
        here.misfit = misfit(problem, problem.numbers(here.code), all);
        if (here.misfit >= best.misfit) continue;
        best = here;
        since_best = -1;
    }
    return best;
}

/// Their integrator is not known, so that not all of the difference goes away: that so much does is a sign.
void add_trajectory(const Problem& problem, const TheirCode& base, double direction,
                    std::vector<Candidate>& candidates) {
    constexpr double timestep = 0.002;
    const double step = std::copysign(timestep, direction);
    const Point best = nearest_on_trajectory(problem, base, step);
    if (best.time == 0.0) return;
    add_time(problem, best.code, best.time, "trajectory", candidates);
    if (!failing(problem, candidates.back().numbers).empty()) {
        const Family family = [&](double time) { return problem.numbers(after_a_step(problem, best.code, time)); };
        const auto fit = fitted(problem, family, 0.0, -timestep, timestep);
        if (fit && std::abs(fit->value) > 1e-9) {
            add_time(problem, after_a_step(problem, best.code, fit->value), best.time + fit->value, "trajectory",
                     candidates);
        }
    }
    Candidate& last = candidates.back();
    const Explanation explanation = explanation_of(problem, last.numbers, last.fitted, last.tried);
    constexpr double so_much = 0.99;
    if (explanation.worth_naming || explanation.spoils || explanation.log_chance > largest_log_chance ||
        explanation.explains < so_much)
        return;
    last.by_signs = true;
    last.share_by_signs = explanation.explains;
}

}  // namespace

void another_step(const Problem& problem, const TheirCode& base, const Numbers&, std::vector<Candidate>& candidates) {
    if (!problem.state().has_velocities() || base.pairs.moved) return;
    const auto straight =
        fitted_time(problem, [&](double time) { return problem.numbers(moved_straight(problem, base, time)); });
    if (!straight) return;
    add_time(problem, moved_straight(problem, base, straight->value), straight->value, "velocities", candidates);
    if (failing(problem, candidates.back().numbers).empty()) return;
    const auto one_step =
        fitted_time(problem, [&](double time) { return problem.numbers(after_a_step(problem, base, time)); });
    if (one_step) {
        add_time(problem, after_a_step(problem, base, one_step->value), one_step->value, "trajectory by one step",
                 candidates);
        if (failing(problem, candidates.back().numbers).empty()) return;
    }
    // A time of which some part at least is explained is worth a trajectory.
    constexpr double some = 0.1;
    const bool promising = straight->misfit < (1.0 - some) * straight->misfit_at_start ||
                           (one_step && one_step->misfit < (1.0 - some) * one_step->misfit_at_start);
    if (promising) add_trajectory(problem, base, straight->value, candidates);
}

}  // namespace soret::diagnosis
