#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "soret/validation/campaign/workers.hpp"

namespace soret {

/// A directory with a manifest and one small file for each finished task. Every file is written under another name and
/// then renamed, so a kill at any moment leaves only whole files; what is finished is never run again.
///   DIR/manifest.json, DIR/tasks/ID.json, and while a task is under way DIR/checkpoints/ID
class Campaign {
public:
    /// Writes the manifest into a directory that has none, or goes on with one that is the same.
    /// throws   InvalidInput: there is a campaign already and resume is false; its manifest differs (the message names
    ///          the first difference); the directory or a file cannot be read or written
    static Campaign start(const std::filesystem::path& directory, const Manifest& manifest, bool resume);
    /// throws   InvalidInput: no manifest there, or one that cannot be used
    static Campaign open(const std::filesystem::path& directory);

    const Manifest& manifest() const { return manifest_; }
    const std::filesystem::path& directory() const { return directory_; }

    /// Runs all tasks that are not finished, several at a time, each on one thread, each as soon as those it needs are.
    /// A result file that is damaged is named on standard error and its task run again.
    /// throws   what a task throws, after the others have stopped
    void work(const RouteLookup& routes, const WorkOptions& options) const;

    /// Results of all finished tasks.
    /// throws   InvalidInput: a damaged or foreign file; the message names it
    TaskResults results() const;
    /// throws   InvalidInput: as results(), and the ids of tasks that are not finished
    TaskResults complete_results() const;

    std::filesystem::path result_file(const Task& task) const;

private:
    Campaign(std::filesystem::path directory, Manifest manifest)
        : directory_(std::move(directory)), manifest_(std::move(manifest)) {}
    TaskResult read_result(const Task& task) const;
    TaskResults usable_results() const;

    std::filesystem::path directory_;
    Manifest manifest_;
};

/// The part of a campaign under way that can be reduced: all tasks with a result, except that a task that only prepares
/// runs of its own route is left out if none of those runs has a result; and the routes that have a task in it.
Manifest finished_part(const Manifest& manifest, const TaskResults& results);

}  // namespace soret
