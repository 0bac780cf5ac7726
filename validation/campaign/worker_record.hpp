#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include <nlohmann/json.hpp>

namespace soret {

/// A process, told apart from every other one that was or will be on this machine.
struct ProcessIdentity {
    std::string host;     ///< for readers only: two machines may have one name
    std::string machine;  ///< this boot of this machine and the space of its process numbers
    std::int64_t process = 0;
    std::uint64_t start = 0;  ///< of the process, in ticks since the boot: process numbers come again
};
ProcessIdentity this_process();
/// False too if the process has ended and its parent has not asked yet. Only for processes of this machine.
bool is_running(const ProcessIdentity& identity);

/// What a worker says of itself in DIR/workers/NAME.json, written anew again and again as long as it lives.
struct WorkerNote {
    ProcessIdentity identity;
    std::map<std::string, double> fractions;  ///< of each task under way
};
/// Nothing if there is no such file or it is damaged.
std::optional<WorkerNote> read_worker_note(const std::filesystem::path& file);

/// Keeps the file of this worker as long as it lives, by a thread of its own.
class WorkerRecord {
public:
    /// lost_after   a worker on another machine whose file is older is taken for dead, > 0; the own file is written
    ///              five times as often, and at least each 20 s
    /// throws       InvalidInput: the file cannot be written
    WorkerRecord(std::filesystem::path workers, std::chrono::duration<double> lost_after);
    ~WorkerRecord();
    WorkerRecord(const WorkerRecord&) = delete;
    WorkerRecord& operator=(const WorkerRecord&) = delete;

    const std::string& name() const { return name_; }
    const ProcessIdentity& identity() const { return identity_; }
    void set_fraction(const std::string& task, double fraction);
    void forget(const std::string& task);

    /// Whether a worker of that name does not live any more: on this machine its process is gone; on another one its
    /// file is too old by the clock of the file system; or it has no file.
    bool is_lost(const std::string& worker) const;
    /// Whether a file, not followed if it is a link, is older than a worker may be silent.
    bool is_too_old(const std::filesystem::path& file) const;
    /// Takes away the file of a worker that is lost.
    void bury(const std::string& worker) const;

private:
    std::filesystem::path file_of(const std::string& worker) const { return workers_ / (worker + ".json"); }
    void write() const;
    void touch() const;
    void beat();

    std::filesystem::path workers_;
    std::chrono::duration<double> lost_after_;
    ProcessIdentity identity_ = this_process();
    std::string name_;
    mutable std::mutex mutex_;
    std::condition_variable ended_;
    bool end_ = false;
    std::map<std::string, double> fractions_;
    std::thread heart_;
};

}  // namespace soret
