#include "soret/validation/campaign/task_claims.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string_view>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/files/atomic_file.hpp"
#include "soret/validation/campaign/task.hpp"

namespace soret {

namespace {

constexpr std::string_view target_begins = "../workers/";
constexpr std::string_view target_ends = ".json";

[[noreturn]] void cannot_claim(const std::filesystem::path& claim, int error) {
    throw InvalidInput(fmt::format("{}: cannot be written: {}", claim.string(), std::strerror(error)));
}

/// A file that is made and written in two steps: who dies between them leaves an empty one, a damaged claim.
bool make_exclusive_file(const std::filesystem::path& claim, const std::string& target) {
    const int file = ::open(claim.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (file < 0) {
        if (errno == EEXIST) return false;
        cannot_claim(claim, errno);
    }
    const bool written = ::write(file, target.data(), target.size()) == static_cast<ssize_t>(target.size());
    const int error = errno;
    ::close(file);
    if (written) return true;
    ::unlink(claim.c_str());
    cannot_claim(claim, error);
}

std::string worker_in(std::string_view target) {
    if (!target.starts_with(target_begins) || !target.ends_with(target_ends)) return {};
    target.remove_prefix(target_begins.size());
    if (target.size() <= target_ends.size()) return {};
    target.remove_suffix(target_ends.size());
    return target.find('/') == std::string_view::npos ? std::string(target) : std::string();
}

}  // namespace

std::optional<std::string> holder_of(const std::filesystem::path& claim) {
    std::array<char, 512> text{};
    ssize_t length = ::readlink(claim.c_str(), text.data(), text.size());
    if (length < 0 && errno == ENOENT) return std::nullopt;
    if (length < 0) {
        const int file = ::open(claim.c_str(), O_RDONLY | O_CLOEXEC);
        if (file < 0 && errno == ENOENT) return std::nullopt;
        length = file < 0 ? 0 : ::read(file, text.data(), text.size());
        if (file >= 0) ::close(file);
    }
    return worker_in({text.data(), static_cast<std::size_t>(length < 0 ? 0 : length)});
}

TaskClaims::TaskClaims(std::filesystem::path directory, const WorkerRecord& worker)
    : directory_(std::move(directory)), worker_(worker) {
    make_directory(directory_.string());
}

bool TaskClaims::make(const std::filesystem::path& claim) const {
    const std::string target = fmt::format("{}{}{}", target_begins, worker_.name(), target_ends);
    if (::symlink(target.c_str(), claim.c_str()) == 0) return true;
    const bool no_links = errno == EPERM || errno == EOPNOTSUPP || errno == ENOSYS;
    if (no_links && make_exclusive_file(claim, target)) return true;
    if (!no_links && errno != EEXIST) cannot_claim(claim, errno);
    // A network file system may have made it, lost the answer and been asked again.
    return holder_of(claim) == worker_.name();
}

bool TaskClaims::take(const std::string& task) const {
    return make(directory_ / task);
}

bool TaskClaims::take_over(const std::string& task) const {
    return take_over_claim(directory_ / task);
}

// The claim of a lost worker is replaced by whoever has the claim to replace it, whose name is made of both. So one
// worker alone does it, and one whose knowledge is old finds another holder and gives way. That second claim is taken
// over in the same way if its worker is lost in turn.
bool TaskClaims::take_over_claim(const std::filesystem::path& claim) const {
    const auto holder = holder_of(claim);
    if (!holder) return make(claim);
    if (*holder == worker_.name()) return true;
    if (holder->empty() ? !worker_.is_too_old(claim) : !worker_.is_lost(*holder)) return false;
    const std::filesystem::path successor =
        claim.parent_path() / ("." + digest_of({claim.filename().string(), *holder}));
    if (!make(successor) && !take_over_claim(successor)) return false;
    if (holder_of(claim) != holder) {
        release(successor.filename().string());
        return false;
    }
    if (std::rename(successor.c_str(), claim.c_str()) != 0) {
        if (errno == ENOENT) return false;
        cannot_claim(claim, errno);
    }
    if (!holder->empty()) worker_.bury(*holder);
    return holder_of(claim) == worker_.name();
}

void TaskClaims::release(const std::string& task) const {
    const std::filesystem::path claim = directory_ / task;
    if (holder_of(claim) == worker_.name()) ::unlink(claim.c_str());
}

}  // namespace soret
