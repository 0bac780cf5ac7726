#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "soret/common/errors.hpp"
#include "soret/common/mixture.hpp"
#include "soret/common/state.hpp"

namespace soret {

/// The two particles of a configuration whose distance is the smallest part of the sigma of their pair.
struct ClosestPair {
    std::int64_t first = 0;   ///< id, the smaller of the two
    std::int64_t second = 0;  ///< id
    double distance = 0.0;    ///< nearest image                                                       [sigma]
    double in_sigma = 0.0;    ///< the distance over the sigma of the pair
};

/// Nothing if no two particles of the state interact. Coordinates may be outside the box.
std::optional<ClosestPair> closest_pair(const State& state, const Mixture& mixture);

/// Closer than this, in units of the sigma of the pair, no two particles of a liquid ever come: the energy of the pair
/// is above 1 700 epsilon.
inline constexpr double overlapping = 0.6;

/// "particles 3 and 17 are 0.21 apart, 0.21 times the sigma of their pair" if the closest pair overlaps, else nothing.
std::optional<std::string> overlap_in(const State& state, const Mixture& mixture);

/// Runs f, which looks at a configuration for the first time: an error of f in a configuration with an overlap names
/// both particles and their distance.
/// throws   InvalidState: the overlap;  else what f throws
template <class F>
auto naming_overlap(const State& state, const Mixture& mixture, F&& f) {
    try {
        return f();
    } catch (const InvalidState&) {
        if (const auto overlap = overlap_in(state, mixture)) {
            throw InvalidState(*overlap + ": too close for their energy and force to be computed");
        }
        throw;
    }
}

/// Says in one line why a step of molecular dynamics could not be made: the two particles that came too close, or the
/// one that is too fast, and the time step where it is longer than usual.
/// error      what the integrator threw: its message begins with "step N: "
/// state      where the particles were then
/// timestep   [tau]
std::string explanation_of(const InvalidState& error, const State& state, const Mixture& mixture, double timestep);

}  // namespace soret
