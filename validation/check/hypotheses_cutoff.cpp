// Another cutoff, and a force that is smoothed before it.

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "soret/validation/check/explanation.hpp"
#include "soret/validation/check/hypotheses.hpp"
#include "soret/validation/check/pair_scan.hpp"
#include "soret/validation/check/radial_correction.hpp"

namespace soret::diagnosis {

namespace {

TheirPairs with_cutoff(TheirPairs pairs, double cutoff) {
    const std::size_t count = pairs.mixture.mass.size();
    pairs.mixture.cutoff = SpeciesMatrix(count, cutoff);
    return pairs;
}

double smallest_cutoff(const MixtureParameters& mixture) {
    double smallest = mixture.cutoff(0, 0);
    for (std::size_t a = 0; a < mixture.mass.size(); ++a) {
        for (std::size_t b = 0; b < mixture.mass.size(); ++b) smallest = std::min(smallest, mixture.cutoff(a, b));
    }
    return smallest;
}

std::string described_cutoff(double cutoff, const ScanInterval& interval) {
    const std::string text = fmt::format("their cutoff is {:.10g}", cutoff);
    if (!(interval.high > interval.low)) return text;
    return text + fmt::format(": no pair of the configuration tells cutoffs in ({:.8g}, {:.8g}] apart", interval.low,
                              interval.high);
}

void add_cutoff(const Problem& problem, const TheirCode& base, double cutoff, int fitted, double tried,
                std::string text, std::vector<Candidate>& candidates) {
    candidates.push_back(candidate_of(problem, problem.with_pairs(base, with_cutoff(base.pairs, cutoff)), "cutoff",
                                      cutoff, std::move(text)));
    candidates.back().fitted = fitted;
    candidates.back().tried = tried;
}

/// r_c of every pair in units of its sigma, if one number is meant for all; and the other way round.
void add_cutoffs_in_sigma(const Problem& problem, const TheirCode& base, std::vector<Candidate>& candidates) {
    const MixtureParameters& ours = base.pairs.mixture;
    for (const double unit : {ours.cutoff(0, 0), ours.cutoff(0, 0) / ours.sigma(0, 0)}) {
        TheirPairs pairs = base.pairs;
        for (std::size_t a = 0; a < ours.mass.size(); ++a) {
            for (std::size_t b = 0; b < ours.mass.size(); ++b) pairs.mixture.cutoff(a, b) = unit * ours.sigma(a, b);
        }
        if (pairs.mixture == ours || Mixture(pairs.mixture).largest_cutoff() > problem.widest()) continue;
        candidates.push_back(candidate_of(problem, problem.with_pairs(base, std::move(pairs)), "cutoff", unit,
                                          fmt::format("their cutoffs are {:.8g} times the sigma of each pair", unit)));
        candidates.back().tried = 2.0;
    }
}

/// From forces, and energies of particles if they are not shifted: which pairs are in is seen one by one.
void add_cutoff_by_pairs(const Problem& problem, const TheirCode& base, std::vector<Candidate>& candidates) {
    const std::optional<ScanInterval> interval = scan_of_cutoffs(problem, base, smallest_cutoff(base.pairs.mixture));
    if (!interval) return;
    const double round = roundest_between(std::nextafter(interval->low, interval->high), interval->high);
    add_cutoff(problem, base, round, 1, 1.0, described_cutoff(round, *interval), candidates);
    if (base.pairs.mixture.truncation == Truncation::plain) return;
    // The shift of the energies tells the cutoff within the interval.
    const Family family = [&](double cutoff) {
        return problem.numbers(problem.with_pairs(base, with_cutoff(base.pairs, cutoff)));
    };
    if (failing(problem, candidates.back().numbers).empty()) return;
    const auto fit = fitted(problem, family, round, interval->low, interval->high);
    if (!fit) return;
    add_cutoff(problem, base, fit->value, 1, 1.0, described_cutoff(fit->value, {}), candidates);
}

/// From energies and totals: round cutoffs one after the other, then, as the energy is a smooth function of the cutoff
/// where it is shifted, a fit from the best one.
void add_cutoff_by_trial(const Problem& problem, const TheirCode& base, std::vector<Candidate>& candidates) {
    std::vector<double> trials{std::pow(2.0, 1.0 / 6.0)};
    for (int tenths = 10; 0.1 * tenths < problem.widest(); ++tenths) trials.push_back(0.1 * tenths);
    std::vector<std::size_t> all(problem.comparison().quantities.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    const Family family = [&](double cutoff) {
        return problem.numbers(problem.with_pairs(base, with_cutoff(base.pairs, cutoff)));
    };
    double best = 0.0;
    double least = std::numeric_limits<double>::infinity();
    for (const double cutoff : trials) {
        const double there = misfit(problem, family(cutoff), all);
        if (there < least) {
            least = there;
            best = cutoff;
        }
    }
    best = std::round(best * 1e10) / 1e10;
    add_cutoff(problem, base, best, 0, static_cast<double>(trials.size()), described_cutoff(best, {}), candidates);
    if (base.pairs.mixture.truncation == Truncation::plain || failing(problem, candidates.back().numbers).empty()) {
        return;
    }
    const auto fit = fitted(problem, family, best, best - 0.1, best + 0.1);
    if (fit) add_cutoff(problem, base, fit->value, 1, 1.0, described_cutoff(fit->value, {}), candidates);
}

/// Share of the squared difference of the richest quantity that smoothing from r_on takes away.
double gain(const Problem& problem, const Numbers& before, const Numbers& after) {
    const std::vector<ComparedQuantity>& quantities = problem.comparison().quantities;
    for (const CheckedQuantity wanted : {CheckedQuantity::forces, CheckedQuantity::particle_energies}) {
        for (std::size_t q = 0; q < quantities.size(); ++q) {
            if (quantities[q].quantity != wanted) continue;
            const double old = misfit(problem, before, {q});
            return old > 0.0 ? 1.0 - misfit(problem, after, {q}) / old : 0.0;
        }
    }
    std::vector<std::size_t> all(quantities.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    const double old = misfit(problem, before, all);
    return old > 0.0 ? 1.0 - misfit(problem, after, all) / old : 0.0;
}

}  // namespace

void other_cutoff(const Problem& problem, const TheirCode& base, const Numbers&, std::vector<Candidate>& candidates) {
    if (!std::isinf(base.pairs.list_cutoff)) return;
    add_cutoffs_in_sigma(problem, base, candidates);
    const bool forces = problem.comparison().find(CheckedQuantity::forces) != nullptr;
    const bool energies = problem.comparison().find(CheckedQuantity::particle_energies) != nullptr;
    const Truncation truncation = base.pairs.mixture.truncation;
    const bool by_pairs = truncation != Truncation::force_shifted && base.pairs.smoothing == Smoothing::none &&
                          (forces || (energies && truncation == Truncation::plain));
    if (by_pairs) {
        add_cutoff_by_pairs(problem, base, candidates);
    } else {
        add_cutoff_by_trial(problem, base, candidates);
    }
}

void smoothed_somehow(const Problem& problem, const TheirCode& base, const Numbers& before,
                      std::vector<Candidate>& candidates) {
    const auto radial = radial_correction(problem, base, before);
    const double cutoff = smallest_cutoff(base.pairs.mixture);
    // Near the cutoff is where smoothing is: a correction that reaches further is another potential.
    if (!radial || radial->explains < nearly_all || radial->from < 0.5 * cutoff) return;
    Candidate candidate;
    candidate.numbers = before;
    candidate.cause = "smoothing";
    candidate.parameter = radial->from;
    candidate.text = fmt::format(
        "their forces differ by functions of the distance, which begin near r = {:.3g} and explain {:.6f} of the "
        "squared difference: a smoothing that is not known here",
        radial->from, radial->explains);
    candidate.code = base;
    candidate.by_signs = true;
    candidate.share_by_signs = radial->explains;
    candidate.may_be_one_of_two = false;
    candidates.push_back(std::move(candidate));
}

void smoothed(const Problem& problem, const TheirCode& base, const Numbers& before,
              std::vector<Candidate>& candidates) {
    if (base.pairs.smoothing != Smoothing::none) return;
    const double cutoff = smallest_cutoff(base.pairs.mixture);
    const auto with = [&](Smoothing smoothing, double from) {
        TheirPairs pairs = base.pairs;
        pairs.smoothing = smoothing;
        pairs.smooth_from = from;
        return problem.with_pairs(base, std::move(pairs));
    };
    const std::array<double, 5> trials{0.55, 0.7, 0.8, 0.88, 0.94};  // of the cutoff
    for (const Smoothing smoothing : all_smoothings) {
        double best = 0.0;
        double most = -std::numeric_limits<double>::infinity();
        for (const double part : trials) {
            const double here = gain(problem, before, problem.numbers(with(smoothing, part * cutoff)));
            if (here > most) {
                most = here;
                best = part * cutoff;
            }
        }
        constexpr double promising = 0.2;
        if (most < promising) continue;
        const Family family = [&](double from) { return problem.numbers(with(smoothing, from)); };
        const auto fit = fitted(problem, family, best, 0.05 * cutoff, 0.999 * cutoff);
        if (!fit) continue;
        candidates.push_back(candidate_of(
            problem, with(smoothing, fit->value), "smoothing", fit->value,
            fmt::format("their force is smoothed from r = {:.6g} to the cutoff: {}", fit->value, name_of(smoothing))));
        candidates.back().fitted = 1;
        candidates.back().tried = static_cast<double>(all_smoothings.size());
    }
}

}  // namespace soret::diagnosis
