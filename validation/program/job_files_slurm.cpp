#include <fmt/format.h>

#include <algorithm>

#include "soret/validation/program/job_files.hpp"
#include "soret/validation/program/task_choice.hpp"

namespace soret {

namespace {

std::string slurm_time(double seconds) {
    const long whole = static_cast<long>(seconds);
    return fmt::format("{}-{:02}:{:02}:{:02}", whole / 86400, whole % 86400 / 3600, whole % 3600 / 60, whole % 60);
}

std::string header(const JobRequest& request, const std::string& name, int threads) {
    std::string text = fmt::format(
        "#!/usr/bin/env bash\n"
        "#SBATCH --job-name={}\n"
        "#SBATCH --ntasks=1\n"
        "#SBATCH --cpus-per-task={}\n"
        "#SBATCH --time={}\n",
        name, threads, slurm_time(request.wall_seconds));
    if (!request.account.empty()) text += fmt::format("#SBATCH --account={}\n", request.account);
    if (!request.partition.empty()) text += fmt::format("#SBATCH --partition={}\n", request.partition);
    for (const std::string& line : request.extra) text += fmt::format("#SBATCH {}\n", line);
    return text;
}

constexpr const char* submit_begins =
    "#!/usr/bin/env bash\n"
    "# Hands all jobs over to Slurm. What a job says is in logs/.\n"
    "set -euo pipefail\n"
    "here=$(cd \"$(dirname \"$0\")\" && pwd)\n"
    "mkdir -p \"$here/logs\"\n"
    "submit() { # submit LOG SBATCH-ARGUMENTS...: prints the number of the job\n"
    "    local id\n"
    "    id=$(sbatch --parsable --output=\"$here/logs/$1\" \"${@:2}\")\n"
    "    printf '%s\\n' \"${id%%;*}\"\n"
    "}\n";

// A job that is told of its end, or whose worker is killed, as for want of memory, goes back into the queue and goes on
// from checkpoints; one that somebody cancels (SIGTERM) writes them and ends. bash(1): `wait` ends when a trap has run,
// so it is asked again until none has.
constexpr const char* work_body = R"(
directory=$1 first=$2
tasks=$(sed -n "$((first + SLURM_ARRAY_TASK_ID + 1))p" "$directory/chunks.txt")
worker= told=no interrupts=0
interrupt() {{
    interrupts=$((interrupts + 1))
    kill -USR1 "$worker" 2> /dev/null
}}
trap 'told=yes; interrupt' USR1
trap interrupt TERM
{0} campaign work {1} --task "$tasks" --threads {2} --retry {3} --quiet &
worker=$!
while true; do
    seen=$interrupts
    wait "$worker"
    code=$?
    [ "$seen" -eq "$interrupts" ] && break
done
again=no
[ "$code" -eq 3 ] && [ "$told" = yes ] && again=yes
[ "$code" -gt 128 ] && [ "$interrupts" -eq 0 ] && [ "${{SLURM_RESTART_COUNT:-0}}" -lt {4} ] && again=yes
if [ "$again" = yes ]; then
    printf 'tasks %s: exit code %s, into the queue again\n' "$tasks" "$code"
    scontrol requeue "${{SLURM_ARRAY_JOB_ID}}_$SLURM_ARRAY_TASK_ID" && exit 0
fi
exit "$code"
)";

// After so many ends by a signal that nobody announced it is not the node's fault.
constexpr int most_restarts = 5;

}  // namespace

JobFiles slurm_files(const JobRequest& request, const JobStages& stages) {
    JobFiles files;
    std::string chunks, submit = submit_begins;
    std::size_t first = 0;
    std::string dependency;
    submit += "all=()\n";
    for (std::size_t stage = 0; stage < stages.size(); ++stage) {
        for (const JobChunk& chunk : stages[stage]) chunks += text_of_places(chunk.places) + "\n";
        submit += fmt::format("\n# stage {} of {}\nstage=()\n", stage + 1, stages.size());
        const std::size_t most = static_cast<std::size_t>(request.max_array_size);
        for (std::size_t begin = 0; begin < stages[stage].size(); begin += most) {
            const std::size_t count = std::min(most, stages[stage].size() - begin);
            submit += fmt::format(
                "stage+=(\"$(submit 'work-%A_%a.log' --array=0-{}{} {}\"$here/work.sbatch\" \"$here\" {})\")\n",
                count - 1, request.at_most > 0 ? fmt::format("%{}", request.at_most) : std::string(),
                stage > 0 ? "--dependency=\"afterany:$before\" " : "", first + begin);
        }
        submit += "before=$(IFS=:; printf '%s' \"${stage[*]}\")\nall+=(\"$before\")\n";
        first += stages[stage].size();
    }
    submit +=
        "\n# A task that failed is in the logs and in `soret campaign status`: nothing is reduced then.\n"
        "all=$(IFS=:; printf '%s' \"${all[*]}\")\n"
        "submit 'reduce-%j.log' ${all:+--dependency=\"afterok:$all\"} --kill-on-invalid-dep=yes "
        "\"$here/reduce.sbatch\"\n";
    files["submit.sh"] = submit;
    files["chunks.txt"] = chunks;
    files["work.sbatch"] =
        header(request, "soret-work", request.threads) +
        fmt::format("#SBATCH --signal=B:USR1@{}\n#SBATCH --requeue\n#SBATCH --open-mode=append\n", notice_seconds) +
        fmt::format(fmt::runtime(work_body), quoted(request.program), quoted(request.campaign), request.threads,
                    request.retries, most_restarts);
    files["reduce.sbatch"] =
        header(request, "soret-reduce", 1) +
        fmt::format("\n{} campaign reduce {}\n", quoted(request.program), quoted(request.campaign));
    return files;
}

JobFiles slurm_plan_files(const JobRequest& request) {
    std::string again;
    for (const std::string& word : request.emit_again) again += " " + quoted(word);
    const std::string stages = quoted(request.directory + "/tasks");
    JobFiles files;
    files["submit.sh"] = fmt::format(
        "{}pilot=$(submit 'pilot-%j.log' \"$here/plan.sbatch\" --pilot-only)\n"
        "submit 'plan-%j.log' --dependency=\"afterok:$pilot\" --kill-on-invalid-dep=yes \"$here/plan.sbatch\"\n",
        submit_begins);
    files["plan.sbatch"] = header(request, "soret-plan", request.threads) +
                           "#SBATCH --requeue\n#SBATCH --open-mode=append\n" +
                           fmt::format(R"(
set -euo pipefail
{0} campaign plan {1} --out {2} --threads {3} "$@"
[ "${{1:-}}" = --pilot-only ] && exit 0
{0} campaign emit {2}{4} --out {5}
bash {5}/submit.sh
)",
                                       quoted(request.program), quoted(request.plan), quoted(request.campaign),
                                       request.threads, again, stages);
    return files;
}

}  // namespace soret
