#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <vector>

#include "soret/validation/check/comparison.hpp"
#include "soret/validation/check/sensitivity.hpp"

namespace soret {

/// Parts of the limit of one number. It is their sum.
struct LimitParts {
    double accuracy = 0.0;   ///< ours as stated, and roundings of theirs in double precision
    double digits = 0.0;     ///< half a unit of the last digit printed
    double positions = 0.0;  ///< positions, velocities and edges as printed
    double single = 0.0;     ///< roundings of theirs in single precision

    double sum() const { return accuracy + digits + positions + single; }
};

/// Roundings of a pair's terms from its distance on, in half units in the last place, as the contract of pair_forces
/// states them; those of a sum come to it.
inline constexpr double roundings_of_a_term = 64.0;

/// Error of a sum in double precision: ours, n 2^-41 and 2^-47 of the magnitudes, and theirs, in the worst case.
///   n           terms
///   magnitude   sum of the magnitudes of their parts
double accuracy_of_sum(double n, double magnitude);

/// Error of a sum of few terms in single precision, in the worst case: (64 + n) 2^-24 of the magnitudes.
double single_of_sum(double n, double magnitude);

/// The same of a total of many terms, whose roundings are taken as independent: seven standard deviations of those of
/// the terms and of the partial sums.
///   square   sum of the squares of the magnitudes of the terms
double single_of_total(double n, double magnitude, double square);

/// Collects the numbers of one quantity with their limits.
class QuantityBuilder {
public:
    explicit QuantityBuilder(CheckedQuantity quantity, std::optional<double> given) : given_(given) {
        out_.quantity = quantity;
    }
    ComparedQuantity& quantity() { return out_; }
    void add(double theirs, double ours, const LimitParts& parts);
    /// Says where the limits come from: the part that is largest on the whole.
    ComparedQuantity finish();

private:
    ComparedQuantity out_;
    std::optional<double> given_;
    std::array<double, 5> part_sums_{};  // as in LimitFrom
};

/// The number that is furthest beyond its limit, or nearest to it.
struct Offender {
    std::size_t at = 0;       ///< index into the numbers of a quantity
    double difference = 0.0;  ///< |theirs - ours|; nan or infinite as theirs
    bool beyond = false;
};

struct Offenders {
    Offender worst;                 ///< largest ratio of difference and limit
    std::optional<Offender> first;  ///< the first beyond its limit, in id order
    std::size_t count = 0;          ///< numbers beyond their limits
};

Offenders offenders_of(const ComparedQuantity& quantity);

/// The root mean square of the limits over that of our numbers; infinite if these are all zero.
double relative_limit(const ComparedQuantity& quantity);

}  // namespace soret
