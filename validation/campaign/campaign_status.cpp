#include "soret/validation/campaign/campaign_status.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <ctime>
#include <set>

#include "soret/validation/campaign/task_file.hpp"

namespace soret {

namespace {

/// Seconds since a file was written, not followed if it is a link.
double age_of(const std::filesystem::path& file) {
    struct stat found {};
    if (::lstat(file.c_str(), &found) != 0) return 0.0;
    return std::max(0.0, std::difftime(std::time(nullptr), found.st_mtim.tv_sec));
}

CampaignStatus::Running running_task(const CampaignFiles& files, const std::string& task) {
    const std::filesystem::path claim = files.claimed() / task;
    CampaignStatus::Running running;
    running.task = task;
    running.seconds = age_of(claim);
    const std::string worker = holder_of(claim).value_or("");
    const auto note = read_worker_note(files.worker_file(worker));
    if (!note) return running;
    running.host = note->identity.host;
    running.process = note->identity.process;
    running.silent = age_of(files.worker_file(worker));
    running.is_lost = note->identity.machine == this_process().machine && !is_running(note->identity);
    if (const auto fraction = note->fractions.find(task); fraction != note->fractions.end()) {
        running.fraction = fraction->second;
    }
    return running;
}

}  // namespace

CampaignStatus status_of(const Campaign& campaign) {
    const CampaignFiles files = campaign.files();
    const auto as_set = [](const std::vector<std::string>& ids) {
        return std::set<std::string>(ids.begin(), ids.end());
    };
    const std::set<std::string> claimed = as_set(files.claimed_tasks());
    const std::set<std::string> failed = as_set(files.failed_tasks());
    const std::set<std::string> finished = as_set(files.finished_tasks());
    CampaignStatus status;
    double cost_done = 0.0, cost_left = 0.0;
    for (const Task& task : campaign.manifest().tasks) {
        ++status.tasks;
        if (finished.contains(task.id)) {
            ++status.finished;
            if (const auto seconds = seconds_in_task_file(files.result_file(task.id))) {
                status.seconds_spent += *seconds;
                cost_done += task.cost;
            }
            continue;
        }
        double part = 1.0;
        if (claimed.contains(task.id)) {
            status.running.push_back(running_task(files, task.id));
            part -= status.running.back().fraction.value_or(0.0);
        } else if (auto why = failed.contains(task.id) ? read_failed_task(files.failed_file(task.id)) : std::nullopt) {
            status.failed.push_back(*std::move(why));
        } else {
            ++status.waiting;
        }
        cost_left += part * task.cost;
    }
    if (cost_done > 0.0) status.seconds_per_cost = status.seconds_spent / cost_done;
    status.seconds_left = status.seconds_per_cost * cost_left;
    return status;
}

nlohmann::json to_json(const CampaignStatus& status) {
    nlohmann::json running = nlohmann::json::array(), failed = nlohmann::json::array();
    for (const CampaignStatus::Running& task : status.running) {
        running.push_back({{"task", task.task},
                           {"host", task.host},
                           {"process", task.process},
                           {"seconds", task.seconds},
                           {"fraction", task.fraction ? nlohmann::json(*task.fraction) : nlohmann::json(nullptr)},
                           {"silent", task.silent},
                           {"lost", task.is_lost}});
    }
    for (const FailedTask& task : status.failed) {
        const FailedTask::Attempt& last = task.attempts.back();
        failed.push_back({{"task", task.task},
                          {"attempts", task.attempts.size()},
                          {"reason", last.reason},
                          {"time", last.time},
                          {"host", last.host}});
    }
    return {{"tasks", status.tasks},
            {"finished", status.finished},
            {"running", running},
            {"failed", failed},
            {"waiting", status.waiting},
            {"core_seconds_spent", status.seconds_spent},
            {"core_seconds_left", status.seconds_left},
            {"seconds_per_cost", status.seconds_per_cost}};
}

}  // namespace soret
