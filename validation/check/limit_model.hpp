#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "soret/validation/check/chosen_frame.hpp"
#include "soret/validation/check/compare_forces.hpp"
#include "soret/validation/check/limits.hpp"
#include "soret/validation/check/sensitivity.hpp"

namespace soret {

/// The column of this name, or nothing.
const PrintedColumn* column_named(const std::vector<PrintedColumn>& columns, std::string_view name);

/// A total of ours with what bounds its error.
struct OurTotal {
    double value = 0.0;
    double by_inputs = 0.0;
    double by_inputs_in_floats = 0.0;
    double terms = 0.0;  ///< number of those summed
    double magnitude = 0.0;
    double square = 0.0;

    OurTotal scaled(double factor) const {
        return {value * factor, by_inputs * factor, by_inputs_in_floats * factor,
                terms,          magnitude * factor, square * factor * factor};
    }
    // With the sum of the bounds.
    OurTotal operator+(const OurTotal& other) const {
        return {value + other.value, by_inputs + other.by_inputs, by_inputs_in_floats + other.by_inputs_in_floats,
                terms + other.terms, magnitude + other.magnitude, square + other.square};
    }
};

/// What bounds the difference of their numbers and ours, whatever they are compared in.
class LimitModel {
public:
    /// errors   of the positions and velocities that the other code may have had
    LimitModel(const OurNumbers& ours, const ChosenFrame& chosen, const InputErrors& errors);

    const State& state() const { return ours_.state; }
    const PairForcesResult& result() const { return ours_.result; }
    const ChosenFrame& chosen() const { return chosen_; }
    const ResultsFrame& frame() const { return chosen_.frame; }
    const InputErrors& errors() const { return errors_; }
    std::optional<std::int64_t> step() const { return ours_.step; }

    /// Whether numbers of these columns are taken as those of floats.
    bool is_single(const std::vector<const PrintedColumn*>& columns) const {
        return all_single_ || are_single_precision(columns);
    }
    /// Forces or energies of the particles are floats: then all was computed in single precision.
    bool all_is_single() const { return all_single_; }

    LimitParts of_force(std::size_t axis, std::size_t i, bool is_single, double digits) const;
    LimitParts of_particle_energy(std::size_t i, bool is_single, double digits) const;
    LimitParts of_position(std::size_t axis, std::size_t i) const;
    LimitParts of_total(const OurTotal& total, bool is_single, double digits) const;

    OurTotal potential_energy() const;
    OurTotal virial(std::size_t k) const;
    OurTotal kinetic(std::size_t k) const;
    OurTotal pressure(std::size_t k) const;
    OurTotal heat_current(std::size_t axis) const;
    OurTotal mass_current_1(std::size_t axis) const;

    /// In the coordinates of the configuration's file.
    double coordinate(std::size_t axis, std::size_t i) const;
    double particles() const { return static_cast<double>(state().size()); }

private:
    void find_single_precision();
    void widen_errors();
    InputErrors errors_of_floats() const;
    double edge(std::size_t axis) const;
    double reach(std::size_t axis, std::size_t i) const;
    LimitParts parts_of(double by_inputs, double by_inputs_in_floats, bool is_single) const;
    LimitParts of_particle(std::size_t i, double magnitude, double by_inputs, double by_inputs_in_floats,
                           bool is_single, double digits) const;
    template <class Of>
    OurTotal total(double value, double terms, Of&& of) const;

    const OurNumbers& ours_;
    const ChosenFrame& chosen_;
    InputErrors errors_;
    Sensitivity printed_;
    PerQuantity in_floats_;  // by_inputs with positions and velocities in single precision, too
    bool all_single_ = false;
    bool any_single_ = false;
    double largest_printing_ = 0.0;
};

/// Adds what a frame has of the particles: positions, forces, energies.
void compare_particles(const LimitModel& model, std::optional<double> given, ForcesComparison& comparison,
                       std::vector<std::string>& notes);

/// Adds what a frame has of the whole box: energies, virial, pressure, currents.
void compare_totals(const LimitModel& model, std::optional<double> given, ForcesComparison& comparison,
                    std::vector<std::string>& notes);

}  // namespace soret
