#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <vector>

#include "soret/validation/check/comparison.hpp"
#include "soret/validation/check/pair_function.hpp"
#include "soret/validation/check/pair_table.hpp"

namespace soret::diagnosis {

/// What a code does with a difference of coordinates along one axis.
enum class Images {
    nearest,
    none,       ///< no periodic images
    taken_off,  ///< an edge is taken off where it is above half an edge, but none is added below
    added,      ///< the other way round
};

/// Particles that are not where CONFIG has them.
struct Moved {
    std::vector<Vector3> by;        ///< of each row                                                   [sigma]
    std::vector<Vector3> velocity;  ///< of each row                                                   [sigma/tau]
};

/// The pair interactions as a code with a mistake may have them.
struct TheirPairs {
    MixtureParameters mixture;
    std::vector<std::int32_t> species;  ///< of each row, as far as the pair potential goes
    Smoothing smoothing = Smoothing::none;
    double smooth_from = 0.0;  ///< r_on                                                               [sigma]
    double list_cutoff = std::numeric_limits<double>::infinity();  ///< pairs beyond are missing from its list
    std::array<Images, 3> images{};
    Vector3 edges;
    std::shared_ptr<const Moved> moved;  ///< null: as in CONFIG
    double scale = 1.0;                  ///< of the whole interaction
    /// By pair of the table of near pairs: 1 if i does not feel j, + 2 if j does not feel i. Null if none is missing.
    std::shared_ptr<const std::vector<std::uint8_t>> missing;
};

/// How a code splits the energy of a pair between its two particles.
enum class EnergySplit { halves, whole_to_both, to_lower_id, to_higher_id };

/// What a code makes of its sums.
struct TheirReport {
    std::vector<double> mass;           ///< of each row
    std::vector<std::int32_t> counted;  ///< species of each row for mass currents
    Vector3 frame;                      ///< velocity that is taken off all velocities
    EnergySplit split = EnergySplit::halves;
    double kinetic_in_energies = 0.0;  ///< K in potential_energy and K_i in particle_energies, times this
    double kinetic_in_virial = 0.0;
    double kinetic_in_pressure = 1.0;
    double virial_in_virial = 1.0;
    double virial_in_pressure = 1.0;
    std::array<double, 3> heat{1.0, 1.0, 1.0};  ///< of V_i v_i, K_i v_i, and the part of the pair forces
    double tail_energy = 0.0;                   ///< added to the potential energy
    double tail_virial = 0.0;                   ///< its trace, added to virial
    double tail_pressure_virial = 0.0;          ///< the same, added to the pressure
    std::array<double, 9> factor{1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0};  ///< by CheckedQuantity
    std::array<double, 3> force_signs{1.0, 1.0, 1.0};  ///< -1 for an axis along which forces have the other sign
    std::vector<std::size_t> row_of;                   ///< row k of theirs is this row of ours; empty: the same order
};

/// Sums over pairs, rows as in the comparison.
struct PairSums {
    std::vector<double> force;            ///< 3 a row
    std::vector<double> energy;           ///< half of each pair
    std::vector<double> energy_to_lower;  ///< the whole of each pair to the row of lower number
    double potential_energy = 0.0;
    SymmetricTensor virial{};
    std::array<double, 3> heat{};  ///< 1/2 ((v_i + v_j) . f) r

    /// Adds scale times another.
    void add(double scale, const PairSums& other);
};

/// A code that may have a mistake: what has to be known of it to predict its numbers.
struct TheirCode {
    TheirPairs pairs;
    TheirReport report;
    std::shared_ptr<const PairSums> sums;  ///< of `pairs`
};

/// Numbers of all quantities of a comparison, in its order.
using Numbers = std::vector<std::vector<double>>;

/// A pair of species a <= b.
struct SpeciesPair {
    std::size_t a = 0;
    std::size_t b = 0;
    friend bool operator==(const SpeciesPair&, const SpeciesPair&) = default;
};

}  // namespace soret::diagnosis
