// A task that was killed goes on from its own checkpoint, with the same bits.

#include "soret/validation/campaign/task_stages.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "campaign_directories.hpp"
#include "soret/validation/routes/green_kubo/green_kubo.hpp"
#include "soret/validation/routes/kirkwood_buff/kirkwood_buff.hpp"
#include "soret/validation/routes/melting/melting.hpp"
#include "soret/validation/routes/routes.hpp"

namespace soret {
namespace {

namespace fs = std::filesystem;

struct Killed {};

/// Runs of a real campaign, short, and the results that they need.
Manifest tiny_manifest() {
    Manifest manifest;
    add_tasks(test::tiny_chains({0.3}), manifest);
    add_tasks(test::tiny_runs({0.3}, 1), manifest);
    KirkwoodBuffPlan pairs;
    pairs.compositions = {0.3};
    pairs.particles = 128;
    pairs.replicas = 1;
    pairs.sweeps = 400;
    add_tasks({pairs}, manifest);
    MeltingPlan melting;  // which ends before its last step, far above the melting point
    melting.cells = {4, 4, 8};
    melting.temperatures = {1.1};
    melting.replicas = 1;
    melting.bulk_cells = {4, 4, 4};
    melting.bulk_sweeps = 60;
    melting.melting_time = 4.0;
    melting.settling_time = 2.0;
    melting.longest_time = 400.0;
    melting.sample_time = 0.1;
    add_tasks(melting, manifest);
    std::erase_if(manifest.tasks, [](const Task& task) { return task.settings.value("species", 2) == 1; });
    return manifest;
}

/// Killed again and again, each time after a few more calls of progress.
nlohmann::json run_with_kills(const Manifest& manifest, const Task& task, const TaskResults& finished,
                              const fs::path& directory, int& kills, double& went_on_from) {
    for (kills = 0;; ++kills) {
        bool first = kills > 0;
        TaskStages stages(directory, task, std::chrono::seconds(0));
        int calls_left = 12 * (kills + 1);
        RunContext context;
        context.stages = &stages;
        context.progress = [&](double share) {
            if (first) went_on_from = std::max(went_on_from, share);
            first = false;
            if (--calls_left == 0) throw Killed{};
        };
        try {
            return run_task(manifest.state_line, task, finished, route_by_name, context).values;
        } catch (const Killed&) {
            continue;
        }
    }
}

TEST(TaskStages, KilledAndGoneOnEveryKindOfTaskHasTheSameBits) {
    const Manifest manifest = tiny_manifest();
    TaskResults finished;
    int killed_tasks = 0;
    double went_on_from = 0.0;
    for (const Task& task : manifest.tasks) {
        const TaskResult through = run_task(manifest.state_line, task, finished, route_by_name, {});
        int kills = 0;
        const fs::path directory = test::fresh_directory("stages_" + task.id);
        EXPECT_EQ(digest_of(run_with_kills(manifest, task, finished, directory, kills, went_on_from)), through.digest)
            << task.id;
        killed_tasks += kills > 0;
        if (through.values.contains("fate")) {
            EXPECT_EQ(through.values.at("fate"), "melted");
            EXPECT_LT(through.values.at("steps").get<double>() * task.settings.at("timestep").get<double>(), 300.0);
        }
        if (task.settings.at("stage") != "run") went_on_from = 0.0;  // a stage that is finished also moves the share on
        finished.emplace(task.id, through);
    }
    EXPECT_GE(killed_tasks, 3);
    EXPECT_GT(went_on_from, 0.1);  // an attempt that begins anew would tell less than 2 % first
}

TEST(TaskStages, KeepWhatIsFinishedAndForgetWhatIsAnotherTasks) {
    Task task;
    task.id = "a";
    const fs::path directory = test::fresh_directory("stages");
    {
        TaskStages stages(directory, task);
        EXPECT_FALSE(stages.finished("first"));
        stages.finish("first", 3);
        stages.write("second", {{"step", 5}});
    }
    TaskStages again(directory, task);
    EXPECT_EQ(*again.finished("first"), 3);
    EXPECT_EQ(again.under_way("second")->at("step"), 5);
    EXPECT_FALSE(again.under_way("third"));
    Task other = task;
    other.seed = 9;
    EXPECT_FALSE(TaskStages(directory, other).finished("first"));
    std::ofstream(directory / "checkpoint") << "damaged";
    EXPECT_EQ(*TaskStages(directory, task).finished("first"), 3);  // the checkpoint before
    again.remove();
    EXPECT_FALSE(fs::exists(directory));
}

}  // namespace
}  // namespace soret
