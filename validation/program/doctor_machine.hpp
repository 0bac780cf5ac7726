#pragma once

#include <string>

#include "soret/validation/check/check_report.hpp"

namespace soret {

/// What this machine and this binary are: processor, instruction_sets, threads, memory, libraries, provenance.
nlohmann::json machine_json();

/// The same in lines for a terminal.
std::string described_machine(const nlohmann::json& machine);

/// Whether results can be written into a directory: 64 MiB to a file that is flushed to the disk and removed. A line
/// with `free_bytes`, `bytes_per_second` (null if it could not be written); fail with the reason if it could not.
CheckLine check_directory(const std::string& directory);

}  // namespace soret
