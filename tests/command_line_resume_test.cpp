#include <chrono>
#include <fstream>
#include <memory>

#include <fmt/format.h>

#include "interrupted_runs.hpp"

namespace soret::testing {
namespace {

// Some hundred milliseconds of work with a checkpoint every thirty.
const std::string observe =
    "[observe]\nthermo_every = 10\ntrajectory = { every = 300 }\n"
    "rdf = { every = 20, r_max = 2.5, bins = 50 }\n";
const std::string run_file = semi_grand_run(300, 1500, observe + "[numerics]\ncheckpoint_every = 0.03\n");

class CommandResume : public ::testing::Test {
protected:
    static void SetUpTestSuite() {
        suite_directory = std::make_unique<TemporaryDirectory>();
        const std::string file = suite_directory->file("run.toml", run_file);
        const auto start = std::chrono::steady_clock::now();
        const Outcome outcome = soret_program(resume_command(file, suite_directory->path("through")));
        run_time = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start);
        ASSERT_EQ(outcome.exit_code, 0) << outcome.errors;
    }
    static void TearDownTestSuite() { suite_directory.reset(); }

    /// A copy of the finished run.
    std::string copy(const std::string& name) const {
        std::filesystem::remove_all(directory.path(name));
        std::filesystem::copy(through, directory.path(name));
        return directory.path(name);
    }

    static std::unique_ptr<TemporaryDirectory> suite_directory;
    static std::chrono::microseconds run_time;
    const std::string file = suite_directory->path("run.toml");
    const std::string through = suite_directory->path("through");
    TemporaryDirectory directory;
    std::string out = directory.path("out");
};

std::unique_ptr<TemporaryDirectory> CommandResume::suite_directory;
std::chrono::microseconds CommandResume::run_time{0};

TEST_F(CommandResume, AfterKillsAtRandomMomentsGivesTheSameResults) {
    expect_same_after_kills(file, out, through, run_time);
}

TEST_F(CommandResume, AfterATerminationGoesOnFromTheSweepThatWasReached) {
    const std::string rare = directory.file("rare.toml", semi_grand_run(300, 1500, observe));
    expect_same_after_termination(rare, out, through, run_time);
}

TEST_F(CommandResume, OfAFinishedRunChangesNothing) {
    const auto before = std::filesystem::last_write_time(through + "/summary.json");
    const auto checkpoint = content_of(through + "/checkpoint");
    const Outcome outcome = soret_program(fmt::format("run {} --out {} --resume --json -", file, through));
    EXPECT_EQ(outcome.exit_code, 0) << outcome.errors;
    EXPECT_EQ(nlohmann::json::parse(outcome.output), json_of(through + "/summary.json"));
    EXPECT_EQ(std::filesystem::last_write_time(through + "/summary.json"), before);
    EXPECT_EQ(content_of(through + "/checkpoint"), checkpoint);
}

TEST_F(CommandResume, OfAFinishedRunMakesADamagedSummaryAnew) {
    std::filesystem::copy(through, out, std::filesystem::copy_options::recursive);
    nlohmann::json good = json_of(through + "/summary.json");
    for (const char* key : {"steps_per_second", "provenance"}) good.erase(key);  // of the process that made it
    for (const std::string damaged : {R"({"final_digest": 1})", R"({"final_digest": "0", "kind": "nve")", "[1e999]"}) {
        std::ofstream(out + "/summary.json") << damaged;
        const Outcome outcome = soret_program(resume_command(file, out));
        EXPECT_EQ(outcome.exit_code, 0) << outcome.errors;
        nlohmann::json summary = json_of(out + "/summary.json");
        for (const char* key : {"steps_per_second", "provenance"}) summary.erase(key);
        EXPECT_EQ(summary, good);
    }
}

TEST_F(CommandResume, FallsBackToTheCheckpointBeforeADamagedOneAndSaysSo) {
    std::string damaged = content_of(through + "/checkpoint");
    damaged[damaged.size() / 2] = static_cast<char>(damaged[damaged.size() / 2] ^ 4);
    for (const std::string& content : {damaged, damaged.substr(0, damaged.size() / 3), std::string()}) {
        copy("out");
        std::filesystem::remove(out + "/summary.json");
        std::ofstream(out + "/checkpoint", std::ios::binary) << content;
        const Outcome outcome = soret_program(resume_command(file, out));
        EXPECT_EQ(outcome.exit_code, 0) << outcome.errors;
        EXPECT_NE(outcome.errors.find("checkpoint: is damaged"), std::string::npos) << outcome.errors;
        EXPECT_NE(outcome.errors.find("going on from the one before"), std::string::npos) << outcome.errors;
        expect_same_results(out, through);
    }
    std::ofstream(out + "/checkpoint", std::ios::binary) << "none";
    std::ofstream(out + "/checkpoint.previous", std::ios::binary) << "none";
    expect_error(soret_program(resume_command(file, out)), {"checkpoint: is damaged", "no usable one before"});
    std::filesystem::remove(out + "/checkpoint");
    std::filesystem::create_directory(out + "/checkpoint");
    expect_error(soret_program(resume_command(file, out)), {"checkpoint: is a directory", "no usable one before"});
}

TEST_F(CommandResume, RefusesACheckpointOfOtherParametersAndNamesTheDifference) {
    const std::string other_file = directory.file("other.toml", with(run_file, "0.62", "0.63"));
    expect_error(soret_program(resume_command(other_file, through)),
                 {"through/checkpoint", "temperature", "0.62", "0.63"});
    expect_error(soret_program(resume_command(file, through) + " --seed 7"), {"seed", "7"});
    // What changes no bit may change.
    EXPECT_EQ(soret_program(resume_command(file, through) + " --threads 2 --isa sse2").exit_code, 0);
}

TEST_F(CommandResume, KeepsARunThatIsThereFromBeingOverwritten) {
    expect_error(run(file, through), {"has a run already", "--resume"});
    for (const char* name : {"summary.json", "final.data", "timeseries.csv", "trajectory.lammpstrj"}) {
        std::filesystem::remove_all(out);
        std::filesystem::create_directory(out);
        std::filesystem::copy(through + "/" + name, out);
        expect_error(run(file, out), {name, "already, but no checkpoint", "--resume begins anew"});
        EXPECT_EQ(content_of(out + "/" + name), content_of(through + "/" + name));
    }
}

TEST_F(CommandResume, LeavesNoResultsOfARunInWhosePlaceItBeginsAnew) {
    std::filesystem::remove_all(out);
    std::filesystem::create_directory(out);
    for (const char* name : {"summary.json", "final.data", "timeseries.csv"}) {
        std::filesystem::copy(through + "/" + name, out);
    }
    std::ofstream(out + "/msd.csv") << "t,msd_1\n1,1\n";
    ASSERT_EQ(soret_program(resume_command(file, out)).exit_code, 0);
    EXPECT_FALSE(std::filesystem::exists(out + "/msd.csv"));
    EXPECT_EQ(content_of(out + "/timeseries.csv"), content_of(through + "/timeseries.csv"));
}

TEST_F(CommandResume, RefusesAFileThatLacksWhatTheCheckpointNeeds) {
    copy("out");
    std::filesystem::resize_file(out + "/timeseries.csv", 100);
    expect_error(soret_program(resume_command(file, out)), {"timeseries.csv: has 100 bytes: the checkpoint needs"});
    for (const char* name : {"/timeseries.csv", "/trajectory.lammpstrj"}) {
        copy("out");
        std::filesystem::remove(out + name);
        expect_error(soret_program(resume_command(file, out)), {name, "is missing: the checkpoint needs its first"});
        EXPECT_FALSE(std::filesystem::exists(out + name));
    }
}

}  // namespace
}  // namespace soret::testing
