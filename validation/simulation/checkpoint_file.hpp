#pragma once

#include <optional>
#include <string>

#include <nlohmann/json.hpp>

namespace soret {

/// A checkpoint is DIRECTORY/checkpoint: a line with the format's name and version, a line with the XXH64 digest and
/// the length of the rest, then JSON in its binary form CBOR. It is replaced as a whole; the one before stays beside it
/// as DIRECTORY/checkpoint.previous. throws   InvalidInput: a file cannot be written; then the one before is still
/// there
void write_checkpoint(const std::string& directory, const nlohmann::json& content);

struct LoadedCheckpoint {
    nlohmann::json content;
    std::string warning;  ///< one line if the newest could not be used and this is the one before; else empty
};

/// Nothing if there is no checkpoint.
/// throws   InvalidInput: no checkpoint that is there can be used: damaged, or of another version of the format
std::optional<LoadedCheckpoint> read_checkpoint(const std::string& directory);

/// True if there is a checkpoint, usable or not.
bool has_checkpoint(const std::string& directory);

}  // namespace soret
