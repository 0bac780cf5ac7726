// soret campaign emit: what it writes is run by the programs that it is for, where they are installed.

#include <gtest/gtest.h>

#include <sstream>

#include "page_commands.hpp"
#include "soret/common/random_streams.hpp"
#include "soret/validation/program/job_files.hpp"
#include "tiny_campaign.hpp"

namespace soret::testing {
namespace {

namespace fs = std::filesystem;

bool has(const std::string& tool) {
    return std::system(("PATH=$PATH:/usr/sbin command -v " + tool + " > /dev/null 2>&1").c_str()) == 0;
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
}

/// Files for an engine, in a directory whose name has a space and a quotation mark.
std::string emit(const TemporaryDirectory& directory, const std::string& campaign, const std::string& options) {
    const std::string out = directory.path("it's job files");
    const Outcome outcome =
        soret_program("campaign emit " + shell_word(campaign) + " --out \"" + out + "\" " + options);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.errors;
    return out;
}

/// Runs a script; what it says is in `output`.
int bash(const TemporaryDirectory& directory, const std::string& script, std::string* output = nullptr) {
    const std::string file = directory.file("script.sh", script), log = directory.path("script.log");
    const int status = std::system(("bash " + file + " > " + log + " 2>&1 < /dev/null").c_str());
    if (output != nullptr) *output = content_of(log);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/// Tasks that need up to three earlier ones, with costs of three orders of magnitude.
Manifest random_manifest(std::uint64_t seed, std::size_t count) {
    Manifest manifest;
    for (std::size_t k = 0; k < count; ++k) {
        const RandomWords words = random_words(seed, RandomStream::synthetic_series, k, 0);
        Task task{fmt::format("t{}", k), "r", nlohmann::json::object(), 0, {}, 1.0};
        task.cost = std::pow(10.0, 3.0 * uniform_from(words[0], 0));
        for (std::uint32_t n = 0; k > 0 && n < words[1] % 4; ++n) {
            task.needs.push_back(fmt::format("t{}", index_from(words[2] + 77U * n, static_cast<std::uint32_t>(k))));
        }
        manifest.tasks.push_back(task);
    }
    return manifest;
}

TEST(JobPlan, EachTaskIsInOneJobOfAStageBehindWhatItNeeds) {
    for (std::uint64_t seed = 0; seed < 30; ++seed) {
        const Manifest manifest = random_manifest(seed, 60);
        std::set<std::string> finished;
        for (std::size_t k = 0; k < seed % 10; ++k) finished.insert(fmt::format("t{}", 3 * k));
        const int threads = 1 + static_cast<int>(seed % 4);
        const double speed = 0.5, longest = 700.0;
        std::map<std::string, std::size_t> stage_of;
        const JobStages stages = plan_jobs(manifest, finished, speed, threads, longest);
        for (std::size_t stage = 0; stage < stages.size(); ++stage) {
            std::set<std::string> here;
            for (const JobChunk& chunk : stages[stage]) {
                double sum = 0.0, largest = 0.0;
                for (const std::size_t place : chunk.places) {
                    const Task& task = manifest.tasks[place];
                    sum += speed * task.cost;
                    largest = std::max(largest, speed * task.cost);
                    EXPECT_TRUE(here.insert(task.id).second && !stage_of.contains(task.id) &&
                                !finished.contains(task.id));
                    for (const std::string& need : task.needs) {
                        EXPECT_TRUE(finished.contains(need) || stage_of.contains(need)) << task.id;
                    }
                }
                EXPECT_TRUE(chunk.seconds <= longest || chunk.places.size() == 1);
                EXPECT_GE(chunk.seconds, std::max(largest, sum / threads) * (1.0 - 1e-12));
            }
            for (const std::string& id : here) stage_of[id] = stage;
        }
        EXPECT_EQ(stage_of.size() + finished.size(), manifest.tasks.size());
    }
}

TEST(SlurmFiles, ArraysAreNoLargerThanTheClusterAllows) {
    JobRequest request;
    request.max_array_size = 7;
    request.at_most = 3;
    request.extra = {"--mem=2G"};
    request.account = "physics";
    JobStages stages(2);
    for (std::size_t k = 0; k < 16; ++k) stages[0].push_back({{k}, 1.0});
    stages[1].push_back({{16, 17}, 1.0});
    const JobFiles files = slurm_files(request, stages);
    const std::vector<std::string> chunks = lines_of(files.at("chunks.txt"));
    ASSERT_EQ(chunks.size(), 17u);
    EXPECT_EQ(chunks[16], "16-17");
    const std::string& submit = files.at("submit.sh");
    for (const char* array :
         {"--array=0-6%3 \"$here/work.sbatch\" \"$here\" 0)", "--array=0-6%3 \"$here/work.sbatch\" \"$here\" 7)",
          "--array=0-1%3 \"$here/work.sbatch\" \"$here\" 14)",
          "--array=0-0%3 --dependency=\"afterany:$before\" \"$here/work.sbatch\" \"$here\" 16)"}) {
        EXPECT_NE(submit.find(array), std::string::npos) << array << "\n" << submit;
    }
    for (const char* line : {"#SBATCH --account=physics\n", "#SBATCH --mem=2G\n", "#SBATCH --signal=B:USR1@120\n",
                             "#SBATCH --requeue\n", "#SBATCH --time=0-01:00:00\n"}) {
        EXPECT_NE(files.at("work.sbatch").find(line), std::string::npos) << line;
    }
}

TEST(CommandLineCampaignEmit, RefusesWhatNoClusterCanDo) {
    const TemporaryDirectory directory;
    const std::string campaign = shell_word(plan_tiny_campaign(directory, "campaign"));
    const std::string out = " --out " + directory.path("jobs");
    expect_error(soret_program("campaign emit " + campaign + out + " --engine pbs"), {"pbs"});
    expect_error(soret_program("campaign emit " + campaign + out + " --engine slurm --wall-time 3m"),
                 {"wall-time = 3m: must be longer than 240 s"});
    expect_error(soret_program("campaign emit " + campaign + out +
                               " --engine slurm --extra \"$(printf '%s\\n%s' --mem=1G rm)\""),
                 {"extra = ", "must be one line"});
    expect_error(soret_program("campaign emit '{x}'" + out + " --engine snakemake"), {"{x}: Snakemake takes { and }"});
    EXPECT_FALSE(fs::exists(directory.path("jobs")));
}

TEST(CommandLineCampaignEmit, CommandsOfAListAreRunByAnyShell) {
    const TemporaryDirectory directory;
    const std::string campaign = plan_tiny_campaign(directory, "as a list");
    const std::string out = emit(directory, campaign, "--engine list --wall-time 5m");
    std::string script;
    for (const std::string& line : lines_of(content_of(out + "/commands.txt"))) {
        if (line.find(" campaign work ") != std::string::npos) script += line + " || exit 1\n";
    }
    ASSERT_EQ(bash(directory, script), 0);
    EXPECT_EQ(digests_in(campaign), digests_of_one_process());
}

/// The first job is killed; a second call runs it again and no other one twice.
TEST(CommandLineCampaignEmit, GnuParallelGoesOnAfterAKill) {
    if (!has("parallel")) GTEST_SKIP() << "there is no GNU parallel";
    const TemporaryDirectory directory;
    const std::string campaign = plan_tiny_campaign(directory, "in parallel", "0.1");
    const std::string out = emit(directory, campaign, "--engine parallel --wall-time 5m --at-most 2");
    const std::string run = "sed -i '/campaign reduce/d' \"" + out + "/run.sh\"\n\"" + out + "/run.sh\"\n";
    std::string said;
    bash(directory,
         "(" + run + ") &\nparallel=$!\n" + "until pid=$(" + shell_word(SORET_PROGRAM) + " campaign status " +
             shell_word(campaign) +
             " --json - | sed -n 's/.*\"process\": \\([0-9]*\\).*/\\1/p' | head -n 1) && [ -n \"$pid\" ]; do "
             "kill -0 $parallel || exit 5; sleep 0.05; done\n"
             "kill -9 \"$pid\"\nwait $parallel\n",
         &said);
    ASSERT_EQ(bash(directory, run, &said), 0) << said;
    EXPECT_EQ(digests_in(campaign), digests_of_one_process("0.1"));
    EXPECT_NE(content_of(out + "/joblog-1").find("campaign work"), std::string::npos);
}

TEST(CommandLineCampaignEmit, SnakemakeRunsWhatIsMissing) {
    if (!has("snakemake")) GTEST_SKIP() << "there is no Snakemake";
    const TemporaryDirectory directory;
    const std::string campaign = plan_tiny_campaign(directory, "for snakes");
    const std::string out = emit(directory, campaign, "--engine snakemake");
    EXPECT_EQ(soret_program("campaign work " + shell_word(campaign) + " --quiet --task 0").exit_code, 0);
    const auto first = fs::last_write_time(
        campaign + "/tasks/" + json_of(campaign + "/manifest.json")["tasks"][0]["id"].get<std::string>() + ".json");
    std::string said;
    const std::string run = "cd \"" + out + "\" && HOME=$PWD XDG_CACHE_HOME=$PWD snakemake --cores 2 -s Snakefile\n";
    ASSERT_EQ(bash(directory, run, &said), 0) << said;
    EXPECT_EQ(digests_in(campaign), digests_of_one_process());
    EXPECT_EQ(fs::last_write_time(campaign + "/tasks/" +
                                  json_of(campaign + "/manifest.json")["tasks"][0]["id"].get<std::string>() + ".json"),
              first);
}

/// A cluster of this machine alone runs the arrays. One worker is killed, one job is told that its time is over; both
/// go back into the queue, and the results are those of one process, to the bit.
TEST(CommandLineCampaignEmitLong, SlurmRunsArraysThatAreKilledAndRequeued) {
    const TemporaryDirectory directory;
    fs::create_directory(directory.path("cluster"));
    const std::string campaign = plan_tiny_campaign(directory, "on a cluster", "0.2");
    const std::string out = emit(directory, campaign,
                                 "--engine slurm --wall-time 5m --at-most 2 --max-array-size 2 --partition all "
                                 "\"--extra=--comment='two words'\"");
    const std::string in_cluster = directory.file("in_cluster.sh", R"sh(
set -u
soret=$1 campaign=$2 jobs=$3
say() { printf '%s\n' "$*"; }
worker() { "$soret" campaign status "$campaign" --json - | sed -n 's/.*"process": \([0-9]*\).*/\1/p' | head -n 1; }
trap 'tail -n 20 "$jobs"/logs/*.log; squeue --all' EXIT
"$jobs/submit.sh" || exit 3
for ((k = 0; k < 600; ++k)); do pid=$(worker); [ -n "$pid" ] && break; sleep 0.1; done
[ -n "$pid" ] && kill -9 "$pid" && say "killed $pid"
for ((k = 0; k < 600; ++k)); do
    next=$(worker)
    [ -n "$next" ] && [ "$next" != "$pid" ] && break
    sleep 0.1
done
running=$(squeue --noheader --array --states=running --format='%F_%K' | head -n 1)
[ -n "$running" ] && scancel --signal=USR1 --batch "$running" && say "told $running"
for ((k = 0; k < 240; ++k)); do
    [ -z "$(squeue --noheader --format=%i --name=soret-work)" ] && break
    sleep 0.5
done
)sh");
    std::string said;
    const int code =
        bash(directory,
             shell_word(SORET_SOURCE_DIR "/tests/one_node_slurm.sh") + " " + directory.path("cluster") + " bash " +
                 in_cluster + " " + shell_word(SORET_PROGRAM) + " " + shell_word(campaign) + " \"" + out + "\"\n",
             &said);
    if (code == 77) GTEST_SKIP() << said;
    ASSERT_EQ(code, 0) << said;
    EXPECT_EQ(digests_in(campaign), digests_of_one_process("0.2")) << said;
    EXPECT_NE(said.find("exit code 137, into the queue again"), std::string::npos) << said;
    EXPECT_NE(said.find("exit code 3, into the queue again"), std::string::npos) << said;
}

/// Every command of the page is typed in an empty directory, as a newcomer would, and then the jobs are waited for.
TEST(ClusterPage, EveryCommandDoesWhatThePageSays) {
    const TemporaryDirectory directory;
    for (const char* part : {"cluster", "bin", "work"}) fs::create_directory(directory.path(part));
    fs::create_symlink(SORET_PROGRAM, directory.path("bin") + "/soret");
    std::vector<PageBlock> blocks = blocks_of(content_of(SORET_SOURCE_DIR "/docs/cluster.md"));
    std::erase_if(blocks, [](const PageBlock& block) { return block.language != "sh"; });
    ASSERT_EQ(blocks.size(), 2u);
    std::string typed =
        "set -euo pipefail\nexport PATH=" + directory.path("bin") + ":$PATH\ncd " + directory.path("work") + "\n";
    for (const PageBlock& block : blocks) typed += block.text + "\n";
    typed +=
        "for ((k = 0; k < 240; ++k)); do [ -z \"$(squeue --noheader)\" ] && break; sleep 0.5; done\n"
        "soret campaign status trial\n";
    std::string said;
    const int code = bash(directory,
                          shell_word(SORET_SOURCE_DIR "/tests/one_node_slurm.sh") + " " + directory.path("cluster") +
                              " bash " + directory.file("typed.sh", typed) + "\n",
                          &said);
    if (code == 77) GTEST_SKIP() << said;
    ASSERT_EQ(code, 0) << said;
    EXPECT_NE(said.find("are finished, 0 running, 0 waiting, 0 failed"), std::string::npos) << said;
    // The same bits as by one process.
    const std::string one = directory.path("one process");
    fs::create_directory(one);
    fs::copy_file(directory.path("work/trial/manifest.json"), one + "/manifest.json");
    EXPECT_EQ(soret_program("campaign work --quiet " + shell_word(one)).exit_code, 0);
    EXPECT_EQ(digests_in(directory.path("work/trial")), digests_in(one)) << said;
    EXPECT_TRUE(fs::exists(directory.path("work/jobs/logs")));
    if (soret_program("campaign reduce --help").exit_code == 0) {
        EXPECT_TRUE(fs::exists(directory.path("work/trial/results.json"))) << said;
    }
}

}  // namespace
}  // namespace soret::testing
