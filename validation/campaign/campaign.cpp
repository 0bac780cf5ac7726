#include "soret/validation/campaign/campaign.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/files/atomic_file.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/common/files/json_text.hpp"
#include "soret/validation/campaign/task_file.hpp"
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
    const nlohmann::json json = read_json_file(file.string());
    return {directory, reading_json(file.string(), [&] { return manifest_from_json(json); })};
}

fs::path Campaign::result_file(const Task& task) const {
    return directory_ / "tasks" / (task.id + ".json");
}

TaskResult Campaign::read_result(const Task& task) const {
    const fs::path file = result_file(task);
    TaskResult result = read_task_file(file);
    if (result.task != task.id) {
        throw InvalidInput(fmt::format("{}: task = {}: must be {}", file.string(), result.task, task.id));
    }
    return result;
}

TaskResults Campaign::results() const {
    TaskResults results;
    for (const Task& task : manifest_.tasks) {
        if (fs::exists(result_file(task))) results.emplace(task.id, read_result(task));
    }
    return results;
}

TaskResults Campaign::complete_results() const {
    TaskResults found = results();
    for (const Task& task : manifest_.tasks) {
        if (!found.contains(task.id)) {
            throw InvalidInput(
                fmt::format("{}: {} of {} tasks are finished, {} is not; `soret validate --resume` goes on",
                            directory_.string(), found.size(), manifest_.tasks.size(), task.id));
        }
    }
    return found;
}

TaskResults Campaign::usable_results() const {
    TaskResults results;
    for (const Task& task : manifest_.tasks) {
        if (!fs::exists(result_file(task))) continue;
        try {
            results.emplace(task.id, read_result(task));
        } catch (const InvalidInput& error) {
            fmt::print(stderr, "soret: {}; its task is run again\n", error.what());
        }
    }
    return results;
}

Manifest finished_part(const Manifest& manifest, const TaskResults& results) {
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
        if (!results.contains(task->id) || (preparing.contains(task->id) && !used.contains(task->id))) continue;
        used.insert(task->needs.begin(), task->needs.end());
        routes_left.insert(task->route);
        part.tasks.push_back(*task);
    }
    std::ranges::reverse(part.tasks);
    std::erase_if(part.routes, [&](const std::string& route) { return !routes_left.contains(route); });
    return part;
}

void Campaign::work(const RouteLookup& routes, const WorkOptions& options) const {
    const TaskResults finished = usable_results();
    std::vector<const Task*> waiting;
    for (const Task& task : manifest_.tasks) {
        if (!finished.contains(task.id)) waiting.push_back(&task);
    }
    WorkOptions with_checkpoints = options;
    with_checkpoints.checkpoints = directory_ / "checkpoints";
    run_tasks(manifest_.state_line, waiting, finished, routes, with_checkpoints,
              [this](const Task& task, const TaskResult& result) { write_task_file(result_file(task), result); });
}

}  // namespace soret
