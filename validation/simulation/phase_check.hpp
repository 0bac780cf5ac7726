#pragma once

#include <optional>
#include <string>

#include "soret/common/mixture.hpp"
#include "soret/common/state.hpp"

namespace soret {

/// Whether a configuration is one homogeneous fluid. Three things are looked at, each against a limit that a fluid
/// reaches with a probability below 1e-5. rho is the number density.
///   frozen      The largest structure factor |sum exp(i k r)|^2/N of all wave vectors k of the box with |k| rho^(-1/3)
///               in [5.8, 8.2], where fcc, hcp, bcc and simple cubic crystals have their strongest lines. In a fluid
///               each value is exponentially distributed with a mean of at most 2.85 (Hansen and Verlet, Phys. Rev.
///               184, 151 (1969)); the limit is 2.85 ln(10^6 K) for K values. A crystal has about N/2.
///   separated   The variance of the number of particles in cells of about 3.5 rho^(-1/3), over its mean: about 0.1 in
///               a liquid, 1 in an ideal gas, of the order of the number itself where liquid and gas coexist. The limit
///               is 3.
///   demixed     The variance of N_s - x_s n over the cells, over x_s (1 - x_s) <n>, for n particles in a cell, N_s of
///               them of species s: 1/Gamma in large cells of a mixture, of the order of n in a separated one. The
///               limit is 6.
/// Fewer than 150 particles are too few to tell: nothing is found. Of more than 32000 particles, `frozen` looks at
/// those in a corner of the box that holds about so many.
/// looks     How often a run is looked at. The limit of `frozen` becomes 2.85 ln(10^6 K looks), so that all looks
///           together raise a false alarm as rarely as one look would; the rates of the other two at most add up.
/// returns   one line that says what was found; nothing for a homogeneous fluid
std::optional<std::string> departure_from_fluid(const State& state, const Mixture& mixture, int looks = 1);

/// The same for a liquid that was prepared at a density, in [1/sigma^3], and for
///   boiled      a density that has fallen below half of that
std::optional<std::string> departure_from_liquid(const State& state, const Mixture& mixture, double prepared_density,
                                                 int looks = 1);

/// How often a run is looked at, its end included: between 1 and 16 times, so that looking takes at most some 5 % of
/// its time.
/// particle_steps   of the production; a sweep counts as ten steps
int looks_of(std::size_t particles, double particle_steps);

/// The largest structure factor among the wave vectors of `frozen`, and its limit.
struct LargestStructureFactor {
    double value = 0.0;
    double limit = 0.0;
};
LargestStructureFactor largest_structure_factor(const State& state, int looks = 1);

}  // namespace soret
