#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace soret {

/// What one particle of a Monte Carlo run takes while it writes a checkpoint, when it takes most: 580 bytes measured at
/// N = 1e5 and 3e5, and room for the lists of the pressure [bytes].
inline constexpr std::uint64_t bytes_per_particle = 1000;

/// Memory that this process may still take: what the machine has free, or what is left of the limit of its container if
/// that is less. Nothing if the system does not say [bytes].
std::optional<std::uint64_t> free_memory();

/// Linux grants memory that is not there and kills the program once it is used, without a word.
/// returns   what is wrong with this number of particles, empty if nothing is
std::string memory_lack(std::uint64_t particles);

}  // namespace soret
