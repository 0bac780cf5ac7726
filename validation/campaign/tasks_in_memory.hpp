#pragma once

#include <mutex>
#include <string>

#include "soret/validation/campaign/task_store.hpp"
#include "soret/validation/campaign/workers.hpp"

namespace soret {

/// The results of one process that works alone.
///   finished   what is there already;   handle   is given what it finishes, one task at a time
class TasksInMemory : public TaskStore {
public:
    TasksInMemory(const TaskResults& finished, const FinishedTask& handle) : finished_(finished), handle_(handle) {}

    Taken take(const Task&) override { return Taken::mine; }
    void release(const Task&) override {}
    TaskResult result(const std::string& id) override {
        const std::lock_guard lock(mutex_);
        return finished_.at(id);
    }
    void finish(const Task& task, const TaskResult& result) override {
        const std::lock_guard lock(mutex_);
        handle_(task, result);
        finished_.emplace(task.id, result);
    }
    bool fail(const Task&, const std::string&) override { return true; }
    void set_fraction(const Task&, double) override {}
    Sight look(bool) override { return {}; }

private:
    std::mutex mutex_;
    TaskResults finished_;
    const FinishedTask& handle_;
};

}  // namespace soret
