#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "soret/validation/campaign/campaign_store.hpp"
#include "soret/validation/campaign/results_on_demand.hpp"
#include "soret/validation/campaign/workers.hpp"

namespace soret {

/// A directory with a manifest and one small file for each finished task. Every file is written under another name and
/// then renamed, so a kill at any moment leaves only whole files; what is finished is never run again. Any number of
/// processes, also on other machines that share the directory, work on it together.
///   DIR/manifest.json, DIR/tasks/ID.json; while a task is under way DIR/claimed/ID, DIR/checkpoints/ID and
///   DIR/workers/NAME.json of who has it; DIR/failed/ID.json of a task that failed
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

    /// Runs tasks that are not finished and that nobody has under way, as the options say.
    /// With check_results, a result file that is damaged is named on standard error and its task run again.
    /// throws   run_tasks()
    WorkOutcome work(const RouteLookup& routes, const WorkOptions& options) const;

    /// Results of all finished tasks.
    /// throws   InvalidInput: a damaged or foreign file; the message names it
    TaskResults results() const;
    /// throws   InvalidInput: as results(), and the ids of tasks that are not finished
    TaskResults complete_results() const;

    /// throws, when one is read   InvalidInput: a damaged or foreign file
    ResultsOnDemand results_on_demand() const;
    /// throws   InvalidInput: the ids of tasks that are not finished
    void must_be_complete() const;

    /// finished_part() by the results that are there now.
    Manifest finished_part() const;

    CampaignFiles files() const { return CampaignFiles(directory_); }

private:
    Campaign(std::filesystem::path directory, Manifest manifest)
        : directory_(std::move(directory)), manifest_(std::move(manifest)) {}
    void remove_damaged_results() const;

    std::filesystem::path directory_;
    Manifest manifest_;
};

/// The part of a campaign under way that can be reduced: all tasks with a result, except that a task that only prepares
/// runs of its own route is left out if none of those runs has a result; and the routes that have a task in it.
Manifest finished_part(const Manifest& manifest, const std::set<std::string>& finished);

}  // namespace soret
