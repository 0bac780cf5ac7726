#include "soret/common/sonine_series.hpp"

namespace soret {

SonineSeries operator*(const SonineSeries& a, const SonineSeries& b) {
    SonineSeries product;
    for (std::size_t pa = 0; pa < SonineSeries::orders; ++pa) {
        for (std::size_t qa = 0; qa < SonineSeries::orders; ++qa) {
            for (std::size_t r = 0; r < SonineSeries::powers_X; ++r) {
                for (std::size_t k = 0; k < SonineSeries::powers_y; ++k) {
                    const double factor = a.at(pa, qa, r, k);
                    if (factor == 0.0) continue;
                    for (std::size_t pb = 0; pa + pb < SonineSeries::orders; ++pb) {
                        for (std::size_t qb = 0; qa + qb < SonineSeries::orders; ++qb) {
                            for (std::size_t rb = 0; r + rb < SonineSeries::powers_X; ++rb) {
                                for (std::size_t kb = 0; k + kb < SonineSeries::powers_y; ++kb) {
                                    product.at(pa + pb, qa + qb, r + rb, k + kb) += factor * b.at(pb, qb, rb, kb);
                                }
                            }
                        }
                    }
                }
            }
        }
    }
    return product;
}

SonineSeries inverse(const SonineSeries& z) {
    return composed([](std::size_t n) { return n % 2 == 0 ? 1.0 : -1.0; }, z - SonineSeries(1.0));
}

SonineSeries power(const SonineSeries& z, double power) {
    const auto binomial = [power](std::size_t n) {
        double value = 1.0;
        for (std::size_t k = 0; k < n; ++k) value *= (power - static_cast<double>(k)) / static_cast<double>(k + 1);
        return value;
    };
    return composed(binomial, z - SonineSeries(1.0));
}

SonineSeries exponential(const SonineSeries& z) {
    const auto inverse_factorial = [](std::size_t n) {
        double value = 1.0;
        for (std::size_t k = 2; k <= n; ++k) value /= static_cast<double>(k);
        return value;
    };
    return composed(inverse_factorial, z);
}

}  // namespace soret
