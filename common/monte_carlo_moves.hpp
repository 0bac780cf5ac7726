#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "soret/common/order_independent_sum.hpp"
#include "soret/common/random_streams.hpp"

namespace soret {

// What a sweep of a Monte Carlo chain consists of: moves, the turns that make them; the ensembles as tables of both.

/// The moves of all ensembles. Counts, acceptance and files go by their names.
enum class MonteCarloMove : std::uint8_t {
    displacement,
    identity,
    volume,
    exchange,
    swap,
    growing_displacement,
    stage,
    biased_exchange,
};

inline constexpr std::array every_monte_carlo_move{MonteCarloMove::displacement, MonteCarloMove::identity,
                                                   MonteCarloMove::volume,       MonteCarloMove::exchange,
                                                   MonteCarloMove::swap,         MonteCarloMove::growing_displacement,
                                                   MonteCarloMove::stage,        MonteCarloMove::biased_exchange};

constexpr std::string_view name_of(MonteCarloMove move) {
    switch (move) {
        case MonteCarloMove::displacement: return "displacement";
        case MonteCarloMove::identity: return "identity";
        case MonteCarloMove::volume: return "volume";
        case MonteCarloMove::exchange: return "exchange";
        case MonteCarloMove::swap: return "swap";
        case MonteCarloMove::growing_displacement: return "growing_displacement";
        case MonteCarloMove::stage: return "stage";
        case MonteCarloMove::biased_exchange: return "biased_exchange";
    }
    return "unknown";
}

/// Whether particles come and go by this move.
constexpr bool exchanges_particles(MonteCarloMove move) {
    return move == MonteCarloMove::exchange || move == MonteCarloMove::biased_exchange;
}

/// One turn of a chain. It draws its random numbers from the stream at this index, which no other turn has.
struct MonteCarloTurn {
    std::uint64_t seed = 0;
    RandomStream stream = RandomStream::monte_carlo_particle;
    std::uint64_t index = 0;

    RandomWords words(std::uint32_t block) const { return random_words(seed, stream, index, block); }
};

/// A move as it is proposed: accepted with the probability min(1, exp(-h/T)), never if particles overlap.
struct MoveTrial {
    bool overlap = false;
    WideQuanta energy_change = 0;  ///< Delta U
    double h = 0.0;                ///< -T ln of the ratio of densities, new over old, times that of proposals     [eps]
    std::uint32_t high = 0;        ///< the words that decide
    std::uint32_t low = 0;
};

/// A move that cannot be made, as the removal of a particle that is not there: never accepted.
inline constexpr MoveTrial impossible_move{.overlap = true};

struct MoveCount {
    std::uint64_t attempted = 0;
    std::uint64_t accepted = 0;
    friend bool operator==(const MoveCount&, const MoveCount&) = default;
};

/// A count for every move: counts[MonteCarloMove::volume].accepted.
class MoveCounts {
public:
    MoveCount& operator[](MonteCarloMove move) { return counts_[static_cast<std::size_t>(move)]; }
    const MoveCount& operator[](MonteCarloMove move) const { return counts_[static_cast<std::size_t>(move)]; }
    friend bool operator==(const MoveCounts&, const MoveCounts&) = default;

private:
    std::array<MoveCount, every_monte_carlo_move.size()> counts_{};
};

enum class MonteCarloEnsemble : std::uint8_t {
    nvt,
    npt,
    semi_grand,
    grand_canonical,
    nvt_swap,
    npt_swap,
    growing,                 ///< npt with a particle that grows and shrinks
    growing_fixed,           ///< the same, but it stays at its stage
    grand_canonical_biased,  ///< grand_canonical with the other kind of exchange
};

/// Whether the numbers of particles vary.
constexpr bool exchanges_particles(MonteCarloEnsemble ensemble) {
    return ensemble == MonteCarloEnsemble::grand_canonical || ensemble == MonteCarloEnsemble::grand_canonical_biased;
}

/// How many turns of a kind a sweep has, and from where they draw.
enum class Turns : std::uint8_t {
    one_for_each_particle,  ///< as many as the chain had particles at its start, each at the next value of the counter
                            ///< of turns, from stream monte_carlo_particle
    one,                    ///< at the number of the sweep, from stream monte_carlo_volume; one such row in an ensemble
    of_growing_particle,    ///< turns_per_sweep of GrowingParameters, each at the next value of the growing particle's
                            ///< counter, from stream monte_carlo_growing
};

/// A row of an ensemble's table: turns of one kind, each of which makes these moves, one after another.
struct TurnsOfSweep {
    Turns turns;
    std::vector<MonteCarloMove> moves;
};

/// The table of an ensemble: a sweep is its rows from the first to the last.
const std::vector<TurnsOfSweep>& sweep_of(MonteCarloEnsemble ensemble);

/// The moves of an ensemble, in the order of its table.
std::vector<MonteCarloMove> moves_of(MonteCarloEnsemble ensemble);

bool has_move(MonteCarloEnsemble ensemble, MonteCarloMove move);

}  // namespace soret
