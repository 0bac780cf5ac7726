#include "soret/validation/simulation/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace soret {

Progress::Progress(double total_cost, std::size_t task_count, bool quiet)
    : total_cost_(total_cost), task_count_(task_count), quiet_(quiet), terminal_(isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() {
    if (terminal_ && !quiet_ && task_count_ > 0) std::fputs("\r\033[K", stderr);
}

void Progress::running(const std::string& task, double cost, double fraction) {
    const std::lock_guard lock(mutex_);
    running_cost_[task] = cost * fraction;
    show(false);
}

void Progress::finished(const std::string& task, double cost) {
    const std::lock_guard lock(mutex_);
    running_cost_.erase(task);
    finished_cost_ += cost;
    ++finished_count_;
    show(true);
}

void Progress::show(bool at_once) {
    if (quiet_) return;
    const Clock::time_point now = Clock::now();
    double done = finished_cost_;
    for (const auto& [task, cost] : running_cost_) done += cost;
    const double fraction = std::clamp(done / total_cost_, 0.0, 1.0);
    const double elapsed = std::chrono::duration<double>(now - start_).count();
    const double left = fraction > 0.0 ? elapsed * (1.0 - fraction) / fraction : 0.0;
    const std::string line = fmt::format("{:3.0f} %  {} of {} tasks  {} left", 100.0 * fraction, finished_count_,
                                         task_count_, fraction > 0.01 ? duration_text(left) : std::string("?"));
    if (terminal_) {
        if (!at_once && now - shown_ < std::chrono::milliseconds(500)) return;
        shown_ = now;
        fmt::print(stderr, "\r\033[K{}", line);
        std::fflush(stderr);
    } else if (const int quarter = static_cast<int>(4.0 * fraction); quarter > quarter_) {
        quarter_ = quarter;
        fmt::print(stderr, "{}\n", line);
    }
}

std::string duration_text(double seconds) {
    const long whole = static_cast<long>(seconds + 0.5);
    if (whole < 60) return fmt::format("{} s", whole);
    if (whole < 3600) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
    return fmt::format("{} h {:02} min", whole / 3600, whole % 3600 / 60);
}

}  // namespace soret
