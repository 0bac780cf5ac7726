#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "soret/common/box.hpp"
#include "soret/common/mixture.hpp"

namespace soret {

/// Particles in a box, as a structure of arrays. Axis first: position[0][i] is x of particle i.
struct State {
    Box box;
    std::array<std::vector<double>, 3> position;     ///< wrapped into [0, edge), on the position grid   [sigma]
    std::array<std::vector<double>, 3> velocity;     ///< empty if the particles have none               [sigma/tau]
    std::array<std::vector<std::int32_t>, 3> image;  ///< box edges taken off by wrapping
    std::vector<std::int32_t> species;               ///< 0-based
    std::vector<std::int64_t> id;                    ///< unique, positive
    Vector3 origin;  ///< lower corner of the box in the coordinates of files; no equation knows it   [sigma]

    std::size_t size() const { return species.size(); }
    bool has_velocities() const { return !velocity[0].empty(); }
    Vector3 position_of(std::size_t i) const { return {position[0][i], position[1][i], position[2][i]}; }
    Vector3 velocity_of(std::size_t i) const { return {velocity[0][i], velocity[1][i], velocity[2][i]}; }

    /// Appends a particle; wraps its position. No velocity.
    void add(std::int64_t id, std::int32_t species, const Vector3& any_position);
    /// Takes the particle in row i out; the last one comes into its row.
    void remove(std::size_t i);

    /// Rounds velocities to the grid of positions, in units of sigma/tau; components of 512 and more stay as they are.
    void round_velocities();

    /// The particles in order of increasing id.
    State sorted_by_id() const;
    /// The particles in the order given: element k of the result is particle order[k].
    State permuted(const std::vector<std::size_t>& order) const;
    /// Number of particles of each species.
    std::vector<std::int64_t> species_counts(std::size_t species_count) const;
};

/// throws   InvalidState: arrays of unequal length, a species out of range, a position outside the box or off the grid,
///          an edge below 2 r_c of the mixture, an id that is not positive or not unique
void check_state(const State& state, const Mixture& mixture);

/// throws   InvalidState: no velocities, or a component that is off the grid or not below the limit in magnitude
void check_velocities(const State& state, double limit);

}  // namespace soret
