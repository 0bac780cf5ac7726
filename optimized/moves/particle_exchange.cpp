#include "soret/optimized/moves/particle_exchange.hpp"

#include "soret/common/portable_math.hpp"

namespace soret::optimized {

namespace {

std::size_t particle_drawn(const CellGrid& grid, std::int32_t s, const MonteCarloTurn& numbers) {
    const auto n = static_cast<std::uint32_t>(grid.size());
    for (std::uint32_t block = 6;; ++block) {
        for (const std::uint32_t word : numbers.words(block)) {
            const std::size_t k = index_from(word, n);
            if (grid.species(k) == s) return k;
        }
    }
}

}  // namespace

MoveTrial ParticleExchange::propose(MonteCarloSystem& system, Turn& turn) {
    const RandomWords words = turn.numbers.words(3);
    comes_ = (words[0] >> 31) == 1;
    species_ =
        static_cast<std::int32_t>(index_from(words[1], static_cast<std::uint32_t>(system.mixture.species_count())));
    MoveTrial trial = comes_ ? insertion(system, turn.numbers) : deletion(system, turn.numbers);
    trial.high = words[2];
    trial.low = words[3];
    return trial;
}

MoveTrial ParticleExchange::insertion(MonteCarloSystem& system, const MonteCarloTurn& numbers) {
    const CellGrid& grid = system.grid;
    position_ = uniform_position(grid.box(), numbers.words(4), numbers.words(5));
    system.energies.scan(grid, position_, grid.size(), system.near);
    const ParticleEnergy u = system.energies.energy(system.near, species_);
    if (u.overlap) return impossible_move;

    const auto s = static_cast<std::size_t>(species_);
    const MonteCarloParameters& parameters = system.parameters;
    const double volume = grid.box().volume();
    const double n_s = static_cast<double>(system.species_counts[s]);
    const double tail =
        tail_change(system.mixture, parameters.ensemble, system.species_counts, no_species, species_, volume);
    const double h = ((from_quanta(u.quanta) + tail) - parameters.chemical_potential[s]) -
                     parameters.temperature * portable_log(volume / (n_s + 1.0));
    return {.energy_change = u.quanta, .h = h};
}

MoveTrial ParticleExchange::deletion(MonteCarloSystem& system, const MonteCarloTurn& numbers) {
    const auto s = static_cast<std::size_t>(species_);
    if (system.species_counts[s] == 0) return impossible_move;
    const CellGrid& grid = system.grid;
    goes_ = particle_drawn(grid, species_, numbers);
    system.energies.scan(grid, grid.position(goes_), goes_, system.near);
    const Quanta change = -system.energies.energy(system.near, species_).quanta;

    const MonteCarloParameters& parameters = system.parameters;
    const double volume = grid.box().volume();
    const double n_s = static_cast<double>(system.species_counts[s]);
    const double tail =
        tail_change(system.mixture, parameters.ensemble, system.species_counts, species_, no_species, volume);
    const double h = ((from_quanta(change) + tail) + parameters.chemical_potential[s]) +
                     parameters.temperature * portable_log(volume / n_s);
    return {.energy_change = change, .h = h};
}

void ParticleExchange::apply(MonteCarloSystem& system, Turn& turn) const {
    system.species_counts[static_cast<std::size_t>(species_)] += comes_ ? 1 : -1;
    if (comes_) {
        const std::int64_t id = system.chain.first_new_id + static_cast<std::int64_t>(turn.numbers.index);
        system.chain.state.add(id, species_, position_);
        system.grid.append(position_, species_);
    } else {
        system.chain.state.remove(goes_);
        system.grid.erase(goes_);
    }
}

}  // namespace soret::optimized
