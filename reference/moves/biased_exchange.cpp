#include "soret/reference/moves/biased_exchange.hpp"

#include <algorithm>
#include <cmath>

#include "soret/common/portable_math.hpp"
#include "soret/reference/particle_energy.hpp"

namespace soret::reference {

namespace {

/// Whether a particle other than the one in row `gone` is too near for one of species s at r.
bool is_taken(const MonteCarloSystem& system, const Vector3& r, std::int32_t s, std::size_t gone) {
    const State& state = system.chain.state;
    for (std::size_t j = 0; j < state.size(); ++j) {
        if (j == gone) continue;
        const Vector3 rij = state.box.minimum_image(r, state.position_of(j));
        const auto other = static_cast<std::size_t>(state.species[j]);
        if (dot(rij, rij) < taken_within2(system.mixture, static_cast<std::size_t>(s), other)) return true;
    }
    return false;
}

}  // namespace

BiasedExchange::Places BiasedExchange::places_around(const MonteCarloSystem& system, const Vector3& origin,
                                                     std::size_t gone) const {
    const State& state = system.chain.state;
    const ParticleEnergies energies(system.mixture, state);
    const double temperature = system.parameters.temperature;
    const double spacing = place_spacing(system.mixture);
    Places places;
    double largest = -INFINITY;
    for (std::uint32_t q = 0; q < place_count; ++q) {
        const Vector3 r = place_of(state.box, origin, spacing, q);
        places.weight[q] = -INFINITY;  // first exponents, then weights
        if (is_taken(system, r, particle_.species, gone)) continue;
        const ParticleEnergy u =
            gone < state.size() ? energies.without(gone, r, particle_.species) : energies.at(r, particle_.species);
        if (u.overlap) continue;
        places.energy[q] = u.quanta;
        places.weight[q] = -u.value() / temperature;
        largest = std::max(largest, places.weight[q]);
    }
    if (largest == -INFINITY) {
        places.weight.fill(0.0);
        return places;
    }
    for (double& weight : places.weight) {
        weight = portable_exp(weight - largest);
        places.sum += weight;
    }
    places.u = -(temperature * (largest + portable_log(places.sum / place_count)));
    return places;
}

MoveTrial BiasedExchange::propose(const MonteCarloSystem& system, const MonteCarloTurn& turn) {
    particle_ = ExchangedParticle::drawn(system, turn);
    return decided_by(turn, particle_.comes ? insertion(system, turn) : deletion(system, turn));
}

MoveTrial BiasedExchange::insertion(const MonteCarloSystem& system, const MonteCarloTurn& turn) {
    const State& state = system.chain.state;
    const Vector3 origin = uniform_position(state.box, turn.words(4), turn.words(5));
    const Places places = places_around(system, origin, state.size());
    if (places.sum == 0.0) return impossible_move;
    const RandomWords words = turn.words(6);
    const double drawn = uniform_from(words[0], words[1]) * places.sum;
    std::uint32_t q = 0;
    for (double cumulated = places.weight[0]; !(drawn < cumulated);) cumulated += places.weight[++q];
    particle_.position = place_of(state.box, origin, place_spacing(system.mixture), q);
    return {.energy_change = places.energy[q], .h = particle_.h(system, places.u)};
}

MoveTrial BiasedExchange::deletion(const MonteCarloSystem& system, const MonteCarloTurn& turn) {
    if (!particle_.draw_row(system, turn)) return impossible_move;
    const State& state = system.chain.state;
    const std::uint32_t q = index_from(turn.words(4)[0], place_count);
    const Vector3 origin =
        origin_with_place(state.box, state.position_of(particle_.row), place_spacing(system.mixture), q);
    const Places places = places_around(system, origin, particle_.row);
    if (places.weight[q] == 0.0) return impossible_move;
    return {.energy_change = -places.energy[q], .h = particle_.h(system, places.u)};
}

}  // namespace soret::reference
