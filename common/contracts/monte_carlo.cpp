#include "soret/common/contracts/monte_carlo.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "soret/common/errors.hpp"

namespace soret {

namespace {

inline constexpr double largest_temperature = 1e4;  // an overlap is worth 4e6 eps: exp(-4e6/1e4) is 0 for our purposes

void check_parameters(const Mixture& mixture, const MonteCarloParameters& parameters) {
    const double temperature = parameters.temperature;
    if (!(temperature > 0.0 && temperature <= largest_temperature)) {
        throw InvalidArgument(fmt::format("temperature = {}: must be in (0, {}]", temperature, largest_temperature));
    }
    if (!std::isfinite(parameters.pressure)) {
        throw InvalidArgument(fmt::format("pressure = {}: must be finite", parameters.pressure));
    }
    if (has_move(parameters.ensemble, MonteCarloMove::growing_displacement)) {
        if (!parameters.growing) throw InvalidArgument("growing: an ensemble with a growing particle needs it");
        check_growing(*parameters.growing, mixture.species_count());
    }
    if (!has_move(parameters.ensemble, MonteCarloMove::identity)) return;
    if (mixture.species_count() < 2 && !exchanges_particles(parameters.ensemble)) {
        throw InvalidArgument("the semi-grand ensemble needs a mixture of at least 2 species");
    }
    if (parameters.chemical_potential.size() != mixture.species_count()) {
        throw InvalidArgument(fmt::format("chemical_potential has {} values: must have one for each of {} species",
                                          parameters.chemical_potential.size(), mixture.species_count()));
    }
    for (const double mu : parameters.chemical_potential) {
        if (!std::isfinite(mu)) throw InvalidArgument(fmt::format("chemical_potential = {}: must be finite", mu));
    }
}

void check_step_sizes_below(double limit, double largest_displacement, double largest_log_volume_step) {
    if (!(largest_displacement > 0.0 && largest_displacement <= limit)) {
        throw InvalidArgument(
            fmt::format("largest_displacement = {}: must be in (0, {}]", largest_displacement, limit));
    }
    if (!(largest_log_volume_step > 0.0 && largest_log_volume_step <= 1.0)) {
        throw InvalidArgument(fmt::format("largest_log_volume_step = {}: must be in (0, 1]", largest_log_volume_step));
    }
}

GrowingParticle start_of_growing(const Box& box, const GrowingParameters& parameters, std::uint64_t seed) {
    GrowingParticle particle;
    constexpr std::uint64_t before_all_turns = std::numeric_limits<std::uint64_t>::max();  // no chain gets there
    const auto words = [&](std::uint32_t block) {
        return random_words(seed, RandomStream::monte_carlo_growing, before_all_turns, block);
    };
    particle.position = uniform_position(box, words(0), words(1));
    particle.stage = parameters.first_stage;
    particle.weights = parameters.weights;
    particle.weights.resize(parameters.stages.size(), 0.0);
    particle.visits.assign(parameters.stages.size(), 0);
    particle.adjusts = parameters.adjusts;
    return particle;
}

}  // namespace

MonteCarloChain start_of_chain(const State& start, const MonteCarloParameters& parameters) {
    MonteCarloChain chain;
    chain.state = start.sorted_by_id();
    for (auto& axis : chain.state.velocity) axis.clear();
    chain.turns_per_sweep = chain.state.size();
    if (chain.state.size() > 0) chain.first_new_id = chain.state.id.back() + 1;
    chain.largest_displacement = parameters.largest_displacement;
    chain.largest_log_volume_step = parameters.largest_log_volume_step;
    return with_growing_particle(chain, parameters);
}

MonteCarloChain with_growing_particle(MonteCarloChain chain, const MonteCarloParameters& parameters) {
    const bool needs_one = has_move(parameters.ensemble, MonteCarloMove::growing_displacement);
    if (needs_one && parameters.growing && !chain.growing) {
        chain.growing = start_of_growing(chain.state.box, *parameters.growing, parameters.seed);
    }
    return chain;
}

void check_step_sizes(const Box& box, double largest_displacement, double largest_log_volume_step) {
    check_step_sizes_below(0.5 * box.shortest_edge(), largest_displacement, largest_log_volume_step);
}

void check_chain(const Mixture& mixture, const MonteCarloChain& chain, const MonteCarloParameters& parameters) {
    check_parameters(mixture, parameters);
    check_state(chain.state, mixture);
    // The box of a chain that has begun may have shrunk since its step sizes were set.
    const double edge = chain.sweep == 0 ? chain.state.box.shortest_edge() : largest_edge;
    check_step_sizes_below(0.5 * edge, chain.largest_displacement, chain.largest_log_volume_step);
    if (chain.turn == 0 && !std::is_sorted(chain.state.id.begin(), chain.state.id.end())) {
        throw InvalidState("the particles of a chain must be in order of id");
    }
    const bool exchanges = exchanges_particles(parameters.ensemble);
    constexpr std::size_t largest_size = std::size_t{1} << 31;
    const std::size_t least_size = exchanges && chain.turn > 0 ? 0 : 1;  // all may have left since the start
    if (chain.state.size() < least_size || chain.state.size() > largest_size) {
        throw InvalidState(
            fmt::format("{} particles: must be in [{}, {}]", chain.state.size(), least_size, largest_size));
    }
    for (const std::int64_t id : chain.state.id) {
        if (!exchanges ||
            static_cast<std::uint64_t>(id) < static_cast<std::uint64_t>(chain.first_new_id) + chain.turn) {
            continue;
        }
        throw InvalidState(
            fmt::format("first_new_id = {}: a particle has the id {} after {} turns: the next one could have it again",
                        chain.first_new_id, id, chain.turn));
    }
    if (chain.turns_per_sweep == 0) throw InvalidState("turns_per_sweep = 0: must be >= 1");
    if (has_move(parameters.ensemble, MonteCarloMove::growing_displacement) != chain.growing.has_value()) {
        throw InvalidState(chain.growing ? "the chain has a growing particle, which this ensemble does not know"
                                         : "the chain has no growing particle, which this ensemble needs");
    }
    if (chain.growing) check_growing(*chain.growing, *parameters.growing, chain.state.box);
}

Vector3 uniform_position(const Box& box, const RandomWords& a, const RandomWords& b) {
    const auto coordinate = [](double edge, std::uint32_t high, std::uint32_t low) {
        const double x = on_fine_position_grid(edge * uniform_from(high, low));
        return x >= edge ? 0.0 : x;
    };
    const Vector3& edge = box.edges();
    return {coordinate(edge.x, a[0], a[1]), coordinate(edge.y, a[2], a[3]), coordinate(edge.z, b[0], b[1])};
}

double tail_change(const Mixture& mixture, MonteCarloEnsemble ensemble, const std::vector<std::int64_t>& counts,
                   std::int32_t gone, std::int32_t come, double volume) {
    if (!exchanges_particles(ensemble) || mixture.truncation() != Truncation::plain) return 0.0;
    const std::vector<double> before(counts.begin(), counts.end());
    std::vector<double> after = before;
    if (gone != no_species) after[static_cast<std::size_t>(gone)] -= 1.0;
    if (come != no_species) after[static_cast<std::size_t>(come)] += 1.0;
    return tail_correction(mixture, after, volume).energy - tail_correction(mixture, before, volume).energy;
}

Box scaled_box(const Box& box, double factor, const Mixture& mixture) {
    const Vector3 edges = factor * box.edges();
    const double longest = std::max({edges.x, edges.y, edges.z});
    if (longest > largest_edge) {
        throw InvalidState(
            fmt::format("the box has grown to an edge of {}: must be at most {}", longest, largest_edge));
    }
    const Box scaled(edges);
    const double needed = 2.0 * mixture.largest_cutoff();
    if (scaled.shortest_edge() < needed) {
        throw InvalidState(
            fmt::format("the box has shrunk to an edge of {}: cutoff = {} needs at least {}; use more particles",
                        scaled.shortest_edge(), mixture.largest_cutoff(), needed));
    }
    return scaled;
}

}  // namespace soret
