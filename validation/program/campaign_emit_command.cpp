#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "soret/common/errors.hpp"
#include "soret/common/files/atomic_file.hpp"
#include "soret/validation/campaign/campaign_status.hpp"
#include "soret/validation/program/campaign_commands.hpp"
#include "soret/validation/program/job_files.hpp"
#include "soret/validation/program/number_options.hpp"
#include "soret/validation/program/time_option.hpp"
#include "soret/validation/simulation/progress.hpp"

namespace soret {

namespace {

inline constexpr std::uint64_t most_jobs = 1'000'000;
inline constexpr std::uint64_t largest_array = 4'000'001;  // of any Slurm

struct CampaignEmitOptions {
    std::string engine;
    std::string directory;
    std::string out;
    std::string wall_time = "1h";
    std::string plan;
    std::string program;
    JobRequest request;
};

std::string absolute(const std::string& path) {
    return std::filesystem::absolute(path).lexically_normal().string();
}

/// One line of a job file, whose end would be the end of an option.
void must_be_one_line(const char* name, const std::string& text) {
    if (text.find_first_of("\n\r") != std::string::npos) {
        throw InvalidInput(fmt::format("{} = {:?}: must be one line", name, text.substr(0, 40)));
    }
}

JobRequest job_request(const CampaignEmitOptions& options, const CommonOptions& common) {
    JobRequest request = options.request;
    request.program =
        options.program.empty() ? std::filesystem::read_symlink("/proc/self/exe").string() : absolute(options.program);
    request.campaign = absolute(options.directory);
    request.directory = absolute(options.out);
    request.threads = common.threads.value_or(1);
    request.wall_seconds = static_cast<double>(duration_from("wall-time", options.wall_time).count());
    if (request.wall_seconds <= 2.0 * notice_seconds) {
        throw InvalidArgument(
            fmt::format("wall-time = {}: must be longer than {} s: checkpoints are written {} s before",
                        options.wall_time, 2 * notice_seconds, notice_seconds));
    }
    if (!options.plan.empty()) request.plan = absolute(options.plan);
    for (const std::string& line : request.extra) must_be_one_line("extra", line);
    for (const std::string* path : {&request.program, &request.campaign, &request.directory, &request.plan}) {
        must_be_one_line("path", *path);
    }
    if (options.engine == "snakemake" && request.campaign.find_first_of("{}") != std::string::npos) {
        throw InvalidInput(fmt::format(
            "{}: Snakemake takes {{ and }} in the name of a file for its own: must have none", request.campaign));
    }
    return request;
}

/// What writes the files of the tasks once there is a plan.
std::vector<std::string> words_of(const CampaignEmitOptions& options, const JobRequest& request) {
    std::vector<std::string> words{"--engine",         options.engine,
                                   "--threads",        std::to_string(request.threads),
                                   "--retry",          std::to_string(request.retries),
                                   "--wall-time",      options.wall_time,
                                   "--max-array-size", std::to_string(request.max_array_size),
                                   "--program",        request.program};
    const auto add = [&](const char* name, const std::string& value) {
        if (!value.empty()) words.push_back(fmt::format("{}={}", name, value));
    };
    if (request.at_most > 0) add("--at-most", std::to_string(request.at_most));
    add("--account", request.account);
    add("--partition", request.partition);
    for (const std::string& line : request.extra) add("--extra", line);
    return words;
}

void write_files(const JobRequest& request, const JobFiles& files) {
    namespace fs = std::filesystem;
    make_directory(request.directory);
    for (const auto& [name, text] : files) {
        const fs::path path = fs::path(request.directory) / name;
        write_file_atomically(path.string(), text);
        if (!name.ends_with(".sh")) continue;
        fs::permissions(path, fs::perms::owner_exec | fs::perms::group_exec, fs::perm_options::add);
    }
}

int run(const CampaignEmitOptions& options, const CommonOptions& common) {
    JobRequest request = job_request(options, common);
    const auto say = [&](const std::string& text) {
        if (!common.quiet) fmt::print("{}", text);
    };
    if (!request.plan.empty()) {
        if (options.engine != "slurm") throw InvalidArgument("plan: only slurm has jobs that wait for a plan");
        request.emit_again = words_of(options, request);
        write_files(request, slurm_plan_files(request));
        say(fmt::format("{}/submit.sh plans the campaign and then submits its tasks\n", options.out));
        return 0;
    }
    const Campaign campaign = Campaign::open(options.directory);
    const CampaignStatus status = status_of(campaign);
    const std::vector<std::string> finished = campaign.files().finished_tasks();
    const JobStages stages =
        plan_jobs(campaign.manifest(), {finished.begin(), finished.end()}, status.seconds_per_cost, request.threads,
                  std::max(packed_share * request.wall_seconds - notice_seconds, packed_share * notice_seconds));
    std::size_t jobs = 0;
    double longest = 0.0;
    for (const auto& stage : stages) {
        jobs += stage.size();
        for (const JobChunk& chunk : stage) longest = std::max(longest, chunk.seconds);
    }
    std::string first;
    if (options.engine == "slurm") {
        write_files(request, slurm_files(request, stages));
        first = "submit.sh";
    } else if (options.engine == "parallel") {
        write_files(request, parallel_files(request, stages));
        first = "run.sh";
    } else if (options.engine == "snakemake") {
        write_files(request, snakemake_files(request));
        first = "Snakefile";
    } else {
        write_files(request, list_files(request, stages));
        first = "commands.txt";
    }
    say(fmt::format("{}/{}: {} of {} tasks in {} jobs and {} stages, the longest job about {}\n", options.out, first,
                    status.tasks - status.finished, status.tasks, jobs, stages.size(), duration_text(longest)));
    return 0;
}

}  // namespace

void add_campaign_emit(CLI::App& campaign, CommonOptions& common, int& exit_code) {
    CLI::App* command =
        campaign.add_subcommand("emit", "Write job files for a cluster or another program that runs many jobs");
    auto options = std::make_shared<CampaignEmitOptions>();
    JobRequest& request = options->request;
    command->add_option("DIR", options->directory, "directory of a campaign")->required();
    command->add_option("--engine", options->engine, "slurm, parallel, snakemake or list")
        ->required()
        ->check(CLI::IsMember({"slurm", "parallel", "snakemake", "list"}));
    command->add_option("--out", options->out, "directory of the job files")->required()->type_name("DIR");
    command
        ->add_option(
            "--wall-time", options->wall_time,
            "of a job: tasks are packed to four fifths of it, and a job that is not finished goes on in another "
            "one")
        ->capture_default_str()
        ->type_name("TIME");
    const auto take = [](int& number) { return [&number](std::uint64_t value) { number = static_cast<int>(value); }; };
    add_whole_number(*command, "at-most", 1, most_jobs, take(request.at_most), "jobs at a time");
    add_whole_number(*command, "max-array-size", 2, largest_array, take(request.max_array_size),
                     "MaxArraySize of the cluster (scontrol show config), in jobs of an array")
        ->default_str("1001");
    add_whole_number(*command, "retry", 0, 1000, take(request.retries), "as of work")->default_str("1");
    command->add_option("--account", request.account, "of Slurm");
    command->add_option("--partition", request.partition, "of Slurm");
    command->add_option("--extra", request.extra, "another option of sbatch, as \"--mem=4G\"; may be given again")
        ->allow_extra_args(false);
    command->add_option("--plan", options->plan, "a campaign file that the first job plans")
        ->type_name("CAMPAIGN.toml");
    command->add_option("--program", options->program, "soret on the nodes (default: this one)");
    add_common_options(*command, common);
    command->callback([options, &common, &exit_code] { exit_code = run(*options, common); });
}

}  // namespace soret
