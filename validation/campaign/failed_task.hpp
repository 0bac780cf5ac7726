#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "soret/validation/campaign/worker_record.hpp"

namespace soret {

/// Why a task failed, each time it did: DIR/failed/ID.json. Whoever has the task writes it.
struct FailedTask {
    struct Attempt {
        std::string reason;  ///< one line
        std::string time;    ///< UTC, as 2026-11-29T18:30:00Z
        std::string host;
        std::int64_t process = 0;
    };
    std::string task;
    std::vector<Attempt> attempts;  ///< at least one, in their order
};

/// Nothing if it has not failed. A damaged file is named on standard error and taken for none.
std::optional<FailedTask> read_failed_task(const std::filesystem::path& file);
void write_failed_task(const std::filesystem::path& file, const FailedTask& failed);

/// This moment, for FailedTask::Attempt.
std::string time_now_text();

}  // namespace soret
