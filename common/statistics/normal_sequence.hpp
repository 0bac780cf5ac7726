#pragma once

#include <cmath>
#include <cstdint>

#include "soret/common/portable_math.hpp"
#include "soret/common/random_streams.hpp"

namespace soret {

/// Independent standard normal numbers by the polar method (Marsaglia): a pure function of (seed, stream, index) and of
/// how many were taken before.
class NormalSequence {
public:
    NormalSequence(std::uint64_t seed, RandomStream stream, std::uint64_t index)
        : seed_(seed), stream_(stream), index_(index) {}

    double next() {
        if (has_spare_) {
            has_spare_ = false;
            return spare_;
        }
        for (;;) {
            const RandomWords words = random_words(seed_, stream_, index_, block_++);
            const double u = symmetric_uniform_from(words[0]);
            const double v = symmetric_uniform_from(words[1]);
            const double r2 = u * u + v * v;  // never 0: u and v are odd multiples of 2^-32
            if (r2 >= 1.0) continue;
            const double factor = std::sqrt(-2.0 * portable_log(r2) / r2);
            spare_ = v * factor;
            has_spare_ = true;
            return u * factor;
        }
    }

private:
    std::uint64_t seed_;
    RandomStream stream_;
    std::uint64_t index_;
    std::uint32_t block_ = 0;
    bool has_spare_ = false;
    double spare_ = 0.0;
};

}  // namespace soret
