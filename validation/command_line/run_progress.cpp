#include "soret/validation/command_line/run_progress.hpp"

#include <unistd.h>

#include <cstdio>

#include <fmt/format.h>

#include "soret/validation/campaign/progress.hpp"

namespace soret {

RunProgress::RunProgress(std::uint64_t total, std::uint64_t done, bool quiet)
    : total_(total), start_done_(done), silent_(quiet || ::isatty(STDERR_FILENO) == 0) {}

RunProgress::~RunProgress() {
    if (shown_) fmt::print(stderr, "\r\033[K");
}

bool RunProgress::due() const {
    return !silent_ && Clock::now() - last_ > std::chrono::milliseconds(500);
}

void RunProgress::show(std::uint64_t done, const std::string& text) {
    last_ = Clock::now();
    shown_ = true;
    const double elapsed = std::chrono::duration<double>(last_ - start_).count();
    const double here = static_cast<double>(done - start_done_);
    const double left = here > 0.0 ? elapsed / here * static_cast<double>(total_ - done) : 0.0;
    fmt::print(stderr, "\r\033[K{:3.0f} %  {}  {} left",
               100.0 * static_cast<double>(done) / static_cast<double>(total_), text, duration_text(left));
    std::fflush(stderr);
}

}  // namespace soret
