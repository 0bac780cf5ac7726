#include "soret/validation/campaign/task_stages.hpp"

#include <cstdio>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/files/atomic_file.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/validation/simulation/checkpoint_file.hpp"

namespace soret {

namespace {

nlohmann::json fresh(const Task& task) {
    return {{"task", task}, {"finished", nlohmann::json::object()}, {"stage", ""}, {"run", nullptr}};
}

/// throws   InvalidInput, nlohmann::json::exception: not what save() writes
bool is_of(const Task& task, const nlohmann::json& content) {
    if (!content.at("finished").is_object() || !content.at("stage").is_string() || !content.contains("run")) {
        throw InvalidInput("its checkpoint is not of a task");
    }
    return content.at("task") == nlohmann::json(task);
}

}  // namespace

TaskStages::TaskStages(std::filesystem::path directory, const Task& task, std::chrono::duration<double> interval,
                       std::function<bool()> stop)
    : directory_(std::move(directory)), interval_(interval), stop_(std::move(stop)), content_(fresh(task)) {
    if (!has_checkpoint(directory_.string())) return;
    try {
        auto loaded = read_checkpoint(directory_.string());
        if (!loaded->warning.empty()) fmt::print(stderr, "soret: {}\n", loaded->warning);
        const bool is_of_task = reading_json(directory_.string(), [&] { return is_of(task, loaded->content); });
        if (is_of_task) content_ = std::move(loaded->content);
    } catch (const InvalidInput& error) {
        fmt::print(stderr, "soret: {}; its task begins anew\n", error.what());
    }
}

std::optional<nlohmann::json> TaskStages::finished(const std::string& stage) const {
    const nlohmann::json& all = content_.at("finished");
    if (!all.contains(stage)) return std::nullopt;
    return all.at(stage);
}

void TaskStages::finish(const std::string& stage, const nlohmann::json& found) {
    content_["finished"][stage] = found;
    content_["stage"] = "";
    content_["run"] = nullptr;
    save();
}

std::optional<nlohmann::json> TaskStages::under_way(const std::string& stage) const {
    if (content_.at("stage") != stage) return std::nullopt;
    return content_.at("run");
}

bool TaskStages::is_due() const {
    return is_to_stop() || Clock::now() - saved_ >= interval_;
}

void TaskStages::write(const std::string& stage, nlohmann::json run) {
    content_["stage"] = stage;
    content_["run"] = std::move(run);
    save();
    if (is_to_stop()) throw TaskStopped{};
}

void TaskStages::remove() const {
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
}

void TaskStages::save() {
    try {
        make_directory(directory_.string());
        write_checkpoint(directory_.string(), content_);
    } catch (const InvalidInput& error) {
        throw CheckpointNotWritten(error.what());
    }
    saved_ = Clock::now();
}

}  // namespace soret
