#pragma once

// Mistakes that are planted in another code, and the comparisons that come of them.

#include <map>

#include <fmt/format.h>

#include "configurations.hpp"
#include "lammps_cases.hpp"
#include "other_code.hpp"
#include "soret/validation/check/diagnosis.hpp"

namespace soret::test {

/// What another code prints: numbers by quantity, all components.
using Printed = std::map<CheckedQuantity, std::vector<double>>;

inline Printed printed(const Sheet& sheet) {
    const std::array<double, 6> p = sheet.pressure();
    const std::array<double, 3> q = sheet.heat();
    return {{CheckedQuantity::forces, sheet.forces},
            {CheckedQuantity::particle_energies, sheet.particle_energies},
            {CheckedQuantity::potential_energy, {sheet.potential_energy}},
            {CheckedQuantity::kinetic_energy, {sheet.kinetic_energy()}},
            {CheckedQuantity::virial, {sheet.virial.begin(), sheet.virial.end()}},
            {CheckedQuantity::pressure_tensor, {p.begin(), p.end()}},
            {CheckedQuantity::heat_current, {q.begin(), q.end()}},
            {CheckedQuantity::mass_current_1, {sheet.mass_current.begin(), sheet.mass_current.end()}}};
}

/// A configuration with the mixture that is right for it.
struct System {
    std::string name;
    State state;
    Mixture mixture;
    Printed right;  ///< of the code without a mistake

    System(std::string name_, State state_, Mixture mixture_)
        : name(std::move(name_)), state(std::move(state_)), mixture(std::move(mixture_)) {
        if (state.has_velocities()) {
            for (double& v : state.velocity[0]) v += 0.11;  // a centre of mass that moves
        }
        right = printed(sheet_of(right_code(state, mixture)));
    }
};

/// A file prints so many digits of each number; 0: all of them.
inline double rounded(double x, int digits) {
    return digits == 0 ? x : std::stod(fmt::format("{:.{}e}", x, digits - 1));
}

/// Half a unit of the last of so many digits.
inline double half_a_digit(double value, int digits) {
    if (digits == 0 || value == 0.0) return 0.0;
    return 0.5 * std::pow(10.0, std::floor(std::log10(std::abs(value))) + 1.0 - digits);
}

inline ForcesComparison comparison_of(const System& system, const Printed& theirs,
                                      const std::vector<CheckedQuantity>& wanted, int digits) {
    ForcesComparison comparison{system.state, std::vector<double>(3 * system.state.size(), 0.0), system.mixture, {}};
    for (const CheckedQuantity quantity : wanted) {
        ComparedQuantity compared;
        compared.quantity = quantity;
        compared.ours = system.right.at(quantity);
        const std::size_t n = compared.ours.size();
        compared.components = quantity == CheckedQuantity::forces              ? 3
                              : quantity == CheckedQuantity::particle_energies ? 1
                                                                               : n;
        for (std::size_t k = 0; k < compared.components; ++k) compared.axes.push_back(k);
        for (std::size_t k = 0; k < n; ++k) {
            const double value = theirs.at(quantity)[k];
            compared.theirs.push_back(rounded(value, digits));
            // Half a unit of the last digit printed, and the two codes' own rounding.
            const double digit = half_a_digit(value, digits);
            const double own = quantity == CheckedQuantity::forces || quantity == CheckedQuantity::particle_energies
                                   ? 1e-9
                                   : 1e-9 * static_cast<double>(system.state.size());
            compared.limit.push_back(own + digit);
        }
        comparison.quantities.push_back(std::move(compared));
    }
    return comparison;
}

inline bool fails(const ForcesComparison& comparison) {
    return std::any_of(comparison.quantities.begin(), comparison.quantities.end(),
                       [](const ComparedQuantity& quantity) { return !quantity.within_limits(); });
}

inline System lammps_system(const std::string& name, Truncation truncation) {
    const LammpsCase lammps = lammps_case(name, "initial");
    MixtureParameters parameters = lammps.mixture.parameters();
    parameters.truncation = truncation;
    return {name + " " + std::string(name_of(truncation)), lammps.file.state.sorted_by_id(), Mixture(parameters)};
}

inline System dilute_system(Truncation truncation) {
    MixtureParameters parameters = lammps_case("asymmetric_n840", "initial").mixture.parameters();
    parameters.truncation = truncation;
    return {"dilute " + std::string(name_of(truncation)),
            lattice(Box({14.0, 13.0, 15.0}), 2, 343, {.cells = {7, 7, 7}, .jitter = 0.22, .seed = 5}),
            Mixture(parameters)};
}

/// A mistake: what it is called, the number that goes with it, and what a code with it prints.
struct Mistake {
    std::string name;
    std::string cause;
    std::optional<double> parameter;
    std::function<Printed(const System&)> prints;
};

/// A code with other parameters of the mixture.
template <class Change>
Printed with_mixture(const System& system, Change&& change) {
    MixtureParameters parameters = system.mixture.parameters();
    change(parameters);
    OtherCode code = right_code(system.state, system.mixture);
    code.law = law_of(parameters);
    code.reach = Mixture(parameters).largest_cutoff();
    return printed(sheet_of(code));
}

/// The right sums, put together in another way.
template <class Change>
Printed with_sheet(const System& system, Change&& change) {
    const Sheet sheet = sheet_of(right_code(system.state, system.mixture));
    Printed all = system.right;
    change(all, sheet);
    return all;
}

template <class Change>
Printed with_code(const System& system, Change&& change) {
    OtherCode code = right_code(system.state, system.mixture);
    change(code);
    return printed(sheet_of(code));
}

inline void scale(std::vector<double>& values, double factor) {
    for (double& x : values) x *= factor;
}

inline void set_pair(SpeciesMatrix& table, double value) {
    table(0, 1) = table(1, 0) = value;
}

/// u times a switch that goes from 1 at r_on to 0 at the cutoff, the fifth-order polynomial of OpenMM.
inline PairLaw switched(const MixtureParameters& mixture, double on) {
    MixtureParameters plain = mixture;
    plain.truncation = Truncation::plain;
    return [law = law_of(plain), plain, on](std::size_t a, std::size_t b, double r) -> PairValue {
        PairValue value = law(a, b, r);
        const double width = plain.cutoff(a, b) - on;
        if (r <= on || r >= plain.cutoff(a, b)) return value;
        const double x = (r - on) / width;
        const double s = 1.0 - 10.0 * x * x * x + 15.0 * std::pow(x, 4.0) - 6.0 * std::pow(x, 5.0);
        const double ds = (-30.0 * x * x + 60.0 * x * x * x - 30.0 * std::pow(x, 4.0)) / width;
        return {value.u * s, value.force * s - value.u * ds};
    };
}

}  // namespace soret::test
