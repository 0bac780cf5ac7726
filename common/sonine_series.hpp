#pragma once

#include <array>
#include <cstddef>

namespace soret {

/// A power series in s and t up to s^3 t^3, whose coefficients are polynomials in X = g^2, up to X^7, and in
/// y = 1 - cos(chi), up to y^4. Higher powers are left out: they do not act on lower ones.
class SonineSeries {
public:
    static constexpr std::size_t orders = 4;    // of s and of t
    static constexpr std::size_t powers_X = 8;  // of X
    static constexpr std::size_t powers_y = 5;  // of y

    SonineSeries() = default;
    explicit SonineSeries(double constant) { at(0, 0, 0, 0) = constant; }
    static SonineSeries X() { return monomial(0, 0, 1, 0); }
    static SonineSeries y() { return monomial(0, 0, 0, 1); }
    static SonineSeries s() { return monomial(1, 0, 0, 0); }
    static SonineSeries t() { return monomial(0, 1, 0, 0); }

    double at(std::size_t p, std::size_t q, std::size_t r, std::size_t k) const { return values_[place(p, q, r, k)]; }

    friend SonineSeries operator+(SonineSeries a, const SonineSeries& b) {
        for (std::size_t n = 0; n < a.values_.size(); ++n) a.values_[n] += b.values_[n];
        return a;
    }
    friend SonineSeries operator-(const SonineSeries& a, const SonineSeries& b) { return a + -1.0 * b; }
    friend SonineSeries operator*(double factor, SonineSeries a) {
        for (double& value : a.values_) value *= factor;
        return a;
    }
    friend SonineSeries operator*(const SonineSeries& a, const SonineSeries& b);

    /// sum_n coefficients(n) z^n for a z without a term of s^0 t^0: z^7 is 0.
    template <class Coefficients>
    friend SonineSeries composed(const Coefficients& coefficients, const SonineSeries& z) {
        SonineSeries sum(coefficients(2 * orders - 2));
        for (std::size_t n = 2 * orders - 2; n-- > 0;) sum = SonineSeries(coefficients(n)) + z * sum;
        return sum;
    }

private:
    static std::size_t place(std::size_t p, std::size_t q, std::size_t r, std::size_t k) {
        return ((p * orders + q) * powers_X + r) * powers_y + k;
    }
    static SonineSeries monomial(std::size_t p, std::size_t q, std::size_t r, std::size_t k) {
        SonineSeries series;
        series.at(p, q, r, k) = 1.0;
        return series;
    }
    double& at(std::size_t p, std::size_t q, std::size_t r, std::size_t k) { return values_[place(p, q, r, k)]; }

    std::array<double, orders * orders * powers_X * powers_y> values_{};
};

/// 1/z for a z whose term of s^0 t^0 is 1.
SonineSeries inverse(const SonineSeries& z);
/// z^power for such a z.
SonineSeries power(const SonineSeries& z, double power);
/// exp(z) for a z without a term of s^0 t^0.
SonineSeries exponential(const SonineSeries& z);

}  // namespace soret
