#include "soret/validation/campaign/campaign.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>

#include "soret/common/errors.hpp"
#include "soret/common/files/atomic_file.hpp"
#include "soret/common/provenance.hpp"
#include "soret/validation/campaign/json_fields.hpp"
#include "soret/validation/campaign/progress.hpp"

namespace soret {

namespace {

namespace fs = std::filesystem;

// Thrown through a task's progress call when another task has failed.
struct GivenUp {};

fs::path manifest_file(const fs::path& directory) {
    return directory / "manifest.json";
}

void write_json_file(const fs::path& path, const nlohmann::json& json) {
    write_file_atomically(path.string(), json.dump(1) + "\n");
}

// The tasks that wait, run and are finished, shared by the workers.
class Board {
public:
    Board(const Manifest& manifest, TaskResults finished) : manifest_(manifest), finished_(std::move(finished)) {
        for (const Task& task : manifest_.tasks) {
            if (!finished_.contains(task.id)) waiting_.push_back(&task);
        }
    }

    std::vector<const Task*> waiting() const { return waiting_; }

    // The next task that can be run, with the results it needs; null when there is nothing left to do.
    const Task* take(TaskResults& needed) {
        std::unique_lock lock(mutex_);
        for (;;) {
            if (failure_ || waiting_.empty()) return nullptr;
            for (auto place = waiting_.begin(); place != waiting_.end(); ++place) {
                const Task& task = **place;
                if (!is_ready(task)) continue;
                for (const std::string& id : task.needs) needed.emplace(id, finished_.at(id));
                waiting_.erase(place);
                return &task;
            }
            changed_.wait(lock);
        }
    }

    void finish(TaskResult result) {
        const std::lock_guard lock(mutex_);
        finished_.emplace(result.task, std::move(result));
        changed_.notify_all();
    }

    void fail(std::exception_ptr failure) {
        const std::lock_guard lock(mutex_);
        if (!failure_) failure_ = std::move(failure);
        changed_.notify_all();
    }

    bool has_failed() const {
        const std::lock_guard lock(mutex_);
        return static_cast<bool>(failure_);
    }

    void rethrow_failure() const {
        if (failure_) std::rethrow_exception(failure_);
    }

private:
    bool is_ready(const Task& task) const {
        for (const std::string& id : task.needs) {
            if (!finished_.contains(id)) return false;
        }
        return true;
    }

    const Manifest& manifest_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    TaskResults finished_;
    std::vector<const Task*> waiting_;
    std::exception_ptr failure_;
};

}  // namespace

TaskResult run_task(const StateLine& state_line, const Task& task, const TaskResults& finished, const RouteLookup& routes,
                    const RunContext& context) {
    std::vector<const TaskResult*> needed;
    for (const std::string& id : task.needs) {
        const auto found = finished.find(id);
        if (found == finished.end()) throw InvalidInput(fmt::format("task {}: needs {}, which is not finished", task.id, id));
        needed.push_back(&found->second);
    }
    const auto start = std::chrono::steady_clock::now();
    TaskResult result;
    result.task = task.id;
    result.values = routes(task.route).run(state_line, task, needed, context);
    result.digest = digest_of(result.values);
    result.provenance = to_json(provenance(context.execution, task.seed));
    result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return result;
}

Campaign Campaign::start(const fs::path& directory, const Manifest& manifest, bool resume) {
    const fs::path file = manifest_file(directory);
    const nlohmann::json wanted = to_json(manifest);
    if (fs::exists(file)) {
        if (!resume) {
            throw InvalidInput(fmt::format("{}: holds a campaign already; --resume goes on with it", directory.string()));
        }
        if (const auto difference = first_difference(read_json_file(file.string()), wanted)) {
            throw InvalidInput(fmt::format("{}: {}; a campaign never changes, choose another directory", file.string(), *difference));
        }
    } else {
        make_directory(directory.string());
        write_json_file(file, wanted);
    }
    make_directory((directory / "tasks").string());
    return {directory, manifest};
}

Campaign Campaign::open(const fs::path& directory) {
    const fs::path file = manifest_file(directory);
    if (!fs::exists(file)) throw InvalidInput(fmt::format("{}: there is no campaign here (no such file)", file.string()));
    const nlohmann::json json = read_json_file(file.string());
    try {
        return {directory, manifest_from_json(json)};
    } catch (const Error& error) {
        throw InvalidInput(fmt::format("{}: {}", file.string(), error.what()));
    }
}

fs::path Campaign::result_file(const Task& task) const {
    return directory_ / "tasks" / (task.id + ".json");
}

TaskResult Campaign::read_result(const Task& task) const {
    const std::string file = result_file(task).string();
    const nlohmann::json json = read_json_file(file);
    try {
        auto result = json.get<TaskResult>();
        if (result.task != task.id) throw InvalidInput(fmt::format("task = {}: must be {}", result.task, task.id));
        return result;
    } catch (const Error& error) {
        throw InvalidInput(fmt::format("{}: {}", file, error.what()));
    }
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
            throw InvalidInput(fmt::format("{}: {} of {} tasks are finished, {} is not; `soret validate --resume` goes on",
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

void Campaign::work(const RouteLookup& routes, const WorkOptions& options) const {
    if (options.workers < 1) throw InvalidArgument(fmt::format("threads = {}: must be >= 1", options.workers));
    Board board(manifest_, usable_results());
    double cost = 0.0;
    for (const Task* task : board.waiting()) cost += task->cost;
    const std::size_t count = board.waiting().size();
    Progress progress(cost, count, options.quiet);

    const auto worker = [&] {
        for (;;) {
            TaskResults needed;
            const Task* task = board.take(needed);
            if (task == nullptr) return;
            try {
                RunContext context{options.backend, {options.instruction_set, 1}, {}};
                context.progress = [&](double fraction) {
                    if (board.has_failed()) throw GivenUp{};
                    progress.running(task->id, task->cost, fraction);
                };
                TaskResult result = run_task(manifest_.state_line, *task, needed, routes, context);
                write_json_file(result_file(*task), result);
                progress.finished(task->id, task->cost);
                board.finish(std::move(result));
            } catch (const GivenUp&) {
                return;
            } catch (...) {
                board.fail(std::current_exception());
                return;
            }
        }
    };
    std::vector<std::thread> workers;
    const std::size_t wanted = std::min(static_cast<std::size_t>(options.workers), count);
    for (std::size_t k = 0; k < wanted; ++k) workers.emplace_back(worker);
    for (std::thread& thread : workers) thread.join();
    board.rethrow_failure();
}

}  // namespace soret
