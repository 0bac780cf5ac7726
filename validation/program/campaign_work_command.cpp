#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <atomic>
#include <chrono>
#include <csignal>
#include <memory>
#include <string>
#include <vector>

#include "soret/common/errors.hpp"
#include "soret/validation/campaign/campaign.hpp"
#include "soret/validation/program/campaign_commands.hpp"
#include "soret/validation/program/interruption.hpp"
#include "soret/validation/program/number_options.hpp"
#include "soret/validation/program/task_choice.hpp"
#include "soret/validation/program/time_option.hpp"
#include "soret/validation/routes/routes.hpp"

namespace soret {

namespace {

inline constexpr int not_all_finished = 3;
inline constexpr std::uint64_t most_retries = 1000;

struct CampaignWorkOptions {
    std::string directory;
    std::vector<std::string> tasks;
    std::string until;
    std::string lost_after = "5m";
    int retries = 1;
    bool wait = false;
    bool no_wait = false;
    bool again = false;
    bool check = false;
};

/// Signals of the program and the end of its time, asked by many threads.
class Stop {
public:
    explicit Stop(std::optional<std::chrono::steady_clock::time_point> until) : until_(until) {}

    bool operator()() {
        if (watch_.take_checkpoint_request()) asked_ = true;
        return asked_ || watch_.stop_signal() != 0 || (until_ && std::chrono::steady_clock::now() >= *until_);
    }
    int signal() const { return watch_.stop_signal(); }

private:
    SignalWatch watch_;
    std::optional<std::chrono::steady_clock::time_point> until_;
    std::atomic<bool> asked_ = false;
};

FailedTask why_failed(const Campaign& campaign, const std::string& task) {
    return read_failed_task(campaign.files().failed_file(task)).value_or(FailedTask{task, {{"unknown", "", "", 0}}});
}

/// One line for each task that is not finished because of something.
void print_what_is_missing(const Campaign& campaign, const WorkOutcome& outcome) {
    for (const std::string& task : outcome.failed) {
        const FailedTask why = why_failed(campaign, task);
        fmt::print(stderr, "soret: task {} failed {}: {}\n", task,
                   why.attempts.size() == 1 ? "once" : fmt::format("{} times", why.attempts.size()),
                   why.attempts.back().reason);
    }
    for (const WorkOutcome::Waiting& waiting : outcome.waiting) {
        if (!waiting.need.empty()) {
            fmt::print(stderr, "soret: task {}: needs {}, which is not finished\n", waiting.task, waiting.need);
        }
    }
}

nlohmann::json to_json(const Campaign& campaign, const WorkOutcome& outcome) {
    nlohmann::json failed = nlohmann::json::object(), waiting = nlohmann::json::array();
    for (const std::string& task : outcome.failed) failed[task] = why_failed(campaign, task).attempts.back().reason;
    for (const WorkOutcome::Waiting& task : outcome.waiting) waiting.push_back(task.task);
    return {{"finished", outcome.finished},
            {"failed", failed},
            {"blocked", outcome.blocked},
            {"elsewhere", outcome.elsewhere},
            {"waiting", waiting}};
}

void print_summary(const WorkOutcome& outcome) {
    const std::size_t all = outcome.finished + outcome.failed.size() + outcome.blocked.size() +
                            outcome.elsewhere.size() + outcome.waiting.size();
    std::string line = fmt::format("{} of {} tasks are finished", outcome.finished, all);
    const auto add = [&](std::size_t count, const char* what) {
        if (count > 0) line += fmt::format(", {} {}", count, what);
    };
    add(outcome.failed.size(), "failed");
    add(outcome.blocked.size(), "need one that failed");
    add(outcome.elsewhere.size(), "under way elsewhere");
    add(outcome.waiting.size(), "waiting");
    fmt::print("{}\n", line);
}

int run(const CampaignWorkOptions& options, const CommonOptions& common) {
    using std::chrono::steady_clock, std::chrono::system_clock;
    WorkOptions work = chosen_work(common);
    if (!options.until.empty()) {
        const auto now = system_clock::now();
        work.until = steady_clock::now() + (moment_from("until", options.until, now) - now);
    }
    work.lost_after = duration_from("lost-after", options.lost_after);
    const Campaign campaign = Campaign::open(options.directory);
    work.tasks = chosen_tasks(campaign.manifest(), options.tasks);
    // Who wants some tasks wants to know at once that they cannot be run; who wants all leaves none behind.
    work.wait = options.wait || (options.tasks.empty() && !options.no_wait);
    work.retries = options.retries;
    work.forget_failures = options.again;
    work.check_results = options.check;
    work.stop_at_failure = false;
    WorkOutcome outcome;
    int signal = 0;
    {
        Stop stop(work.until);
        work.stop = [&stop] { return stop(); };
        outcome = campaign.work(route_by_name, work);
        signal = stop.signal();
    }
    write_json(common, to_json(campaign, outcome));
    print_what_is_missing(campaign, outcome);
    if (!common.quiet && !common.json_on_standard_output()) print_summary(outcome);
    if (signal != 0 && !outcome.is_complete()) end_by_signal(signal);
    if (!outcome.failed.empty() || !outcome.blocked.empty()) return 1;
    return outcome.is_complete() ? 0 : not_all_finished;
}

}  // namespace

void add_campaign_work(CLI::App& campaign, CommonOptions& common, int& exit_code) {
    CLI::App* command = campaign.add_subcommand(
        "work", "Run tasks that are not finished, together with other workers on the same directory");
    auto options = std::make_shared<CampaignWorkOptions>();
    command->add_option("DIR", options->directory, "directory of a campaign")->required();
    command->add_option("--task", options->tasks, "only these: ids, numbers from 0 in the manifest, or ranges as 10-19")
        ->delimiter(',')
        ->type_name("K");
    command
        ->add_option("--until", options->until,
                     "write checkpoints and end then: 18:30, 2026-11-29T18:30 or 55m from now; begin nothing that "
                     "would not be finished")
        ->type_name("TIME");
    add_whole_number(
        *command, "retry", 0, most_retries,
        [options](std::uint64_t value) { options->retries = static_cast<int>(value); },
        "how often a task that failed is tried again")
        ->default_str("1");
    auto* wait =
        command->add_flag("--wait", options->wait, "for what other workers have under way (default without --task)");
    command->add_flag("--no-wait", options->no_wait, "end when there is nothing to begin (default with --task)")
        ->excludes(wait);
    command->add_flag("--again", options->again, "also tasks that were given up before");
    command->add_flag("--check", options->check, "read all results first, and run again what is damaged");
    command
        ->add_option("--lost-after", options->lost_after,
                     "a worker on another machine that says nothing for so long is taken for dead")
        ->capture_default_str()
        ->type_name("TIME");
    add_common_options(*command, common);
    command->callback([options, &common, &exit_code] { exit_code = run(*options, common); });
}

}  // namespace soret
