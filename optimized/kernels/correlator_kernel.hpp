#pragma once

#include "soret/optimized/kernels/correlator.hpp"
#include "soret/optimized/kernels/simd.hpp"

// Lanes are lags: each lane adds what the contract says in its order. Beyond the last lag of a level a vector adds
// products of older values, or of zeros, to sums that nobody reads.

namespace soret::optimized {

/// Adds the products of one function at some vectors of lags.
template <class Arch, int vectors>
inline void add_to_lags(const CorrelatorProduct* product, const CorrelatorProduct* end, const double* newest,
                        const double* lagged, double* sums) {
    constexpr int width = static_cast<int>(Doubles<Arch>::size);
    Doubles<Arch> terms[vectors];
    const Doubles<Arch> first(newest[product->a]);
    for (int v = 0; v < vectors; ++v) {
        terms[v] = first * Doubles<Arch>::load_unaligned(lagged + product->b + v * width);
    }
    while (++product != end) {
        const Doubles<Arch> later(newest[product->a]);
        for (int v = 0; v < vectors; ++v) {
            terms[v] = terms[v] + later * Doubles<Arch>::load_unaligned(lagged + product->b + v * width);
        }
    }
    for (int v = 0; v < vectors; ++v) {
        (Doubles<Arch>::load_aligned(sums + v * width) + terms[v]).store_aligned(sums + v * width);
    }
}

template <class Arch>
void add_products(const CorrelatorFunctions& functions, const CorrelatorLevel& level) {
    constexpr int width = static_cast<int>(Doubles<Arch>::size);
    constexpr int block = 4;
    double* sums = level.sums;
    for (int f = 0; f < functions.functions; ++f) {
        const CorrelatorProduct* const begin = functions.products + functions.first_product[f];
        const CorrelatorProduct* const end = functions.products + functions.first_product[f + 1];
        const double* const lagged = level.newest + level.first_lag;
        int lag = 0;
        for (; lag + block * width <= level.lags; lag += block * width) {
            add_to_lags<Arch, block>(begin, end, level.newest, lagged + lag, sums + lag);
        }
        for (; lag < level.lags; lag += width) {
            add_to_lags<Arch, 1>(begin, end, level.newest, lagged + lag, sums + lag);
        }
        sums += level.lags;
    }
}

template <class Arch>
constexpr CorrelatorKernels correlator_kernels{add_products<Arch>};

}  // namespace soret::optimized
