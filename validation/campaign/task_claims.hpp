#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "soret/validation/campaign/worker_record.hpp"

namespace soret {

/// Which worker has which task under way: DIR/claimed/ID, a symbolic link to the worker's file. A link is made with its
/// target in one operation that fails where there is one already, on network file systems too; the time of the link is
/// when the task was begun. Where links cannot be made, it is a file with the same text, made exclusively.
class TaskClaims {
public:
    /// throws   InvalidInput: the directory cannot be made
    TaskClaims(std::filesystem::path directory, const WorkerRecord& worker);

    /// False if another worker has it.
    /// throws   InvalidInput: the file system refuses
    bool take(const std::string& task) const;
    /// Takes it from a worker that is lost, if no other one does so first, or if it is free now.
    bool take_over(const std::string& task) const;
    /// Nothing if it is another worker's by now.
    void release(const std::string& task) const;

private:
    bool make(const std::filesystem::path& claim) const;
    bool take_over_claim(const std::filesystem::path& claim) const;

    std::filesystem::path directory_;
    const WorkerRecord& worker_;
};

/// The worker that a claim names; nothing if there is no claim; an empty name if it is damaged.
std::optional<std::string> holder_of(const std::filesystem::path& claim);

}  // namespace soret
