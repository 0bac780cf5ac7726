#pragma once

#include <chrono>
#include <string>

namespace soret {

/// One line on standard error that renews itself: how far a run is, how long it will still take, and what its state is.
/// Nothing if standard error is not a terminal, or if quiet.
class RunProgress {
public:
    /// total   work of the whole run, in any unit;  done   of it before now
    RunProgress(double total, double done, bool quiet);
    ~RunProgress();
    RunProgress(const RunProgress&) = delete;
    RunProgress& operator=(const RunProgress&) = delete;

    /// True if a new line is due: the caller need not make a text otherwise.
    bool due() const;
    void show(double done, const std::string& text);

private:
    using Clock = std::chrono::steady_clock;
    double total_;
    double start_done_;
    bool silent_;
    bool shown_ = false;
    Clock::time_point start_ = Clock::now();
    Clock::time_point last_ = start_;
};

}  // namespace soret
