#include "soret/reference/moves/particle_exchange.hpp"

#include "soret/common/portable_math.hpp"
#include "soret/reference/particle_energy.hpp"

namespace soret::reference {

namespace {

/// One of the particles of species s, each equally likely: the first of them among rows drawn at random.
std::size_t row_drawn(const State& state, std::int32_t s, const MonteCarloTurn& turn) {
    const auto n = static_cast<std::uint32_t>(state.size());
    for (std::uint32_t block = 6;; ++block) {
        for (const std::uint32_t word : turn.words(block)) {
            const std::size_t row = index_from(word, n);
            if (state.species[row] == s) return row;
        }
    }
}

}  // namespace

MoveTrial ParticleExchange::propose(const MonteCarloSystem& system, const MonteCarloTurn& turn) {
    const RandomWords words = turn.words(3);
    comes_ = (words[0] >> 31) == 1;
    species_ =
        static_cast<std::int32_t>(index_from(words[1], static_cast<std::uint32_t>(system.mixture.species_count())));
    MoveTrial trial = comes_ ? insertion(system, turn) : deletion(system, turn);
    trial.high = words[2];
    trial.low = words[3];
    return trial;
}

MoveTrial ParticleExchange::insertion(const MonteCarloSystem& system, const MonteCarloTurn& turn) {
    const State& state = system.chain.state;
    const auto s = static_cast<std::size_t>(species_);
    const double volume = state.box.volume();
    const double n_s = static_cast<double>(system.species_counts[s]);
    const double mu = system.parameters.chemical_potential[s];
    id_ = system.chain.first_new_id + static_cast<std::int64_t>(turn.index);
    position_ = uniform_position(state.box, turn.words(4), turn.words(5));

    const ParticleEnergy u = ParticleEnergies(system.mixture, state).at(position_, species_);
    const double tail =
        tail_change(system.mixture, system.parameters.ensemble, system.species_counts, no_species, species_, volume);
    const double h =
        ((from_quanta(u.quanta) + tail) - mu) - system.parameters.temperature * portable_log(volume / (n_s + 1.0));
    return {.overlap = u.overlap, .energy_change = u.quanta, .h = h};
}

MoveTrial ParticleExchange::deletion(const MonteCarloSystem& system, const MonteCarloTurn& turn) {
    const State& state = system.chain.state;
    const auto s = static_cast<std::size_t>(species_);
    if (system.species_counts[s] == 0) return impossible_move;
    const double volume = state.box.volume();
    const double n_s = static_cast<double>(system.species_counts[s]);
    const double mu = system.parameters.chemical_potential[s];
    row_ = row_drawn(state, species_, turn);

    const ParticleEnergies energies(system.mixture, state);
    const Quanta change = -energies.without(row_, state.position_of(row_), species_).quanta;
    const double tail =
        tail_change(system.mixture, system.parameters.ensemble, system.species_counts, species_, no_species, volume);
    const double h = ((from_quanta(change) + tail) + mu) + system.parameters.temperature * portable_log(volume / n_s);
    return {.energy_change = change, .h = h};
}

void ParticleExchange::apply(MonteCarloSystem& system) const {
    system.species_counts[static_cast<std::size_t>(species_)] += comes_ ? 1 : -1;
    if (comes_) {
        system.chain.state.add(id_, species_, position_);
    } else {
        system.chain.state.remove(row_);
    }
}

}  // namespace soret::reference
