#pragma once

#include "soret/reference/exact_pair.hpp"

namespace soret::reference {

/// Calls act(i, j, pair) for every two particles within their cutoff, i < j; pair is an ExactPair.
template <class Act>
void for_each_pair(const Mixture& mixture, const State& state, Act&& act) {
    ExactPairs pairs(mixture, state);
    for (std::size_t i = 0; i < state.size(); ++i) {
        pairs.set_first(i);
        for (std::size_t j = i + 1; j < state.size(); ++j) {
            const ExactPair pair = pairs.with(j);
            if (pair.within_cutoff()) act(i, j, pair);
        }
    }
}

}  // namespace soret::reference
