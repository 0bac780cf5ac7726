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
///   truncation  "shifted" (default), "plain" or "force-shifted"
/// throws   InvalidInput: one line that names file, line, key, value and allowed range
Mixture read_mixture(const std::string& path);

/// The same from a table that holds these keys, for a mixture inside another file. Calls finish().
Mixture mixture_from(TomlTable table);

/// The text of a mixture file; reading it gives the same mixture to the bit.
std::string to_toml(const Mixture& mixture);

/// An object with the keys of a mixture file, everything as full matrices.
nlohmann::json to_json(const Mixture& mixture);

}  // namespace soret
