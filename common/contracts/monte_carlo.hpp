#pragma once

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <vector>

#include "soret/common/execution.hpp"
#include "soret/common/mixture.hpp"
#include "soret/common/monte_carlo_moves.hpp"
#include "soret/common/order_independent_sum.hpp"
#include "soret/common/state.hpp"

namespace soret {

struct MonteCarloParameters {
    MonteCarloEnsemble ensemble = MonteCarloEnsemble::nvt;
    double temperature = 1.0;  ///< > 0, at most 1e4                             [eps/k_B]
    double pressure = 0.0;     ///< npt and semi_grand                           [eps/sigma^3]
    /// semi_grand: mu_s by species, Lambda_s = 1; only differences matter       [eps]
    std::vector<double> chemical_potential;
    double largest_displacement = 0.1;  ///< along each axis; in (0, shortest edge / 2] of the box it is set in  [sigma]
    double largest_log_volume_step = 0.01;  ///< in (0, 1]
    std::uint64_t seed = 1;
};

/// All that the future of a chain depends on, and its counters. A chain made from it goes on with the same bits.
struct MonteCarloChain {
    State state;              ///< at the start in order of increasing id; without velocities
    std::uint64_t sweep = 0;  ///< sweeps done
    std::uint64_t turn = 0;   ///< turns on particles done: the index of the next one's random numbers
    /// Turns of a row one_for_each_particle: the number of particles at the start. It stays, whatever moves do to that
    /// number: the states at the ends of sweeps whose length depended on the state would have another distribution.
    std::uint64_t turns_per_sweep = 0;
    double largest_displacement = 0.0;
    double largest_log_volume_step = 0.0;
    MoveCounts counts;
    std::uint64_t digest = 0;  ///< of every decision and running energy so far
};

/// The chain before its first sweep: particles in order of id, without velocities.
MonteCarloChain start_of_chain(const State& start, const MonteCarloParameters& parameters);

/// throws   InvalidArgument or InvalidState: a parameter out of range, a state that is not valid, or before the first
///          turn one that is not in order of id
void check_chain(const Mixture& mixture, const MonteCarloChain& chain, const MonteCarloParameters& parameters);
void check_step_sizes(const Box& box, double largest_displacement, double largest_log_volume_step);

/// Makes the next sweep of a chain: calls make_turn(moves, turn) for every turn of the ensemble's table, in order, then
/// counts the sweep and its turns. A turn that throws leaves both counters.
template <class MakeTurn>
void make_sweep(MonteCarloChain& chain, const MonteCarloParameters& parameters, const MakeTurn& make_turn) {
    std::uint64_t turn = chain.turn;
    for (const TurnsOfSweep& row : sweep_of(parameters.ensemble)) {
        if (row.turns == Turns::one) {
            make_turn(row.moves, MonteCarloTurn{parameters.seed, RandomStream::monte_carlo_volume, chain.sweep});
            continue;
        }
        for (std::uint64_t k = 0; k < chain.turns_per_sweep; ++k, ++turn) {
            make_turn(row.moves, MonteCarloTurn{parameters.seed, RandomStream::monte_carlo_particle, turn});
        }
    }
    chain.turn = turn;
    ++chain.sweep;
}

/// Largest displacement along an axis in this box: at most half the shortest edge, so that a trial position is less
/// than one edge outside, however small the box has become. It depends on the box alone, which a displacement leaves as
/// it is: trial and reverse trial stay equally likely.
inline double displacement_limit(const Box& box, double largest_displacement) {
    return std::min(largest_displacement, 0.5 * box.shortest_edge());
}

/// Every edge times factor.
/// throws   InvalidState: an edge below 2 r_c or above largest_edge
Box scaled_box(const Box& box, double factor, const Mixture& mixture);

/// Metropolis Monte Carlo in the canonical, the isothermal-isobaric and the semi-grand ensemble (N, P, T, Delta mu).
/// A sweep makes the turns of the table sweep_of(ensemble): N turns on particles, then in npt and semi_grand one volume
/// move. Turn t of the chain, the value of its counter, draws words a (block 0) and b (block 1) of stream
/// monte_carlo_particle at index t and acts on the particle in row index_from(a[0], N) of the chain's state:
///   1. displacement   r' = r + grid(d u), u in (-1, 1)^3 from a[1..3], d = displacement_limit(): the largest
///                     displacement, or half the shortest edge if the box has shrunk below twice that;
///                     accept if A(Delta U; b[0], b[1])
///   2. identity       (semi_grand) to the other species, or with more than two to one of the others by word 0 of
///                     block 2; accept if A(Delta U - (mu_s' - mu_s); b[2], b[3])        [Kofke and Glandt 1988]
/// The volume move draws words c of stream monte_carlo_volume at the index of the sweep: every edge and coordinate is
/// multiplied by exp(d_V u / 3), u from c[0], and rounded to the grid (a coordinate that reaches the edge becomes 0);
/// accept if A(Delta U + P Delta V - (N + 1) T ln(V'/V); c[1], c[2]) with the V' that results.
/// A(h; hi, lo) accepts if h <= 0 or uniform_from(hi, lo) < exp(-h/T), the exponential portable; an overlap is never
/// accepted. The step is uniform in ln V, hence N + 1: the density sampled is V^N exp(-P V / T).
///                                                                                     [Frenkel and Smit, section 5.4]
/// Delta U is an exact difference of order-independent sums, so the chain has the same bits in both backends, on every
/// instruction set and for any order of the particles in memory. The digest folds, for every attempted move,
/// 2 E + (1 if accepted), E the low 64 bits of the running energy after it.
///
/// throws     InvalidArgument: a parameter out of range; InvalidState: an invalid or overlapping start, or a box that
///            has shrunk below an edge of 2 r_c or grown past the largest edge
/// accuracy   the running energy equals the sum over pairs of Q(u) exactly, always
template <class T>
concept MonteCarloBackend =
    std::constructible_from<T, const Mixture&, const State&, const MonteCarloParameters&, const Execution&> &&
    std::constructible_from<T, const Mixture&, const MonteCarloChain&, const MonteCarloParameters&, const Execution&> &&
    requires(T chain, const T& constant_chain, double value) {
    { chain.sweep() } -> std::same_as<void>;
    { chain.set_step_sizes(value, value) } -> std::same_as<void>;
    { constant_chain.chain() } -> std::same_as<MonteCarloChain>;
    { constant_chain.energy() } -> std::same_as<WideQuanta>;
    { constant_chain.volume() } -> std::same_as<double>;
    { constant_chain.species_counts() } -> std::same_as<const std::vector<std::int64_t>&>;
    { constant_chain.counts() } -> std::same_as<const MoveCounts&>;
};

}  // namespace soret
