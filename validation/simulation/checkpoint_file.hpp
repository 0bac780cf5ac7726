#pragma once

#include <optional>
#include <string>

#include <nlohmann/json.hpp>

namespace soret {

/// Writes DIRECTORY/checkpoint: a line with the name and version of the format, a line with the XXH64 digest and the
/// length of the rest, then JSON in its binary form CBOR. The file is replaced as a whole; the checkpoint before it
/// stays in the directory as checkpoint.previous.
/// throws   InvalidInput: a file cannot be written; the checkpoint before is still there then
void write_checkpoint(const std::string& directory, const nlohmann::json& content);

struct LoadedCheckpoint {
    nlohmann::json content;
    std::string warning;  ///< one line if the newest is unusable and this is the one before it; else empty
};

/// Nothing if there is no checkpoint.
/// throws   InvalidInput: no checkpoint that is there can be used: damaged, or of another version of the format
std::optional<LoadedCheckpoint> read_checkpoint(const std::string& directory);

/// True if there is a checkpoint, usable or not.
bool has_checkpoint(const std::string& directory);

}  // namespace soret
