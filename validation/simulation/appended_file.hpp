#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace soret {

/// A text file that grows while a run goes on and is cut back to a known length when the run is resumed. Only one at a
/// time: the file is locked as long as this lives or its process does, where the file system can lock.
class AppendedFile {
public:
    /// length   bytes to keep of what is there; 0 makes the file anew
    /// throws   InvalidInput: it cannot be written, is missing or shorter than this, or another run is writing it
    AppendedFile(const std::string& path, std::uint64_t length);
    ~AppendedFile();
    AppendedFile(const AppendedFile&) = delete;
    AppendedFile& operator=(const AppendedFile&) = delete;

    /// Kept in memory until flush, or until there is much of it.
    /// throws   InvalidInput: it cannot be written
    void append(std::string_view text);
    /// Brings everything to the disk.
    /// throws   InvalidInput: it cannot be written
    void flush();
    /// Of the file once everything is flushed [bytes].
    std::uint64_t length() const { return length_ + waiting_.size(); }

private:
    void write_waiting();
    [[noreturn]] void fail() const;

    std::string path_;
    int descriptor_ = -1;
    std::uint64_t length_ = 0;
    std::string waiting_;
};

}  // namespace soret
