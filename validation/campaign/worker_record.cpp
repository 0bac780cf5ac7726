#include "soret/validation/campaign/worker_record.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <sstream>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/files/atomic_file.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/common/files/json_text.hpp"
#include "soret/validation/campaign/task.hpp"

namespace soret {

namespace {

namespace fs = std::filesystem;

struct ProcessState {
    char state = '?';
    std::uint64_t start = 0;
};

/// proc(5): the name in parentheses may hold anything; behind it the state is the 1st word, the start the 20th.
std::optional<ProcessState> state_of_process(std::int64_t process) {
    std::ifstream file(fmt::format("/proc/{}/stat", process));
    std::string line;
    if (!std::getline(file, line, '\0')) return std::nullopt;
    std::istringstream words(line.substr(std::min(line.rfind(')') + 1, line.size())));
    ProcessState found;
    words >> found.state;
    std::string skipped;
    for (int word = 2; word < 20; ++word) words >> skipped;
    words >> found.start;
    if (!words) return std::nullopt;
    return found;
}

std::string this_machine() {
    std::ifstream file("/proc/sys/kernel/random/boot_id");
    std::string boot;
    std::getline(file, boot);
    struct stat space {};
    const bool known = ::stat("/proc/self/ns/pid", &space) == 0;
    return fmt::format("{} {}", boot, known ? space.st_ino : 0);
}

std::string this_host() {
    std::array<char, 256> name{};
    if (::gethostname(name.data(), name.size() - 1) != 0) return "unknown";
    return name.data();
}

/// Unique, and a file name that says where to look for the process.
std::string new_worker_name(const ProcessIdentity& identity) {
    std::string host = identity.host.substr(0, 40);
    const auto is_plain = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '-'; };
    std::replace_if(
        host.begin(), host.end(), [&](char c) { return !is_plain(c); }, '-');
    const auto now = std::chrono::system_clock::now().time_since_epoch().count();
    return fmt::format("{}.{}.{}", host, identity.process,
                       digest_of({identity.machine, identity.process, identity.start, now}));
}

nlohmann::json to_json(const ProcessIdentity& identity, const std::map<std::string, double>& fractions) {
    return {{"host", identity.host},
            {"machine", identity.machine},
            {"process", identity.process},
            {"start", identity.start},
            {"tasks", fractions}};
}

}  // namespace

ProcessIdentity this_process() {
    const auto state = state_of_process(::getpid());
    return {this_host(), this_machine(), ::getpid(), state ? state->start : 0};
}

bool is_running(const ProcessIdentity& identity) {
    const auto state = state_of_process(identity.process);
    if (!state) return ::kill(static_cast<pid_t>(identity.process), 0) == 0 || errno == EPERM;
    return state->start == identity.start && state->state != 'Z' && state->state != 'X';
}

std::optional<WorkerNote> read_worker_note(const fs::path& file) {
    if (!fs::exists(file)) return std::nullopt;
    try {
        const nlohmann::json json = read_json_file(file.string());
        return reading_json(file.string(), [&] {
            return WorkerNote{{field<std::string>(json, "host"), field<std::string>(json, "machine"),
                               field<std::int64_t>(json, "process"), field<std::uint64_t>(json, "start")},
                              field<std::map<std::string, double>>(json, "tasks")};
        });
    } catch (const InvalidInput&) {
        return std::nullopt;
    }
}

WorkerRecord::WorkerRecord(fs::path workers, std::chrono::duration<double> lost_after)
    : workers_(std::move(workers)), lost_after_(lost_after), name_(new_worker_name(identity_)) {
    make_directory(workers_.string());
    write();
    heart_ = std::thread([this] { beat(); });
}

WorkerRecord::~WorkerRecord() {
    {
        const std::lock_guard lock(mutex_);
        end_ = true;
    }
    ended_.notify_all();
    heart_.join();
    bury(name_);
}

void WorkerRecord::set_fraction(const std::string& task, double fraction) {
    const std::lock_guard lock(mutex_);
    fractions_[task] = fraction;
}

void WorkerRecord::forget(const std::string& task) {
    const std::lock_guard lock(mutex_);
    fractions_.erase(task);
}

bool WorkerRecord::is_lost(const std::string& worker) const {
    const fs::path file = file_of(worker);
    const auto note = read_worker_note(file);
    if (note && note->identity.machine == identity_.machine) return !is_running(note->identity);
    return is_too_old(file);
}

bool WorkerRecord::is_too_old(const fs::path& file) const {
    touch();
    struct stat own {
    }, other{};
    if (::lstat(file.c_str(), &other) != 0) return errno == ENOENT;
    if (::lstat(file_of(name_).c_str(), &own) != 0) return false;
    const auto seconds = [](const struct stat& s) {
        return static_cast<double>(s.st_mtim.tv_sec) + 1e-9 * static_cast<double>(s.st_mtim.tv_nsec);
    };
    return seconds(own) - seconds(other) > lost_after_.count();
}

void WorkerRecord::bury(const std::string& worker) const {
    std::error_code ignored;
    fs::remove(file_of(worker), ignored);
}

void WorkerRecord::write() const {
    nlohmann::json note;
    {
        const std::lock_guard lock(mutex_);
        note = to_json(identity_, fractions_);
    }
    write_file_atomically(file_of(name_).string(), json_text(note));
}

// The time is the file server's own, whatever the clocks of its clients say.
void WorkerRecord::touch() const {
    ::utimensat(AT_FDCWD, file_of(name_).c_str(), nullptr, 0);
}

void WorkerRecord::beat() {
    const auto interval = std::min(std::chrono::duration<double>(20.0), lost_after_ / 5.0);
    std::unique_lock lock(mutex_);
    while (!ended_.wait_for(lock, interval, [this] { return end_; })) {
        lock.unlock();
        try {
            write();
        } catch (const InvalidInput&) {
            touch();  // a full disk: alive all the same
        }
        lock.lock();
    }
}

}  // namespace soret
