#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "soret/validation/check/their_code.hpp"

namespace soret::diagnosis {

/// A comparison that failed, with what all hypotheses need of it: pairs, masses, accelerations.
class Problem {
public:
    explicit Problem(const ForcesComparison& comparison);

    const ForcesComparison& comparison() const { return comparison_; }
    const State& state() const { return comparison_.state; }
    std::size_t species_count() const { return comparison_.mixture.species_count(); }
    std::vector<SpeciesPair> species_pairs() const;  ///< of which there may be pairs of particles

    /// All pairs up to one sigma beyond the largest cutoff.
    const PairTable& near_pairs() const { return near_; }
    /// All pairs up to `widest`; made when first asked for.
    const PairTable& wide_pairs() const;
    double widest() const { return widest_; }
    /// The pairs of one of the two tables in the order of their distance.
    const std::vector<std::size_t>& by_distance(const PairTable& table) const;

    /// Our own code: no mistake.
    const TheirCode& ours() const { return ours_; }
    const Numbers& our_numbers() const { return our_numbers_; }

    /// Sums over pairs; of one pair of species if given.
    PairSums sums(const TheirPairs& pairs, std::optional<SpeciesPair> only = std::nullopt) const;
    /// The code with other pair interactions, summed.
    TheirCode with_pairs(TheirCode code, TheirPairs pairs) const;
    /// What it would print.
    Numbers numbers(const TheirCode& code) const { return numbers(*code.sums, code); }
    Numbers numbers(const PairSums& sums, const TheirCode& code) const;

    /// Weight of a number in least squares: 1/limit, but no less than a part of the size of the differences of its
    /// quantity, since a small number is often printed with a small limit and would count alone.
    double weight(std::size_t quantity, std::size_t k) const { return weight_[quantity][k]; }

    /// Velocity of a particle, where they have it.
    Vector3 velocity(const TheirPairs& pairs, std::size_t i) const {
        return pairs.moved ? pairs.moved->velocity[i] : state().velocity_of(i);
    }

    /// Of the whole mixture in its box: what a plain cutoff leaves out, with the potential of `mixture`.
    TailCorrection tail_of(const MixtureParameters& mixture) const;

private:
    const ForcesComparison& comparison_;
    PairTable near_;
    double widest_ = 0.0;
    mutable std::unique_ptr<PairTable> wide_;
    mutable std::vector<std::size_t> near_by_distance_;
    mutable std::vector<std::size_t> wide_by_distance_;
    std::vector<std::vector<double>> weight_;
    TheirCode ours_;
    Numbers our_numbers_;
};

/// Whether a number takes part: theirs is finite.
inline bool counts(const ComparedQuantity& quantity, std::size_t k) {
    return std::isfinite(quantity.theirs[k]);
}

/// The limit of a number is ours; a code with a mistake may have as much of its own.
inline constexpr double limit_of_hypothesis = 2.0;

/// Whether theirs are those predicted, within the limits.
bool within(const ComparedQuantity& quantity, const std::vector<double>& predicted);

/// Rows of particles with a force or energy that is not the one predicted; empty if no such numbers are compared.
std::vector<char> failing_rows(const Problem& problem, const Numbers& predicted);

/// How many finite numbers are beyond their limits of ours.
std::size_t count_of_failing(const Problem& problem);

/// Quantities that are not those predicted; not the positions.
std::vector<std::size_t> failing(const Problem& problem, const Numbers& predicted);

}  // namespace soret::diagnosis
