#include "soret/validation/check/diagnosis.hpp"

#include <algorithm>
#include <cmath>

#include "soret/validation/check/explanation.hpp"
#include "soret/validation/check/hypotheses.hpp"

namespace soret {

namespace {

using diagnosis::Candidate;
using diagnosis::Explanation;
using diagnosis::Hypothesis;
using diagnosis::Problem;
using diagnosis::TheirCode;

/// Of two that explain the same with as many parameters, the one that stands first here is named first.
constexpr std::array parameterless{
    diagnosis::other_truncation,  diagnosis::tail_counted_in,   diagnosis::virial_sign,
    diagnosis::kinetic_part,      diagnosis::heat_current_form, diagnosis::other_frame,
    diagnosis::energy_split,      diagnosis::sign_or_factor,    diagnosis::id_order,
    diagnosis::species_exchanged, diagnosis::other_mixing_rule, diagnosis::no_nearest_image};
constexpr std::array fitted_to_potentials{diagnosis::other_epsilon, diagnosis::other_sigma, diagnosis::other_cutoff};
constexpr std::array slow_hypotheses{diagnosis::smoothed, diagnosis::wrong_edge, diagnosis::another_step,
                                     diagnosis::missing_pairs};
constexpr std::array single_hypotheses{diagnosis::single_particles, diagnosis::single_precision};
/// Known by other signs than predicted numbers: only where all else fails.
constexpr std::array by_signs{diagnosis::smoothed_somehow, diagnosis::many_pairs_missing, diagnosis::unrelated_rows};

/// One mistake, or two.
struct Diagnosis {
    std::vector<Candidate> mistakes;  // each on top of those before
    std::vector<Hypothesis> found_by;
    Explanation explanation;

    const Candidate& last() const { return mistakes.back(); }
    int fitted() const {
        int sum = 0;
        for (const Candidate& one : mistakes) sum += one.fitted;
        return sum;
    }
    double tried() const {
        double product = 1.0;
        for (const Candidate& one : mistakes) product *= one.tried;
        return product;
    }
};

Explanation explanation_of(const Problem& problem, const Diagnosis& one) {
    // Pairs are as many more as there are hypotheses.
    constexpr double hypotheses = 20.0;
    const double tried = one.tried() * (one.mistakes.size() > 1 ? hypotheses : 1.0);
    return diagnosis::explanation_of(problem, one.last().numbers, one.fitted(), tried);
}

bool better(const Diagnosis& a, const Diagnosis& b) {
    if (a.last().last_resort != b.last().last_resort) return a.last().last_resort < b.last().last_resort;
    if (a.explanation.within_limits != b.explanation.within_limits) return a.explanation.within_limits;
    if (!a.explanation.within_limits) return a.explanation.explains > b.explanation.explains;
    return a.fitted() < b.fitted();
}

void apply(const Problem& problem, Hypothesis hypothesis, const Diagnosis* base, std::vector<Diagnosis>& found) {
    const TheirCode& code = base == nullptr ? problem.ours() : base->last().code;
    const diagnosis::Numbers& before = base == nullptr ? problem.our_numbers() : base->last().numbers;
    std::vector<Candidate> candidates;
    hypothesis(problem, code, before, candidates);
    for (Candidate& candidate : candidates) {
        if (candidate.numbers == before && !candidate.by_signs) continue;
        Diagnosis one = base == nullptr ? Diagnosis{} : *base;
        one.mistakes.push_back(std::move(candidate));
        one.found_by.push_back(hypothesis);
        one.explanation = explanation_of(problem, one);
        found.push_back(std::move(one));
    }
}

std::vector<Diagnosis> named(std::vector<Diagnosis> found) {
    found.erase(
        std::remove_if(found.begin(), found.end(), [](const Diagnosis& one) { return !one.explanation.worth_naming; }),
        found.end());
    std::stable_sort(found.begin(), found.end(), better);
    return found;
}

/// The parameters of two mistakes were found one without the other: they are found again in turn.
void refine(const Problem& problem, Diagnosis& two) {
    constexpr int rounds = 4;
    for (int round = 0; round < rounds && !two.explanation.within_limits; ++round) {
        const std::size_t which = round % 2 == 0 ? 0 : 1;
        std::vector<Candidate> candidates;
        two.found_by[which](problem, two.last().code, two.last().numbers, candidates);
        for (Candidate& candidate : candidates) {
            if (candidate.cause != two.mistakes[which].cause) continue;
            Diagnosis again = two;
            again.mistakes[1].numbers = candidate.numbers;
            again.mistakes[1].code = candidate.code;
            again.mistakes[which].parameter = candidate.parameter;
            again.mistakes[which].text = candidate.text;
            again.mistakes[which].fitted = candidate.fitted;
            again.explanation = explanation_of(problem, again);
            if (again.explanation.explains > two.explanation.explains) two = std::move(again);
        }
    }
}

/// So few numbers that a fitted parameter explains any of them.
bool only_few_fail(const Problem& problem) {
    constexpr std::size_t few = 3;
    return diagnosis::count_of_failing(problem) <= few;
}

/// Pairs of mistakes, on top of the single ones that explain most.
std::vector<Diagnosis> two_mistakes(const Problem& problem, std::vector<Diagnosis> singles) {
    // Of two mistakes one at least explains something by itself.
    constexpr double something = 0.05;
    singles.erase(std::remove_if(singles.begin(), singles.end(),
                                 [](const Diagnosis& one) {
                                     if (one.last().half_of_a_pair) return false;
                                     return !one.last().may_be_one_of_two || one.explanation.explains < something;
                                 }),
                  singles.end());
    const bool may_fit = !only_few_fail(problem);
    if (!may_fit) {
        singles.erase(
            std::remove_if(singles.begin(), singles.end(), [](const Diagnosis& one) { return one.fitted() > 0; }),
            singles.end());
    }
    const auto promise = [](const Diagnosis& one) {
        return one.last().half_of_a_pair ? 1.0 : one.explanation.explains - 0.02 * one.fitted();
    };
    std::stable_sort(singles.begin(), singles.end(),
                     [&](const Diagnosis& a, const Diagnosis& b) { return promise(a) > promise(b); });
    const std::size_t most = problem.state().size() > 2000 ? 4 : 12;
    std::vector<Diagnosis> found;
    for (std::size_t s = 0; s < std::min(most, singles.size()); ++s) {
        const Diagnosis& first = singles[s];
        const std::size_t already = found.size();
        for (const Hypothesis hypothesis : parameterless) {
            if (hypothesis != first.found_by[0]) apply(problem, hypothesis, &first, found);
        }
        for (const Hypothesis hypothesis : fitted_to_potentials) {
            if (may_fit && hypothesis != first.found_by[0]) apply(problem, hypothesis, &first, found);
        }
        const bool only_in_report = first.last().code.sums == problem.ours().sums;
        if (may_fit && only_in_report && first.explanation.explains > 0.5) {
            for (const Hypothesis hypothesis : slow_hypotheses) apply(problem, hypothesis, &first, found);
        }
        for (std::size_t k = already; k < found.size(); ++k) {
            constexpr double promising = 0.9;
            if (found[k].fitted() > 0 && found[k].explanation.explains > promising) refine(problem, found[k]);
        }
        const bool done = std::any_of(found.begin(), found.end(), [](const Diagnosis& one) {
            return one.explanation.worth_naming && one.explanation.within_limits;
        });
        if (done) break;
    }
    // So many pairs are tried that nearly all is not enough.
    found.erase(
        std::remove_if(found.begin(), found.end(), [](const Diagnosis& one) { return !one.explanation.within_limits; }),
        found.end());
    return named(std::move(found));
}

/// The first quantity that fails and that a candidate explains.
CheckedQuantity first_explained(const Problem& problem, const diagnosis::Numbers& predicted) {
    const std::vector<std::size_t> failing = diagnosis::failing(problem, problem.our_numbers());
    const std::vector<ComparedQuantity>& quantities = problem.comparison().quantities;
    for (const std::size_t q : failing) {
        if (diagnosis::within(quantities[q], predicted[q])) return quantities[q].quantity;
    }
    return failing.empty() ? quantities[0].quantity : quantities[failing[0]].quantity;
}

Cause cause_of(const Problem& problem, const Candidate& mistake, double explains) {
    return {mistake.cause, first_explained(problem, mistake.numbers), mistake.parameter, explains, mistake.text};
}

/// One cause after the other; the one that explains most is first.
std::vector<Cause> causes_of(const Problem& problem, const Diagnosis& one) {
    std::vector<Cause> causes;
    double explained = 0.0;
    for (const Candidate& mistake : one.mistakes) {
        const bool last = &mistake == &one.last();
        const double so_far = last ? one.explanation.explains
                                   : std::clamp(diagnosis::explanation_of(problem, mistake.numbers, 0, 1.0).explains,
                                                0.0, one.explanation.explains);
        const double share = so_far - explained;
        explained = so_far;
        const double beside = mistake.beside ? mistake.beside->part : 0.0;
        causes.push_back(cause_of(problem, mistake, (1.0 - beside) * share));
        if (!mistake.beside) continue;
        causes.push_back({mistake.beside->cause, causes.back().quantity, mistake.beside->parameter, beside * share,
                          mistake.beside->text});
    }
    std::stable_sort(causes.begin(), causes.end(),
                     [](const Cause& a, const Cause& b) { return a.explains > b.explains; });
    for (std::size_t k = 1; k < causes.size(); ++k) causes[0].text += "; at the same time, " + causes[k].text;
    return causes;
}

/// The best, and others that nothing speaks against more.
std::vector<Cause> reported(const Problem& problem, const std::vector<Diagnosis>& best_first) {
    std::vector<Cause> causes;
    for (const Diagnosis& one : best_first) {
        const Diagnosis& best = best_first[0];
        const bool as_good = !better(best, one) && one.mistakes.size() == 1 && best.mistakes.size() == 1;
        const bool there = std::any_of(causes.begin(), causes.end(),
                                       [&](const Cause& cause) { return cause.cause == one.last().cause; });
        if (&one != &best && (!as_good || there)) continue;
        for (Cause& cause : causes_of(problem, one)) causes.push_back(std::move(cause));
    }
    return causes;
}

}  // namespace

std::vector<Cause> diagnose(const ForcesComparison& comparison) {
    const Problem problem(comparison);
    std::vector<Diagnosis> singles;
    if (diagnosis::count_of_failing(problem) == 0) {  // what fails is not a number
        apply(problem, diagnosis::single_particles, nullptr, singles);
        if (singles.empty()) return {};
        return {cause_of(problem, singles[0].last(), 1.0)};
    }
    std::vector<Diagnosis> best_first;
    // Those with fewer parameters first: what they explain needs no others.
    const auto try_all = [&](const auto& hypotheses) {
        for (const Hypothesis hypothesis : hypotheses) apply(problem, hypothesis, nullptr, singles);
        best_first = named(singles);
        return !best_first.empty() && best_first[0].explanation.within_limits;
    };
    if (try_all(parameterless)) return reported(problem, best_first);
    // Of few numbers two mistakes without a parameter say more than one that is fitted to them.
    const bool few = only_few_fail(problem);
    std::vector<Diagnosis> twos;
    if (few) twos = two_mistakes(problem, singles);
    if (!twos.empty()) return reported(problem, twos);
    if (try_all(fitted_to_potentials) || try_all(slow_hypotheses) || try_all(single_hypotheses)) {
        return reported(problem, best_first);
    }
    if (!few) twos = two_mistakes(problem, singles);
    if (!twos.empty()) return reported(problem, twos);
    if (!best_first.empty()) return reported(problem, best_first);

    for (const Diagnosis& one : singles) {
        if (one.last().by_signs) return {cause_of(problem, one.last(), one.last().share_by_signs)};
    }
    std::vector<Diagnosis> left;
    for (const Hypothesis hypothesis : by_signs) apply(problem, hypothesis, nullptr, left);
    if (left.empty()) return {};
    return {cause_of(problem, left[0].last(), left[0].last().share_by_signs)};
}

}  // namespace soret
