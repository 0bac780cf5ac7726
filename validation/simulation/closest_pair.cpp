#include "soret/validation/simulation/closest_pair.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include <fmt/format.h>

namespace soret {

namespace {

// What most simulations of Lennard-Jones liquids take, for sigma = epsilon = m = 1.                     [tau]
constexpr double usual_timestep = 0.005;
constexpr double much_longer = 1.5;  // times the usual one

double nearest_image(double d, double edge) {
    return d - edge * std::nearbyint(d / edge);
}

double distance_between(const State& state, std::size_t i, std::size_t j) {
    const Vector3 edges = state.box.edges();
    const Vector3 a = state.position_of(i);
    const Vector3 b = state.position_of(j);
    const Vector3 r{nearest_image(a.x - b.x, edges.x), nearest_image(a.y - b.y, edges.y),
                    nearest_image(a.z - b.z, edges.z)};
    return std::sqrt(dot(r, r));
}

double largest_sigma(const Mixture& mixture) {
    double largest = 0.0;
    for (std::size_t a = 0; a < mixture.species_count(); ++a) {
        for (std::size_t b = a; b < mixture.species_count(); ++b) {
            if (mixture.parameters().epsilon(a, b) > 0.0) largest = std::max(largest, mixture.parameters().sigma(a, b));
        }
    }
    return largest;
}

// The usual time step of the species that moves fastest, sigma sqrt(m/epsilon) being its unit of time.
double usual_timestep_of(const Mixture& mixture) {
    double shortest = std::numeric_limits<double>::infinity();
    const MixtureParameters& p = mixture.parameters();
    for (std::size_t s = 0; s < mixture.species_count(); ++s) {
        if (p.epsilon(s, s) > 0.0)
            shortest = std::min(shortest, p.sigma(s, s) * std::sqrt(p.mass[s] / p.epsilon(s, s)));
    }
    return usual_timestep * shortest;
}

}  // namespace

std::optional<ClosestPair> closest_pair(const State& state, const Mixture& mixture) {
    const std::size_t n = state.size();
    const double edge = state.box.edges().x;
    const double sigma = largest_sigma(mixture);
    std::vector<double> x(n);
    for (std::size_t i = 0; i < n; ++i) x[i] = state.position[0][i] - edge * std::floor(state.position[0][i] / edge);
    std::vector<std::size_t> along_x(n);
    std::iota(along_x.begin(), along_x.end(), std::size_t{0});
    std::sort(along_x.begin(), along_x.end(), [&](std::size_t a, std::size_t b) { return x[a] < x[b]; });

    std::optional<ClosestPair> closest;
    double smallest = std::numeric_limits<double>::infinity();
    for (std::size_t k = 0; k < n; ++k) {
        const std::size_t i = along_x[k];
        for (std::size_t step = 1; step < n; ++step) {
            const std::size_t j = along_x[(k + step) % n];
            // Those behind it on the line are found from the other side; beyond this nobody can be closer.
            const double ahead = k + step < n ? x[j] - x[i] : x[j] - x[i] + edge;
            if (ahead >= smallest * sigma) break;
            const auto a = static_cast<std::size_t>(state.species[i]);
            const auto b = static_cast<std::size_t>(state.species[j]);
            if (!(mixture.parameters().epsilon(a, b) > 0.0)) continue;
            const double distance = distance_between(state, i, j);
            const double in_sigma = distance / mixture.parameters().sigma(a, b);
            if (!(in_sigma < smallest)) continue;
            smallest = in_sigma;
            closest = {std::min(state.id[i], state.id[j]), std::max(state.id[i], state.id[j]), distance, in_sigma};
        }
    }
    return closest;
}

std::optional<std::string> overlap_in(const State& state, const Mixture& mixture) {
    const auto pair = closest_pair(state, mixture);
    if (!pair || !(pair->in_sigma < overlapping)) return std::nullopt;
    return fmt::format("particles {} and {} are {:.3g} apart, {:.3g} times the sigma of their pair", pair->first,
                       pair->second, pair->distance, pair->in_sigma);
}

std::string explanation_of(const InvalidState& error, const State& state, const Mixture& mixture, double timestep) {
    std::string text = error.what();
    // A particle that is too fast stops the integrator while particles drift: how close they are then says nothing.
    const bool too_fast = text.find("is too fast") != std::string::npos;
    const auto pair = closest_pair(state, mixture);
    const bool too_close = !too_fast && pair && pair->in_sigma < overlapping;
    if (too_close) {
        // The step stays, the error is what the distance has led to.
        text = fmt::format(
            "{}: particles {} and {} came within {:.3g} of each other, {:.3g} times the sigma of their pair",
            text.substr(0, text.find(':')), pair->first, pair->second, pair->distance, pair->in_sigma);
    }
    const double usual = usual_timestep_of(mixture);
    if (timestep > much_longer * usual) {
        return text + fmt::format("; the time step {} is {:.3g} times the usual {:.3g}: take a shorter one", timestep,
                                  timestep / usual, usual);
    }
    if (!too_close && !too_fast) return text;
    return text + fmt::format(
                      "; the time step {} is not longer than usual ({:.3g}): the particles were too close or too "
                      "fast before",
                      timestep, usual);
}

}  // namespace soret
