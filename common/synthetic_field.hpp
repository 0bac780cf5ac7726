#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "soret/common/box.hpp"
#include "soret/common/mixture.hpp"
#include "soret/common/state.hpp"

namespace soret {

/// What holds the temperature of particles under a synthetic field. It acts on velocities relative to the mean velocity
/// of each species: a thermostat that damped the mass current would lower the response that is measured.
enum class FieldThermostat { gaussian, nose_hoover, none };

constexpr std::string_view name_of(FieldThermostat thermostat) {
    constexpr std::array<std::string_view, 3> names{"gaussian", "nose-hoover", "none"};
    return names[static_cast<std::size_t>(thermostat)];
}

inline constexpr double largest_heat_field = 10.0;    ///< of |F_q|                               [1/sigma]
inline constexpr double largest_mass_field = 1000.0;  ///< of |F_m|                               [sigma/tau^2]
inline constexpr double largest_enthalpy = 1e6;       ///< of |h_s|                               [eps/m]

/// A homogeneous field that drives heat, or mass of species 1, through a periodic box.
///                                               [Evans 1982; MacGowan and Evans, Phys. Rev. A 34, 2133 (1986)]
struct SyntheticField {
    double heat = 0.0;     ///< F_q, in [-10, 10]                                                      [1/sigma]
    double mass = 0.0;     ///< F_m, in [-1000, 1000]                                                  [sigma/tau^2]
    std::size_t axis = 0;  ///< that both fields point along: 0, 1, 2 for x, y, z
    /// h_s, partial specific enthalpies, by species, in [-1e6, 1e6]; empty: 0, which drives the unprimed heat current.
    /// Only differences matter.                                                                        [eps/m]
    std::vector<double> enthalpy = {};
    FieldThermostat thermostat = FieldThermostat::gaussian;
};

/// What a run under a synthetic field carries on.
struct FieldVariables {
    double work = 0.0;                   ///< W, done by the field since step 0                        [eps]
    double heat = 0.0;                   ///< E_T, given by thermostat and removal of momentum         [eps]
    std::array<double, 3> drift_kick{};  ///< C of the next step                                       [sigma/tau]
    friend bool operator==(const FieldVariables&, const FieldVariables&) = default;
};

/// Numbers of the equations of a step that do not change in a run.
struct FieldConstants {
    std::vector<double> number;  ///< N_s, particles of a species
    std::vector<double> mass;    ///< M_s = N_s m_s
    double total_mass;           ///< M = sum_s M_s, in the order of the species
    double freedoms;             ///< g = 3 N - 3 S, S the number of species that have particles
    std::vector<double> push;    ///< p_s = (T - m_s h_s) F_q + (m_s (delta_s1 - w_1)) F_m, w_1 = M_1/M
    double pushes;               ///< sum_s N_s ((T - m_s h_s) F_q), in the order of the species
};
FieldConstants field_constants(const SyntheticField& field, double temperature, const Mixture& mixture,
                               const State& state);

/// Most species of a mixture under a field.
inline constexpr std::size_t most_field_species = 8;

/// throws   InvalidArgument: too many species; a field or an enthalpy out of range or not a number, an axis that is
///          none, enthalpies of another number of species
void check_field(const SyntheticField& field, const Mixture& mixture);
/// throws   InvalidState: a thermostat that has nothing to act on, since no species has two particles
void check_freedoms(const SyntheticField& field, const Mixture& mixture, const State& state);

/// Limit of each kinetic term m v_a v_a, of m v_a and of the work of the field on a particle in half a step.
inline constexpr double largest_field_term = 0x1p11;
/// throws   InvalidState: a largest term that is not below largest_field_term
void check_field_terms(double largest_term);
/// throws   InvalidState: particles at rest to rounding, 2 K/g <= 2^-32, whose velocities no factor brings to a
///          temperature
void check_relative_motion(double kinetic_energy_twice, double freedoms);

}  // namespace soret
