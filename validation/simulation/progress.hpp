#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <mutex>
#include <string>

namespace soret {

/// Tells on standard error how far a campaign is and how long it will still take: a line that renews itself on a
/// terminal, otherwise a plain line at each quarter. Thread-safe.
class Progress {
public:
    /// total_cost   of all tasks still to be run [core seconds, estimated]; only ratios count
    Progress(double total_cost, std::size_t task_count, bool quiet);
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    void running(const std::string& task, double cost, double fraction);
    void finished(const std::string& task, double cost);

private:
    void show(bool at_once);

    using Clock = std::chrono::steady_clock;
    std::mutex mutex_;
    double total_cost_;
    std::size_t task_count_;
    bool quiet_;
    bool terminal_;
    double finished_cost_ = 0.0;
    std::size_t finished_count_ = 0;
    std::map<std::string, double> running_cost_;  // done of each task that is being run
    Clock::time_point start_ = Clock::now();
    Clock::time_point shown_ = start_;
    int quarter_ = 0;
};

/// "3 min 20 s", "45 s", "2 h 05 min".
std::string duration_text(double seconds);

}  // namespace soret
