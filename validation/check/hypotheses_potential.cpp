// Mistakes in the pair potential: truncation, tail, mixing, species.

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include <fmt/format.h>

#include "soret/validation/check/explanation.hpp"
#include "soret/validation/check/hypotheses.hpp"

namespace soret::diagnosis {

namespace {

/// A value that a code may have for a pair of species, and where it is from.
struct KnownValue {
    double value;
    std::string_view from;
};

std::vector<KnownValue> known_epsilons(const MixtureParameters& m, const SpeciesPair& pair) {
    const double a = m.epsilon(pair.a, pair.a);
    const double b = m.epsilon(pair.b, pair.b);
    const double s3a = std::pow(m.sigma(pair.a, pair.a), 3.0);
    const double s3b = std::pow(m.sigma(pair.b, pair.b), 3.0);
    return {{std::sqrt(a * b), "geometric mean"},
            {0.5 * (a + b), "arithmetic mean"},
            {2.0 * std::sqrt(a * b) * s3a * s3b / (s3a * s3a + s3b * s3b), "sixthpower rule"},
            {a + b > 0.0 ? 2.0 * a * b / (a + b) : 0.0, "harmonic mean"},
            {a, "that of the first species"},
            {b, "that of the second species"},
            {1.0, "1"}};
}

std::vector<KnownValue> known_sigmas(const MixtureParameters& m, const SpeciesPair& pair) {
    const double a = m.sigma(pair.a, pair.a);
    const double b = m.sigma(pair.b, pair.b);
    return {{0.5 * (a + b), "arithmetic mean"},
            {std::sqrt(a * b), "geometric mean"},
            {std::pow(0.5 * (std::pow(a, 6.0) + std::pow(b, 6.0)), 1.0 / 6.0), "sixthpower rule"},
            {a, "that of the first species"},
            {b, "that of the second species"},
            {1.0, "1"}};
}

/// Which table of the mixture a hypothesis changes.
using Table = SpeciesMatrix MixtureParameters::*;

void set(SpeciesMatrix& table, const SpeciesPair& pair, double value) {
    table(pair.a, pair.b) = table(pair.b, pair.a) = value;
}

/// Values that follow from those of the species alone, for each unlike pair and for all unlike pairs together.
void add_known_values(const Problem& problem, const TheirCode& base, Table table, const std::string& cause,
                      std::string_view symbol, std::vector<Candidate>& candidates) {
    const MixtureParameters& ours = base.pairs.mixture;
    const auto known = [&](const SpeciesPair& pair) {
        return table == &MixtureParameters::epsilon ? known_epsilons(ours, pair) : known_sigmas(ours, pair);
    };
    std::vector<SpeciesPair> unlike = problem.species_pairs();
    unlike.erase(std::remove_if(unlike.begin(), unlike.end(), [](const SpeciesPair& p) { return p.a == p.b; }),
                 unlike.end());
    if (unlike.empty()) return;
    std::vector<std::vector<SpeciesPair>> groups;
    for (const SpeciesPair& pair : unlike) groups.push_back({pair});
    if (unlike.size() > 1) groups.push_back(unlike);
    std::vector<MixtureParameters> tried{ours};
    for (const std::vector<SpeciesPair>& group : groups) {
        const std::size_t rules = known(group[0]).size();
        for (std::size_t rule = 0; rule < rules; ++rule) {
            TheirPairs pairs = base.pairs;
            for (const SpeciesPair& pair : group) set(pairs.mixture.*table, pair, known(pair)[rule].value);
            if (std::find(tried.begin(), tried.end(), pairs.mixture) != tried.end()) continue;
            tried.push_back(pairs.mixture);
            const KnownValue value = known(group[0])[rule];
            std::string text =
                fmt::format("their {} of species {} is {:.8g}, the {}, where ours is {:.8g}", symbol, named(group[0]),
                            value.value, value.from, (ours.*table)(group[0].a, group[0].b));
            if (group.size() > 1) text += "; all unlike pairs follow the same rule";
            candidates.push_back(
                candidate_of(problem, problem.with_pairs(base, std::move(pairs)), cause, value.value, std::move(text)));
            candidates.back().tried = static_cast<double>(rules * groups.size());
        }
    }
}

/// A pair of species that no two particles are.
constexpr std::size_t no_species = std::numeric_limits<std::size_t>::max();

/// Rules that change epsilon and sigma of all unlike pairs at once, as the settings of a program do.
void add_mixing_rules(const Problem& problem, const TheirCode& base, std::vector<Candidate>& candidates) {
    struct Rule {
        std::string_view name;
        std::size_t epsilon, sigma;  // places in known_epsilons() and known_sigmas()
    };
    static constexpr std::array<Rule, 3> rules{
        {{"arithmetic (Lorentz-Berthelot)", 0, 0}, {"geometric", 0, 1}, {"sixthpower", 2, 2}}};
    const MixtureParameters& ours = base.pairs.mixture;
    for (const Rule& rule : rules) {
        TheirPairs with_sigma = base.pairs;
        TheirPairs with_both = base.pairs;
        std::optional<SpeciesPair> first;
        for (const SpeciesPair& pair : problem.species_pairs()) {
            if (pair.a == pair.b) continue;
            if (!first) first = pair;
            set(with_sigma.mixture.sigma, pair, known_sigmas(ours, pair)[rule.sigma].value);
            set(with_both.mixture.epsilon, pair, known_epsilons(ours, pair)[rule.epsilon].value);
        }
        with_both.mixture.sigma = with_sigma.mixture.sigma;
        if (!first || with_sigma.mixture.sigma == ours.sigma || with_both.mixture.epsilon == ours.epsilon) continue;
        const double sigma = with_both.mixture.sigma(first->a, first->b);
        const double epsilon = with_both.mixture.epsilon(first->a, first->b);
        const Numbers by_sigma = problem.numbers(problem.with_pairs(base, std::move(with_sigma)));
        Candidate candidate =
            candidate_of(problem, problem.with_pairs(base, std::move(with_both)), "mixing-sigma", sigma,
                         fmt::format("their sigma of species {} is {:.8g} by the {} rule, ours is {:.8g}",
                                     named(*first), sigma, rule.name, ours.sigma(first->a, first->b)));
        candidate.tried = static_cast<double>(rules.size());
        const double both = explanation_of(problem, candidate.numbers, 0, 1.0).explains;
        const double alone = explanation_of(problem, by_sigma, 0, 1.0).explains;
        candidate.beside = {"mixing-epsilon", epsilon,
                            fmt::format("their epsilon of species {} is {:.8g} by the {} rule, ours is {:.8g}",
                                        named(*first), epsilon, rule.name, ours.epsilon(first->a, first->b)),
                            both > 0.0 ? std::clamp(1.0 - alone / both, 0.0, 1.0) : 0.5};
        candidates.push_back(std::move(candidate));
    }
}

/// theirs = rest + k part: the k of least squares, and its roundest value.
std::optional<FittedParameter> fitted_share(const Problem& problem, const Numbers& rest, const Numbers& part) {
    const Family family = [&](double k) {
        Numbers numbers = rest;
        for (std::size_t q = 0; q < numbers.size(); ++q) {
            for (std::size_t i = 0; i < numbers[q].size(); ++i) numbers[q][i] += k * part[q][i];
        }
        return numbers;
    };
    return fitted(problem, family, 1.0, 0.0, 1e6);
}

Numbers difference(Numbers a, const Numbers& b) {
    for (std::size_t q = 0; q < a.size(); ++q) {
        for (std::size_t i = 0; i < a[q].size(); ++i) a[q][i] -= b[q][i];
    }
    return a;
}

/// The code, and the sums that do not come from one pair of species.
PairSums without(const Problem& problem, const TheirCode& code, const SpeciesPair& pair) {
    PairSums rest = *code.sums;
    rest.add(-1.0, problem.sums(code.pairs, pair));
    return rest;
}

/// The sigma of a pair of species for the best epsilon that goes with it, if both together explain: then the sigma is
/// one of two mistakes. One after the other they would be found slowly, since each makes up for most of the other.
void add_sigma_beside_epsilon(const Problem& problem, const TheirCode& base, const SpeciesPair& pair,
                              std::vector<Candidate>& candidates) {
    const double ours = base.pairs.mixture.sigma(pair.a, pair.b);
    const Numbers rest = problem.numbers(without(problem, base, pair), base);
    const Family family = [&](double sigma) {
        TheirPairs pairs = base.pairs;
        set(pairs.mixture.sigma, pair, sigma);
        const Numbers part = problem.numbers(problem.sums(pairs, pair), base);
        const Numbers nothing = problem.numbers(problem.sums(pairs, SpeciesPair{no_species, no_species}), base);
        const auto share = fitted_share(problem, rest, difference(part, nothing));
        return share ? share->numbers : rest;
    };
    const auto fit = fitted(problem, family, ours, 0.8 * ours, 1.2 * ours);
    if (!fit || explanation_of(problem, fit->numbers, 2, 1.0).explains < nearly_all) return;
    TheirPairs pairs = base.pairs;
    set(pairs.mixture.sigma, pair, fit->value);
    candidates.push_back(candidate_of(
        problem, problem.with_pairs(base, std::move(pairs)), "mixing-sigma", fit->value,
        fmt::format("their sigma of species {} is {:.8g} by a fit, ours is {:.8g}", named(pair), fit->value, ours)));
    candidates.back().fitted = 1;
    candidates.back().half_of_a_pair = true;
}

}  // namespace

std::string named(const SpeciesPair& pair) {
    return fmt::format("{}-{}", pair.a + 1, pair.b + 1);
}

Candidate candidate_of(const Problem& problem, TheirCode code, std::string cause, std::optional<double> parameter,
                       std::string text) {
    Candidate candidate;
    candidate.cause = std::move(cause);
    candidate.parameter = parameter;
    candidate.text = std::move(text);
    candidate.numbers = problem.numbers(code);
    candidate.code = std::move(code);
    return candidate;
}

void other_truncation(const Problem& problem, const TheirCode& base, const Numbers&,
                      std::vector<Candidate>& candidates) {
    if (base.pairs.smoothing != Smoothing::none) return;
    const Truncation ours = problem.comparison().mixture.truncation();
    if (base.pairs.mixture.truncation != ours) return;
    for (const Truncation theirs : {Truncation::plain, Truncation::shifted, Truncation::force_shifted}) {
        if (theirs == ours) continue;
        TheirPairs pairs = base.pairs;
        pairs.mixture.truncation = theirs;
        std::string cause = "not-shifted";
        std::string text = "their energies are cut off and not shifted to 0 at the cutoff, ours are";
        if (ours == Truncation::force_shifted) {
            text = theirs == Truncation::plain ? "neither their forces nor their energies are shifted, ours both are"
                                               : "their energies are shifted and their forces are not, ours both are";
        } else if (theirs == Truncation::shifted) {
            cause = "shifted";
            text = "their energies are shifted to 0 at the cutoff, ours are only cut off";
        } else if (theirs == Truncation::force_shifted) {
            cause = ours == Truncation::plain ? "shifted" : "smoothing";
            text = "their force-shifted potential takes force and energy to 0 at the cutoff, ours does not";
        }
        candidates.push_back(
            candidate_of(problem, problem.with_pairs(base, std::move(pairs)), cause, std::nullopt, std::move(text)));
        candidates.back().tried = 2.0;
    }
}

void tail_counted_in(const Problem& problem, const TheirCode& base, const Numbers&,
                     std::vector<Candidate>& candidates) {
    const TailCorrection tail = problem.tail_of(base.pairs.mixture);
    const bool energies = problem.comparison().find(CheckedQuantity::potential_energy) != nullptr;
    const bool virial = problem.comparison().find(CheckedQuantity::virial) != nullptr;
    const bool pressure = problem.comparison().find(CheckedQuantity::pressure_tensor) != nullptr;
    const double volume = problem.state().box.volume();
    const auto add = [&](bool in_energy, bool in_virial) {
        TheirCode code = base;
        if (in_energy) code.report.tail_energy = tail.energy;
        if (in_virial) code.report.tail_virial = code.report.tail_pressure_virial = tail.virial;
        std::string text = "what they print includes the correction for the tail beyond the cutoff:";
        if (in_energy) text += fmt::format(" {:.8g} in the energy", tail.energy);
        if (in_virial) {
            text += fmt::format("{} {:.8g} in the pressure ({:.8g} in the trace of the virial)",
                                in_energy ? " and" : "", tail.virial / 3.0 / volume, tail.virial);
        }
        const double parameter = in_energy ? tail.energy : pressure ? tail.virial / 3.0 / volume : tail.virial;
        candidates.push_back(candidate_of(problem, std::move(code), "tail-extra", parameter, std::move(text)));
        candidates.back().tried = 3.0;
    };
    if (energies && (virial || pressure)) add(true, true);
    if (energies) add(true, false);
    if (virial || pressure) add(false, true);
}

void other_mixing_rule(const Problem& problem, const TheirCode& base, const Numbers&,
                       std::vector<Candidate>& candidates) {
    add_known_values(problem, base, &MixtureParameters::epsilon, "mixing-epsilon", "epsilon", candidates);
    add_known_values(problem, base, &MixtureParameters::sigma, "mixing-sigma", "sigma", candidates);
    add_mixing_rules(problem, base, candidates);
}

void other_epsilon(const Problem& problem, const TheirCode& base, const Numbers&, std::vector<Candidate>& candidates) {
    for (const SpeciesPair& pair : problem.species_pairs()) {
        const double ours = base.pairs.mixture.epsilon(pair.a, pair.b);
        if (!(ours > 0.0)) continue;
        const Numbers rest = problem.numbers(without(problem, base, pair), base);
        const auto share = fitted_share(problem, rest, difference(problem.numbers(base), rest));
        if (!share || !(share->value > 0.0) || std::abs(share->value - 1.0) < 1e-9) continue;
        const double epsilon = std::round(share->value * ours * 1e12) / 1e12;
        TheirPairs pairs = base.pairs;
        set(pairs.mixture.epsilon, pair, epsilon);
        candidates.push_back(candidate_of(
            problem, problem.with_pairs(base, std::move(pairs)), "mixing-epsilon", epsilon,
            fmt::format("their epsilon of species {} is {:.8g} by a fit, ours is {:.8g}", named(pair), epsilon, ours)));
        candidates.back().fitted = 1;
        candidates.back().tried = static_cast<double>(problem.species_pairs().size());
    }
}

void other_sigma(const Problem& problem, const TheirCode& base, const Numbers&, std::vector<Candidate>& candidates) {
    for (const SpeciesPair& pair : problem.species_pairs()) {
        const double ours = base.pairs.mixture.sigma(pair.a, pair.b);
        if (!(base.pairs.mixture.epsilon(pair.a, pair.b) > 0.0)) continue;
        const PairSums rest = without(problem, base, pair);
        const Family family = [&](double sigma) {
            TheirPairs pairs = base.pairs;
            set(pairs.mixture.sigma, pair, sigma);
            PairSums sums = rest;
            sums.add(1.0, problem.sums(pairs, pair));
            return problem.numbers(sums, base);
        };
        std::optional<FittedParameter> best;
        for (const double start : {1.0, 0.97, 1.03}) {
            const auto fit = fitted(problem, family, start * ours, 0.5 * ours, 1.5 * ours);
            if (!fit && !best) break;
            if (fit && (!best || fit->misfit < best->misfit)) best = fit;
            if (best->misfit < 0.1 * best->misfit_at_start) break;
        }
        if (!best || std::abs(best->value / ours - 1.0) < 1e-9) continue;
        const bool alone = failing(problem, best->numbers).empty();
        if (!alone && &base == &problem.ours()) add_sigma_beside_epsilon(problem, base, pair, candidates);
        TheirPairs pairs = base.pairs;
        set(pairs.mixture.sigma, pair, best->value);
        candidates.push_back(candidate_of(problem, problem.with_pairs(base, std::move(pairs)), "mixing-sigma",
                                          best->value,
                                          fmt::format("their sigma of species {} is {:.8g} by a fit, ours is {:.8g}",
                                                      named(pair), best->value, ours)));
        candidates.back().fitted = 1;
        candidates.back().tried = static_cast<double>(problem.species_pairs().size());
    }
}

void species_exchanged(const Problem& problem, const TheirCode& base, const Numbers&,
                       std::vector<Candidate>& candidates) {
    const std::size_t count = problem.species_count();
    const MixtureParameters& ours = problem.comparison().mixture.parameters();
    std::vector<std::vector<std::size_t>> orders;
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), std::size_t{0});
    constexpr std::size_t few = 3;  // of more, two at a time are exchanged
    if (count <= few) {
        while (std::next_permutation(order.begin(), order.end())) orders.push_back(order);
    } else {
        for (std::size_t a = 0; a < count; ++a) {
            for (std::size_t b = a + 1; b < count; ++b) {
                orders.push_back(order);
                std::swap(orders.back()[a], orders.back()[b]);
            }
        }
    }
    for (const std::vector<std::size_t>& to : orders) {
        TheirPairs pairs = base.pairs;
        TheirReport report = base.report;
        for (std::size_t i = 0; i < pairs.species.size(); ++i) {
            const std::size_t theirs = to[static_cast<std::size_t>(base.pairs.species[i])];
            pairs.species[i] = report.counted[i] = static_cast<std::int32_t>(theirs);
            report.mass[i] = ours.mass[theirs];
        }
        std::string which;
        for (std::size_t a = 0; a < count; ++a) {
            if (to[a] != a) which += fmt::format("{}{} for {}", which.empty() ? "" : ", ", a + 1, to[a] + 1);
        }
        const auto add = [&](bool in_pairs, bool in_report, std::string_view where) {
            TheirCode code = in_pairs ? problem.with_pairs(base, pairs) : base;
            if (in_report) code.report = report;
            candidates.push_back(candidate_of(problem, std::move(code), "species-exchanged", std::nullopt,
                                              fmt::format("they take species {}{}", which, where)));
            candidates.back().tried = 3.0 * static_cast<double>(orders.size());
        };
        add(true, true, "");
        add(true, false, " in the pair potential, not in masses and currents");
        add(false, true, " in masses and currents, not in the pair potential");
    }
}

}  // namespace soret::diagnosis
