#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <vector>

#include "soret/validation/campaign/route.hpp"

namespace soret {

struct WorkOptions {
    Backend backend = Backend::optimized;
    InstructionSet instruction_set = best_instruction_set();
    int workers = 1;  ///< tasks at a time, >= 1
    bool quiet = false;
    /// Where tasks under way are written down now and then, each in a directory of its own; empty: nowhere.
    std::filesystem::path checkpoints = {};
    std::chrono::duration<double> checkpoint_interval = std::chrono::seconds(60);
};

/// Finds the route of a task by its name.
using RouteLookup = std::function<const Route&(const std::string&)>;

/// Runs one task, given the results of those it needs.
TaskResult run_task(const StateLine& state_line, const Task& task, const TaskResults& finished,
                    const RouteLookup& routes, const RunContext& context);

/// Called with each task and its result, by one worker at a time.
using FinishedTask = std::function<void(const Task&, const TaskResult&)>;

/// Runs tasks, several at a time, each on one thread, each as soon as those it needs are finished.
///   tasks      each after those of them that it needs
///   finished   results that are there already; may hold some of the tasks, which are run all the same
/// throws       InvalidArgument: no workers; what a task throws, after the others have stopped
void run_tasks(const StateLine& state_line, const std::vector<const Task*>& tasks, const TaskResults& finished,
               const RouteLookup& routes, const WorkOptions& options, const FinishedTask& handle);

}  // namespace soret
