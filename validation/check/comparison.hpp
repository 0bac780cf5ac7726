#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "soret/common/mixture.hpp"
#include "soret/common/state.hpp"
#include "soret/common/statistics/verdict.hpp"

namespace soret {

/// What can be compared with another code, in the order in which it is reported.
enum class CheckedQuantity {
    positions,          ///< 3 a particle
    forces,             ///< 3 a particle
    particle_energies,  ///< 1 a particle
    potential_energy,   ///< 1
    kinetic_energy,     ///< 1
    virial,             ///< 6: xx yy zz xy xz yz, no kinetic part
    pressure_tensor,    ///< 6, or the one number of its trace over 3
    heat_current,       ///< 3, V J_q
    mass_current_1,     ///< 3, V J_1
};

std::string_view name_of(CheckedQuantity quantity);

/// Where the limit of a comparison comes from: what contributes most to it.
enum class LimitFrom { accuracy, printed_digits, printed_positions, single_precision, given };

std::string_view name_of(LimitFrom from);

/// Numbers of one quantity, theirs beside ours. Rows are particles in id order, or one row for a total; the number at
/// row i and component k is at i components + k.
struct ComparedQuantity {
    CheckedQuantity quantity = CheckedQuantity::forces;
    std::size_t components = 1;
    std::vector<std::size_t> axes;  ///< which component of the quantity each is: 0 1 2 for x y z, 0 .. 5 for tensors
    bool is_trace = false;          ///< pressure: the trace over 3, components = 1
    std::vector<double> theirs;     ///< nan or infinite as they wrote it
    std::vector<double> ours;
    std::vector<double> limit;  ///< of |theirs - ours|, > 0
    LimitFrom limit_from = LimitFrom::accuracy;
    std::string reading;  ///< what their numbers were taken for, if that was a choice: "per particle"

    std::size_t rows() const { return theirs.size() / components; }
    bool within_limits() const;  ///< every number, and none is nan or infinite
};

/// Another code's numbers for a configuration, and ours.
struct ForcesComparison {
    State state;                         ///< CONFIG in id order
    std::vector<double> position_limit;  ///< of each coordinate: how far theirs may be from CONFIG's by printing
    Mixture mixture;
    std::vector<ComparedQuantity> quantities;  ///< at least one; positions only if RESULTS has them

    const ComparedQuantity* find(CheckedQuantity quantity) const;
};

/// A cause of a difference, as `soret check forces` reports it (docs/json.md: cause, quantity, parameter, explains).
struct Cause {
    std::string cause;                                   ///< "cutoff", "shifted", ...
    CheckedQuantity quantity = CheckedQuantity::forces;  ///< on which it was found first
    std::optional<double> parameter;                     ///< the cutoff, factor, epsilon_12 ... that they seem to have
    double explains = 0.0;  ///< share of the squared difference that goes away, of all that it bears on
    std::string text;       ///< one sentence for a person, with the numbers
};

}  // namespace soret
