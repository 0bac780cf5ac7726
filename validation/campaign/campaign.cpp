#include "soret/validation/campaign/campaign.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/files/atomic_file.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/common/files/json_text.hpp"
#include "soret/validation/campaign/workers.hpp"

namespace soret {

namespace {

namespace fs = std::filesystem;

fs::path manifest_file(const fs::path& directory) {
    return directory / "manifest.json";
}

}  // namespace

Campaign Campaign::start(const fs::path& directory, const Manifest& manifest, bool resume) {
    const fs::path file = manifest_file(directory);
    const nlohmann::json wanted = to_json(manifest);
    if (fs::exists(file)) {
        if (!resume) {
            throw InvalidInput(
                fmt::format("{}: holds a campaign already; --resume goes on with it", directory.string()));
        }
        if (const auto difference = first_difference(to_json(open(directory).manifest()), wanted)) {
            throw InvalidInput(
                fmt::format("{}: {}; a campaign never changes, choose another directory", file.string(), *difference));
        }
    } else {
        make_directory(directory.string());
        write_file_atomically(file.string(), json_text(wanted));
    }
    make_directory((directory / "tasks").string());
    return {directory, manifest};
}

Campaign Campaign::open(const fs::path& directory) {
    const fs::path file = manifest_file(directory);
    if (!fs::exists(file))
        throw InvalidInput(fmt::format("{}: there is no campaign here (no such file)", file.string()));
    nlohmann::json json = read_json_file(file.string());
    return {directory, reading_json(file.string(), [&] { return manifest_from_json(std::move(json)); })};
}

TaskResults Campaign::results() const {
    TaskResults results;
    for (const Task& task : manifest_.tasks) {
        if (fs::exists(files().result_file(task.id))) results.emplace(task.id, files().read_result(task.id));
    }
    return results;
}

ResultsOnDemand Campaign::results_on_demand() const {
    return ResultsOnDemand([files = files()](const std::string& task) -> HeldResult {
        if (!fs::exists(files.result_file(task))) return nullptr;
        return std::make_shared<const TaskResult>(files.read_result(task));
    });
}

void Campaign::must_be_complete() const {
    const std::vector<std::string> ids = files().finished_tasks();
    const std::set<std::string> finished(ids.begin(), ids.end());
    for (const Task& task : manifest_.tasks) {
        if (finished.contains(task.id)) continue;
        const auto count =
            std::ranges::count_if(manifest_.tasks, [&](const Task& t) { return finished.contains(t.id); });
        throw InvalidInput(fmt::format("{}: {} of {} tasks are finished, {} is not; `soret campaign work` goes on",
                                       directory_.string(), count, manifest_.tasks.size(), task.id));
    }
}

TaskResults Campaign::complete_results() const {
    must_be_complete();
    return results();
}

void Campaign::remove_damaged_results() const {
    for (const Task& task : manifest_.tasks) {
        const fs::path file = files().result_file(task.id);
        if (!fs::exists(file)) continue;
        try {
            files().read_result(task.id);
        } catch (const InvalidInput& error) {
            fmt::print(stderr, "soret: {}; its task is run again\n", error.what());
            fs::remove(file);
        }
    }
}

Manifest Campaign::finished_part() const {
    const std::vector<std::string> finished = files().finished_tasks();
    return soret::finished_part(manifest_, std::set<std::string>(finished.begin(), finished.end()));
}

Manifest finished_part(const Manifest& manifest, const std::set<std::string>& finished) {
    std::map<std::string, std::string> routes;  // by task id
    std::set<std::string> preparing;            // tasks that others of their own route need
    for (const Task& task : manifest.tasks) {
        routes[task.id] = task.route;
        for (const std::string& id : task.needs) {
            if (routes.at(id) == task.route) preparing.insert(id);
        }
    }
    Manifest part = manifest;
    part.tasks.clear();
    std::set<std::string> used, routes_left;
    for (auto task = manifest.tasks.rbegin(); task != manifest.tasks.rend(); ++task) {  // each before those it needs
        if (!finished.contains(task->id) || (preparing.contains(task->id) && !used.contains(task->id))) continue;
        used.insert(task->needs.begin(), task->needs.end());
        routes_left.insert(task->route);
        part.tasks.push_back(*task);
    }
    std::ranges::reverse(part.tasks);
    std::erase_if(part.routes, [&](const std::string& route) { return !routes_left.contains(route); });
    return part;
}

WorkOutcome Campaign::work(const RouteLookup& routes, const WorkOptions& options) const {
    using Standing = TaskBoard::Standing;
    if (options.check_results) remove_damaged_results();
    std::vector<const Task*> tasks;
    for (const Task& task : manifest_.tasks) tasks.push_back(&task);
    TaskBoard board(tasks, options.tasks, [](const std::string&) { return false; });
    for (const std::string& id : files().finished_tasks()) {
        if (const auto place = board.place_of(id)) board.set(*place, Standing::finished);
    }
    // A campaign that is finished may lie where nothing can be written.
    if (board.chosen_in(Standing::finished).size() == board.chosen().size())
        return {board.chosen().size(), {}, {}, {}, {}};
    make_directory((directory_ / "tasks").string());  // a manifest alone is a campaign, too
    if (options.forget_failures) {
        for (const std::size_t place : board.chosen()) fs::remove(files().failed_file(board.task(place).id));
    }
    WorkOptions with_checkpoints = options;
    with_checkpoints.checkpoints = files().checkpoints();
    CampaignStore store(files(), options.retries, options.lost_after);
    return run_tasks(manifest_.state_line, board, store, routes, with_checkpoints);
}

}  // namespace soret
