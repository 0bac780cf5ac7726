#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <variant>
#include <vector>

#include "soret/common/execution.hpp"
#include "soret/common/state.hpp"

namespace soret {

/// The particles nearest to one. Of two that are as far from it the one with the smaller id is nearer: the squared
/// distances as computed are compared exactly.
struct NearestNeighbours {
    int count = 12;  ///< 1 to most_nearest_neighbours
};
/// Those with r2 < cutoff cutoff.
struct NeighboursWithin {
    double cutoff = 1.5;  ///< > 0, at most half the shortest edge                                    [sigma]
};
using NeighbourRule = std::variant<NearestNeighbours, NeighboursWithin>;

inline constexpr int most_nearest_neighbours = 64;
inline constexpr int most_neighbours_within = 2048;

struct SteinhardtOptions {
    NeighbourRule neighbours;
    bool averaged = false;  ///< the averages over the neighbours too
};

struct BondOrder {
    std::vector<double> q4, q6;  ///< of each particle, in [0, 1]
    double mean_q4 = 0.0;        ///< over the particles; 0 without any
    double mean_q6 = 0.0;
};

struct SteinhardtResult {
    BondOrder own;                         ///< Q_l; its mean_q6 is <Q_6> of the paper
    BondOrder averaged;                    ///< averaged Q_l; empty if not asked for
    std::vector<std::int32_t> neighbours;  ///< how many each particle has
};

/// Bond-orientational order parameters of every particle                [Steinhardt, Nelson, Ronchetti 1983; SI eq. 28]
///   q_lm(i) = (1/n_i) sum_j Y_lm(r_ij/|r_ij|)  over the n_i neighbours j of i,   r_ij = r_i - r_j, nearest image
///   Q_l(i)  = [4 pi/(2 l + 1) sum_m |q_lm(i)|^2]^(1/2),   l = 4, 6
/// and, if asked for, the same Q_l of                                                         [Lechner, Dellago 2008]
///   averaged q_lm(i) = [q_lm(i) + sum_j q_lm(j)]/(n_i + 1)
/// r2 = dot(r, r) is one IEEE double operation after the other: both backends have the same neighbours. They count if
/// r2 < h h, h half the shortest edge: beyond, a particle could meet two images of one neighbour.
/// Means are those of the values rounded once to multiples of 2^-40: they do not depend on the order.
///
/// state      N particles; species and velocities are not looked at. Results stand in its order.
/// throws     InvalidArgument: a count or a cutoff outside its range
///            InvalidState: a cutoff above h; a particle with fewer neighbours than asked for, without any within the
///            cutoff or with more than most_neighbours_within; a particle at the place of another. The first particle
///            of the state that is wrong is named.
/// bits       the optimised backend has the same ones on every instruction set, with any number of threads and in any
///            order of the particles; the reference, which is made of sin, cos and atan2, agrees with it as follows
/// accuracy   |error of Q_4, Q_6 of a particle| <= 256 2^-53, averaged ones 512 2^-53, means 2^-41 more (asserted in
///            tests; measured 6 and 3). Times [4 pi/(2 l + 1)]^(1/2) the Y_lm of a bond are a vector of length 1, so
///            that Q_l is the length of a mean of such vectors and has at most the error of one. The worst is P_6: a
///            direction within 4.5 2^-53 times its steepest slope, 21, and three roundings of magnitudes up to 41.
template <class T>
concept SteinhardtBackend = std::constructible_from<T, const SteinhardtOptions&, const Execution&> &&
    requires(T steinhardt, const State& state, SteinhardtResult& result) {
    { steinhardt.compute(state, result) } -> std::same_as<void>;
};

/// throws   InvalidArgument: a count or a cutoff outside its range
void check_neighbour_rule(const NeighbourRule& rule);
/// throws   InvalidState: a cutoff above half the shortest edge
void check_rule_fits(const NeighbourRule& rule, const Box& box);

/// What is wrong with a particle for which no Q_l is defined.
enum class NeighbourFault { none, overlap, too_few, too_many };
/// found   particles nearer than half the shortest edge or, by the other rule, within the cutoff
NeighbourFault fault_of(const NeighbourRule& rule, bool overlaps, std::size_t found);
/// throws   InvalidState: always
[[noreturn]] void throw_neighbour_fault(const NeighbourRule& rule, NeighbourFault fault, const Box& box,
                                        std::int64_t id, std::size_t found);

/// Fills the means of both.
void fill_means(SteinhardtResult& result);

}  // namespace soret
