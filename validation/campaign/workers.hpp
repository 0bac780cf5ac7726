#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "soret/validation/campaign/route.hpp"
#include "soret/validation/campaign/task_board.hpp"
#include "soret/validation/campaign/task_store.hpp"

namespace soret {

struct WorkOptions {
    Backend backend = Backend::optimized;
    InstructionSet instruction_set = best_instruction_set();
    int workers = 1;  ///< tasks at a time, >= 1
    bool quiet = false;
    /// Where tasks under way are written down now and then, each in a directory of its own; empty: nowhere.
    std::filesystem::path checkpoints = {};
    std::chrono::duration<double> checkpoint_interval = std::chrono::seconds(60);

    std::vector<std::size_t> tasks = {};  ///< places in the manifest of those that are to be run; empty: all
    bool wait = true;                     ///< for tasks that other processes have under way; else end without them
    bool stop_at_failure = true;          ///< the first task that fails ends all; else the others go on
    int retries = 0;                      ///< how often a task that failed is tried again
    bool forget_failures = true;          ///< tasks that failed before are tried anew
    bool check_results = true;            ///< all result files are read first, and tasks with a damaged one run again
    std::chrono::duration<double> lost_after = std::chrono::minutes(5);  ///< WorkerRecord
    /// Asked again and again: once it says so, tasks under way write a checkpoint and all ends.
    std::function<bool()> stop = {};
    /// No task is begun that would not be finished by then, by its cost and the speed so far, unless it is the first
    /// and there is no shorter one: it goes on from its checkpoint another time.
    std::optional<std::chrono::steady_clock::time_point> until = {};
};

/// What became of the tasks that were to be run, by ids in the order of the manifest.
struct WorkOutcome {
    std::size_t finished = 0;            ///< by whomever
    std::vector<std::string> failed;     ///< and given up
    std::vector<std::string> blocked;    ///< need one that was given up
    std::vector<std::string> elsewhere;  ///< under way in other processes
    struct Waiting {
        std::string task;
        std::string need;  ///< that is not finished; empty if it could be begun
    };
    std::vector<Waiting> waiting;

    bool is_complete() const { return failed.empty() && blocked.empty() && elsewhere.empty() && waiting.empty(); }
};

/// Finds the route of a task by its name.
using RouteLookup = std::function<const Route&(const std::string&)>;

/// Runs one task, given the results of those it needs.
TaskResult run_task(const StateLine& state_line, const Task& task, const TaskResults& finished,
                    const RouteLookup& routes, const RunContext& context);

/// Runs the chosen tasks of a board that are open, several at a time, each on one thread, each as soon as those it
/// needs are finished, here or elsewhere.
/// throws   InvalidArgument: no workers; what the store throws and, with stop_at_failure, what a task throws, after the
///          others have stopped
WorkOutcome run_tasks(const StateLine& state_line, TaskBoard& board, TaskStore& store, const RouteLookup& routes,
                      const WorkOptions& options);

/// Called with each task and its result, by one worker at a time.
using FinishedTask = std::function<void(const Task&, const TaskResult&)>;

/// Runs tasks in this process alone and hands their results over.
///   tasks      each after those of them that it needs
///   finished   results that are there already; may hold some of the tasks, which are run all the same
/// throws       InvalidArgument: no workers; what a task throws, after the others have stopped
void run_tasks(const StateLine& state_line, const std::vector<const Task*>& tasks, const TaskResults& finished,
               const RouteLookup& routes, const WorkOptions& options, const FinishedTask& handle);

}  // namespace soret
