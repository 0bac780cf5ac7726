#include "soret/validation/campaign/audit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "soret/common/errors.hpp"
#include "soret/common/random_streams.hpp"
#include "soret/validation/campaign/workers.hpp"

namespace soret {

namespace {

// The first `sample` of a random order, put back into the order of the manifest.
std::vector<const Task*> chosen(std::vector<const Task*> finished, std::size_t sample, std::uint64_t seed) {
    sample = std::min(sample, finished.size());
    std::vector<std::pair<std::size_t, const Task*>> picked;
    std::vector<std::size_t> places(finished.size());
    for (std::size_t k = 0; k < places.size(); ++k) places[k] = k;
    for (std::size_t k = 0; k < sample; ++k) {
        const RandomWords words = random_words(seed, RandomStream::bootstrap, k, 0);
        const std::size_t j = k + index_from(words[0], static_cast<std::uint32_t>(places.size() - k));
        std::swap(places[k], places[j]);
        picked.emplace_back(places[k], finished[places[k]]);
    }
    std::sort(picked.begin(), picked.end());
    std::vector<const Task*> tasks;
    for (const auto& [place, task] : picked) tasks.push_back(task);
    return tasks;
}

}  // namespace

bool AuditResult::agrees() const {
    return std::all_of(tasks.begin(), tasks.end(), [](const AuditedTask& task) { return task.agrees(); });
}

AuditResult audit(const Campaign& campaign, const RouteLookup& routes, const WorkOptions& options, std::size_t sample,
                  std::uint64_t seed) {
    if (sample == 0) throw InvalidArgument("sample = 0: must be >= 1");
    std::vector<const Task*> finished;
    for (const Task& task : campaign.manifest().tasks) {
        if (std::filesystem::exists(campaign.files().result_file(task.id))) finished.push_back(&task);
    }
    if (finished.empty()) throw InvalidInput(fmt::format("{}: no task is finished yet", campaign.directory().string()));
    const std::vector<const Task*> tasks = chosen(std::move(finished), sample, seed);

    TaskResults results;
    const auto read = [&](const std::string& id) {
        if (!results.contains(id)) results.emplace(id, campaign.files().read_result(id));
    };
    for (const Task* task : tasks) {
        read(task->id);
        std::ranges::for_each(task->needs, read);
    }
    AuditResult audited;
    for (const Task* task : tasks) audited.tasks.push_back({task->id, results.at(task->id).digest, ""});
    run_tasks(campaign.manifest().state_line, tasks, results, routes, options,
              [&](const Task& task, const TaskResult& result) {
                  const auto place =
                      std::find_if(audited.tasks.begin(), audited.tasks.end(),
                                   [&](const AuditedTask& candidate) { return candidate.task == task.id; });
                  place->found = result.digest;
              });
    return audited;
}

}  // namespace soret
