#include "soret/validation/simulation/appended_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include <fmt/format.h>

#include "soret/common/errors.hpp"

namespace soret {

namespace {

inline constexpr std::size_t much = std::size_t{1} << 20;

}  // namespace

AppendedFile::AppendedFile(const std::string& path, std::uint64_t length) : path_(path), length_(length) {
    const int create = length == 0 ? O_CREAT : 0;  // what is to be kept is not made anew
    descriptor_ = ::open(path.c_str(), O_WRONLY | create | O_APPEND | O_CLOEXEC, 0666);
    if (descriptor_ < 0 && errno == ENOENT && length > 0) {
        throw InvalidInput(fmt::format("{}: is missing: the checkpoint needs its first {} bytes", path_, length));
    }
    if (descriptor_ < 0) fail();
    if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
        ::close(descriptor_);
        throw InvalidInput(fmt::format("{}: is being written by another run", path_));
    }
    struct stat status {};
    if (::fstat(descriptor_, &status) != 0) fail();
    if (static_cast<std::uint64_t>(status.st_size) < length) {
        ::close(descriptor_);
        throw InvalidInput(
            fmt::format("{}: has {} bytes: the checkpoint needs at least {}", path_, status.st_size, length));
    }
    if (::ftruncate(descriptor_, static_cast<off_t>(length)) != 0) fail();
}

AppendedFile::~AppendedFile() {
    ::close(descriptor_);
}

void AppendedFile::fail() const {
    throw InvalidInput(fmt::format("{}: cannot be written: {}", path_, std::strerror(errno)));
}

void AppendedFile::append(std::string_view text) {
    waiting_ += text;
    if (waiting_.size() > much) write_waiting();
}

void AppendedFile::write_waiting() {
    std::size_t written = 0;
    while (written < waiting_.size()) {
        const ssize_t count = ::write(descriptor_, waiting_.data() + written, waiting_.size() - written);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) fail();
        written += static_cast<std::size_t>(count);
    }
    length_ += written;
    waiting_.clear();
}

void AppendedFile::flush() {
    write_waiting();
    if (::fsync(descriptor_) != 0 && errno != EINVAL)
        fail();  // EINVAL: a pipe or device has nothing to bring to a disk
}

}  // namespace soret
