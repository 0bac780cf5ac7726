#include "soret/common/contracts/monte_carlo.hpp"

#include <algorithm>
#include <cmath>

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
    if (!has_move(parameters.ensemble, MonteCarloMove::identity)) return;
    if (mixture.species_count() < 2) {
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

}  // namespace

MonteCarloChain start_of_chain(const State& start, const MonteCarloParameters& parameters) {
    MonteCarloChain chain;
    chain.state = start.sorted_by_id();
    for (auto& axis : chain.state.velocity) axis.clear();
    chain.turns_per_sweep = chain.state.size();
    chain.largest_displacement = parameters.largest_displacement;
    chain.largest_log_volume_step = parameters.largest_log_volume_step;
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
    constexpr std::size_t largest_size = std::size_t{1} << 31;
    if (chain.state.size() == 0 || chain.state.size() > largest_size) {
        throw InvalidState(fmt::format("{} particles: must be in [1, {}]", chain.state.size(), largest_size));
    }
    if (chain.turns_per_sweep == 0) throw InvalidState("turns_per_sweep = 0: must be >= 1");
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
