#pragma once

#include <vector>

#include "soret/common/mixture.hpp"
#include "soret/optimized/kernels/cell_view.hpp"

namespace soret::optimized {

/// Constants of all pairs of species, [a][b].
/// A term u, f_a or r_a f_b of a pair with r^2 >= safe2 is below small_term_limit in magnitude, whatever the direction
/// of r: the fast rounding of the kernels holds for it. Below safe2 the kernels give up and the scalar path is taken.
std::vector<PairConstants> pair_table(const Mixture& mixture);

/// The same with energies and forces in quanta, 2^40 times as large, which changes no rounding.
std::vector<PairConstants> in_quanta(std::vector<PairConstants> table);

/// Largest -u'(r)/r (not in quanta) up to which r^2 >= safe2 for every pair of species; negative if there is none.
double largest_safe_force_over_r(const std::vector<PairConstants>& table);

}  // namespace soret::optimized
