#pragma once

#include <filesystem>
#include <optional>

#include <nlohmann/json.hpp>

namespace soret {

// DIR/planned.json: what was wanted of a campaign and what is expected of it. Like the manifest it never changes.

/// Writes it, or finds that the same stands there.
/// throws   InvalidInput: another one stands there; it cannot be written
void write_planned(const std::filesystem::path& directory, const nlohmann::json& planned);

/// returns  nothing for a campaign that was planned by a tier
/// throws   InvalidInput: it cannot be read, or has no "wanted"
std::optional<nlohmann::json> read_planned(const std::filesystem::path& directory);

}  // namespace soret
