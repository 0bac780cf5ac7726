#include "soret/validation/campaign/task_stages.hpp"

#include <cstdio>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/files/atomic_file.hpp"
#include "soret/validation/simulation/checkpoint_file.hpp"

namespace soret {

namespace {

nlohmann::json fresh(const Task& task) {
    return {{"task", task}, {"finished", nlohmann::json::object()}, {"stage", ""}, {"run", nullptr}};
}

}  // namespace

TaskStages::TaskStages(std::filesystem::path directory, const Task& task, std::chrono::duration<double> interval)
    : directory_(std::move(directory)), interval_(interval), content_(fresh(task)) {
    if (!has_checkpoint(directory_.string())) return;
    try {
        auto loaded = read_checkpoint(directory_.string());
        if (!loaded->warning.empty()) fmt::print(stderr, "soret: {}\n", loaded->warning);
        if (loaded->content.at("task") == content_.at("task")) content_ = std::move(loaded->content);
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
    return Clock::now() - saved_ >= interval_;
}

void TaskStages::write(const std::string& stage, nlohmann::json run) {
    content_["stage"] = stage;
    content_["run"] = std::move(run);
    save();
}

void TaskStages::remove() const {
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
}

void TaskStages::save() {
    make_directory(directory_.parent_path().string());
    make_directory(directory_.string());
    write_checkpoint(directory_.string(), content_);
    saved_ = Clock::now();
}

}  // namespace soret
