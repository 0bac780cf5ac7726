#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "soret/validation/program/job_files.hpp"
#include "soret/validation/program/task_choice.hpp"

namespace soret {

namespace {

std::string work_command(const JobRequest& request, const JobChunk& chunk) {
    return fmt::format("{} campaign work {} --task {} --threads {} --retry {} --quiet", quoted(request.program),
                       quoted(request.campaign), text_of_places(chunk.places), request.threads, request.retries);
}

std::string reduce_command(const JobRequest& request) {
    return fmt::format("{} campaign reduce {}", quoted(request.program), quoted(request.campaign));
}

std::string commands_of(const JobRequest& request, const std::vector<JobChunk>& stage) {
    std::string text;
    for (const JobChunk& chunk : stage) text += work_command(request, chunk) + "\n";
    return text;
}

}  // namespace

std::string quoted(const std::string& word) {
    std::string text = "'";
    for (const char c : word) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return text + "'";
}

JobFiles list_files(const JobRequest& request, const JobStages& stages) {
    std::string text;
    for (std::size_t stage = 0; stage < stages.size(); ++stage) {
        if (stage > 0) text += "# when all commands above have ended:\n";
        text += commands_of(request, stages[stage]);
    }
    text += "# when all commands above have ended:\n" + reduce_command(request) + "\n";
    return {{"commands.txt", text}};
}

JobFiles parallel_files(const JobRequest& request, const JobStages& stages) {
    JobFiles files;
    std::string script =
        "#!/usr/bin/env bash\n"
        "# Runs the campaign with GNU parallel; called again, it goes on where it was interrupted.\n"
        "set -euo pipefail\n"
        "cd \"$(dirname \"$0\")\"\n"
        "run() { # run NAME: what was not run yet of commands-NAME.txt, or has failed\n"
        "    parallel --will-cite --joblog \"joblog-$1\" --resume-failed" +
        (request.at_most > 0 ? fmt::format(" --jobs {}", request.at_most) : std::string()) +
        " \\\n"
        "             --termseq USR1,60000,TERM,5000,KILL < \"commands-$1.txt\"\n"
        "}\n";
    for (std::size_t stage = 0; stage < stages.size(); ++stage) {
        files[fmt::format("commands-{}.txt", stage + 1)] = commands_of(request, stages[stage]);
        script += fmt::format("run {}\n", stage + 1);
    }
    files["run.sh"] = script + reduce_command(request) + "\n";
    return files;
}

JobFiles snakemake_files(const JobRequest& request) {
    const auto literal = [](const std::string& text) { return nlohmann::json(text).dump(); };
    return {{"Snakefile",
             fmt::format(R"(# snakemake --cores N -s Snakefile runs the campaign; called again, it goes on.
import json

soret = {}
campaign = {}

with open(campaign + "/manifest.json") as file:
    needs = {{task["id"]: task["needs"] for task in json.load(file)["tasks"]}}


def results(tasks):
    return [campaign + "/tasks/" + task + ".json" for task in tasks]


localrules: all


rule all:
    input: results(needs)


rule work:
    output: campaign + "/tasks/{{task}}.json"
    input: lambda wildcards: ancient(results(needs[wildcards.task]))
    threads: {}
    shell: "{{soret:q}} campaign work {{campaign:q}} --task {{wildcards.task}} --threads {{threads}} --retry {} --quiet"
)",
                         literal(request.program), literal(request.campaign), request.threads, request.retries)}};
}

}  // namespace soret
