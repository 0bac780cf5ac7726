#include "soret/validation/campaign/workers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>
#include <ctime>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "soret/common/errors.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/common/provenance.hpp"
#include "soret/validation/campaign/task_stages.hpp"
#include "soret/validation/simulation/progress.hpp"

namespace soret {

namespace {

// Thrown through a task's progress call when another task has failed.
struct GivenUp {};

// The tasks that wait, run and are finished, shared by the workers.
class Board {
public:
    Board(std::vector<const Task*> waiting, const TaskResults& finished)
        : waiting_(std::move(waiting)), finished_(finished) {}

    // The next task that can be run, with the results it needs; null when there is nothing left to do.
    const Task* take(TaskResults& needed) {
        std::unique_lock lock(mutex_);
        for (;;) {
            if (failure_ || waiting_.empty()) return nullptr;
            for (auto place = waiting_.begin(); place != waiting_.end(); ++place) {
                const Task& task = **place;
                // With nothing under way that could make a task ready, it is handed out to fail with a message.
                if (!is_ready(task) && running_ > 0) continue;
                for (const std::string& id : task.needs) {
                    if (const auto result = finished_.find(id); result != finished_.end()) needed.insert(*result);
                }
                waiting_.erase(place);
                ++running_;
                return &task;
            }
            changed_.wait(lock);
        }
    }

    // handle is called by one worker at a time.
    void finish(const Task& task, TaskResult result, const FinishedTask& handle) {
        const std::lock_guard lock(mutex_);
        handle(task, result);
        finished_.emplace(task.id, std::move(result));
        --running_;
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

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<const Task*> waiting_;
    TaskResults finished_;
    std::size_t running_ = 0;
    std::exception_ptr failure_;
};

// Of this thread, which a task has for itself: on a busy machine the clock on the wall says nothing of what it costs.
double core_seconds() {
    std::timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

}  // namespace

TaskResult run_task(const StateLine& state_line, const Task& task, const TaskResults& finished,
                    const RouteLookup& routes, const RunContext& context) {
    std::vector<const TaskResult*> needed;
    for (const std::string& id : task.needs) {
        const auto found = finished.find(id);
        if (found == finished.end())
            throw InvalidInput(fmt::format("task {}: needs {}, which is not finished", task.id, id));
        needed.push_back(&found->second);
    }
    const double start = core_seconds();
    TaskResult result;
    result.task = task.id;
    const Route& route = routes(task.route);
    result.values = reading_json(task.id, [&] { return route.run(state_line, task, needed, context); });
    result.digest = digest_of(result.values);
    result.provenance = to_json(provenance(context.execution, task.seed));
    result.seconds = core_seconds() - start;
    return result;
}

void run_tasks(const StateLine& state_line, const std::vector<const Task*>& tasks, const TaskResults& finished,
               const RouteLookup& routes, const WorkOptions& options, const FinishedTask& handle) {
    if (options.workers < 1) throw InvalidArgument(fmt::format("threads = {}: must be >= 1", options.workers));
    Board board(tasks, finished);
    double cost = 0.0;
    for (const Task* task : tasks) cost += task->cost;
    Progress progress(cost, tasks.size(), options.quiet);

    const auto worker = [&] {
        for (;;) {
            TaskResults needed;
            const Task* task = board.take(needed);
            if (task == nullptr) return;
            try {
                RunContext context{options.backend, {options.instruction_set, 1}};
                std::optional<TaskStages> stages;
                if (!options.checkpoints.empty()) {
                    stages.emplace(options.checkpoints / task->id, *task, options.checkpoint_interval);
                    context.stages = &*stages;
                }
                context.progress = [&](double fraction) {
                    if (board.has_failed()) throw GivenUp{};
                    progress.running(task->id, task->cost, fraction);
                };
                board.finish(*task, run_task(state_line, *task, needed, routes, context), handle);
                if (stages) stages->remove();
                progress.finished(task->id, task->cost);
            } catch (const GivenUp&) {
                return;
            } catch (...) {
                board.fail(std::current_exception());
                return;
            }
        }
    };
    std::vector<std::thread> workers;
    const std::size_t wanted = std::min(static_cast<std::size_t>(options.workers), tasks.size());
    for (std::size_t k = 0; k < wanted; ++k) workers.emplace_back(worker);
    for (std::thread& thread : workers) thread.join();
    board.rethrow_failure();
}

}  // namespace soret
