#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace soret {

/// One piece of work of a campaign: a pure function of itself and of the results of the tasks that it needs.
struct Task {
    std::string id;           ///< unique; the name of its result file: letters, digits, '-', '_' and '.'
    std::string route;        ///< name of the route that runs it
    nlohmann::json settings;  ///< what that route wants to know: composition, particles, sweeps, ...
    std::uint64_t seed = 0;
    std::vector<std::string> needs;  ///< ids of the tasks whose results it reads; they stand before it in the manifest
    double cost = 1.0;  ///< estimate of its work, for the time left and the share of a worker   [core seconds]

    bool operator==(const Task&) const = default;
};

/// Seed of a task: a function of the campaign's seed and of the task's id only, so that it does not depend on which
/// other tasks there are. Stream task_seed, index from the digest of the id.
std::uint64_t task_seed(std::uint64_t campaign_seed, const std::string& id);

/// Digest of a JSON value: of its text with sorted keys and numbers that read back to the same bits.
std::string digest_of(const nlohmann::json& value);

/// What a finished task leaves; task_file.hpp keeps it.
struct TaskResult {
    std::string task;           ///< id
    nlohmann::json values;      ///< of the route; the same bits wherever the task is run
    std::string digest;         ///< digest_of(values)
    nlohmann::json provenance;  ///< program and machine: not in the digest
    double seconds = 0.0;       ///< of a core: not in the digest
};

void to_json(nlohmann::json& json, const Task& task);
/// throws   InvalidInput: a key is missing, of another type, or an id that cannot be a file name
void from_json(const nlohmann::json& json, Task& task);

}  // namespace soret
