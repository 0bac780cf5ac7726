#pragma once

#include <cstddef>

namespace soret::optimized {

/// Where the rows of the two signals of a pair begin, from that of the first signal on.
struct CorrelatorProduct {
    std::ptrdiff_t a;
    std::ptrdiff_t b;
};

struct CorrelatorFunctions {
    const CorrelatorProduct* products;
    const int* first_product;  ///< by function; one entry more
    int functions;
};

struct CorrelatorLevel {
    const double* newest;  ///< value of the first signal; the older ones follow
    int first_lag;
    int lags;      ///< a multiple of eight
    double* sums;  ///< [function][lag], aligned to a vector
};

struct CorrelatorKernels {
    /// Adds the products of the newest values with those at all lags of a level.
    void (*add_products)(const CorrelatorFunctions&, const CorrelatorLevel&);

    static const CorrelatorKernels sse2, avx2, avx512;
};

}  // namespace soret::optimized
