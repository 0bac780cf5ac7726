#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "soret/validation/campaign/task.hpp"

namespace soret {

using TaskResults = std::map<std::string, TaskResult>;  ///< by task id

/// A task's result, in memory as long as somebody holds it.
using HeldResult = std::shared_ptr<const TaskResult>;

/// Results of finished tasks, each read when it is asked for and not kept: whoever reduces many tasks takes out of a
/// result the numbers that count and lets go of it before the next one.
class ResultsOnDemand {
public:
    /// The result of a task; null if it is not finished.
    using Find = std::function<HeldResult(const std::string& task)>;

    explicit ResultsOnDemand(Find find) : find_(std::move(find)) {}
    /// Results in memory, which must outlive this.
    ResultsOnDemand(const TaskResults& results);

    /// Null if the task is not finished.
    HeldResult find(const std::string& task) const { return find_(task); }
    /// throws   InvalidInput: the task is not finished
    HeldResult at(const std::string& task) const;

private:
    Find find_;
};

/// Results of several tasks, in memory as long as this.
class HeldResults {
public:
    void add(HeldResult result) {
        pointers_.push_back(result.get());
        held_.push_back(std::move(result));
    }
    bool empty() const { return pointers_.empty(); }
    const std::vector<const TaskResult*>& pointers() const { return pointers_; }

private:
    std::vector<HeldResult> held_;
    std::vector<const TaskResult*> pointers_;
};

}  // namespace soret
