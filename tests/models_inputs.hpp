#pragma once

// Inputs of `soret models` that several tests use.

#include <string>

namespace soret::testing {

inline const std::string standard_results = std::string(SORET_SOURCE_DIR) + "/validation/data/standard/results.json";

/// The round numbers of theory_model_states.hpp.
inline const std::string round_state =
    "[state]\n"
    "temperature = 2.0\n"
    "x1 = 0.25\n"
    "mass_1 = 1.0\n"
    "mass_2 = 3.0\n"
    "gamma = 0.5\n"
    "partial_enthalpy_1 = 9.0\n"
    "partial_enthalpy_2 = 7.0\n"
    "partial_volume_1 = 5.0\n"
    "partial_volume_2 = 1.0\n"
    "partial_energy_1 = -8.0\n"
    "partial_energy_2 = -12.0\n"
    "tau_1 = 2.0\n"
    "tau_2 = 4.0\n"
    "activation_energy_1 = 2.0\n"
    "activation_energy_2 = 6.0\n"
    "ideal_gas_soret = 0.25\n";

}  // namespace soret::testing
