#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "soret/common/state.hpp"
#include "soret/common/vector3.hpp"

namespace soret::diagnosis {

/// A particle and another one, or an image of it, or an image of itself.
struct TablePair {
    std::int32_t i = 0;                  ///< row of the one in the box
    std::int32_t j = 0;                  ///< row of the other, >= i
    std::array<std::int8_t, 3> shift{};  ///< box edges taken off r_i - r_j along each axis
    Vector3 r;                           ///< r_i - r_j - shift edges                                     [sigma]
    double distance = 0.0;               ///< |r|
};

/// All pairs within a radius, each once, with every periodic image: also beyond half an edge of the box.
struct PairTable {
    double radius = 0.0;
    double inner_radius = 0.0;
    std::size_t inner_count = 0;   ///< the pairs within inner_radius are the first ones
    std::vector<TablePair> pairs;  ///< i < j, or i = j and the first shift that is not 0 is positive
};

/// inner_radius   below radius: pairs within it come first                                            [sigma]
PairTable pairs_within(const State& state, double radius, double inner_radius);

}  // namespace soret::diagnosis
