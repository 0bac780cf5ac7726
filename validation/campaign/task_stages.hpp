#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "soret/validation/campaign/route.hpp"
#include "soret/validation/simulation/molecular_dynamics_run.hpp"
#include "soret/validation/simulation/monte_carlo_run.hpp"

namespace soret {

/// Thrown out of a task that is to stop: what it has done so far is in its checkpoint, as far as that goes.
struct TaskStopped {};

/// A checkpoint cannot be written: not the task's fault.
class CheckpointNotWritten : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// How far a task is that consists of several runs, in a directory of its own: what the finished ones found, and the
/// one under way. A task that was killed goes on from there and ends with the same bits.
class TaskStages {
public:
    /// Reads what an earlier attempt left. A damaged checkpoint is named on standard error and the one before is taken,
    /// or none.
    /// task       its settings and seed: what was left by another task is not used
    /// interval   between two checkpoints of the run under way; checkpoints never change a result
    /// stop       asked at each step; once it says so, a checkpoint is due, and is the last thing that is done
    TaskStages(std::filesystem::path directory, const Task& task,
               std::chrono::duration<double> interval = std::chrono::seconds(60), std::function<bool()> stop = {});

    /// What a finished stage found; nothing if it is not finished.
    std::optional<nlohmann::json> finished(const std::string& stage) const;
    void finish(const std::string& stage, const nlohmann::json& found);

    /// What the run of a stage wrote; nothing if it is another stage's turn.
    std::optional<nlohmann::json> under_way(const std::string& stage) const;
    bool is_due() const;
    /// throws   TaskStopped: after writing, if the task is to stop; CheckpointNotWritten
    void write(const std::string& stage, nlohmann::json run);

    /// When the task is finished.
    void remove() const;

private:
    void save();
    bool is_to_stop() const { return stop_ && stop_(); }

    using Clock = std::chrono::steady_clock;
    std::filesystem::path directory_;
    std::chrono::duration<double> interval_;
    std::function<bool()> stop_;
    Clock::time_point saved_ = Clock::now();
    nlohmann::json content_;
};

/// What a stage finds: of an earlier attempt if that finished it, else what `work` returns.
template <class Work>
nlohmann::json stage_result(const RunContext& context, const std::string& stage, Work&& work) {
    if (context.stages == nullptr) return work();
    if (auto found = context.stages->finished(stage)) return *std::move(found);
    nlohmann::json found = work();
    context.stages->finish(stage, found);
    return found;
}

inline void go_on(MolecularDynamicsRun& run) {
    run.advance();
}
inline void go_on(MonteCarloRun& run) {
    run.sweep();
}
inline double share_done(const MolecularDynamicsRun& run) {
    return static_cast<double>(run.steps_done()) / static_cast<double>(run.steps_in_all());
}
inline double share_done(const MonteCarloRun& run) {
    return static_cast<double>(run.sweeps_done()) / static_cast<double>(run.sweeps_in_all());
}

/// A part of a task, for the share that is done.
struct Part {
    double from = 0.0;
    double to = 1.0;
};

/// For finished_run: to the last step.
struct NeverEarlier {
    template <class Run>
    bool operator()(const Run&) const {
        return false;
    }
};

/// A run at its end: it goes on from where an earlier attempt left it, or begins.
/// begin     makes the run from the stages before
/// restore   makes it from what its to_json() wrote
/// enough    whether a run may end before its last step: a function of what it has observed, so that it ends at the
///           same step however often it was interrupted
template <class Begin, class Restore, class Enough = NeverEarlier>
auto finished_run(const RunContext& context, const std::string& stage, Part part, Begin&& begin, Restore&& restore,
                  Enough&& enough = {}) {
    const auto saved = context.stages != nullptr ? context.stages->under_way(stage) : std::nullopt;
    auto run = saved ? restore(*saved) : begin();
    while (!run.finished() && !enough(run)) {
        go_on(run);
        if (context.progress) context.progress(part.from + (part.to - part.from) * share_done(run));
        if (context.stages != nullptr && context.stages->is_due()) context.stages->write(stage, run.to_json());
    }
    return run;
}

}  // namespace soret
