#pragma once

#include <vector>

#include "soret/common/mixture.hpp"
#include "soret/optimized/kernels/cell_view.hpp"

namespace soret::optimized {

/// Constants of all pairs of species, [a][b].
/// largest_speed    of any particle; terms of the heat current are bounded with it; 0 if they are not wanted
/// A term of a pair with r^2 >= safe2 is below small_term_limit in magnitude, whatever the direction of r: the fast
/// rounding of the kernels holds for it. Below safe2 the kernels give up and the scalar path is taken.
std::vector<PairConstants> pair_table(const Mixture& mixture, double largest_speed = 0.0);

}  // namespace soret::optimized
