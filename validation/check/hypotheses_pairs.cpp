// Pairs of particles that a code does not see.

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "soret/validation/check/explanation.hpp"
#include "soret/validation/check/hypotheses.hpp"
#include "soret/validation/check/pair_scan.hpp"

namespace soret::diagnosis {

namespace {

/// How far an image of a particle is outside of the box: what a code with images (ghosts) up to some distance misses.
double outside(const Vector3& edges, const Vector3& position) {
    return std::max(
        {-position.x, position.x - edges.x, -position.y, position.y - edges.y, -position.z, position.z - edges.z, 0.0});
}

/// The pairs with a measure above the limit, as flags for TheirPairs.
std::shared_ptr<std::vector<std::uint8_t>> flags_of(const Problem& problem, const PairMeasure& measure, double limit) {
    const std::vector<TablePair>& pairs = problem.near_pairs().pairs;
    auto flags = std::make_shared<std::vector<std::uint8_t>>(pairs.size(), std::uint8_t{0});
    for (std::size_t k = 0; k < pairs.size(); ++k) {
        (*flags)[k] = static_cast<std::uint8_t>((measure(pairs[k], false) > limit ? 1 : 0) +
                                                (measure(pairs[k], true) > limit ? 2 : 0));
    }
    return flags;
}

void add_list_cutoff(const Problem& problem, const TheirCode& base, std::vector<Candidate>& candidates) {
    const PairMeasure distance = [](const TablePair& pair, bool) { return pair.distance; };
    const auto interval = scan_of_missing(problem, base, distance);
    if (!interval || !(interval->low > 0.0)) return;
    const double round = roundest_between(interval->low, std::nextafter(interval->high, interval->low));
    TheirPairs pairs = base.pairs;
    pairs.list_cutoff = round;
    candidates.push_back(candidate_of(
        problem, problem.with_pairs(base, std::move(pairs)), "missing-pairs", round,
        fmt::format("pairs beyond r = {:.8g} (between {:.8g} and {:.8g}) are missing: the neighbour list is too short",
                    round, interval->low, interval->high)));
    candidates.back().fitted = 1;
}

/// From totals alone: round distances one after the other.
void add_list_cutoff_by_trial(const Problem& problem, const TheirCode& base, std::vector<Candidate>& candidates) {
    const double cutoff = Mixture(base.pairs.mixture).largest_cutoff();
    constexpr double step = 0.05;
    std::optional<Candidate> best;
    double most = 0.0;
    double trials = 0.0;
    for (double back = 1.0; back * step < 0.4 * cutoff; ++back, ++trials) {
        TheirPairs pairs = base.pairs;
        pairs.list_cutoff = std::round((cutoff - back * step) * 1e10) / 1e10;
        Candidate candidate = candidate_of(
            problem, problem.with_pairs(base, pairs), "missing-pairs", pairs.list_cutoff,
            fmt::format("pairs beyond r = {:.8g} are missing: the neighbour list is too short", pairs.list_cutoff));
        const double explains = explanation_of(problem, candidate.numbers, 0, 1.0).explains;
        if (best && explains <= most) continue;
        most = explains;
        best = std::move(candidate);
    }
    if (!best) return;
    best->tried = trials;
    candidates.push_back(std::move(*best));
}

void add_short_of_images(const Problem& problem, const TheirCode& base, std::vector<Candidate>& candidates) {
    const Vector3 edges = problem.state().box.edges();
    const auto beside = [&](const TablePair& pair, bool seen_from_j) {
        if (pair.shift == std::array<std::int8_t, 3>{}) return 0.0;
        const auto own = static_cast<std::size_t>(seen_from_j ? pair.j : pair.i);
        const Vector3 other = problem.state().position_of(own) - (seen_from_j ? -1.0 : 1.0) * pair.r;
        return outside(edges, other);
    };
    struct Choice {
        PairMeasure measure;
        std::string_view how;
    };
    const std::array<Choice, 4> choices{
        {{beside, "each particle misses images farther out of the box"},
         {[&](const TablePair& pair, bool) { return std::min(beside(pair, false), beside(pair, true)); },
          "pairs are missing where both images are farther out of the box"},
         {[&](const TablePair& pair, bool) { return beside(pair, false); },
          "pairs are missing where the image of the particle of higher id is farther out of the box"},
         {[](const TablePair& pair, bool) { return pair.shift == std::array<std::int8_t, 3>{} ? 0.0 : pair.distance; },
          "pairs across a side of the box are missing beyond"}}};
    for (const Choice& choice : choices) {
        const auto interval = scan_of_missing(problem, base, choice.measure);
        if (!interval) continue;
        const double limit = roundest_between(interval->low, std::nextafter(interval->high, interval->low));
        TheirPairs pairs = base.pairs;
        pairs.missing = flags_of(problem, choice.measure, limit);
        candidates.push_back(candidate_of(problem, problem.with_pairs(base, std::move(pairs)), "missing-pairs", limit,
                                          fmt::format("{} than r = {:.8g}", choice.how, limit)));
        candidates.back().fitted = 1;
        candidates.back().tried = static_cast<double>(choices.size());
    }
}

/// One pair after the other, always the one that, taken out or put back, leaves least to explain.
class SinglePairs {
public:
    SinglePairs(const Problem& problem, const TheirCode& base)
        : residual_(problem, base, true), touching_(problem.state().size()) {
        if (!usable()) return;
        const PairTerms terms(base.pairs, false);
        const std::vector<TablePair>& pairs = problem.near_pairs().pairs;
        for (std::size_t k = 0; k < pairs.size(); ++k) {
            const bool both = residual_.row_fails(static_cast<std::size_t>(pairs[k].i)) &&
                              residual_.row_fails(static_cast<std::size_t>(pairs[k].j));
            const auto term = both ? terms(pairs[k]) : std::nullopt;
            if (!term) continue;
            touching_[static_cast<std::size_t>(pairs[k].i)].push_back(candidates_.size());
            touching_[static_cast<std::size_t>(pairs[k].j)].push_back(candidates_.size());
            candidates_.push_back(
                {k, static_cast<std::size_t>(pairs[k].i), static_cast<std::size_t>(pairs[k].j), *term});
        }
        for (std::size_t row = 0; row < touching_.size(); ++row) failing_rows_ += residual_.row_fails(row) ? 1 : 0;
    }

    bool usable() const { return residual_.usable(); }

    /// The pairs that seem to be missing: numbers in the table.
    std::vector<std::size_t> find() {
        std::vector<double> change(candidates_.size());
        for (std::size_t c = 0; c < candidates_.size(); ++c) change[c] = change_of(c);
        // More than two a particle are no single pairs. What is bounded besides is work, to a tenth of a second.
        const std::size_t most = std::min(2 * failing_rows_, std::size_t{100'000'000} / (candidates_.size() + 1));
        for (std::size_t step = 0; step < most; ++step) {
            const auto best = std::min_element(change.begin(), change.end());
            if (best == change.end() || *best >= 0.0) break;
            Candidate& taken = candidates_[static_cast<std::size_t>(best - change.begin())];
            residual_.add(taken.i, taken.sign() * taken.term.force, taken.sign() * taken.term.energy);
            residual_.add(taken.j, -taken.sign() * taken.term.force, taken.sign() * taken.term.energy);
            taken.missing = !taken.missing;
            for (const std::size_t row : {taken.i, taken.j}) {
                for (const std::size_t c : touching_[row]) change[c] = change_of(c);
            }
        }
        std::vector<std::size_t> missing;
        for (const Candidate& one : candidates_) {
            if (one.missing) missing.push_back(one.pair);
        }
        return missing;
    }

private:
    struct Candidate {
        std::size_t pair, i, j;
        PairTerm term;
        bool missing = false;

        double sign() const { return missing ? 1.0 : -1.0; }  // of what the next step adds
    };

    /// Of the squares, if the pair is taken out or put back.
    double change_of(std::size_t c) const {
        const Candidate& one = candidates_[c];
        return residual_.change(one.i, one.sign() * one.term.force, one.sign() * one.term.energy) +
               residual_.change(one.j, -one.sign() * one.term.force, one.sign() * one.term.energy);
    }

    Residual residual_;
    std::vector<Candidate> candidates_;
    std::vector<std::vector<std::size_t>> touching_;  // candidates of each row
    std::size_t failing_rows_ = 0;
};

void add_single_pairs(const Problem& problem, const TheirCode& base, std::vector<Candidate>& candidates) {
    SinglePairs search(problem, base);
    if (!search.usable()) return;
    const std::vector<std::size_t> missing = search.find();
    if (missing.empty()) return;
    const std::vector<TablePair>& pairs = problem.near_pairs().pairs;
    auto flags = std::make_shared<std::vector<std::uint8_t>>(pairs.size(), std::uint8_t{0});
    std::string ids;
    double nearest = problem.near_pairs().radius;
    for (const std::size_t k : missing) {
        (*flags)[k] = 3;
        nearest = std::min(nearest, pairs[k].distance);
        constexpr std::size_t most_named = 5;
        if (ids.size() > 12 * most_named) continue;
        ids += fmt::format("{}{}-{}", ids.empty() ? "" : ", ", problem.state().id[static_cast<std::size_t>(pairs[k].i)],
                           problem.state().id[static_cast<std::size_t>(pairs[k].j)]);
    }
    TheirPairs theirs = base.pairs;
    theirs.missing = std::move(flags);
    candidates.push_back(candidate_of(
        problem, problem.with_pairs(base, std::move(theirs)), "missing-pairs", nearest,
        fmt::format("{} {} missing, the nearest at r = {:.6g}; ids {}{}", missing.size(),
                    missing.size() == 1 ? "pair is" : "pairs are", nearest, ids, missing.size() > 5 ? ", ..." : "")));
    candidates.back().fitted = static_cast<int>(missing.size());
    candidates.back().tried = static_cast<double>(problem.state().size());
}

}  // namespace

void missing_pairs(const Problem& problem, const TheirCode& base, const Numbers&, std::vector<Candidate>& candidates) {
    if (base.pairs.missing || !std::isinf(base.pairs.list_cutoff)) return;
    const bool rows = problem.comparison().find(CheckedQuantity::forces) != nullptr ||
                      problem.comparison().find(CheckedQuantity::particle_energies) != nullptr;
    if (!rows) return add_list_cutoff_by_trial(problem, base, candidates);
    add_list_cutoff(problem, base, candidates);
    add_short_of_images(problem, base, candidates);
    add_single_pairs(problem, base, candidates);
}

}  // namespace soret::diagnosis
