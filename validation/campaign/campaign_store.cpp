#include "soret/validation/campaign/campaign_store.hpp"

#include <map>
#include <string_view>
#include <system_error>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/files/atomic_file.hpp"
#include "soret/validation/campaign/task_file.hpp"

namespace soret {

namespace {

constexpr std::string_view json_ending = ".json";

// Names that end so, without the ending. A directory that is not there is empty; hidden files are not of tasks.
std::vector<std::string> names_in(const std::filesystem::path& directory, std::string_view ending) {
    std::vector<std::string> names;
    std::error_code none;
    for (const auto& entry : std::filesystem::directory_iterator(directory, none)) {
        std::string name = entry.path().filename().string();
        if (name.starts_with('.') || !name.ends_with(ending)) continue;
        name.resize(name.size() - ending.size());
        names.push_back(std::move(name));
    }
    return names;
}

}  // namespace

std::vector<std::string> CampaignFiles::finished_tasks() const {
    return names_in(tasks(), json_ending);
}

std::vector<std::string> CampaignFiles::failed_tasks() const {
    return names_in(failed(), json_ending);
}

std::vector<std::string> CampaignFiles::claimed_tasks() const {
    return names_in(claimed(), "");
}

TaskResult CampaignFiles::read_result(const std::string& task) const {
    const std::filesystem::path file = result_file(task);
    TaskResult result = read_task_file(file);
    if (result.task != task) {
        throw InvalidInput(fmt::format("{}: task = {}: must be {}", file.string(), result.task, task));
    }
    return result;
}

CampaignStore::CampaignStore(CampaignFiles files, int retries, std::chrono::duration<double> lost_after)
    : files_(std::move(files)),
      retries_(static_cast<std::size_t>(retries)),
      worker_(files_.workers(), lost_after),
      claims_(files_.claimed(), worker_) {}

TaskStore::Taken CampaignStore::take(const Task& task) {
    if (!claims_.take(task.id) && !claims_.take_over(task.id)) return Taken::elsewhere;
    // Whoever had it before wrote down what became of it before letting it go.
    Taken taken = Taken::mine;
    if (std::filesystem::exists(files_.result_file(task.id))) {
        taken = Taken::finished;
    } else if (const auto failed = read_failed_task(files_.failed_file(task.id)); failed && is_given_up(*failed)) {
        taken = Taken::given_up;
    }
    if (taken != Taken::mine) claims_.release(task.id);
    return taken;
}

void CampaignStore::release(const Task& task) {
    worker_.forget(task.id);
    claims_.release(task.id);
}

TaskResult CampaignStore::result(const std::string& id) {
    try {
        return files_.read_result(id);
    } catch (const InvalidInput& error) {
        throw InvalidInput(fmt::format("{}; `soret campaign work --check` runs its task again", error.what()));
    }
}

void CampaignStore::finish(const Task& task, const TaskResult& result) {
    write_task_file(files_.result_file(task.id), result);
    std::error_code ignored;
    std::filesystem::remove(files_.failed_file(task.id), ignored);
}

bool CampaignStore::fail(const Task& task, const std::string& reason) {
    make_directory(files_.failed().string());
    FailedTask failed = read_failed_task(files_.failed_file(task.id)).value_or(FailedTask{task.id, {}});
    failed.attempts.push_back({reason, time_now_text(), worker_.identity().host, worker_.identity().process});
    write_failed_task(files_.failed_file(task.id), failed);
    return is_given_up(failed);
}

void CampaignStore::set_fraction(const Task& task, double fraction) {
    worker_.set_fraction(task.id, fraction);
}

TaskStore::Sight CampaignStore::look(bool living_only) {
    // In this order: a task that is let go between two listings is among the finished or failed ones.
    Sight sight;
    std::map<std::string, bool> living;
    for (std::string& id : files_.claimed_tasks()) {
        if (!living_only || is_claimed_by_the_living(id, living)) sight.under_way.push_back(std::move(id));
    }
    for (std::string& id : files_.failed_tasks()) {
        const auto failed = read_failed_task(files_.failed_file(id));
        if (failed && is_given_up(*failed)) sight.given_up.push_back(std::move(id));
    }
    sight.finished = files_.finished_tasks();
    return sight;
}

// living   what is known of workers by their names
bool CampaignStore::is_claimed_by_the_living(const std::string& id, std::map<std::string, bool>& living) const {
    const std::filesystem::path claim = files_.claimed() / id;
    const auto holder = holder_of(claim);
    if (!holder) return false;
    if (holder->empty()) return !worker_.is_too_old(claim);
    const auto known = living.find(*holder);
    if (known != living.end()) return known->second;
    return living[*holder] = !worker_.is_lost(*holder);
}

bool CampaignStore::is_given_up(const FailedTask& failed) const {
    return failed.attempts.size() > retries_;
}

}  // namespace soret
