#include "soret/validation/check/radial_correction.hpp"

#include <algorithm>
#include <cmath>

#include <Eigen/Dense>

namespace soret::diagnosis {

namespace {

/// Cubic B-splines of the distance on equal intervals, those of all pairs of species one after the other.
class Splines {
public:
    Splines(const TheirPairs& pairs, double shortest)
        : count_(pairs.mixture.mass.size()), shortest_(shortest), mixture_(pairs.mixture) {
        intervals_ = static_cast<std::size_t>(std::ceil((mixture_.largest_cutoff() - shortest) / width)) + 1;
    }

    std::size_t per_pair() const { return intervals_ + 3; }
    std::size_t size() const { return per_pair() * count_ * (count_ + 1) / 2; }
    double cutoff(std::size_t a, std::size_t b) const { return mixture_.pair(a, b).cutoff; }
    std::size_t first_of(std::size_t a, std::size_t b) const {
        const std::size_t high = std::max(a, b);
        return (high * (high + 1) / 2 + std::min(a, b)) * per_pair();
    }
    /// Where the splines from number k on begin.
    double beginning_of(std::size_t k) const { return shortest_ + width * (static_cast<double>(k) - 3.0); }

    /// The four splines at a distance: the number of the first one, and their values.
    struct Place {
        std::size_t first;
        std::array<double, 4> value;
    };
    Place place(std::size_t a, std::size_t b, double r) const {
        const double x = std::max(0.0, (r - shortest_) / width);
        const auto k = std::min(static_cast<std::size_t>(x), intervals_ - 1);
        const double t = x - static_cast<double>(k);
        const double s = 1.0 - t;
        return {first_of(a, b) + k,
                {s * s * s / 6.0, (t * t * (3.0 * t - 6.0) + 4.0) / 6.0, (s * s * (3.0 * s - 6.0) + 4.0) / 6.0,
                 t * t * t / 6.0}};
    }

private:
    static constexpr double width = 0.06;
    std::size_t count_;
    double shortest_;
    std::size_t intervals_ = 0;
    Mixture mixture_;
};

/// A pair of the table with the species that a code takes its particles for.
struct SpeciesOfPair {
    std::size_t a, b;
};

SpeciesOfPair species_of(const TheirCode& base, const TablePair& pair) {
    return {static_cast<std::size_t>(base.pairs.species[static_cast<std::size_t>(pair.i)]),
            static_cast<std::size_t>(base.pairs.species[static_cast<std::size_t>(pair.j)])};
}

/// The forces of each spline: 3 N rows.
Eigen::MatrixXd design(const Problem& problem, const TheirCode& base, const Splines& splines) {
    Eigen::MatrixXd matrix = Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(3 * problem.state().size()),
                                                   static_cast<Eigen::Index>(splines.size()));
    for (const TablePair& pair : problem.near_pairs().pairs) {
        const auto [a, b] = species_of(base, pair);
        if (pair.distance >= splines.cutoff(a, b)) continue;
        const Splines::Place place = splines.place(a, b, pair.distance);
        const Vector3 unit = (1.0 / pair.distance) * pair.r;
        const std::array<double, 3> direction{unit.x, unit.y, unit.z};
        for (std::size_t axis = 0; axis < 3; ++axis) {
            const auto i = static_cast<Eigen::Index>(3 * static_cast<std::size_t>(pair.i) + axis);
            const auto j = static_cast<Eigen::Index>(3 * static_cast<std::size_t>(pair.j) + axis);
            for (std::size_t k = 0; k < 4; ++k) {
                const auto column = static_cast<Eigen::Index>(place.first + k);
                matrix(i, column) += place.value[k] * direction[axis];
                matrix(j, column) -= place.value[k] * direction[axis];
            }
        }
    }
    return matrix;
}

}  // namespace

std::optional<RadialCorrection> radial_correction(const Problem& problem, const TheirCode& base,
                                                  const Numbers& before) {
    const std::vector<ComparedQuantity>& quantities = problem.comparison().quantities;
    std::size_t q = 0;
    while (q < quantities.size() && quantities[q].quantity != CheckedQuantity::forces) ++q;
    if (q == quantities.size() || quantities[q].components != 3 || !base.report.row_of.empty() ||
        base.report.force_signs != std::array<double, 3>{1.0, 1.0, 1.0})
        return std::nullopt;
    double shortest = problem.near_pairs().radius;
    for (const TablePair& pair : problem.near_pairs().pairs) shortest = std::min(shortest, pair.distance);
    const Splines splines(base.pairs, shortest);
    const auto numbers = static_cast<Eigen::Index>(quantities[q].theirs.size());
    if (3 * static_cast<Eigen::Index>(splines.size()) > numbers) return std::nullopt;

    Eigen::VectorXd difference(numbers);
    for (Eigen::Index k = 0; k < numbers; ++k) {
        const auto at = static_cast<std::size_t>(k);
        if (!counts(quantities[q], at)) return std::nullopt;
        difference[k] = quantities[q].theirs[at] - before[q][at];
    }
    difference /= base.report.factor[static_cast<std::size_t>(CheckedQuantity::forces)];
    const Eigen::MatrixXd matrix = design(problem, base, splines);
    Eigen::MatrixXd normal = matrix.transpose() * matrix;
    // Splines that no pair is near to stay 0.
    normal.diagonal().array() += 1e-9 * normal.diagonal().maxCoeff();
    Eigen::VectorXd value = normal.ldlt().solve(matrix.transpose() * difference);

    RadialCorrection correction;
    const double before2 = difference.squaredNorm();
    if (before2 == 0.0) return std::nullopt;  // forces that agree to the bit have nothing to correct
    correction.explains = 1.0 - (difference - matrix * value).squaredNorm() / before2;
    // The splines below some distance are taken out as long as that costs less than a thousandth.
    for (std::size_t first = 1; first < splines.per_pair(); ++first) {
        Eigen::VectorXd shorter = value;
        for (std::size_t k = 0; k < splines.size(); ++k) {
            if (k % splines.per_pair() < first) shorter[static_cast<Eigen::Index>(k)] = 0.0;
        }
        const double explains = 1.0 - (difference - matrix * shorter).squaredNorm() / before2;
        if (explains < correction.explains - 1e-3) break;
        correction.from = splines.beginning_of(first);
    }
    return correction;
}

}  // namespace soret::diagnosis
