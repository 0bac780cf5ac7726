#pragma once

#include "soret/common/precision.hpp"
#include "soret/reference/exact_pair.hpp"
#include "soret/reference/mixed_pair.hpp"

namespace soret::reference {

/// Calls act(i, j, pair) for every two particles within their cutoff, i < j; pair is an ExactPair or a MixedPair.
template <class Act>
void for_each_pair(const Mixture& mixture, const State& state, Precision precision, Act&& act) {
    const auto go_through = [&](auto pairs) {
        for (std::size_t i = 0; i < state.size(); ++i) {
            pairs.set_first(i);
            for (std::size_t j = i + 1; j < state.size(); ++j) {
                const auto pair = pairs.with(j);
                if (pair.within_cutoff()) act(i, j, pair);
            }
        }
    };
    if (precision == Precision::exact) go_through(ExactPairs(mixture, state));
    if (precision == Precision::mixed) go_through(MixedPairs(mixture, state));
}

}  // namespace soret::reference
