#pragma once

#include <string>
#include <string_view>

namespace soret {

/// Writes a whole file or leaves the old one as it was: to a temporary file in the same directory, flushed to the disk,
/// then renamed. The permissions of an old file are kept. A device or a pipe is written in place.
/// throws   InvalidInput: `PATH: cannot be written: REASON` (a directory, no permission, no such directory, disk full)
void write_file_atomically(const std::string& path, std::string_view content);

/// Whether write_file_atomically() could write there now, for a path that is written after long work. Nothing is left
/// behind and no old file is touched.
/// throws   InvalidInput: as write_file_atomically()
void check_can_be_written(const std::string& path);

/// Removes the temporary files that processes left behind which were killed while they wrote this file. Nobody else may
/// be writing it.
void remove_leftovers(const std::string& path);

/// Makes a directory and its parents; one that exists is left as it is.
/// throws   InvalidInput: `PATH: cannot be made: REASON`
void make_directory(const std::string& path);

}  // namespace soret
