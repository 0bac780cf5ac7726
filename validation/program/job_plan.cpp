#include "soret/validation/program/job_plan.hpp"

#include <algorithm>
#include <unordered_map>

namespace soret {

namespace {

/// A chunk that grows. Tasks that are begun in order, each by the first thread that is free, end no later than
/// sum/m + (1 - 1/m) longest on m threads.                    [R. L. Graham, SIAM J. Appl. Math. 17, 416 (1969)]
class Packer {
public:
    Packer(int threads, double longest) : threads_(threads), longest_(longest) {}

    void add(std::size_t place, double seconds) {
        const double sum = sum_ + seconds, largest = std::max(largest_, seconds);
        if (!chunk_.places.empty() && time(sum, largest) > longest_) close();
        sum_ += seconds;
        largest_ = std::max(largest_, seconds);
        chunk_.places.push_back(place);
        chunk_.seconds = time(sum_, largest_);
    }

    std::vector<JobChunk> chunks() {
        close();
        return std::move(chunks_);
    }

private:
    double time(double sum, double largest) const { return sum / threads_ + (1.0 - 1.0 / threads_) * largest; }
    void close() {
        if (!chunk_.places.empty()) chunks_.push_back(std::move(chunk_));
        chunk_ = {};
        sum_ = largest_ = 0.0;
    }

    int threads_;
    double longest_;
    double sum_ = 0.0, largest_ = 0.0;
    JobChunk chunk_;
    std::vector<JobChunk> chunks_;
};

}  // namespace

JobStages plan_jobs(const Manifest& manifest, const std::set<std::string>& finished, double seconds_per_cost,
                    int threads, double longest) {
    std::unordered_map<std::string, std::size_t> stage_of;
    std::vector<Packer> packers;
    for (std::size_t place = 0; place < manifest.tasks.size(); ++place) {
        const Task& task = manifest.tasks[place];
        if (finished.contains(task.id)) continue;
        std::size_t stage = 0;
        for (const std::string& id : task.needs) {
            if (const auto needed = stage_of.find(id); needed != stage_of.end()) {
                stage = std::max(stage, needed->second + 1);
            }
        }
        stage_of.emplace(task.id, stage);
        while (packers.size() <= stage) packers.emplace_back(threads, longest);
        packers[stage].add(place, seconds_per_cost * task.cost);
    }
    JobStages stages;
    for (Packer& packer : packers) stages.push_back(packer.chunks());
    return stages;
}

}  // namespace soret
