#include "soret/validation/campaign/failed_task.hpp"

#include <array>
#include <cstdio>
#include <ctime>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/files/atomic_file.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/common/files/json_text.hpp"

namespace soret {

namespace {

FailedTask failed_task_from_json(const nlohmann::json& json) {
    FailedTask failed{field<std::string>(json, "task"), {}};
    for (const nlohmann::json& attempt : field<std::vector<nlohmann::json>>(json, "attempts")) {
        failed.attempts.push_back({field<std::string>(attempt, "reason"), field<std::string>(attempt, "time"),
                                   field<std::string>(attempt, "host"), field<std::int64_t>(attempt, "process")});
    }
    if (failed.attempts.empty()) throw InvalidInput("attempts = []: must have one");
    return failed;
}

}  // namespace

std::optional<FailedTask> read_failed_task(const std::filesystem::path& file) {
    if (!std::filesystem::exists(file)) return std::nullopt;
    try {
        const nlohmann::json json = read_json_file(file.string());
        return reading_json(file.string(), [&] { return failed_task_from_json(json); });
    } catch (const InvalidInput& error) {
        fmt::print(stderr, "soret: {}; its task counts as not tried\n", error.what());
        return std::nullopt;
    }
}

void write_failed_task(const std::filesystem::path& file, const FailedTask& failed) {
    nlohmann::json attempts = nlohmann::json::array();
    for (const FailedTask::Attempt& attempt : failed.attempts) {
        attempts.push_back(
            {{"reason", attempt.reason}, {"time", attempt.time}, {"host", attempt.host}, {"process", attempt.process}});
    }
    write_file_atomically(file.string(), json_text({{"task", failed.task}, {"attempts", attempts}}));
}

std::string time_now_text() {
    const std::time_t now = std::time(nullptr);
    std::tm utc{};
    ::gmtime_r(&now, &utc);
    std::array<char, 32> text{};
    std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &utc);
    return text.data();
}

}  // namespace soret
