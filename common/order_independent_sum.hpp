#pragma once

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <string_view>

#include "soret/common/vector3.hpp"

namespace soret {

/// Every term of a sum over pairs or particles is rounded once to an integer multiple of this quantum, ties to even,
/// and the integers are added. Integer addition is associative: the sum has the same bits in any order.
inline constexpr double sum_quantum = 0x1p-40;

/// An integer number of quanta: range +- 2^23 = 8.4e6 in natural units.
using Quanta = std::int64_t;
__extension__ typedef __int128 WideQuanta;

/// Terms below this magnitude may be added without a check, up to largest_neighbour_count of them.
inline constexpr double small_term_limit = 0x1p11;
/// The magnitudes of the other terms of one sum must add up to less than this.
inline constexpr double large_terms_limit = 0x1p22;
/// Largest number of terms in the sum of one particle: 2^11 terms below 2^11 and large terms below 2^22 stay below
/// 2^23.
inline constexpr int largest_neighbour_count = 2048;

/// Nearest integer number of quanta, ties to even, for |term| < small_term_limit.
inline Quanta small_term_to_quanta(double term) {
    constexpr double shift = 0x1.8p12;  // one unit in the last place of [2^12, 2^13) is 2^-40
    return std::bit_cast<std::int64_t>(term + shift) - std::bit_cast<std::int64_t>(shift);
}

/// Nearest integer number of quanta, ties to even, for |term| < large_terms_limit.
inline Quanta to_quanta(double term) {
    const double scaled = std::fabs(term) * 0x1p40;
    const double rounded = scaled < 0x1p52 ? (scaled + 0x1p52) - 0x1p52 : scaled;
    return static_cast<Quanta>(std::copysign(rounded, term));
}

/// Nearest double to a number of quanta.
inline double from_quanta(Quanta quanta) {
    return static_cast<double>(quanta) * sum_quantum;
}
inline double from_quanta(WideQuanta quanta) {
    return static_cast<double>(quanta) * sum_quantum;
}

/// A sum of at most largest_neighbour_count terms that does not depend on their order and whose overflow is detected.
class OrderIndependentSum {
public:
    void add(double term) {
        if (std::fabs(term) < small_term_limit) {
            sum_ += small_term_to_quanta(term);
        } else {
            add_large(term);
        }
    }

    /// False if the large terms exceed their limit, or a term was not a number: then quanta() means nothing.
    bool in_range() const { return large_ < to_large(large_terms_limit); }
    Quanta quanta() const { return sum_; }

private:
    // Magnitudes are counted in units of 2^-20 and saturate; saturating addition of counts is associative as well.
    static constexpr std::uint64_t to_large(double magnitude) { return static_cast<std::uint64_t>(magnitude * 0x1p20); }

    void add_large(double term) {
        const double magnitude = std::fabs(term);
        if (!(magnitude < large_terms_limit)) {
            large_ = to_large(large_terms_limit);
            return;
        }
        large_ += to_large(magnitude) + 1;
        if (in_range()) {
            sum_ += to_quanta(term);
        } else {
            large_ = to_large(large_terms_limit);
        }
    }

    Quanta sum_ = 0;
    std::uint64_t large_ = 0;
};

/// A sum over any number of pairs or particles, of terms below large_terms_limit.
class OrderIndependentTotal {
public:
    void add(double term) {
        if (std::fabs(term) < large_terms_limit) {
            sum_ += to_quanta(term);
        } else {
            in_range_ = false;
        }
    }

    /// False if a term was too large or not a number: then quanta() means nothing.
    bool in_range() const { return in_range_; }
    WideQuanta quanta() const { return sum_; }

private:
    WideQuanta sum_ = 0;
    bool in_range_ = true;
};

/// One sum a component.
using VectorTotal = std::array<OrderIndependentTotal, 3>;
using TensorTotal = std::array<OrderIndependentTotal, 6>;  ///< of a symmetric tensor

inline void add(VectorTotal& sums, const Vector3& v) {
    sums[0].add(v.x);
    sums[1].add(v.y);
    sums[2].add(v.z);
}

inline void add(TensorTotal& sums, const SymmetricTensor& t) {
    for (std::size_t k = 0; k < sums.size(); ++k) sums[k].add(t[k]);
}

/// name     of the sum, for the message
/// throws   InvalidState: a term is not below large_terms_limit
WideQuanta checked_quanta(const OrderIndependentTotal& sum, std::string_view name);
inline double checked_value(const OrderIndependentTotal& sum, std::string_view name) {
    return from_quanta(checked_quanta(sum, name));
}
template <std::size_t n>
std::array<double, n> checked_values(const std::array<OrderIndependentTotal, n>& sums, std::string_view name) {
    std::array<double, n> values{};
    for (std::size_t k = 0; k < n; ++k) values[k] = checked_value(sums[k], name);
    return values;
}

}  // namespace soret
