#pragma once

#include <nlohmann/json.hpp>

#include "soret/validation/simulation/kirkwood_buff_analysis.hpp"

namespace soret {

/// What summary.json says of the Kirkwood-Buff integrals of a closed box, corrected for it by Ganguly and van der Vegt:
///   "G"               by pair of species, integrals of infinite size with errors              [sigma^3]
///   "correlations"    of their errors, in the order of "G"
///   "largest_sphere"  by weight and pair, those of the sphere of diameter r_max
///   "window"          borders of the window with the largest weight, diameters [sigma], and its p-value
///   "by_lines"        Gamma of straight lines in 1/R, without the term in 1/R^3, and the p-value of their window
///   "n", "f", "gamma", "gamma_first_order"   of two species: excess coordination numbers and what follows
/// or {"reason"} where it cannot be found. Never throws for what a run may have measured.
nlohmann::json kirkwood_buff_summary(const KirkwoodBuffBlocks& blocks, Backend backend);

}  // namespace soret
