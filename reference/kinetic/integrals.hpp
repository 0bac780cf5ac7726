#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

namespace soret::reference {

/// Several integrands of one variable, for the quadratures of Boost.Math: they need sums, multiples and a size.
template <std::size_t n>
struct Integrals {
    std::array<double, n> values;

    Integrals(double all = 0.0) { values.fill(all); }  // NOLINT: as a number is made from 0
    Integrals& operator+=(const Integrals& b) {
        for (std::size_t k = 0; k < n; ++k) values[k] += b.values[k];
        return *this;
    }
    Integrals& operator*=(double factor) {
        for (double& value : values) value *= factor;
        return *this;
    }
    friend Integrals operator+(Integrals a, const Integrals& b) { return a += b; }
    friend Integrals operator-(Integrals a, const Integrals& b) { return a += b * -1.0; }
    friend Integrals operator-(Integrals a) { return a *= -1.0; }
    friend Integrals operator*(Integrals a, double factor) { return a *= factor; }
    friend Integrals operator*(double factor, Integrals a) { return a *= factor; }
    friend double abs(const Integrals& a) {
        double largest = 0.0;
        for (const double value : a.values) largest = std::max(largest, std::abs(value));
        return largest;
    }
};

}  // namespace soret::reference
