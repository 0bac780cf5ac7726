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

/// A pair of species with another cutoff, and the cutoffs that no pair of particles tells from it.
struct CutoffOfSpecies {
    SpeciesPair pair;
    ScanInterval interval;
    double cutoff = 0.0;
};

TheirCode with_cutoff_of(const Problem& problem, const TheirCode& code, const SpeciesPair& pair, double cutoff) {
    TheirPairs pairs = code.pairs;
    pairs.mixture.cutoff(pair.a, pair.b) = pairs.mixture.cutoff(pair.b, pair.a) = cutoff;
    return problem.with_pairs(code, std::move(pairs));
}

std::optional<CutoffOfSpecies> cutoff_of_species(const Problem& problem, const TheirCode& code,
                                                 const SpeciesPair& pair) {
    const auto interval = scan_of_cutoffs(problem, code, code.pairs.mixture.cutoff(pair.a, pair.b), pair);
    if (!interval) return std::nullopt;
    const double inside = std::nextafter(interval->low, interval->high);
    return CutoffOfSpecies{pair, *interval, roundest_between(inside, interval->high)};
}

void add_cutoffs_of_species(const Problem& problem, const TheirCode& base, const TheirCode& code,
                            const std::vector<CutoffOfSpecies>& changed, std::vector<Candidate>& candidates) {
    std::string text;
    for (const CutoffOfSpecies& one : changed) {
        text += fmt::format("{}their cutoff of species {} is {:.10g}, ours is {:.10g}", text.empty() ? "" : "; ",
                            named(one.pair), one.cutoff, base.pairs.mixture.cutoff(one.pair.a, one.pair.b));
    }
    candidates.push_back(candidate_of(problem, code, "cutoff", changed[0].cutoff, std::move(text)));
    candidates.back().fitted = static_cast<int>(changed.size());
    candidates.back().tried = static_cast<double>(problem.species_pairs().size());
}

/// The shift of the energies tells cutoffs within their intervals: one after the other, in turns.
void fit_within_intervals(const Problem& problem, TheirCode& code, std::vector<CutoffOfSpecies>& changed) {
    constexpr int rounds = 4;
    for (int round = 0; round < rounds; ++round) {
        for (CutoffOfSpecies& one : changed) {
            const Family family = [&](double r) { return problem.numbers(with_cutoff_of(problem, code, one.pair, r)); };
            const auto fit = fitted(problem, family, one.cutoff, one.interval.low, one.interval.high);
            if (!fit) continue;
            one.cutoff = fit->value;
            code = with_cutoff_of(problem, code, one.pair, one.cutoff);
            if (failing(problem, fit->numbers).empty()) return;
        }
    }
}

/// One pair of species after the other has another cutoff, always the one that leaves least to explain.
void add_cutoffs_by_species(const Problem& problem, const TheirCode& base, std::vector<Candidate>& candidates) {
    const std::vector<SpeciesPair> pairs = problem.species_pairs();
    std::vector<std::size_t> all(problem.comparison().quantities.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    TheirCode code = base;
    double least = misfit(problem, problem.numbers(code), all);
    std::vector<CutoffOfSpecies> changed;
    while (changed.size() + 1 < pairs.size()) {  // all of them are another cutoff for all
        std::optional<CutoffOfSpecies> best;
        for (const SpeciesPair& pair : pairs) {
            const bool done = std::any_of(changed.begin(), changed.end(),
                                          [&](const CutoffOfSpecies& other) { return other.pair == pair; });
            const auto one = done ? std::nullopt : cutoff_of_species(problem, code, pair);
            if (!one) continue;
            const TheirCode theirs = with_cutoff_of(problem, code, pair, one->cutoff);
            const double there = misfit(problem, problem.numbers(theirs), all);
            constexpr double worth_it = 0.99;
            if (there >= (best ? 1.0 : worth_it) * least) continue;
            least = there;
            best = one;
        }
        if (!best) return;
        changed.push_back(*best);
        code = with_cutoff_of(problem, code, best->pair, best->cutoff);
        // What was found while another one was still wrong is found again.
        for (std::size_t k = 0; k + 1 < changed.size(); ++k) {
            const auto again = cutoff_of_species(problem, code, changed[k].pair);
            if (!again) continue;
            changed[k] = *again;
            code = with_cutoff_of(problem, code, again->pair, again->cutoff);
        }
        add_cutoffs_of_species(problem, base, code, changed, candidates);
        const std::vector<std::size_t> left = failing(problem, candidates.back().numbers);
        if (left.empty()) return;
        // Forces do not depend on where in its interval a cutoff is.
        const bool forces_left = std::any_of(left.begin(), left.end(), [&](std::size_t q) {
            return problem.comparison().quantities[q].quantity == CheckedQuantity::forces;
        });
        if (forces_left || code.pairs.mixture.truncation == Truncation::plain) continue;
        TheirCode with_fits = code;
        std::vector<CutoffOfSpecies> fits = changed;
        fit_within_intervals(problem, with_fits, fits);
        add_cutoffs_of_species(problem, base, with_fits, fits, candidates);
        if (failing(problem, candidates.back().numbers).empty()) return;
    }
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
        const bool explained = !candidates.empty() && failing(problem, candidates.back().numbers).empty();
        const bool first_of_pairs = base.sums == problem.ours().sums;  // on top of other pairs it would take too long
        if (!explained && first_of_pairs) add_cutoffs_by_species(problem, base, candidates);
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
