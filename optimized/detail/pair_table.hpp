#pragma once

#include <vector>

#include "soret/common/mixture.hpp"
#include "soret/optimized/kernels/cell_view.hpp"

namespace soret::optimized {

/// Half the small_term_limit of common/order_independent_sum.hpp.
inline constexpr double exact_term_limit = 0x1p10;

/// Constants of all pairs of species, [a][b].
/// A term u, f_a or r_a f_b of a pair with r^2 >= safe2 is below the limit in magnitude, whatever the direction of r:
/// the fast rounding of the kernels holds for it. Below safe2 the kernels give up and the scalar path is taken.
std::vector<PairConstants> pair_table(const Mixture& mixture);

/// The same with energies and forces in quanta of 2^-40: no rounding is changed.
std::vector<PairConstants> in_quanta(std::vector<PairConstants> table);

/// Largest -u'(r)/r (not in quanta) up to which r^2 >= safe2 for every pair of species; negative if there is none.
double largest_safe_force_over_r(const std::vector<PairConstants>& table);

}  // namespace soret::optimized
