#pragma once

#include <filesystem>
#include <optional>

#include "soret/validation/campaign/task.hpp"

namespace soret {

/// The file of a finished task: JSON, one key a line, with the long arrays of its values as short texts (see
/// packed_doubles.hpp; format 2). The digest is that of the values themselves, whichever form they have in the file.
/// throws   InvalidInput: the file cannot be written
void write_task_file(const std::filesystem::path& path, const TaskResult& result);

/// Reads files of write_task_file() and those with all numbers in plain decimal (format 1).
/// throws   InvalidInput: missing, damaged, of another format, or the digest is not that of the values; the message
///          names the file and the place in it
TaskResult read_task_file(const std::filesystem::path& path);

/// The seconds of a core that a task took, from the beginning of its file: what comes behind is neither read nor
/// checked. Nothing if they are not there.
std::optional<double> seconds_in_task_file(const std::filesystem::path& path);

}  // namespace soret
