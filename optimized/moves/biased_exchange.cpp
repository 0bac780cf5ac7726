#include "soret/optimized/moves/biased_exchange.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "soret/common/portable_math.hpp"

namespace soret::optimized {

MoveTrial BiasedExchange::propose(MonteCarloSystem& system, Turn& turn) {
    particle_ = ExchangedParticle::drawn(system, turn.numbers);
    MoveTrial trial = particle_.comes ? insertion(system, turn.numbers) : deletion(system, turn.numbers);
    trial.high = particle_.high;
    trial.low = particle_.low;
    return trial;
}

MoveTrial BiasedExchange::insertion(MonteCarloSystem& system, const MonteCarloTurn& numbers) {
    const Box& box = system.grid.box();
    const Vector3 origin = uniform_position(box, numbers.words(4), numbers.words(5));
    const double sum = find_places(system, origin, system.grid.size());
    if (sum == 0.0) return impossible_move;
    const RandomWords words = numbers.words(6);
    const double drawn = uniform_from(words[0], words[1]) * sum;
    auto chosen = free_.begin();
    for (double cumulated = chosen->weight; !(drawn < cumulated);) cumulated += (++chosen)->weight;
    particle_.position = place_of(box, origin, system.free_places.spacing(), chosen->q);
    return {.energy_change = chosen->energy, .h = particle_.h(system, u_)};
}

MoveTrial BiasedExchange::deletion(MonteCarloSystem& system, const MonteCarloTurn& numbers) {
    if (!particle_.draw_number(system, numbers)) return impossible_move;
    const std::size_t gone = particle_.number;
    const Vector3 r = system.grid.position(gone);
    system.energies.scan(system.grid, r, gone, system.near);
    const ParticleEnergy own = system.energies.energy(system.near, particle_.species);
    if (own.overlap || surely_stays(system, own.value())) return impossible_move;
    const std::uint32_t q = index_from(numbers.words(4)[0], place_count);
    const Vector3 origin = origin_with_place(system.grid.box(), r, system.free_places.spacing(), q);
    find_places(system, origin, gone);
    const auto here = std::find_if(free_.begin(), free_.end(), [&](const FreePlace& place) { return place.q == q; });
    if (here == free_.end() || here->weight == 0.0) return impossible_move;
    return {.energy_change = -own.quanta, .h = particle_.h(system, u_)};
}

double BiasedExchange::find_places(MonteCarloSystem& system, const Vector3& origin, std::size_t gone) {
    const CellGrid& grid = system.grid;
    const double temperature = system.parameters.temperature;
    free_.clear();
    double largest = -INFINITY;
    std::uint64_t bits = system.free_places.around(grid, origin, particle_.species, gone, system.near);
    for (; bits != 0; bits &= bits - 1) {
        const auto q = static_cast<std::uint32_t>(std::countr_zero(bits));
        const Vector3 r = place_of(grid.box(), origin, system.free_places.spacing(), q);
        system.energies.scan(grid, r, gone, system.near);
        const ParticleEnergy u = system.energies.energy(system.near, particle_.species);
        if (u.overlap) continue;
        const double exponent = -u.value() / temperature;
        free_.push_back({q, u.quanta, exponent});
        largest = std::max(largest, exponent);
    }
    if (free_.empty()) return 0.0;
    double sum = 0.0;
    for (FreePlace& place : free_) {
        place.weight = portable_exp(place.weight - largest);
        sum += place.weight;
    }
    u_ = -(temperature * (largest + portable_log(sum / place_count)));
    return sum;
}

// The mean over all places is at least what its own gives, and a deletion the less likely the larger it is. The margin
// is far above all roundings.
bool BiasedExchange::surely_stays(const MonteCarloSystem& system, double u) const {
    constexpr double margin = 1e-9;
    const double temperature = system.parameters.temperature;
    const double most = u + temperature * portable_log(static_cast<double>(place_count));
    const double h = particle_.h(system, most);
    const double mu = system.parameters.chemical_potential[static_cast<std::size_t>(particle_.species)];
    const double least = h - margin * (std::fabs(h) + std::fabs(u) + std::fabs(mu) + 100.0 * temperature);
    return least > 0.0 && uniform_from(particle_.high, particle_.low) >= portable_exp(-least / temperature);
}

}  // namespace soret::optimized
