#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "soret/validation/campaign/manifest.hpp"

namespace soret {

/// Tasks that one job runs.
struct JobChunk {
    std::vector<std::size_t> places;  ///< in the manifest, ascending
    double seconds = 0.0;             ///< that they are expected to take together
};

/// Chunks of one stage can run at the same time, in any order; each stage needs the ones before.
using JobStages = std::vector<std::vector<JobChunk>>;

/// Packs the tasks that are not finished.
///   finished          ids
///   seconds_per_cost  what a unit of a task's cost takes
///   threads           of a job, each of which runs one task at a time
///   longest           no chunk is expected to take longer, unless one task does           [s]
JobStages plan_jobs(const Manifest& manifest, const std::set<std::string>& finished, double seconds_per_cost,
                    int threads, double longest);

}  // namespace soret
