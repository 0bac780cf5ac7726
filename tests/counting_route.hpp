#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/validation/campaign/campaign.hpp"
#include "soret/validation/campaign/task_stages.hpp"

namespace soret::test {

/// Adds numbers, as quickly as it is told to, and writes down which process begins which task.
class CountingRoute : public Route {
public:
    explicit CountingRoute(std::filesystem::path log) : log_(std::move(log)) {}

    std::string name() const override { return "counting"; }
    Yield yields(const Manifest&) const override { return {}; }
    void plan(const PlanOptions&, Manifest&) const override {}
    Reduction reduce(const Manifest&, const ResultsOnDemand&, Backend) const override { return {}; }

    nlohmann::json run(const StateLine&, const Task& task, const std::vector<const TaskResult*>& needed,
                       const RunContext& context) const override {
        write_down(task.id);
        // A checkpoint holds the number of steps done.
        int step = 0;
        if (context.stages != nullptr) step = context.stages->under_way("steps").value_or(0).get<int>();
        for (; step < steps; ++step) {
            std::this_thread::sleep_for(step_time);
            context.progress(static_cast<double>(step) / steps);
            if (context.stages != nullptr && context.stages->is_due()) context.stages->write("steps", step + 1);
        }
        if (task.id == failing) throw InvalidState("made to fail");
        double sum = static_cast<double>(task.seed % 1000);
        for (const TaskResult* result : needed) sum += result->values.at("sum").get<double>();
        return {{"sum", sum}, {"words", std::string(length_of_result, '.')}};
    }

    /// Processes that began each task, in order.
    std::map<std::string, std::vector<pid_t>> begun() const {
        std::map<std::string, std::vector<pid_t>> begun;
        std::ifstream log(log_);
        std::string task;
        for (pid_t process = 0; log >> task >> process;) begun[task].push_back(process);
        return begun;
    }

    int steps = 1;
    std::chrono::milliseconds step_time{0};
    std::string failing;
    std::size_t length_of_result = 0;

private:
    // In one piece, whoever else writes.
    void write_down(const std::string& task) const {
        const int file = ::open(log_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
        const std::string line = fmt::format("{} {}\n", task, ::getpid());
        if (::write(file, line.data(), line.size()) != static_cast<ssize_t>(line.size())) std::abort();
        ::close(file);
    }

    std::filesystem::path log_;
};

/// So many tasks c-0, c-1, ..., of which the last one needs all others.
inline Manifest counting_manifest(int count) {
    Manifest manifest;
    manifest.routes = {"counting"};
    Task last{"c-last", "counting", nlohmann::json::object(), 5, {}, 1.0};
    for (int k = 0; k + 1 < count; ++k) {
        const std::string id = fmt::format("c-{}", k);
        manifest.tasks.push_back({id, "counting", nlohmann::json::object(), task_seed(1, id), {}, 1.0});
        last.needs.push_back(id);
    }
    manifest.tasks.push_back(last);
    return manifest;
}

inline RouteLookup lookup(const Route& route) {
    return [&route](const std::string&) -> const Route& { return route; };
}

/// As `soret campaign work` has it.
inline WorkOptions shared_work(int threads = 1) {
    WorkOptions options;
    options.workers = threads;
    options.quiet = true;
    options.stop_at_failure = false;
    options.forget_failures = false;
    options.check_results = false;
    options.retries = 1;
    return options;
}

}  // namespace soret::test
