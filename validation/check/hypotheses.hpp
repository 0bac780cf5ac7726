#pragma once

#include <optional>
#include <string>
#include <vector>

#include "soret/validation/check/problem.hpp"

namespace soret::diagnosis {

/// A code with one mistake more than another: what it would print, and how the mistake is called.
struct Candidate {
    std::string cause;
    std::optional<double> parameter;
    std::string text;
    TheirCode code;
    Numbers numbers;
    int fitted = 0;      ///< parameters that were taken from their numbers
    double tried = 1.0;  ///< how many numbers or rules like this one were tried
    /// Whether further mistakes may be looked for on top of it: `code` is the whole of it.
    bool may_be_one_of_two = true;
    /// One of two that explain together though it may explain nothing alone: taken first as a base of pairs.
    bool half_of_a_pair = false;
    /// A mistake that comes with it, as sigma and epsilon of a mixing rule do, and its part of what both explain.
    struct Companion {
        std::string cause;
        std::optional<double> parameter;
        std::string text;
        double part = 0.0;
    };
    std::optional<Companion> beside = std::nullopt;
    /// 0, or how late it is taken: where nothing of a lower number explains.
    int last_resort = 0;
    /// It predicts no numbers, but is known by other signs.
    bool by_signs = false;
    double share_by_signs = 0.0;  ///< of the squared difference of the forces that it explains
};

/// Adds the candidates of one kind of mistake, each on top of a code that is known, `base`, whose numbers are
/// `before`. Candidates that change nothing are left out.
using Hypothesis = void (*)(const Problem& problem, const TheirCode& base, const Numbers& before,
                            std::vector<Candidate>& candidates);

void other_truncation(const Problem&, const TheirCode&, const Numbers&, std::vector<Candidate>&);
void tail_counted_in(const Problem&, const TheirCode&, const Numbers&, std::vector<Candidate>&);
void other_cutoff(const Problem&, const TheirCode&, const Numbers&, std::vector<Candidate>&);
void other_mixing_rule(const Problem&, const TheirCode&, const Numbers&, std::vector<Candidate>&);
void other_epsilon(const Problem&, const TheirCode&, const Numbers&, std::vector<Candidate>&);
void other_sigma(const Problem&, const TheirCode&, const Numbers&, std::vector<Candidate>&);
void species_exchanged(const Problem&, const TheirCode&, const Numbers&, std::vector<Candidate>&);
void smoothed(const Problem&, const TheirCode&, const Numbers&, std::vector<Candidate>&);
void smoothed_somehow(const Problem&, const TheirCode&, const Numbers&, std::vector<Candidate>&);
void no_nearest_image(const Problem&, const TheirCode&, const Numbers&, std::vector<Candidate>&);
void wrong_edge(const Problem&, const TheirCode&, const Numbers&, std::vector<Candidate>&);
void another_step(const Problem&, const TheirCode&, const Numbers&, std::vector<Candidate>&);
void missing_pairs(const Problem&, const TheirCode&, const Numbers&, std::vector<Candidate>&);
void virial_sign(const Problem&, const TheirCode&, const Numbers&, std::vector<Candidate>&);
void kinetic_part(const Problem&, const TheirCode&, const Numbers&, std::vector<Candidate>&);
void heat_current_form(const Problem&, const TheirCode&, const Numbers&, std::vector<Candidate>&);
void other_frame(const Problem&, const TheirCode&, const Numbers&, std::vector<Candidate>&);
void energy_split(const Problem&, const TheirCode&, const Numbers&, std::vector<Candidate>&);
void sign_or_factor(const Problem&, const TheirCode&, const Numbers&, std::vector<Candidate>&);
void id_order(const Problem&, const TheirCode&, const Numbers&, std::vector<Candidate>&);
void single_particles(const Problem&, const TheirCode&, const Numbers&, std::vector<Candidate>&);
void single_precision(const Problem&, const TheirCode&, const Numbers&, std::vector<Candidate>&);
void many_pairs_missing(const Problem&, const TheirCode&, const Numbers&, std::vector<Candidate>&);
void unrelated_rows(const Problem&, const TheirCode&, const Numbers&, std::vector<Candidate>&);

/// A candidate whose numbers are those of `code`.
Candidate candidate_of(const Problem& problem, TheirCode code, std::string cause, std::optional<double> parameter,
                       std::string text);

/// "1-2": a pair of species as people number them.
std::string named(const SpeciesPair& pair);

}  // namespace soret::diagnosis
