#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "soret/validation/campaign/failed_task.hpp"
#include "soret/validation/campaign/task_claims.hpp"
#include "soret/validation/campaign/task_store.hpp"
#include "soret/validation/campaign/worker_record.hpp"

namespace soret {

/// The files of a campaign's tasks.
class CampaignFiles {
public:
    explicit CampaignFiles(std::filesystem::path directory) : directory_(std::move(directory)) {}

    std::filesystem::path tasks() const { return directory_ / "tasks"; }
    std::filesystem::path claimed() const { return directory_ / "claimed"; }
    std::filesystem::path workers() const { return directory_ / "workers"; }
    std::filesystem::path failed() const { return directory_ / "failed"; }
    std::filesystem::path checkpoints() const { return directory_ / "checkpoints"; }

    std::filesystem::path result_file(const std::string& task) const { return tasks() / (task + ".json"); }
    std::filesystem::path failed_file(const std::string& task) const { return failed() / (task + ".json"); }
    std::filesystem::path worker_file(const std::string& name) const { return workers() / (name + ".json"); }

    /// Ids of the tasks with such a file: one listing of a directory, no look at the files.
    std::vector<std::string> finished_tasks() const;
    std::vector<std::string> failed_tasks() const;
    std::vector<std::string> claimed_tasks() const;

    /// throws   InvalidInput: missing, damaged, of another task; the message names the file
    TaskResult read_result(const std::string& task) const;

private:
    std::filesystem::path directory_;
};

/// The tasks of a campaign's directory, shared by all processes that have it.
class CampaignStore : public TaskStore {
public:
    /// retries   how often a task that failed is tried again
    CampaignStore(CampaignFiles files, int retries, std::chrono::duration<double> lost_after);

    Taken take(const Task& task) override;
    void release(const Task& task) override;
    TaskResult result(const std::string& id) override;
    void finish(const Task& task, const TaskResult& result) override;
    bool fail(const Task& task, const std::string& reason) override;
    void set_fraction(const Task& task, double fraction) override;
    Sight look(bool living_only) override;

private:
    bool is_claimed_by_the_living(const std::string& id, std::map<std::string, bool>& living) const;
    bool is_given_up(const FailedTask& failed) const;

    CampaignFiles files_;
    std::size_t retries_;
    WorkerRecord worker_;
    TaskClaims claims_;
};

}  // namespace soret
