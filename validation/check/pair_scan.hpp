#pragma once

#include <array>
#include <functional>
#include <optional>

#include "soret/validation/check/problem.hpp"

namespace soret::diagnosis {

/// Distances d for which the same pairs are within d: low < d <= high.
struct ScanInterval {
    double low = 0.0;
    double high = 0.0;
};

/// The cutoff of all pairs with which forces, and energies of particles where they are not shifted, are nearest to
/// theirs. The pairs are taken in, or out, in the order of their distance, from `start` both ways.
/// Nothing if neither is compared, or another order, split or frame of the rows stands in the way.
/// only   of one pair of species: then the others keep theirs
std::optional<ScanInterval> scan_of_cutoffs(const Problem& problem, const TheirCode& base, double start,
                                            std::optional<SpeciesPair> only = std::nullopt);

/// The distance beyond which pairs are missing, by some measure of distance of each directed pair: pairs are taken out
/// in the order of falling measure. measure(pair, false) is that of j seen from i, measure(pair, true) that of i seen
/// from j; pairs of measure 0 or less are never missing.
using PairMeasure = std::function<double(const TablePair&, bool seen_from_j)>;
std::optional<ScanInterval> scan_of_missing(const Problem& problem, const TheirCode& base, const PairMeasure& measure);

/// What forces and energies of particles leave to explain: theirs - those of a code, weighted.
class Residual {
public:
    /// with_energies   energies of particles count, too
    Residual(const Problem& problem, const TheirCode& code, bool with_energies);

    bool usable() const { return usable_; }
    double squares() const { return squares_; }
    /// Adds to the code's numbers a force on a row and an energy of it.
    void add(std::size_t row, const Vector3& force, double energy);
    /// By how much adding them would change the squares.
    double change(std::size_t row, const Vector3& force, double energy) const;
    bool row_fails(std::size_t row) const;
    std::size_t rows() const { return rows_; }

private:
    double scaled(std::size_t k) const { return difference_[k] * weight_[k]; }

    std::size_t rows_ = 0;
    bool usable_ = false;
    std::array<double, 3> force_factor_{1.0, 1.0, 1.0};  // by axis
    double energy_factor_ = 1.0;
    double squares_ = 0.0;
    std::vector<double> difference_;  // 4 a row: force and energy
    std::vector<double> weight_;      // 0 where nothing is compared
    std::vector<double> limit_;
};

/// The interaction of a pair of the table in a code, on i by j; beyond its cutoff as well if that is ignored.
struct PairTerm {
    Vector3 force;
    double energy = 0.0;  ///< half of the pair's
};
class PairTerms {
public:
    /// only   of one pair of species; others have no interaction
    PairTerms(const TheirPairs& pairs, bool ignore_cutoff, std::optional<SpeciesPair> only = std::nullopt);
    std::optional<PairTerm> operator()(const TablePair& pair) const;

private:
    const TheirPairs& pairs_;
    std::size_t count_;
    bool ignore_cutoff_;
    std::optional<SpeciesPair> only_;
    std::vector<PairFunction> functions_;
    std::vector<double> cutoff_;
};

}  // namespace soret::diagnosis
