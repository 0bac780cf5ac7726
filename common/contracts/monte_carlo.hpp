#pragma once

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <optional>
#include <vector>

#include "soret/common/execution.hpp"
#include "soret/common/growing_particle.hpp"
#include "soret/common/mixture.hpp"
#include "soret/common/monte_carlo_moves.hpp"
#include "soret/common/order_independent_sum.hpp"
#include "soret/common/state.hpp"

namespace soret {

struct MonteCarloParameters {
    MonteCarloEnsemble ensemble = MonteCarloEnsemble::nvt;
    double temperature = 1.0;  ///< > 0, at most 1e4                             [eps/k_B]
    double pressure = 0.0;     ///< of ensembles that change the volume          [eps/sigma^3]
    /// semi_grand, grand_canonical(_biased): mu_s by species, Lambda_s = 1; in semi_grand only differences matter [eps]
    std::vector<double> chemical_potential;
    double largest_displacement = 0.1;  ///< along each axis; in (0, shortest edge / 2] of the box it is set in  [sigma]
    double largest_log_volume_step = 0.01;  ///< in (0, 1]
    std::uint64_t seed = 1;
    std::optional<GrowingParameters> growing = std::nullopt;  ///< growing and growing_fixed
};

/// All that the future of a chain depends on, and its counters. A chain made from it goes on with the same bits.
struct MonteCarloChain {
    State state;              ///< at the start in order of increasing id; without velocities
    std::uint64_t sweep = 0;  ///< sweeps done
    std::uint64_t turn = 0;   ///< turns on particles done: the index of the next one's random numbers
    /// Turns of a row one_for_each_particle: the number of particles at the start. It stays, whatever moves do to that
    /// number: the states at the ends of sweeps whose length depended on the state would have another distribution.
    std::uint64_t turns_per_sweep = 0;
    /// Largest id of the start plus one. A particle that comes in at turn t has the id first_new_id + t.
    std::int64_t first_new_id = 1;
    double largest_displacement = 0.0;
    double largest_log_volume_step = 0.0;
    MoveCounts counts;
    std::uint64_t digest = 0;  ///< of every decision and running energy so far
    /// In growing and growing_fixed; not one of the particles of the state.
    std::optional<GrowingParticle> growing;
};

/// The chain before its first sweep: particles in order of id, without velocities.
MonteCarloChain start_of_chain(const State& start, const MonteCarloParameters& parameters);

/// The chain with a growing particle at its first stage, anywhere in the box, if its ensemble needs one and it has
/// none: a chain that has equilibrated without it goes on so.
MonteCarloChain with_growing_particle(MonteCarloChain chain, const MonteCarloParameters& parameters);

/// throws   InvalidArgument or InvalidState: a parameter out of range, a state that is not valid, or before the first
///          turn one that is not in order of id
void check_chain(const Mixture& mixture, const MonteCarloChain& chain, const MonteCarloParameters& parameters);
void check_step_sizes(const Box& box, double largest_displacement, double largest_log_volume_step);

/// Makes the next sweep of a chain: calls make_turn(moves, turn) for every turn of the ensemble's table, in order, then
/// counts the sweep and its turns. A turn that throws leaves all counters.
template <class MakeTurn>
void make_sweep(MonteCarloChain& chain, const MonteCarloParameters& parameters, const MakeTurn& make_turn) {
    std::uint64_t turn = chain.turn;
    std::uint64_t growing_turn = chain.growing ? chain.growing->turn : 0;
    for (const TurnsOfSweep& row : sweep_of(parameters.ensemble)) {
        if (row.turns == Turns::one) {
            make_turn(row.moves, MonteCarloTurn{parameters.seed, RandomStream::monte_carlo_volume, chain.sweep});
            continue;
        }
        if (row.turns == Turns::of_growing_particle) {
            for (std::uint64_t k = 0; k < parameters.growing->turns_per_sweep; ++k, ++growing_turn) {
                make_turn(row.moves, MonteCarloTurn{parameters.seed, RandomStream::monte_carlo_growing, growing_turn});
            }
            continue;
        }
        for (std::uint64_t k = 0; k < chain.turns_per_sweep; ++k, ++turn) {
            make_turn(row.moves, MonteCarloTurn{parameters.seed, RandomStream::monte_carlo_particle, turn});
        }
    }
    chain.turn = turn;
    if (chain.growing) chain.growing->turn = growing_turn;
    ++chain.sweep;
}

/// Largest displacement along an axis in this box: at most half the shortest edge, so that a trial position is less
/// than one edge outside, however small the box has become. It depends on the box alone, which a displacement leaves as
/// it is: trial and reverse trial stay equally likely.
inline double displacement_limit(const Box& box, double largest_displacement) {
    return std::min(largest_displacement, 0.5 * box.shortest_edge());
}

/// A point anywhere in the box, from 64 random bits an axis: x from a[0..1], y from a[2..3], z from b[0..1].
Vector3 uniform_position(const Box& box, const RandomWords& a, const RandomWords& b);

inline constexpr std::int32_t no_species = -1;

/// Change of the tail correction of the energy (mixture.hpp) when a particle of species `gone` leaves and one of
/// species `come` takes its place, with no_species for none. Only where numbers vary tails are known: elsewhere
/// truncation plain means cut and nothing more.
/// counts    numbers of particles by species before the change
double tail_change(const Mixture& mixture, MonteCarloEnsemble ensemble, const std::vector<std::int64_t>& counts,
                   std::int32_t gone, std::int32_t come, double volume);

/// Every edge times factor.
/// throws   InvalidState: an edge below 2 r_c or above largest_edge
Box scaled_box(const Box& box, double factor, const Mixture& mixture);

/// Metropolis Monte Carlo in the canonical (nvt), the isothermal-isobaric (npt; both with swaps of identities nvt_swap,
/// npt_swap), the semi-grand (N, P, T, Delta mu) and the grand-canonical ensemble (mu_1, mu_2, ..., V, T; of two kinds,
/// grand_canonical and grand_canonical_biased). A sweep makes the turns of the table sweep_of(ensemble): N turns, N the
/// number of particles at the start, and then, but at constant volume, one volume move. Turn t of the chain, the value
/// of its counter, draws words a (block 0) and b (block 1) of stream monte_carlo_particle at index t and acts on the
/// particle in row index_from(a[0], N) of the chain's state:
///   1. displacement   r' = r + grid(d u), u in (-1, 1)^3 from a[1..3], d = displacement_limit(): the largest
///                     displacement, or half the shortest edge if the box has shrunk below twice that;
///                     accept if A(Delta U; b[0], b[1])
///   2. identity       (semi_grand, grand_canonical, .._biased) to the other species, or with more than two to one of
///                     the others by word 0 of block 2; accept if A(Delta U - (mu_s' - mu_s); b[2], b[3])
///                                                                                       [Kofke and Glandt 1988]
///   3. exchange       (grand_canonical) of a species s drawn from word 1 of block 3, not of the particle above:
///                     insertion if the highest bit of word 0 is set, anywhere by uniform_position(block 4, block 5);
///                     else deletion of one of the N_s particles of species s, each equally likely: the first of them
///                     among rows index_from(word, N), words of blocks 6, 7, ... one after another. Accept with d
///                     words 2 and 3 of block 3 if
///                       A(Delta U - mu_s - T ln(V/(N_s + 1)); d)   for an insertion
///                       A(Delta U + mu_s + T ln(V/N_s); d)         for a deletion     [Frenkel and Smit, section 5.6]
///   4. swap           (nvt_swap, npt_swap) with the particle in row index_from(word 0 of block 3, N), if that is of
///                     another species: both exchange their identities; accept if A(Delta U; words 2 and 3 of block 3)
///                                                      [Grigera and Parisi, Phys. Rev. E 63, 045102 (2001)]
///   5. biased_exchange   (grand_canonical_biased) as move 3, but with a choice of places: those of a cubic lattice of
///                     insertion_places.hpp. Its origin is anywhere, uniform_position(block 4, block 5), for an
///                     insertion; for a deletion the particle that goes is at place index_from(word 0 of block 4, 64)
///                     of it. Let u_q be the energy of a particle of species s at place q with all but the one that
///                     goes. With e_q = -u_q/T and e the largest of those of places that are not taken and without an
///                     overlap, w_q = exp(e_q - e), portable, or 0 if q is taken or overlaps; W their sum, added in
///                     order; u = -(T (e + ln(W/64))), so that exp(-u/T) is the mean of the Boltzmann factors. An
///                     insertion is at the first q with uniform_from(words 0, 1 of block 6) W < w_0 + ... + w_q. Accept
///                     with the formulas of move 3, in which +u, and -u for a deletion, stand for the change of energy.
///                     Without a place, or if the particle's own has w_q = 0, it is rejected.
///                     [Frenkel and Smit, section 13.1, for one step of a chain; cavities: Mezei, Mol. Phys. 40, 901
///                     (1980)]
/// A move for which there is no particle, or no other species, is rejected. Where numbers vary Delta U of moves 2, 3
/// and 5 has the change of the tail correction where the truncation is plain; the running energy E has none.
/// An inserted particle is appended with image 0 and the id first_new_id + t; the last row fills a deleted one's hole.
/// The volume move draws words c of stream monte_carlo_volume at the index of the sweep: every edge and coordinate is
/// multiplied by exp(d_V u / 3), u from c[0], and rounded to the grid (a coordinate that reaches the edge becomes 0);
/// accept if A(Delta U + P Delta V - (N + 1) T ln(V'/V); c[1], c[2]) with the V' that results.
/// growing, growing_fixed: npt with one more particle g, not one of the N, of which the stage k says how much of it is
/// there: its energy u_k with the N is that of contracts/soft_core.hpp at zeta_k, and a part of U. Sampled is
///   exp(-(U_N + u_k + P V)/T + eta_k) over r^N, r_g, V and, in growing, k:   with N + 2 for N + 1 in the volume move.
/// Displacements and volume moves change u_k, with g scaled as the others are; a displaced particle's term with g is
/// judged by itself: an overlap if it is one alone. After the volume move come turns of g, t its own counter: words a,
/// b, ... of blocks 0, 1, ... of stream monte_carlo_growing at index t.
///   6. growing_displacement   anywhere by uniform_position(block 2, block 3) if a[0] < 2^30, else as a displacement,
///                     with growing_displacement_limit(); accept if A(Delta u_k; b[0], b[1])
///   7. stage          (growing) a heat bath: with e_k = eta_k - u_k/T and e the largest of those without an overlap,
///                     w_k = exp(e_k - e), portable, or 0 in an overlap, the new stage is the first with
///                     uniform_from(b[2], b[3]) W < w_0 + ... + w_k, W the sum of all, added in order; always accepted.
///                     p_k = w_k/W; count_stage() follows. Averages of p_k have the free energies of the stages:
///                       (f_k - f_0)/T = eta_k - eta_0 - ln(<p_k>/<p_0>) once the weights are frozen
///                                                              [expanded ensemble: Lyubartsev et al. 1992]
/// A(h; hi, lo) accepts if h <= 0 or uniform_from(hi, lo) < exp(-h/T), the exponential portable; an overlap is never
/// accepted. The step is uniform in ln V, hence N + 1: the density sampled is V^N exp(-P V / T).
///                                                                                     [Frenkel and Smit, section 5.4]
/// Delta U is an exact difference of order-independent sums, so the chain has the same bits in both backends, on every
/// instruction set and for any order of the particles in memory. The digest folds, for every attempted move,
/// 2 E + (1 if accepted), E the low 64 bits of the running energy after it.
///
/// throws     InvalidArgument: a parameter out of range; InvalidState: an invalid or overlapping start, or a box that
///            has shrunk below an edge of 2 r_c or grown past the largest edge
/// accuracy   the running energy equals the sum over pairs of Q(u), and Q of those of g at its stage, exactly, always
///   freeze_weights()        the weights of the stages stay as they are from now on
///   stage_probabilities()   mean p_k over the turns of g in the last sweep; none before it, or without heat baths
template <class T>
concept MonteCarloBackend =
    std::constructible_from<T, const Mixture&, const State&, const MonteCarloParameters&, const Execution&> &&
    std::constructible_from<T, const Mixture&, const MonteCarloChain&, const MonteCarloParameters&, const Execution&> &&
    requires(T chain, const T& constant_chain, double value) {
    { chain.sweep() } -> std::same_as<void>;
    { chain.set_step_sizes(value, value) } -> std::same_as<void>;
    { chain.freeze_weights() } -> std::same_as<void>;
    { constant_chain.chain() } -> std::same_as<MonteCarloChain>;
    { constant_chain.energy() } -> std::same_as<WideQuanta>;
    { constant_chain.volume() } -> std::same_as<double>;
    { constant_chain.species_counts() } -> std::same_as<const std::vector<std::int64_t>&>;
    { constant_chain.counts() } -> std::same_as<const MoveCounts&>;
    { constant_chain.growing() } -> std::same_as<const std::optional<GrowingParticle>&>;
    { constant_chain.stage_probabilities() } -> std::same_as<std::vector<double>>;
};

}  // namespace soret
