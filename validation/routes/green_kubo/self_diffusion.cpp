#include "soret/validation/routes/green_kubo/self_diffusion.hpp"

#include "soret/common/files/json_fields.hpp"
#include "soret/common/statistics/independent_values.hpp"

namespace soret {

void SelfDiffusion::add(const TaskResult& run) {
    double first_time = 0.0, last_time = 0.0;
    std::vector<double> first, last;
    for (const auto& row : field<std::vector<nlohmann::json>>(run.values, "displacements")) {
        const double time = field<double>(row, "time");
        const auto squares = field<std::vector<double>>(row, "by_species");
        if (time >= first_displacement_time * time_unit_ && first_time == 0.0) first_time = time, first = squares;
        if (time <= last_displacement_time * time_unit_ && time > first_time) last_time = time, last = squares;
    }
    if (!(first_time > 0.0 && last_time > first_time)) return;
    for (std::size_t species = 0; species < slopes_.size(); ++species) {
        slopes_[species].push_back((last.at(species) - first.at(species)) / (6.0 * (last_time - first_time)));
    }
}

std::optional<Estimate> SelfDiffusion::of(std::size_t species) const {
    if (slopes_.at(species).size() < 2) return std::nullopt;
    return mean_of_independent(slopes_[species]);
}

}  // namespace soret
