#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "soret/common/files/toml_reader.hpp"
#include "soret/common/mixture.hpp"

namespace soret {

/// Largest number of species of a mixture that is read from a file.
inline constexpr std::size_t largest_species_count = 64;

/// Reads a mixture from the table [mixture] of a TOML file:
///   mass        a list, > 0, one a species
///   epsilon     a symmetric matrix, >= 0; or a list, then eps_ab = k12 sqrt(eps_a eps_b) for a != b
///   k12         >= 0, only with epsilon as a list; default 1
///   sigma       a symmetric matrix, > 0; or a list, then sigma_ab = (sigma_a + sigma_b)/2
///   cutoff      > 0, absolute, for all pairs; or a symmetric matrix
///   mixing      "lorentz-berthelot" (default), or "geometric", then sigma_ab = sqrt(sigma_a sigma_b); only with sigma
///               as a list
///   truncation  "shifted" (default), "plain" or "force-shifted"
///   names       of the species, as in configuration files; may be left out
/// throws   InvalidInput: one line that names file, line, key, value and allowed range
Mixture read_mixture(const std::string& path);

/// The same from a table that holds these keys, for a mixture inside another file. Calls finish().
Mixture mixture_from(TomlTable table);

/// The text of a mixture file; reading it gives the same mixture to the bit.
std::string to_toml(const Mixture& mixture);

/// An object with the keys of a mixture file, everything as full matrices; without names if there are none.
nlohmann::json to_json(const Mixture& mixture);

/// The same in lines for a terminal, with two blanks before each.
std::string described(const Mixture& mixture);

/// A sentence if the attraction of two species is below a tenth of the smaller one of each alone, as it is when k12 is
/// taken for a deviation from 1; empty otherwise.
std::string weak_attraction(const Mixture& mixture);

}  // namespace soret
