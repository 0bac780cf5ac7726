#include "soret/optimized/moves/exchanged_particle.hpp"

#include "soret/common/portable_math.hpp"

namespace soret::optimized {

ExchangedParticle ExchangedParticle::drawn(const MonteCarloSystem& system, const MonteCarloTurn& numbers) {
    const RandomWords words = numbers.words(3);
    ExchangedParticle particle;
    particle.comes = (words[0] >> 31) == 1;
    particle.species =
        static_cast<std::int32_t>(index_from(words[1], static_cast<std::uint32_t>(system.mixture.species_count())));
    particle.high = words[2];
    particle.low = words[3];
    return particle;
}

bool ExchangedParticle::draw_number(const MonteCarloSystem& system, const MonteCarloTurn& numbers) {
    if (system.species_counts[static_cast<std::size_t>(species)] == 0) return false;
    const CellGrid& grid = system.grid;
    const auto n = static_cast<std::uint32_t>(grid.size());
    for (std::uint32_t block = 6;; ++block) {
        for (const std::uint32_t word : numbers.words(block)) {
            number = index_from(word, n);
            if (grid.species(number) == species) return true;
        }
    }
}

double ExchangedParticle::h(const MonteCarloSystem& system, double u) const {
    const auto s = static_cast<std::size_t>(species);
    const MonteCarloParameters& parameters = system.parameters;
    const double volume = system.grid.box().volume();
    const double n_s = static_cast<double>(system.species_counts[s]);
    const double mu = parameters.chemical_potential[s];
    const double temperature = parameters.temperature;
    const std::int32_t gone = comes ? no_species : species;
    const std::int32_t come = comes ? species : no_species;
    const double tail = tail_change(system.mixture, parameters.ensemble, system.species_counts, gone, come, volume);
    if (comes) return ((u + tail) - mu) - temperature * portable_log(volume / (n_s + 1.0));
    return ((-u + tail) + mu) + temperature * portable_log(volume / n_s);
}

void ExchangedParticle::exchange(MonteCarloSystem& system, const Turn& turn) const {
    system.species_counts[static_cast<std::size_t>(species)] += comes ? 1 : -1;
    if (comes) {
        const std::int64_t id = system.chain.first_new_id + static_cast<std::int64_t>(turn.numbers.index);
        system.chain.state.add(id, species, position);
        system.grid.append(position, species);
    } else {
        system.chain.state.remove(number);
        system.grid.erase(number);
    }
}

}  // namespace soret::optimized
