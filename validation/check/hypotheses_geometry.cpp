// Mistakes in where particles are: periodic images and edges of the box.

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "soret/validation/check/explanation.hpp"
#include "soret/validation/check/hypotheses.hpp"

namespace soret::diagnosis {

namespace {

constexpr std::array<std::string_view, 3> axis_names{"x", "y", "z"};

double& edge(Vector3& edges, std::size_t axis) {
    return axis == 0 ? edges.x : axis == 1 ? edges.y : edges.z;
}

double edge(const Vector3& edges, std::size_t axis) {
    return axis == 0 ? edges.x : axis == 1 ? edges.y : edges.z;
}

/// A box edge that differs along some axes, by as much along each.
TheirPairs with_edges(TheirPairs pairs, const std::vector<std::size_t>& axes, double longer) {
    for (const std::size_t axis : axes) edge(pairs.edges, axis) += longer;
    return pairs;
}

std::string described(const std::vector<std::size_t>& axes, const Vector3& ours, double longer) {
    std::string text = "their box has";
    for (const std::size_t axis : axes) {
        text += fmt::format("{} the {} edge {:.10g} where CONFIG has {:.10g}", axis == axes[0] ? "" : ",",
                            axis_names[axis], edge(ours, axis) + longer, edge(ours, axis));
    }
    return text;
}

/// Edges as they look when printed with few decimals.
void add_rounded_edges(const Problem& problem, const TheirCode& base, std::vector<Candidate>& candidates) {
    const Vector3 ours = problem.state().box.edges();
    constexpr int most_decimals = 6;
    for (int decimals = 0; decimals <= most_decimals; ++decimals) {
        const double scale = std::pow(10.0, decimals);
        TheirPairs pairs = base.pairs;
        double largest = 0.0;
        for (std::size_t axis = 0; axis < 3; ++axis) {
            edge(pairs.edges, axis) = std::round(edge(ours, axis) * scale) / scale;
            largest = std::max(largest, std::abs(edge(pairs.edges, axis) - edge(ours, axis)));
        }
        if (largest == 0.0 || largest > 0.5) continue;
        const double x = pairs.edges.x;
        candidates.push_back(candidate_of(problem, problem.with_pairs(base, std::move(pairs)), "edge", x,
                                          fmt::format("their box edges are rounded to {} decimals", decimals)));
        candidates.back().tried = most_decimals;
    }
}

/// Whether some particle is wrong that has no pair across a side of the box along these axes: then these sides are not
/// to blame.
bool wrong_elsewhere(const Problem& problem, const Numbers& before, const std::vector<std::size_t>& axes) {
    std::vector<char> wrong = failing_rows(problem, before);
    if (wrong.empty()) return false;
    for (const TablePair& pair : problem.near_pairs().pairs) {
        const bool across = std::any_of(axes.begin(), axes.end(), [&](std::size_t a) { return pair.shift[a] != 0; });
        if (across) wrong[static_cast<std::size_t>(pair.i)] = wrong[static_cast<std::size_t>(pair.j)] = 0;
    }
    return std::find(wrong.begin(), wrong.end(), 1) != wrong.end();
}

}  // namespace

void no_nearest_image(const Problem& problem, const TheirCode& base, const Numbers& before,
                      std::vector<Candidate>& candidates) {
    if (base.pairs.images != std::array<Images, 3>{} || wrong_elsewhere(problem, before, {0, 1, 2})) return;
    const auto add = [&](const std::array<Images, 3>& images, std::string text) {
        TheirPairs pairs = base.pairs;
        pairs.images = images;
        candidates.push_back(candidate_of(problem, problem.with_pairs(base, std::move(pairs)), "nearest-image",
                                          std::nullopt, std::move(text)));
        candidates.back().tried = 9.0;
    };
    for (unsigned axes = 1; axes < 8; ++axes) {
        std::array<Images, 3> images{};
        std::string which;
        for (std::size_t axis = 0; axis < 3; ++axis) {
            if ((axes >> axis & 1U) == 0) continue;
            images[axis] = Images::none;
            which += fmt::format("{}{}", which.empty() ? "" : ", ", axis_names[axis]);
        }
        add(images, fmt::format("they do not take the nearest image along {}", which));
    }
    add({Images::taken_off, Images::taken_off, Images::taken_off},
        "they take the nearest image only where the difference r_i - r_j, i < j, is above half an edge, not below");
    add({Images::added, Images::added, Images::added},
        "they take the nearest image only where the difference r_i - r_j, i < j, is below half an edge, not above");
}

void wrong_edge(const Problem& problem, const TheirCode& base, const Numbers& before,
                std::vector<Candidate>& candidates) {
    const Vector3 ours = problem.state().box.edges();
    if (!(base.pairs.edges == ours) || base.pairs.images != std::array<Images, 3>{}) return;
    if (wrong_elsewhere(problem, before, {0, 1, 2})) return;
    add_rounded_edges(problem, base, candidates);
    const std::array<std::vector<std::size_t>, 4> choices{{{0}, {1}, {2}, {0, 1, 2}}};
    for (const std::vector<std::size_t>& axes : choices) {
        if (wrong_elsewhere(problem, before, axes)) continue;
        const Family family = [&](double longer) {
            return problem.numbers(problem.with_pairs(base, with_edges(base.pairs, axes, longer)));
        };
        std::optional<FittedParameter> best;
        constexpr double farthest = 0.6;
        for (const double start : {0.0, 0.06, -0.06}) {
            const auto fit = fitted(problem, family, start, -farthest, farthest);
            if (fit && (!best || fit->misfit < best->misfit)) best = fit;
            if (best && failing(problem, best->numbers).empty()) break;
        }
        if (!best || std::abs(best->value) < 1e-9) continue;
        const double theirs = edge(ours, axes[0]) + best->value;
        candidates.push_back(candidate_of(problem, problem.with_pairs(base, with_edges(base.pairs, axes, best->value)),
                                          "edge", theirs, described(axes, ours, best->value)));
        candidates.back().fitted = 1;
        candidates.back().tried = static_cast<double>(choices.size());
    }
}

}  // namespace soret::diagnosis
