#include "soret/validation/check/problem.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace soret::diagnosis {

namespace {

double component(const Vector3& v, std::size_t axis) {
    return axis == 0 ? v.x : axis == 1 ? v.y : v.z;
}

/// Changes the displacement of a pair to what a code with these mistakes takes for it; false if it has no such pair.
bool displaced(const TheirPairs& pairs, const TablePair& pair, const Vector3& edges, Vector3& r) {
    std::array<double, 3> x{r.x, r.y, r.z};
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const std::int8_t shift = pair.shift[axis];
        if (shift == 0) continue;
        const Images images = pairs.images[axis];
        if (images == Images::none) return false;
        if ((images == Images::taken_off && shift < 0) || (images == Images::added && shift > 0)) return false;
        x[axis] -= shift * (component(pairs.edges, axis) - component(edges, axis));
    }
    r = {x[0], x[1], x[2]};
    return true;
}

void add_vector(std::vector<double>& rows, std::size_t row, double scale, const Vector3& v) {
    rows[3 * row] += scale * v.x;
    rows[3 * row + 1] += scale * v.y;
    rows[3 * row + 2] += scale * v.z;
}

std::vector<double> weights_of(const ComparedQuantity& quantity) {
    double sum = 0.0;
    for (std::size_t k = 0; k < quantity.theirs.size(); ++k) {
        const double difference = quantity.theirs[k] - quantity.ours[k];
        if (counts(quantity, k)) sum += difference * difference;
    }
    constexpr double part = 0.03;
    const double floor = part * std::sqrt(sum / static_cast<double>(std::max<std::size_t>(1, quantity.theirs.size())));
    std::vector<double> weights;
    for (const double limit : quantity.limit) weights.push_back(1.0 / std::max(limit, floor));
    return weights;
}

}  // namespace

void PairSums::add(double scale, const PairSums& other) {
    for (std::size_t k = 0; k < force.size(); ++k) force[k] += scale * other.force[k];
    for (std::size_t k = 0; k < energy.size(); ++k) energy[k] += scale * other.energy[k];
    for (std::size_t k = 0; k < energy.size(); ++k) energy_to_lower[k] += scale * other.energy_to_lower[k];
    potential_energy += scale * other.potential_energy;
    for (std::size_t k = 0; k < 6; ++k) virial[k] += scale * other.virial[k];
    for (std::size_t k = 0; k < 3; ++k) heat[k] += scale * other.heat[k];
}

Problem::Problem(const ForcesComparison& comparison) : comparison_(comparison) {
    const double cutoff = comparison.mixture.largest_cutoff();
    near_ = pairs_within(state(), cutoff + 1.0, cutoff + 0.01);
    widest_ = std::max(2.0 * cutoff, cutoff + 1.0);
    // A wide table of a large configuration would take longer than a diagnosis may.
    const double pairs_in_unit_sphere = 2.0 / 3.0 * 3.14159 * static_cast<double>(state().size()) /
                                        state().box.volume() * static_cast<double>(state().size());
    constexpr double most_pairs = 1.5e6;
    widest_ = std::max(cutoff + 1.0, std::min(widest_, std::cbrt(most_pairs / std::max(1.0, pairs_in_unit_sphere))));
    ours_.pairs.mixture = comparison.mixture.parameters();
    ours_.pairs.species = state().species;
    ours_.pairs.edges = state().box.edges();
    for (const std::int32_t species : state().species) {
        ours_.report.mass.push_back(comparison.mixture.mass(static_cast<std::size_t>(species)));
    }
    ours_.report.counted = state().species;
    ours_.sums = std::make_shared<const PairSums>(sums(ours_.pairs));
    for (const ComparedQuantity& quantity : comparison.quantities) {
        our_numbers_.push_back(quantity.ours);
        weight_.push_back(weights_of(quantity));
    }
}

std::vector<SpeciesPair> Problem::species_pairs() const {
    const std::vector<std::int64_t> counts = state().species_counts(species_count());
    std::vector<SpeciesPair> pairs;
    for (std::size_t a = 0; a < species_count(); ++a) {
        for (std::size_t b = a; b < species_count(); ++b) {
            if (counts[a] > 0 && counts[b] > 0 && (a != b || counts[a] > 1)) pairs.push_back({a, b});
        }
    }
    return pairs;
}

const PairTable& Problem::wide_pairs() const {
    if (!wide_) wide_ = std::make_unique<PairTable>(pairs_within(state(), widest_, near_.radius));
    return *wide_;
}

const std::vector<std::size_t>& Problem::by_distance(const PairTable& table) const {
    std::vector<std::size_t>& order = &table == &near_ ? near_by_distance_ : wide_by_distance_;
    if (order.empty()) {
        order.resize(table.pairs.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::sort(order.begin(), order.end(),
                  [&](std::size_t a, std::size_t b) { return table.pairs[a].distance < table.pairs[b].distance; });
    }
    return order;
}

PairSums Problem::sums(const TheirPairs& pairs, std::optional<SpeciesPair> only) const {
    std::vector<Vector3> velocities;
    const bool heat = state().has_velocities() && comparison_.find(CheckedQuantity::heat_current) != nullptr;
    for (std::size_t i = 0; heat && i < state().size(); ++i) velocities.push_back(velocity(pairs, i));
    const std::size_t n = state().size();
    const Mixture mixture(pairs.mixture);
    const std::size_t count = mixture.species_count();
    std::vector<PairFunction> functions;
    for (std::size_t a = 0; a < count; ++a) {
        for (std::size_t b = 0; b < count; ++b) {
            const bool wanted = !only || *only == SpeciesPair{std::min(a, b), std::max(a, b)};
            functions.emplace_back(wanted ? mixture.pair(a, b) : PairParameters{}, pairs.smoothing, pairs.smooth_from);
        }
    }
    PairSums sums;
    sums.force.assign(3 * n, 0.0);
    sums.energy.assign(n, 0.0);
    sums.energy_to_lower.assign(n, 0.0);
    const Vector3 edges = state().box.edges();
    const bool in_place = pairs.edges == edges && !pairs.moved;
    const bool as_it_is = in_place && pairs.images == std::array<Images, 3>{} && !pairs.missing;
    const double list_cutoff2 = pairs.list_cutoff * pairs.list_cutoff;
    const double reach = std::min(mixture.largest_cutoff(), pairs.list_cutoff);
    const bool wide = reach > near_.radius;
    const PairTable& table = wide ? wide_pairs() : near_;
    const std::size_t most = in_place && reach <= table.inner_radius ? table.inner_count : table.pairs.size();
    for (std::size_t k = 0; k < most; ++k) {
        const TablePair& pair = table.pairs[k];
        const auto i = static_cast<std::size_t>(pair.i);
        const auto j = static_cast<std::size_t>(pair.j);
        const PairFunction& function =
            functions[static_cast<std::size_t>(pairs.species[i]) * count + static_cast<std::size_t>(pairs.species[j])];
        Vector3 r = pair.r;
        double on_i = 1.0;
        double on_j = 1.0;
        if (!as_it_is) {
            if (!displaced(pairs, pair, edges, r)) continue;
            if (pairs.moved) r = r + pairs.moved->by[i] - pairs.moved->by[j];
            if (pairs.missing && !wide) {
                on_i = ((*pairs.missing)[k] & 1U) != 0 ? 0.0 : 1.0;
                on_j = ((*pairs.missing)[k] & 2U) != 0 ? 0.0 : 1.0;
            }
        }
        const double r2 = dot(r, r);
        if (!function.reaches(r2) || r2 >= list_cutoff2) continue;
        PairFunction::Value value = function(r2);
        value.u *= pairs.scale;
        const Vector3 force = (value.phi * pairs.scale) * r;
        add_vector(sums.force, i, on_i, force);
        add_vector(sums.force, j, -on_j, force);
        sums.energy[i] += 0.5 * on_i * value.u;
        sums.energy[j] += 0.5 * on_j * value.u;
        const double share = 0.5 * (on_i + on_j);
        sums.energy_to_lower[i] += share * value.u;
        sums.potential_energy += share * value.u;
        const SymmetricTensor rf = products(share, r, force);
        for (std::size_t c = 0; c < 6; ++c) sums.virial[c] += rf[c];
        if (velocities.empty()) continue;
        const double power = 0.5 * dot(on_i * velocities[i] + on_j * velocities[j], force);
        sums.heat[0] += power * r.x;
        sums.heat[1] += power * r.y;
        sums.heat[2] += power * r.z;
    }
    return sums;
}

TheirCode Problem::with_pairs(TheirCode code, TheirPairs pairs) const {
    code.pairs = std::move(pairs);
    code.sums = std::make_shared<const PairSums>(sums(code.pairs));
    return code;
}

TailCorrection Problem::tail_of(const MixtureParameters& mixture) const {
    MixtureParameters plain = mixture;
    plain.truncation = Truncation::plain;
    std::vector<double> counts;
    for (const std::int64_t count : state().species_counts(species_count())) {
        counts.push_back(static_cast<double>(count));
    }
    return tail_correction(Mixture(plain), counts, state().box.volume());
}

bool within(const ComparedQuantity& quantity, const std::vector<double>& predicted) {
    for (std::size_t k = 0; k < quantity.theirs.size(); ++k) {
        if (!counts(quantity, k)) continue;
        if (!(std::abs(quantity.theirs[k] - predicted[k]) <= limit_of_hypothesis * quantity.limit[k])) return false;
    }
    return true;
}

std::vector<char> failing_rows(const Problem& problem, const Numbers& predicted) {
    std::vector<char> rows;
    const std::vector<ComparedQuantity>& quantities = problem.comparison().quantities;
    for (std::size_t q = 0; q < quantities.size(); ++q) {
        const ComparedQuantity& quantity = quantities[q];
        if (quantity.quantity != CheckedQuantity::forces && quantity.quantity != CheckedQuantity::particle_energies)
            continue;
        rows.resize(problem.state().size());
        for (std::size_t k = 0; k < quantity.theirs.size(); ++k) {
            const double difference = std::abs(quantity.theirs[k] - predicted[q][k]);
            if (!(difference <= limit_of_hypothesis * quantity.limit[k])) rows[k / quantity.components] = 1;
        }
    }
    return rows;
}

std::size_t count_of_failing(const Problem& problem) {
    std::size_t count = 0;
    for (const ComparedQuantity& quantity : problem.comparison().quantities) {
        if (quantity.quantity == CheckedQuantity::positions) continue;
        for (std::size_t k = 0; k < quantity.theirs.size(); ++k) {
            const double difference = std::abs(quantity.theirs[k] - quantity.ours[k]);
            if (counts(quantity, k) && difference > quantity.limit[k]) ++count;
        }
    }
    return count;
}

std::vector<std::size_t> failing(const Problem& problem, const Numbers& predicted) {
    std::vector<std::size_t> failing;
    const std::vector<ComparedQuantity>& quantities = problem.comparison().quantities;
    for (std::size_t q = 0; q < quantities.size(); ++q) {
        if (quantities[q].quantity == CheckedQuantity::positions) continue;
        if (!within(quantities[q], predicted[q])) failing.push_back(q);
    }
    return failing;
}

}  // namespace soret::diagnosis
