#pragma once

#include <map>
#include <string>
#include <vector>

#include "soret/validation/program/job_plan.hpp"

namespace soret {

/// What job files are to say.
struct JobRequest {
    std::string program;  ///< absolute paths
    std::string campaign;
    std::string directory;  ///< of the job files
    int threads = 1;        ///< of a job
    int retries = 1;
    int at_most = 0;  ///< jobs at a time; 0: as many as there is room for
    double wall_seconds = 3600.0;
    int max_array_size = 1001;            ///< Slurm's MaxArraySize: indices are smaller than it
    std::string account, partition;       ///< empty: the cluster's own
    std::vector<std::string> extra;       ///< further options of sbatch, "--mem=4G"
    std::string plan;                     ///< a campaign file: the jobs plan the campaign first
    std::vector<std::string> emit_again;  ///< words after `soret campaign emit DIR` that write the files of its tasks
};

/// A job should be over, checkpoint and all, well before its wall time: chunks are packed to this share of it.
inline constexpr double packed_share = 0.8;
/// How long before its end a job is told, for a checkpoint  [s].
inline constexpr int notice_seconds = 120;

/// Files by their names in the directory; those that end in ".sh" can be executed.
using JobFiles = std::map<std::string, std::string>;

JobFiles slurm_files(const JobRequest& request, const JobStages& stages);
/// Jobs that plan the campaign of `request.plan` and then submit those of its tasks.
JobFiles slurm_plan_files(const JobRequest& request);
JobFiles parallel_files(const JobRequest& request, const JobStages& stages);
JobFiles snakemake_files(const JobRequest& request);
JobFiles list_files(const JobRequest& request, const JobStages& stages);

/// One word of a shell, whatever is in it.
std::string quoted(const std::string& word);

}  // namespace soret
