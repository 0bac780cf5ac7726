#include "soret/validation/routes/green_kubo/self_diffusion.hpp"

#include "soret/common/files/json_fields.hpp"
#include "soret/common/statistics/independent_values.hpp"

namespace soret {

std::optional<Estimate> self_diffusion(const std::vector<const TaskResult*>& runs, std::size_t species) {
    std::vector<double> slopes;
    for (const TaskResult* run : runs) {
        double first_time = 0.0, last_time = 0.0, first = 0.0, last = 0.0;
        for (const auto& row : field<std::vector<nlohmann::json>>(run->values, "displacements")) {
            const double time = field<double>(row, "time");
            const double square = field<std::vector<double>>(row, "by_species").at(species);
            if (time >= first_displacement_time && first_time == 0.0) first_time = time, first = square;
            if (time <= last_displacement_time && time > first_time) last_time = time, last = square;
        }
        if (first_time > 0.0 && last_time > first_time) {
            slopes.push_back((last - first) / (6.0 * (last_time - first_time)));
        }
    }
    if (slopes.size() < 2) return std::nullopt;
    return mean_of_independent(slopes);
}

}  // namespace soret
