#include "soret/validation/simulation/restraint.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/files/json_fields.hpp"

namespace soret {

std::uint64_t RestraintSettings::steps(double timestep) const {
    if (!time) return std::numeric_limits<std::uint64_t>::max();
    return static_cast<std::uint64_t>(std::max(1.0, std::nearbyint(*time / timestep)));
}

nlohmann::json RestraintSettings::parameters() const {
    nlohmann::json json{{"spring", spring}, {"z", {z_low, z_high}}};
    if (species) json["species"] = *species + 1;
    if (time) json["time"] = *time;
    return json;
}

RestraintAnchors anchors_of(const State& start, const RestraintSettings& settings) {
    const Vector3& edges = start.box.edges();
    const std::array<double, 3> edge{edges.x, edges.y, edges.z};
    const State state = start.sorted_by_id();
    RestraintAnchors anchors;
    for (std::size_t i = 0; i < state.size(); ++i) {
        const double z = state.position[2][i] / edge[2];
        const bool inside = z >= settings.z_low && (z < settings.z_high || settings.z_high == 1.0);
        if (!inside || (settings.species && *settings.species != state.species[i])) continue;
        anchors.id.push_back(state.id[i]);
        for (std::size_t axis = 0; axis < 3; ++axis) {
            anchors.fraction[axis].push_back(state.position[axis][i] / edge[axis]);
            anchors.image[axis].push_back(state.image[axis][i]);
        }
    }
    if (anchors.empty()) {
        throw InvalidState(
            fmt::format("restraint: no particle{} is in z = [{}, {}] of the edge",
                        settings.species ? fmt::format(" of species {}", *settings.species + 1) : std::string(),
                        settings.z_low, settings.z_high));
    }
    return anchors;
}

nlohmann::json anchors_to_json(const RestraintAnchors& anchors) {
    return {{"id", anchors.id}, {"fraction", anchors.fraction}, {"image", anchors.image}};
}

RestraintAnchors anchors_from_json(const nlohmann::json& saved) {
    return {field<std::vector<std::int64_t>>(saved, "id"), field<std::array<std::vector<double>, 3>>(saved, "fraction"),
            field<std::array<std::vector<std::int32_t>, 3>>(saved, "image")};
}

}  // namespace soret
