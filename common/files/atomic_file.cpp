#include "soret/common/files/atomic_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>
#include <regex>
#include <system_error>
#include <vector>

#include <fmt/format.h>

#include "soret/common/errors.hpp"

namespace soret {

namespace {

[[noreturn]] void fail(const std::string& path, int error) {
    throw InvalidInput(fmt::format("{}: cannot be written: {}", path, std::strerror(error)));
}

// An open file that is closed, and removed unless it was kept, when the scope is left.
class TemporaryFile {
public:
    TemporaryFile(std::string path, mode_t mode)
        : path_(std::move(path)), descriptor_(::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)) {}
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    ~TemporaryFile() {
        if (descriptor_ < 0) return;
        ::close(descriptor_);
        if (!kept_) ::unlink(path_.c_str());
    }

    int descriptor() const { return descriptor_; }
    bool rename_to(const std::string& target) { return kept_ = std::rename(path_.c_str(), target.c_str()) == 0; }

private:
    std::string path_;
    int descriptor_;
    bool kept_ = false;
};

bool write_all(int descriptor, std::string_view content) {
    while (!content.empty()) {
        const ssize_t written = ::write(descriptor, content.data(), content.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return false;
        content.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

void write_in_place(const std::string& path, std::string_view content) {
    const int descriptor = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (descriptor < 0) fail(path, errno);
    const int error = write_all(descriptor, content) ? 0 : errno;
    ::close(descriptor);
    if (error != 0) fail(path, error);
}

// The rename itself is on the disk only when the directory is. Not every file system can flush one: no error then.
void flush_directory(const std::filesystem::path& directory) {
    const int descriptor = ::open(directory.empty() ? "." : directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return;
    ::fsync(descriptor);
    ::close(descriptor);
}

// What will stand in the place of a file. Until it is written, the old one is there; unwritten, it leaves nothing.
class Replacement {
public:
    explicit Replacement(const std::string& path);
    void write(std::string_view content);

private:
    std::string path_;
    std::filesystem::path target_;
    std::optional<TemporaryFile> temporary_;  // none for a device or a pipe
};

Replacement::Replacement(const std::string& path) : path_(path) {
    if (path.empty()) fail("\"\"", ENOENT);
    struct stat old {};
    const bool exists = ::stat(path.c_str(), &old) == 0;
    if (exists && S_ISDIR(old.st_mode)) fail(path, EISDIR);
    if (exists && ::faccessat(AT_FDCWD, path.c_str(), W_OK, AT_EACCESS) != 0) fail(path, errno);
    if (exists && !S_ISREG(old.st_mode)) return;

    // A symbolic link stays one: the file that it leads to is replaced.
    std::error_code ignored;
    target_ = exists ? std::filesystem::canonical(path, ignored) : std::filesystem::path(path);
    static std::atomic<unsigned> count{0};
    // What a process that was killed left behind stays in the way if its number comes again, as it does in containers.
    for (int attempt = 0; attempt == 0 || (temporary_->descriptor() < 0 && errno == EEXIST && attempt < 1000);
         ++attempt) {
        temporary_.emplace(fmt::format("{}.{}.{}.tmp", target_.string(), ::getpid(), count++), 0666);
    }
    if (temporary_->descriptor() < 0) fail(path, errno);
    if (exists && ::fchmod(temporary_->descriptor(), old.st_mode & 07777) != 0) fail(path, errno);
}

void Replacement::write(std::string_view content) {
    if (!temporary_) return write_in_place(path_, content);
    if (!write_all(temporary_->descriptor(), content)) fail(path_, errno);
    if (::fsync(temporary_->descriptor()) != 0) fail(path_, errno);
    if (!temporary_->rename_to(target_.string())) fail(path_, errno);
    flush_directory(target_.parent_path());
}

}  // namespace

void write_file_atomically(const std::string& path, std::string_view content) {
    Replacement(path).write(content);
}

void check_can_be_written(const std::string& path) {
    Replacement{path};
}

void remove_leftovers(const std::string& path) {
    const std::filesystem::path file(path);
    const std::regex name("\\.[0-9]+\\.[0-9]+\\.tmp");
    std::error_code ignored;
    std::vector<std::filesystem::path> found;
    for (const auto& entry : std::filesystem::directory_iterator(file.parent_path(), ignored)) {
        const std::string other = entry.path().filename().string();
        const std::string own = file.filename().string();
        if (other.starts_with(own) && std::regex_match(other.substr(own.size()), name)) found.push_back(entry.path());
    }
    for (const auto& leftover : found) std::filesystem::remove(leftover, ignored);
}

void make_directory(const std::string& path) {
    if (path.empty()) throw InvalidInput("\"\": cannot be made: must be the path of a directory");
    std::error_code error;
    std::filesystem::create_directories(path, error);
    if (!error && !std::filesystem::is_directory(path, error) && !error) {
        error = std::make_error_code(std::errc::not_a_directory);
    }
    if (error) throw InvalidInput(fmt::format("{}: cannot be made: {}", path, error.message()));
}

}  // namespace soret
