#pragma once

#include <array>

#include "soret/common/state.hpp"

namespace soret {

/// Face-centred cubic cells of four particles each, in a periodic box of whole cells. Ids run along z first of all, so
/// that rows that are near in memory are near in space.
struct FccCells {
    std::array<int, 3> cells{5, 5, 5};  ///< along x, y and z, each at least 1
    double density = 1.0;               ///< number density, > 0                                      [sigma^-3]
    int expanded = 0;                   ///< the lowest so many layers of cells are stretched along z ...
    double density_expanded = 1.0;      ///< ... to this density                                           [sigma^-3]

    int particles() const { return 4 * cells[0] * cells[1] * cells[2]; }
    double edge() const;           ///< of a cell that is not stretched                               [sigma]
    double expanded_edge() const;  ///< along z of one that is
};

/// All particles of one species.
/// throws   InvalidArgument: a member out of its range
State fcc_crystal(const FccCells& of, std::int32_t species);

}  // namespace soret
