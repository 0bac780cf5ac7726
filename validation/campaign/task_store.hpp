#pragma once

#include <string>
#include <vector>

#include "soret/validation/campaign/task.hpp"

namespace soret {

/// Where tasks that are run are kept: the directory of a campaign, which many processes share, or memory. All functions
/// may be called by several threads at once, but for one task by one of them.
class TaskStore {
public:
    enum class Taken { mine, elsewhere, finished, given_up };
    /// What a look at the store has found, by ids.
    struct Sight {
        std::vector<std::string> finished;
        std::vector<std::string> under_way;  ///< of other processes
        std::vector<std::string> given_up;
    };

    virtual ~TaskStore() = default;
    /// Asks for a task: who gets it has it alone, until release().
    virtual Taken take(const Task& task) = 0;
    virtual void release(const Task& task) = 0;
    /// The result of a finished task that another one needs.
    virtual TaskResult result(const std::string& id) = 0;
    virtual void finish(const Task& task, const TaskResult& result) = 0;
    /// returns   whether it is given up and not to be tried again
    virtual bool fail(const Task& task, const std::string& reason) = 0;
    virtual void set_fraction(const Task& task, double fraction) = 0;
    /// living_only   tasks of workers that are lost are not among those under way; finding that out takes time
    virtual Sight look(bool living_only) = 0;
};

}  // namespace soret
