#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

namespace soret {

/// A value or error as hexadecimal number that reads back to the same bits in C and Python: "0x1.8p+0".
std::string hexadecimal(double value);

/// A reference file along the state line of a campaign: its curves along x1 with their covariances, each value and
/// error also as a hexadecimal number, the tolerances of this library, and where they are from: seed, digest of the
/// manifest, and that of the results, to audit them.
/// results    what results.json holds
/// manifest   what manifest.json holds
nlohmann::json state_line_reference(const nlohmann::json& results, const nlohmann::json& manifest);

}  // namespace soret
