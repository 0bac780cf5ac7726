#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <vector>

#include "configurations.hpp"
#include "soret/common/contracts/correlator.hpp"

namespace soret::test {

/// [sample][signal]
using Signals = std::vector<std::vector<double>>;

/// Independent numbers of all magnitudes from 2^-20 to 2^20, so that every order of additions has its own bits.
inline Signals rough_signals(std::size_t signals, std::size_t samples, std::uint64_t seed) {
    Uniform uniform(seed);
    Signals all(samples, std::vector<double>(signals));
    for (auto& sample : all) {
        for (double& x : sample) {
            const double fraction = uniform(-1.0, 1.0);
            x = std::ldexp(fraction, uniform.below(41) - 20);
        }
    }
    return all;
}

template <class Correlator>
void add_all(Correlator& correlator, const Signals& signals, std::size_t from = 0) {
    for (std::size_t n = from; n < signals.size(); ++n) correlator.add(signals[n]);
}

inline bool same_bits(const std::vector<double>& a, const std::vector<double>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](double x, double y) {
        return std::bit_cast<std::uint64_t>(x) == std::bit_cast<std::uint64_t>(y);
    });
}

inline bool same_bits(const Correlations& a, const Correlations& b) {
    return a == b && std::equal(a.sums.begin(), a.sums.end(), b.sums.begin(),
                                [](const auto& x, const auto& y) { return same_bits(x, y); });
}

}  // namespace soret::test
