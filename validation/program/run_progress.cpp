#include "soret/validation/program/run_progress.hpp"

#include <unistd.h>

#include <cstdio>

#include <fmt/format.h>

#include "soret/validation/simulation/progress.hpp"

namespace soret {

RunProgress::RunProgress(double total, double done, bool quiet)
    : total_(total), start_done_(done), silent_(quiet || ::isatty(STDERR_FILENO) == 0) {}

RunProgress::~RunProgress() {
    if (shown_) fmt::print(stderr, "\r\033[K");
}

bool RunProgress::due() const {
    return !silent_ && Clock::now() - last_ > std::chrono::milliseconds(500);
}

void RunProgress::show(double done, const std::string& text) {
    last_ = Clock::now();
    shown_ = true;
    const double elapsed = std::chrono::duration<double>(last_ - start_).count();
    const double here = done - start_done_;
    const double left = here > 0.0 ? elapsed / here * (total_ - done) : 0.0;
    fmt::print(stderr, "\r\033[K{:3.0f} %  {}  {} left", 100.0 * done / total_, text, duration_text(left));
    std::fflush(stderr);
}

}  // namespace soret
