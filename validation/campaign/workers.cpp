#include "soret/validation/campaign/workers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
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
#include "soret/validation/campaign/tasks_in_memory.hpp"
#include "soret/validation/simulation/progress.hpp"

namespace soret {

namespace {

using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

// Of this thread, which a task has for itself: on a busy machine the clock on the wall says nothing of what it costs.
double core_seconds() {
    std::timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

// The threads of one process at the tasks of one store.
class Crew {
public:
    Crew(const StateLine& state_line, TaskBoard& board, TaskStore& store, const RouteLookup& routes,
         const WorkOptions& options)
        : state_line_(state_line),
          board_(board),
          store_(store),
          routes_(routes),
          options_(options),
          progress_(open_cost(board), board.chosen_in(TaskBoard::Standing::open).size(), options.quiet) {}

    void work() {
        try {
            while (const auto place = take()) run(*place);
        } catch (...) {
            end_with(std::current_exception());
        }
    }

    WorkOutcome outcome() const {
        if (failure_) std::rethrow_exception(failure_);
        const auto ids = [&](const std::vector<std::size_t>& places) {
            std::vector<std::string> found;
            for (const std::size_t place : places) found.push_back(board_.task(place).id);
            return found;
        };
        using Standing = TaskBoard::Standing;
        const std::vector<std::size_t> blocked = board_.blocked();
        WorkOutcome outcome{board_.chosen_in(Standing::finished).size(),
                            ids(board_.chosen_in(Standing::given_up)),
                            ids(blocked),
                            ids(board_.chosen_in(Standing::elsewhere)),
                            {}};
        for (const std::size_t place : board_.chosen_in(Standing::open)) {
            const std::string& id = board_.task(place).id;
            if (std::ranges::binary_search(blocked, place)) continue;
            outcome.waiting.push_back({id, board_.missing_need(place)});
        }
        return outcome;
    }

private:
    static double open_cost(const TaskBoard& board) {
        double cost = 0.0;
        for (const std::size_t place : board.chosen_in(TaskBoard::Standing::open)) cost += board.task(place).cost;
        return cost;
    }

    // Workers that go on from places of their own seldom ask for the same task. Which tasks a process runs, and when,
    // changes no result: the clock may decide.
    std::size_t some_place() const {
        const auto& chosen = board_.chosen();
        if (chosen.empty()) return 0;
        return chosen[static_cast<std::size_t>(Clock::now().time_since_epoch().count()) % chosen.size()];
    }

    bool is_to_stop() const { return has_failed_ || (options_.stop && options_.stop()); }

    bool fits(const Task& task) const {
        if (!options_.until) return true;
        return task.cost * seconds_per_cost() <= Seconds(*options_.until - Clock::now()).count();
    }
    double seconds_per_cost() const { return cost_done_ > 0.0 ? seconds_done_ / cost_done_ : 1.0; }

    // The next one that fits; for the first of this process, any if none does.
    std::optional<std::size_t> next() const {
        const auto fitting = board_.next(cursor_, [&](const Task& task) { return fits(task); });
        if (fitting || begun_) return fitting;
        return board_.next(cursor_, [](const Task&) { return true; });
    }

    // A task that this process has now; nothing when there is nothing left to do.
    std::optional<std::size_t> take() {
        std::unique_lock lock(mutex_);
        Seconds pause = shortest_pause;
        for (;;) {
            if (is_to_stop()) break;
            if (const auto place = next()) {
                if (ask_for(*place, lock)) return place;
                continue;
            }
            if (is_all_done()) break;
            if (watching_) {
                changed_.wait(lock);
                continue;
            }
            watching_ = true;
            const bool is_new = look(lock, true);
            const bool is_over = !is_new && running_ == 0 && (!options_.wait || is_out_of_time());
            if (!is_new && !is_over) wait_for_change(lock, pause);
            watching_ = false;
            if (is_over) break;
            // A look costs the file system something: the longer nothing happens, the more rarely.
            pause = is_new ? shortest_pause : std::min(longest_pause, 1.5 * pause);
        }
        tell_others();
        return std::nullopt;
    }

    // What could be begun would not be finished, or there is nothing to wait for any more.
    bool is_out_of_time() const {
        if (!options_.until) return false;
        return Clock::now() > *options_.until || board_.next(cursor_, [](const Task&) { return true; });
    }

    void wait_for_change(std::unique_lock<std::mutex>& lock, Seconds pause) {
        const std::uint64_t before = changes_;
        const Clock::time_point end = Clock::now() + std::chrono::duration_cast<Clock::duration>(pause);
        while (changes_ == before && !is_to_stop() && Clock::now() < end) {
            changed_.wait_for(lock, std::min(shortest_pause, Seconds(end - Clock::now())));
        }
    }

    // Nothing can come any more that could be begun.
    bool is_all_done() const {
        if (!board_.elsewhere().empty() || running_ > 0) return false;
        return board_.chosen_in(TaskBoard::Standing::open).size() == board_.blocked().size();
    }

    bool ask_for(std::size_t place, std::unique_lock<std::mutex>& lock) {
        board_.set(place, TaskBoard::Standing::here);
        lock.unlock();
        const TaskStore::Taken taken = store_.take(board_.task(place));
        lock.lock();
        switch (taken) {
            case TaskStore::Taken::mine:
                ++running_;
                begun_ = true;
                misses_ = 0;
                cursor_ = place;
                return true;
            case TaskStore::Taken::finished: finished_elsewhere(place); break;
            case TaskStore::Taken::given_up: board_.set(place, TaskBoard::Standing::given_up); break;
            case TaskStore::Taken::elsewhere: board_.set(place, TaskBoard::Standing::elsewhere); break;
        }
        cursor_ = some_place();
        if (++surprises_ >= most_surprises) look(lock, false);
        // What seems to be free again and again and is not, as when who takes it over is held up.
        if (++misses_ > most_misses) wait_for_change(lock, shortest_pause);
        return false;
    }

    void finished_elsewhere(std::size_t place) {
        board_.set(place, TaskBoard::Standing::finished);
        progress_.finished(board_.task(place).id, board_.task(place).cost);
    }

    // returns   whether there is anything new
    bool look(std::unique_lock<std::mutex>& lock, bool living_only) {
        surprises_ = 0;
        lock.unlock();
        std::exception_ptr trouble;
        TaskStore::Sight sight;
        try {
            sight = store_.look(living_only);
        } catch (...) {
            trouble = std::current_exception();
        }
        lock.lock();
        if (trouble) std::rethrow_exception(trouble);
        return learn(sight);
    }

    bool learn(const TaskStore::Sight& sight) {
        using Standing = TaskBoard::Standing;
        bool anything = false;
        std::set<std::size_t> released = board_.elsewhere();
        const auto settle = [&](const std::vector<std::string>& ids, Standing standing) {
            for (const std::string& id : ids) {
                const auto place = board_.place_of(id);
                if (!place) continue;
                released.erase(*place);
                const Standing before = board_.standing(*place);
                if (before != Standing::open && before != Standing::elsewhere) continue;
                if (standing == Standing::finished) {
                    finished_elsewhere(*place);
                } else {
                    board_.set(*place, standing);
                }
                anything = anything || standing != before;
            }
        };
        settle(sight.under_way, Standing::elsewhere);
        settle(sight.given_up, Standing::given_up);
        settle(sight.finished, Standing::finished);
        for (const std::size_t place : released) board_.set(place, Standing::open);
        anything = anything || !released.empty();
        if (anything) tell_others();
        return anything;
    }

    void run(std::size_t place) {
        const Task& task = board_.task(place);
        const Clock::time_point start = Clock::now();
        TaskBoard::Standing standing = TaskBoard::Standing::open;
        std::exception_ptr failure;
        try {
            attempt(task);
            standing = TaskBoard::Standing::finished;
        } catch (const TaskStopped&) {
        } catch (const CheckpointNotWritten& error) {
            failure = std::make_exception_ptr(InvalidInput(error.what()));
        } catch (const StoreTrouble& trouble) {
            failure = trouble.cause;
        } catch (const std::exception& error) {
            if (options_.stop_at_failure) failure = std::current_exception();
            if (store_.fail(task, one_line(error.what()))) standing = TaskBoard::Standing::given_up;
        }
        store_.release(task);
        const std::lock_guard lock(mutex_);
        --running_;
        board_.set(place, standing);
        if (failure) set_failure(failure);
        if (standing == TaskBoard::Standing::finished) {
            cost_done_ += task.cost;
            seconds_done_ += Seconds(Clock::now() - start).count();
            progress_.finished(task.id, task.cost);
        }
        tell_others();
    }

    struct StoreTrouble {
        std::exception_ptr cause;
    };

    void attempt(const Task& task) {
        RunContext context{options_.backend, {options_.instruction_set, 1}};
        std::optional<TaskStages> stages;
        std::optional<Clock::time_point> asked_to_stop;
        if (!options_.checkpoints.empty()) {
            stages.emplace(options_.checkpoints / task.id, task, options_.checkpoint_interval,
                           [this] { return is_to_stop(); });
            context.stages = &*stages;
        }
        context.progress = [&](double fraction) {
            if (is_to_stop()) {
                // What comes to a checkpoint does so within a step; the rest begins anew another time.
                if (!asked_to_stop) asked_to_stop = Clock::now();
                if (!stages || Clock::now() - *asked_to_stop > longest_stop) throw TaskStopped{};
            }
            store_.set_fraction(task, fraction);
            progress_.running(task.id, task.cost, fraction);
        };
        TaskResults needed;
        const auto guarded = [](const auto& action) {
            try {
                action();
            } catch (...) {
                throw StoreTrouble{std::current_exception()};
            }
        };
        guarded([&] {
            for (const std::string& id : task.needs) needed.emplace(id, store_.result(id));
        });
        const TaskResult result = run_task(state_line_, task, needed, routes_, context);
        guarded([&] { store_.finish(task, result); });
        if (stages) stages->remove();
    }

    static std::string one_line(std::string text) {
        std::ranges::replace(text, '\n', ' ');
        return text;
    }

    void end_with(std::exception_ptr failure) {
        const std::lock_guard lock(mutex_);
        set_failure(std::move(failure));
        tell_others();
    }

    void set_failure(std::exception_ptr failure) {
        if (!failure_) failure_ = std::move(failure);
        has_failed_ = true;
    }

    void tell_others() {
        ++changes_;
        changed_.notify_all();
    }

    static constexpr int most_surprises = 4, most_misses = 20;
    static constexpr Seconds shortest_pause{0.2}, longest_pause{30.0};
    static constexpr std::chrono::seconds longest_stop{10};

    const StateLine& state_line_;
    TaskBoard& board_;
    TaskStore& store_;
    const RouteLookup& routes_;
    const WorkOptions& options_;
    Progress progress_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::size_t cursor_ = 0;
    std::size_t running_ = 0;
    bool begun_ = false;
    bool watching_ = false;  // one of the threads without a task looks what the others have done
    std::uint64_t changes_ = 0;
    std::atomic<bool> has_failed_ = false;
    int surprises_ = 0, misses_ = 0;
    double cost_done_ = 0.0, seconds_done_ = 0.0;
    std::exception_ptr failure_;
};

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

WorkOutcome run_tasks(const StateLine& state_line, TaskBoard& board, TaskStore& store, const RouteLookup& routes,
                      const WorkOptions& options) {
    if (options.workers < 1) throw InvalidArgument(fmt::format("threads = {}: must be >= 1", options.workers));
    Crew crew(state_line, board, store, routes, options);
    std::vector<std::thread> threads;
    const std::size_t wanted = std::min(static_cast<std::size_t>(options.workers), board.chosen().size());
    for (std::size_t k = 0; k < wanted; ++k) threads.emplace_back([&] { crew.work(); });
    for (std::thread& thread : threads) thread.join();
    return crew.outcome();
}

void run_tasks(const StateLine& state_line, const std::vector<const Task*>& tasks, const TaskResults& finished,
               const RouteLookup& routes, const WorkOptions& options, const FinishedTask& handle) {
    TaskBoard board(tasks, {}, [&](const std::string& id) { return finished.contains(id); });
    TasksInMemory store(finished, handle);
    WorkOptions alone = options;
    alone.wait = false;
    alone.tasks.clear();
    const WorkOutcome outcome = run_tasks(state_line, board, store, routes, alone);
    if (outcome.waiting.empty()) return;
    throw InvalidInput(fmt::format("task {}: needs {}, which is not finished", outcome.waiting.front().task,
                                   outcome.waiting.front().need));
}

}  // namespace soret
