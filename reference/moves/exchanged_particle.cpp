#include "soret/reference/moves/exchanged_particle.hpp"

#include "soret/common/portable_math.hpp"

namespace soret::reference {

ExchangedParticle ExchangedParticle::drawn(const MonteCarloSystem& system, const MonteCarloTurn& turn) {
    const RandomWords words = turn.words(3);
    ExchangedParticle particle;
    particle.comes = (words[0] >> 31) == 1;
    particle.species =
        static_cast<std::int32_t>(index_from(words[1], static_cast<std::uint32_t>(system.mixture.species_count())));
    particle.id = system.chain.first_new_id + static_cast<std::int64_t>(turn.index);
    return particle;
}

bool ExchangedParticle::draw_row(const MonteCarloSystem& system, const MonteCarloTurn& turn) {
    if (system.species_counts[static_cast<std::size_t>(species)] == 0) return false;
    const State& state = system.chain.state;
    const auto n = static_cast<std::uint32_t>(state.size());
    for (std::uint32_t block = 6;; ++block) {
        for (const std::uint32_t word : turn.words(block)) {
            row = index_from(word, n);
            if (state.species[row] == species) return true;
        }
    }
}

double ExchangedParticle::h(const MonteCarloSystem& system, double u) const {
    const auto s = static_cast<std::size_t>(species);
    const double volume = system.chain.state.box.volume();
    const double n_s = static_cast<double>(system.species_counts[s]);
    const double mu = system.parameters.chemical_potential[s];
    const double temperature = system.parameters.temperature;
    const auto tail = [&](std::int32_t gone, std::int32_t come) {
        return tail_change(system.mixture, system.parameters.ensemble, system.species_counts, gone, come, volume);
    };
    if (comes) return ((u + tail(no_species, species)) - mu) - temperature * portable_log(volume / (n_s + 1.0));
    return ((-u + tail(species, no_species)) + mu) + temperature * portable_log(volume / n_s);
}

void ExchangedParticle::exchange(MonteCarloSystem& system) const {
    system.species_counts[static_cast<std::size_t>(species)] += comes ? 1 : -1;
    if (comes) {
        system.chain.state.add(id, species, position);
    } else {
        system.chain.state.remove(row);
    }
}

MoveTrial decided_by(const MonteCarloTurn& turn, MoveTrial trial) {
    const RandomWords words = turn.words(3);
    trial.high = words[2];
    trial.low = words[3];
    return trial;
}

}  // namespace soret::reference
