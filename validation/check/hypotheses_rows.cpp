// Mistakes of single rows, their order and their rounding; numbers that have nothing to do with CONFIG.

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include <fmt/format.h>

#include "soret/validation/check/explanation.hpp"
#include "soret/validation/check/hypotheses.hpp"
#include "soret/validation/check/radial_correction.hpp"

namespace soret::diagnosis {

namespace {

bool is_per_particle(const ComparedQuantity& quantity) {
    return quantity.quantity == CheckedQuantity::forces || quantity.quantity == CheckedQuantity::particle_energies;
}

/// For every row of theirs, the row of ours with these numbers, each taken once; empty if there is none for some row.
std::vector<std::size_t> matching_rows(const Problem& problem, const Numbers& predicted) {
    const std::vector<ComparedQuantity>& quantities = problem.comparison().quantities;
    std::vector<std::size_t> used;
    for (std::size_t q = 0; q < quantities.size(); ++q) {
        if (is_per_particle(quantities[q])) used.push_back(q);
    }
    if (used.empty()) return {};
    const std::size_t key = used[0];
    const std::size_t components = quantities[key].components;
    const std::size_t rows = quantities[key].rows();
    std::vector<std::size_t> sorted(rows);
    std::iota(sorted.begin(), sorted.end(), std::size_t{0});
    const auto first = [&](std::size_t row) { return predicted[key][row * components]; };
    std::sort(sorted.begin(), sorted.end(), [&](std::size_t a, std::size_t b) { return first(a) < first(b); });
    const auto same = [&](std::size_t theirs, std::size_t ours) {
        return std::all_of(used.begin(), used.end(), [&](std::size_t q) {
            const ComparedQuantity& quantity = quantities[q];
            for (std::size_t k = 0; k < quantity.components; ++k) {
                const double limit = limit_of_hypothesis * std::max(quantity.limit[theirs * quantity.components + k],
                                                                    quantity.limit[ours * quantity.components + k]);
                if (!(std::abs(quantity.theirs[theirs * quantity.components + k] -
                               predicted[q][ours * quantity.components + k]) <= limit))
                    return false;
            }
            return true;
        });
    };
    const double widest =
        limit_of_hypothesis * *std::max_element(quantities[key].limit.begin(), quantities[key].limit.end());
    std::vector<char> taken(rows);
    std::vector<std::size_t> matching;
    for (std::size_t row = 0; row < rows; ++row) {
        const double value = quantities[key].theirs[row * components];
        auto place = std::lower_bound(sorted.begin(), sorted.end(), value - widest,
                                      [&](std::size_t ours, double v) { return first(ours) < v; });
        while (place != sorted.end() && first(*place) <= value + widest && (taken[*place] != 0 || !same(row, *place))) {
            ++place;
        }
        if (place == sorted.end() || first(*place) > value + widest) return {};
        taken[*place] = 1;
        matching.push_back(*place);
    }
    return matching;
}

/// Largest error of a force on each row, and of its energy, of a code that computes in single precision: coordinates
/// and differences rounded to floats, some 30 roundings of each term, sums of floats.
struct FloatErrors {
    std::vector<double> force;
    std::vector<double> energy;
};

FloatErrors float_errors(const Problem& problem) {
    constexpr double rounding = 0x1p-24;
    constexpr double roundings_of_a_term = 30.0;
    const std::size_t n = problem.state().size();
    const Vector3 edges = problem.state().box.edges();
    const double coordinate = rounding * std::max({edges.x, edges.y, edges.z});
    FloatErrors errors{std::vector<double>(n, 0.0), std::vector<double>(n, 0.0)};
    const Mixture& mixture = problem.comparison().mixture;
    for (const TablePair& pair : problem.near_pairs().pairs) {
        const auto i = static_cast<std::size_t>(pair.i);
        const auto j = static_cast<std::size_t>(pair.j);
        const PairParameters& p = mixture.pair(static_cast<std::size_t>(problem.state().species[i]),
                                               static_cast<std::size_t>(problem.state().species[j]));
        const double r = pair.distance;
        if (r >= p.cutoff) continue;
        const double s2 = p.sigma2 / (r * r);
        const double s6 = s2 * s2 * s2;
        const double force = p.epsilon24 * s6 * (2.0 * s6 + 1.0) / r;
        const double stiffness = p.epsilon24 * s6 * (26.0 * s6 + 7.0) / (r * r);
        const double of_force = roundings_of_a_term * rounding * force + 2.0 * coordinate * stiffness;
        const double of_energy =
            roundings_of_a_term * rounding * p.epsilon4 * s6 * (s6 + 1.0) + 2.0 * coordinate * std::abs(force);
        for (const std::size_t row : {i, j}) {
            errors.force[row] += of_force;
            errors.energy[row] += 0.5 * of_energy;
        }
    }
    return errors;
}

/// A number with what may be wrong with it.
struct FloatError {
    double difference = 0.0;  ///< theirs - ours
    double limit = 0.0;       ///< of printed digits
    double error = 0.0;       ///< the largest that floats can make
    double scale = 0.0;       ///< of errors of one size: forces and energies have different ones
};

/// Log likelihood of normal errors of widths limit + size shape, with the best size and the best width on the whole.
double log_likelihood(const std::vector<FloatError>& numbers, double FloatError::*shape) {
    double mean = 0.0;
    for (const FloatError& one : numbers) mean += one.*shape / static_cast<double>(numbers.size());
    double largest = -std::numeric_limits<double>::infinity();
    // Sizes, of the mean, from that of the last bit of a double to 1.
    for (double size = 0x1p-52 / std::max(mean, 1e-300); size * mean <= 1.0; size *= 4.0) {
        double logs = 0.0;
        double squares = 0.0;
        for (const FloatError& one : numbers) {
            const double width = one.limit + size * one.*shape;
            logs += std::log(width);
            squares += one.difference * one.difference / (width * width);
        }
        largest = std::max(largest, -logs - 0.5 * static_cast<double>(numbers.size()) * std::log(squares));
    }
    return largest;
}

/// Whether no difference is larger than those of floats, and they follow the size of rounding of each number: clearly
/// likelier than that they are errors of one size, e^5 times.
bool are_float_errors(const std::vector<FloatError>& numbers) {
    const bool small = std::all_of(numbers.begin(), numbers.end(), [](const FloatError& one) {
        return std::abs(one.difference) <= one.error + one.limit;
    });
    constexpr double clear = 5.0;
    return small && log_likelihood(numbers, &FloatError::error) - log_likelihood(numbers, &FloatError::scale) > clear;
}

}  // namespace

void id_order(const Problem& problem, const TheirCode& base, const Numbers& before,
              std::vector<Candidate>& candidates) {
    if (!base.report.row_of.empty()) return;
    std::vector<std::size_t> rows = matching_rows(problem, before);
    std::size_t moved = 0;
    for (std::size_t row = 0; row < rows.size(); ++row) moved += rows[row] != row ? 1 : 0;
    if (moved == 0) return;
    std::string text = fmt::format("{} of {} rows are those of other particles", moved, rows.size());
    const auto first =
        static_cast<std::size_t>(std::find_if(rows.begin(), rows.end(),
                                              [&, row = std::size_t{0}](std::size_t r) mutable { return r != row++; }) -
                                 rows.begin());
    text += fmt::format(": what is given for id {} belongs to id {}", problem.state().id[first],
                        problem.state().id[rows[first]]);
    TheirCode code = base;
    code.report.row_of = std::move(rows);
    candidates.push_back(candidate_of(problem, std::move(code), "id-order", std::nullopt, std::move(text)));
}

void single_particles(const Problem& problem, const TheirCode& base, const Numbers& before,
                      std::vector<Candidate>& candidates) {
    const std::size_t n = problem.state().size();
    const std::vector<ComparedQuantity>& quantities = problem.comparison().quantities;
    const std::vector<char> wrong = failing_rows(problem, before);
    const auto count = static_cast<std::size_t>(std::count(wrong.begin(), wrong.end(), 1));
    const std::size_t few = std::max<std::size_t>(1, n / 100);
    if (count == 0 || count > few) return;
    Candidate candidate;
    candidate.numbers = before;
    for (std::size_t q = 0; q < quantities.size(); ++q) {
        if (!is_per_particle(quantities[q])) continue;
        for (std::size_t k = 0; k < quantities[q].theirs.size(); ++k) {
            if (wrong[k / quantities[q].components] != 0) candidate.numbers[q][k] = quantities[q].theirs[k];
        }
    }
    std::string ids;
    constexpr std::size_t most_named = 10;
    std::size_t named_so_far = 0;
    double first = 0.0;
    for (std::size_t row = 0; row < n; ++row) {
        if (wrong[row] == 0) continue;
        if (named_so_far == 0) first = static_cast<double>(problem.state().id[row]);
        if (named_so_far++ < most_named) ids += fmt::format("{}{}", ids.empty() ? "" : ", ", problem.state().id[row]);
    }
    candidate.cause = "single-particle";
    candidate.parameter = first;
    candidate.text = fmt::format("only {} of {} particles {} wrong: id {}{}", count, n, count == 1 ? "is" : "are", ids,
                                 count > most_named ? ", ..." : "");
    candidate.code = base;
    candidate.may_be_one_of_two = false;
    candidate.last_resort = 1;
    candidates.push_back(std::move(candidate));
}

void single_precision(const Problem& problem, const TheirCode& base, const Numbers& before,
                      std::vector<Candidate>& candidates) {
    const FloatErrors errors = float_errors(problem);
    const std::vector<ComparedQuantity>& quantities = problem.comparison().quantities;
    Candidate candidate;
    candidate.numbers = before;
    std::vector<FloatError> of_terms;
    std::vector<FloatError> of_numbers;
    for (std::size_t q = 0; q < quantities.size(); ++q) {
        const ComparedQuantity& quantity = quantities[q];
        if (!is_per_particle(quantity)) continue;
        const bool forces = quantity.quantity == CheckedQuantity::forces;
        for (std::size_t k = 0; k < quantity.theirs.size(); ++k) {
            if (!counts(quantity, k)) return;
            const double error = (forces ? errors.force : errors.energy)[k / quantity.components];
            const double difference = quantity.theirs[k] - before[q][k];
            const double scale = forces ? 1.0 : 0.1;
            of_terms.push_back({difference, quantity.limit[k], error, scale});
            of_numbers.push_back({difference, quantity.limit[k], 0x1p-24 * std::abs(quantity.theirs[k]), scale});
            candidate.numbers[q][k] = quantity.theirs[k];
        }
    }
    constexpr std::size_t fewest = 30;
    if (of_terms.size() < fewest) return;
    const bool numbers_rounded = are_float_errors(of_numbers);
    if (!numbers_rounded && !are_float_errors(of_terms)) return;
    double sum_of_errors = 0.0;
    for (const double error : errors.energy) sum_of_errors += error;
    for (std::size_t q = 0; q < quantities.size(); ++q) {
        const ComparedQuantity& quantity = quantities[q];
        if (is_per_particle(quantity) || quantity.quantity == CheckedQuantity::positions) continue;
        for (std::size_t k = 0; k < quantity.theirs.size(); ++k) {
            constexpr double of_total = 0x1p-20;
            const double size = std::max(std::abs(before[q][k]), sum_of_errors);
            if (std::abs(quantity.theirs[k] - before[q][k]) <= of_total * size + sum_of_errors)
                candidate.numbers[q][k] = quantity.theirs[k];
        }
    }
    candidate.cause = "single-precision";
    candidate.text = numbers_rounded
                         ? "their numbers are rounded to single precision before they are printed"
                         : "the differences are of the size, and in the places, of computation in single precision";
    candidate.code = base;
    candidate.may_be_one_of_two = false;
    candidate.last_resort = 2;
    candidates.push_back(std::move(candidate));
}

namespace {

/// Sums of two series of numbers, about the means of each species: species differ in their energies.
struct Moments {
    double mean_theirs = 0.0, mean_ours = 0.0;  // of all
    double theirs2 = 0.0, ours2 = 0.0, both = 0.0;

    double size() const { return std::sqrt(theirs2 / ours2); }
    double correlation() const { return both / std::sqrt(theirs2 * ours2); }
};

/// Nothing if some number of theirs is not finite, or there are too few for a correlation.
std::optional<Moments> moments_of(const Problem& problem, const ComparedQuantity& quantity,
                                  const std::vector<double>& before) {
    constexpr std::size_t fewest_rows = 50;
    if (quantity.rows() < fewest_rows) return std::nullopt;
    std::vector<double> theirs(problem.species_count());
    std::vector<double> ours(problem.species_count());
    std::vector<double> count(problem.species_count());
    const auto species = [&](std::size_t k) {
        return static_cast<std::size_t>(problem.state().species[k / quantity.components]);
    };
    for (std::size_t k = 0; k < quantity.theirs.size(); ++k) {
        if (!counts(quantity, k)) return std::nullopt;
        theirs[species(k)] += quantity.theirs[k];
        ours[species(k)] += before[k];
        count[species(k)] += 1.0;
    }
    Moments moments;
    for (std::size_t k = 0; k < quantity.theirs.size(); ++k) {
        const std::size_t s = species(k);
        const double t = quantity.theirs[k] - theirs[s] / count[s];
        const double o = before[k] - ours[s] / count[s];
        moments.mean_theirs += quantity.theirs[k] / static_cast<double>(quantity.theirs.size());
        moments.mean_ours += before[k] / static_cast<double>(quantity.theirs.size());
        moments.theirs2 += t * t;
        moments.ours2 += o * o;
        moments.both += t * o;
    }
    return moments;
}

/// Whether forces are as large as ours row by row, as those of other axes are.
bool as_large_as_ours(const ComparedQuantity& forces, const std::vector<double>& before) {
    for (std::size_t row = 0; row < forces.rows(); ++row) {
        double theirs2 = 0.0;
        double ours2 = 0.0;
        double limit2 = 0.0;
        for (std::size_t k = 3 * row; k < 3 * row + 3; ++k) {
            theirs2 += forces.theirs[k] * forces.theirs[k];
            ours2 += before[k] * before[k];
            limit2 += forces.limit[k] * forces.limit[k];
        }
        if (std::abs(std::sqrt(theirs2) - std::sqrt(ours2)) > limit_of_hypothesis * std::sqrt(limit2)) return false;
    }
    return true;
}

/// Whether forces add up to 0, as they do by Newton's third law.
bool add_up_to_nothing(const ComparedQuantity& forces) {
    std::array<double, 3> total{};
    std::array<double, 3> limit{};
    for (std::size_t k = 0; k < forces.theirs.size(); ++k) {
        total[k % 3] += forces.theirs[k];
        limit[k % 3] += forces.limit[k];
    }
    return std::abs(total[0]) <= limit[0] && std::abs(total[1]) <= limit[1] && std::abs(total[2]) <= limit[2];
}

}  // namespace

void unrelated_rows(const Problem& problem, const TheirCode& base, const Numbers& before,
                    std::vector<Candidate>& candidates) {
    const std::vector<ComparedQuantity>& quantities = problem.comparison().quantities;
    for (std::size_t q = 0; q < quantities.size(); ++q) {
        const ComparedQuantity& rows = quantities[q];
        if (!is_per_particle(rows)) continue;
        const bool forces = rows.quantity == CheckedQuantity::forces;
        const auto moments = moments_of(problem, rows, before[q]);
        if (!moments || moments->size() < 0.7 || moments->size() > 1.4) return;
        if (forces) {
            // Forces of a liquid like this one that add up to 0, but not these, and by no other pair potential.
            if (rows.components != 3 || !add_up_to_nothing(rows) || std::abs(moments->correlation()) > 0.9) return;
            if (as_large_as_ours(rows, before[q])) return;  // other axes, not other places
            if (const auto radial = radial_correction(problem, base, before)) {
                const double difference2 = moments->theirs2 + moments->ours2 - 2.0 * moments->both;
                if ((1.0 - radial->explains) * difference2 < 0.5 * moments->theirs2) return;
            }
        } else if (std::abs(moments->mean_theirs / moments->mean_ours - 1.0) > 0.05 ||
                   std::abs(moments->correlation()) > 0.5) {
            return;  // another mean, or not far from ours: energies have no total that tells
        }
        Candidate candidate;
        candidate.cause = "other-configuration";
        candidate.text = fmt::format(
            "their {} are of the size of ours{}, but have a correlation of {:.2f} with them: they are those "
            "of another configuration",
            name_of(rows.quantity), forces ? " and add up to 0" : "", moments->correlation());
        candidate.code = base;
        candidate.numbers = before;
        candidate.may_be_one_of_two = false;
        candidate.last_resort = 3;
        candidate.by_signs = true;
        candidates.push_back(std::move(candidate));
        return;
    }
}

}  // namespace soret::diagnosis
