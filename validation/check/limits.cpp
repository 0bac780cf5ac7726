#include "soret/validation/check/limits.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace soret {

namespace {

constexpr double half_unit_of_double = 0x1p-53;
constexpr double half_unit_of_float = 0x1p-24;
constexpr double quantum_of_sums = 0x1p-41;

}  // namespace

double accuracy_of_sum(double n, double magnitude) {
    return n * quantum_of_sums + 0x1p-47 * magnitude + (roundings_of_a_term + n) * half_unit_of_double * magnitude;
}

double single_of_sum(double n, double magnitude) {
    return (roundings_of_a_term + n) * half_unit_of_float * magnitude;
}

double single_of_total(double n, double magnitude, double square) {
    // A rounding error is uniform: its standard deviation is a third of its square at most.
    const double of_terms = roundings_of_a_term * roundings_of_a_term * square;
    const double of_sums = n * magnitude * magnitude;
    return standard_deviations * half_unit_of_float * std::sqrt((of_terms + of_sums) / 3.0);
}

void QuantityBuilder::add(double theirs, double ours, const LimitParts& parts) {
    const double derived = parts.sum();
    const bool is_given = given_ && *given_ > derived;
    out_.theirs.push_back(theirs);
    out_.ours.push_back(ours);
    // A number without any error is compared to the last bit that this scale can have.
    out_.limit.push_back(std::max(is_given ? *given_ : derived, std::numeric_limits<double>::min()));
    part_sums_[0] += parts.accuracy;
    part_sums_[1] += parts.digits;
    part_sums_[2] += parts.positions;
    part_sums_[3] += parts.single;
    if (is_given) part_sums_[4] += *given_;
}

ComparedQuantity QuantityBuilder::finish() {
    const auto largest = std::max_element(part_sums_.begin(), part_sums_.end());
    out_.limit_from = static_cast<LimitFrom>(largest - part_sums_.begin());
    return std::move(out_);
}

Offenders offenders_of(const ComparedQuantity& quantity) {
    Offenders found;
    double largest = -1.0;
    for (std::size_t k = 0; k < quantity.theirs.size(); ++k) {
        Offender one{k, std::fabs(quantity.theirs[k] - quantity.ours[k]), false};
        one.beyond = !(one.difference <= quantity.limit[k]);
        const double ratio = std::isfinite(one.difference) ? one.difference / quantity.limit[k]
                                                           : std::numeric_limits<double>::infinity();
        if (one.beyond) ++found.count;
        if (one.beyond && !found.first) found.first = one;
        if (ratio > largest) {
            largest = ratio;
            found.worst = one;
        }
    }
    return found;
}

double relative_limit(const ComparedQuantity& quantity) {
    double limits = 0.0;
    double values = 0.0;
    for (std::size_t k = 0; k < quantity.ours.size(); ++k) {
        limits += quantity.limit[k] * quantity.limit[k];
        values += quantity.ours[k] * quantity.ours[k];
    }
    return std::sqrt(limits / values);
}

}  // namespace soret
