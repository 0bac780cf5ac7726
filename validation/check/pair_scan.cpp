#include "soret/validation/check/pair_scan.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace soret::diagnosis {

namespace {

/// A pair, or one side of it, with the measure by which it is in or out.
struct Step {
    double measure = 0.0;
    std::size_t pair = 0;
    bool of_j = false;
};

/// Where the squares are least along a series of steps: after `taken` of them.
struct Least {
    double squares;
    std::size_t taken = 0;

    void look(double here, std::size_t steps) {
        if (here >= squares) return;
        squares = here;
        taken = steps;
    }
};

void add_pair(Residual& residual, const TablePair& pair, const PairTerm& term, double scale) {
    residual.add(static_cast<std::size_t>(pair.i), scale * term.force, scale * term.energy);
    residual.add(static_cast<std::size_t>(pair.j), -scale * term.force, scale * term.energy);
}

/// So far behind the front a scan gives up: pairs that are right to take make it better all the way.       [sigma]
constexpr double behind = 0.6;

/// Outwards and inwards from a cutoff at which the residual is given.
std::optional<ScanInterval> scan_of_cutoffs(const Problem& problem, const PairTable& table, const Residual& at_start,
                                            const PairTerms& terms, double start) {
    const std::vector<std::size_t>& order = problem.by_distance(table);
    if (order.empty()) return std::nullopt;
    const auto distance = [&](std::size_t place) { return table.pairs[order[place]].distance; };
    const auto first_out =
        static_cast<std::size_t>(std::partition_point(order.begin(), order.end(),
                                                      [&](std::size_t k) { return table.pairs[k].distance < start; }) -
                                 order.begin());
    Residual outward = at_start;
    Least most{outward.squares()};
    for (std::size_t place = first_out; place < order.size(); ++place) {
        const double best = most.taken == 0 ? start : distance(first_out + most.taken - 1);
        if (distance(place) > best + behind) break;
        const TablePair& pair = table.pairs[order[place]];
        if (const auto term = terms(pair)) add_pair(outward, pair, *term, 1.0);
        most.look(outward.squares(), place + 1 - first_out);
    }
    Residual inward = at_start;
    Least fewest{inward.squares()};
    for (std::size_t place = first_out; place-- > 0;) {
        const double best = fewest.taken == 0 ? start : distance(first_out - fewest.taken);
        if (distance(place) < best - behind) break;
        const TablePair& pair = table.pairs[order[place]];
        if (const auto term = terms(pair)) add_pair(inward, pair, *term, -1.0);
        fewest.look(inward.squares(), first_out - place);
    }

    // Those within the cutoff are r < r_c: it is above the last pair that is in and not above the first one out.
    const std::size_t in = fewest.squares < most.squares ? first_out - fewest.taken : first_out + most.taken;
    const auto counts_at = [&](std::size_t place) { return terms(table.pairs[order[place]]).has_value(); };
    std::size_t last_in = in;
    while (last_in > 0 && !counts_at(last_in - 1)) --last_in;
    std::size_t first_beyond = in;
    while (first_beyond < order.size() && !counts_at(first_beyond)) ++first_beyond;
    return ScanInterval{last_in == 0 ? 0.5 * distance(0) : distance(last_in - 1),
                        first_beyond == order.size() ? table.radius : distance(first_beyond)};
}

}  // namespace

Residual::Residual(const Problem& problem, const TheirCode& code, bool with_energies) : rows_(problem.state().size()) {
    const TheirReport& report = code.report;
    const ComparedQuantity* forces = problem.comparison().find(CheckedQuantity::forces);
    const ComparedQuantity* energies =
        with_energies ? problem.comparison().find(CheckedQuantity::particle_energies) : nullptr;
    if ((forces == nullptr && energies == nullptr) || !report.row_of.empty()) return;
    if (energies != nullptr && (report.split != EnergySplit::halves || report.kinetic_in_energies != 0.0)) {
        energies = nullptr;
        if (forces == nullptr) return;
    }
    usable_ = true;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        force_factor_[axis] =
            report.force_signs[axis] * report.factor[static_cast<std::size_t>(CheckedQuantity::forces)];
    }
    energy_factor_ = report.factor[static_cast<std::size_t>(CheckedQuantity::particle_energies)];
    difference_.assign(4 * rows_, 0.0);
    weight_.assign(4 * rows_, 0.0);
    limit_.assign(4 * rows_, std::numeric_limits<double>::infinity());
    const auto enter = [&](const ComparedQuantity& quantity, std::size_t row, std::size_t k, std::size_t place,
                           double value) {
        const std::size_t index = row * quantity.components + k;
        if (!counts(quantity, index)) return;
        difference_[4 * row + place] = quantity.theirs[index] - value;
        const auto q = static_cast<std::size_t>(&quantity - problem.comparison().quantities.data());
        weight_[4 * row + place] = problem.weight(q, index);
        limit_[4 * row + place] = quantity.limit[index];
    };
    for (std::size_t row = 0; row < rows_; ++row) {
        for (std::size_t k = 0; forces != nullptr && k < forces->components; ++k) {
            const std::size_t axis = forces->axes.empty() ? k : forces->axes[k];
            enter(*forces, row, k, axis, force_factor_[axis] * code.sums->force[3 * row + axis]);
        }
        if (energies != nullptr) enter(*energies, row, 0, 3, energy_factor_ * code.sums->energy[row]);
    }
    for (std::size_t k = 0; k < difference_.size(); ++k) squares_ += scaled(k) * scaled(k);
}

double Residual::change(std::size_t row, const Vector3& force, double energy) const {
    const std::array<double, 4> added{force_factor_[0] * force.x, force_factor_[1] * force.y,
                                      force_factor_[2] * force.z, energy_factor_ * energy};
    double change = 0.0;
    for (std::size_t c = 0; c < 4; ++c) {
        const double w = weight_[4 * row + c];
        change += w * w * added[c] * (added[c] - 2.0 * difference_[4 * row + c]);
    }
    return change;
}

void Residual::add(std::size_t row, const Vector3& force, double energy) {
    squares_ += change(row, force, energy);
    difference_[4 * row] -= force_factor_[0] * force.x;
    difference_[4 * row + 1] -= force_factor_[1] * force.y;
    difference_[4 * row + 2] -= force_factor_[2] * force.z;
    difference_[4 * row + 3] -= energy_factor_ * energy;
}

bool Residual::row_fails(std::size_t row) const {
    for (std::size_t c = 0; c < 4; ++c) {
        if (std::abs(difference_[4 * row + c]) > limit_of_hypothesis * limit_[4 * row + c]) return true;
    }
    return false;
}

PairTerms::PairTerms(const TheirPairs& pairs, bool ignore_cutoff, std::optional<SpeciesPair> only)
    : pairs_(pairs), count_(pairs.mixture.mass.size()), ignore_cutoff_(ignore_cutoff), only_(only) {
    const Mixture mixture(pairs.mixture);
    for (std::size_t a = 0; a < count_; ++a) {
        for (std::size_t b = 0; b < count_; ++b) {
            functions_.emplace_back(mixture.pair(a, b), pairs.smoothing, pairs.smooth_from);
            cutoff_.push_back(mixture.pair(a, b).cutoff);
        }
    }
}

std::optional<PairTerm> PairTerms::operator()(const TablePair& pair) const {
    const auto a = static_cast<std::size_t>(pairs_.species[static_cast<std::size_t>(pair.i)]);
    const auto b = static_cast<std::size_t>(pairs_.species[static_cast<std::size_t>(pair.j)]);
    if (only_ && *only_ != SpeciesPair{std::min(a, b), std::max(a, b)}) return std::nullopt;
    const std::size_t k = a * count_ + b;
    if (!ignore_cutoff_ && pair.distance >= std::min(cutoff_[k], pairs_.list_cutoff)) return std::nullopt;
    const PairFunction::Value value = functions_[k](pair.distance * pair.distance);
    return PairTerm{(pairs_.scale * value.phi) * pair.r, 0.5 * pairs_.scale * value.u};
}

std::optional<ScanInterval> scan_of_cutoffs(const Problem& problem, const TheirCode& base, double start,
                                            std::optional<SpeciesPair> only) {
    TheirPairs pairs = base.pairs;
    if (only) {
        pairs.mixture.cutoff(only->a, only->b) = pairs.mixture.cutoff(only->b, only->a) = start;
    } else {
        pairs.mixture.cutoff = SpeciesMatrix(pairs.mixture.mass.size(), start);
    }
    const TheirCode code = problem.with_pairs(base, pairs);
    const bool energies = pairs.mixture.truncation == Truncation::plain;
    const Residual residual(problem, code, energies);
    if (!residual.usable()) return std::nullopt;
    const PairTerms terms(code.pairs, true, only);
    const auto near = scan_of_cutoffs(problem, problem.near_pairs(), residual, terms, start);
    const bool at_the_end = near && near->high > problem.near_pairs().radius - behind;
    return at_the_end ? scan_of_cutoffs(problem, problem.wide_pairs(), residual, terms, start) : near;
}

std::optional<ScanInterval> scan_of_missing(const Problem& problem, const TheirCode& base, const PairMeasure& measure) {
    Residual residual(problem, base, true);
    if (!residual.usable()) return std::nullopt;
    const PairTerms terms(base.pairs, false);
    const std::vector<TablePair>& pairs = problem.near_pairs().pairs;
    std::vector<Step> steps;
    for (std::size_t k = 0; k < pairs.size(); ++k) {
        for (const bool of_j : {false, true}) {
            const double m = measure(pairs[k], of_j);
            if (m > 0.0 && terms(pairs[k])) steps.push_back({m, k, of_j});
        }
    }
    std::sort(steps.begin(), steps.end(), [](const Step& a, const Step& b) { return a.measure > b.measure; });
    Least least{residual.squares()};
    for (std::size_t k = 0; k < steps.size(); ++k) {
        const TablePair& pair = pairs[steps[k].pair];
        const PairTerm term = *terms(pair);
        const auto row = static_cast<std::size_t>(steps[k].of_j ? pair.j : pair.i);
        residual.add(row, (steps[k].of_j ? 1.0 : -1.0) * term.force, -term.energy);
        const bool both_sides = k + 1 == steps.size() || steps[k + 1].measure < steps[k].measure;
        if (both_sides) least.look(residual.squares(), k + 1);
    }
    if (least.taken == 0) return std::nullopt;
    return ScanInterval{least.taken == steps.size() ? 0.0 : steps[least.taken].measure, steps[least.taken - 1].measure};
}

}  // namespace soret::diagnosis
