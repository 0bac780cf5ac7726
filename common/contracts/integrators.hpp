#pragma once

#include <concepts>
#include <cstdint>
#include <vector>

#include "soret/common/contracts/pair_forces.hpp"
#include "soret/common/execution.hpp"
#include "soret/common/mixture.hpp"
#include "soret/common/state.hpp"

namespace soret {

struct IntegratorParameters {
    double timestep = 0.002;                 ///< in (0, 1]                                            [tau]
    Precision precision = Precision::exact;  ///< of the forces
};

/// All that the future of a run depends on. An integrator made from it goes on with the same bits.
struct Trajectory {
    State state;             ///< with velocities on the grid
    std::uint64_t step = 0;  ///< steps done
};

/// A component of a velocity must stay below this while particles drift: what the grid holds, and a quarter of the
/// shortest edge a step.
double largest_speed(const Box& box, double timestep);

/// h_s = (dt/2)/m_s: what a force is multiplied by in half a step, by species.                        [tau/m]
std::vector<double> half_kicks(const Mixture& mixture, double timestep);

/// The start of a run: velocities rounded to the grid, on_position_grid(), in units of sigma/tau.
/// throws   InvalidArgument: a timestep out of range; InvalidState: an invalid state, no velocities, or a component
///          that is not below largest_speed()
Trajectory start_of_trajectory(const Mixture& mixture, const State& start, const IntegratorParameters& parameters);

/// throws   as start_of_trajectory(), and InvalidState: a velocity off the grid
void check_trajectory(const Mixture& mixture, const Trajectory& trajectory, const IntegratorParameters& parameters);

/// Molecular dynamics at constant energy by velocity Verlet [Swope et al. 1982]. With G = on_position_grid, F the
/// forces of contracts/pair_forces.hpp at r and h = half_kicks(), a step is, for each particle and axis,
///   v <- v + G(h F(r)),    r <- wrapped r + G(dt v),    v <- v + G(h F(r))
/// Coordinates are wrapped into [0, edge) at every step and the edges taken off are counted in `image`. Sums on the
/// grid are exact, and G is odd: a trajectory has the same bits in both backends, on every instruction set, with any
/// number of threads and any order of the particles, and with all velocities reversed it goes back through the same
/// states to the bit.
/// Momentum: forces add up to exactly zero; each half kick is rounded by at most 2^-43, so that a component of
/// sum m v changes by at most 2^-42 sum m a step, and at random: by about 2^-42 sqrt(n sum m^2/3) in n steps.
///
/// run(steps, request)   goes on by `steps`; totals() are then those of the parts asked for at the last step
/// totals()              the sums at the present state                             [contracts/pair_forces.hpp]
/// trajectory()          rows in the order of the start
/// throws                InvalidState: as pair forces; a component of a velocity that drifts reaches largest_speed().
///                       The object is then of no use any more.
template <class T>
concept IntegratorBackend =
    std::constructible_from<T, const Mixture&, const Trajectory&, const IntegratorParameters&, const Execution&> &&
    requires(T integrator, const T& constant_integrator, std::uint64_t steps, PairForcesRequest request) {
    { integrator.run(steps, request) } -> std::same_as<void>;
    { constant_integrator.totals() } -> std::same_as<const PairForcesTotals&>;
    { constant_integrator.trajectory() } -> std::same_as<Trajectory>;
    { constant_integrator.step() } -> std::same_as<std::uint64_t>;
};

/// No sums at all: forces only.
inline constexpr PairForcesRequest forces_only{.energies = false, .virial = false, .currents = false};

}  // namespace soret
