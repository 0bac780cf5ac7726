#include "soret/validation/simulation/growing_particle_json.hpp"

#include <array>

#include "soret/common/files/json_fields.hpp"

namespace soret {

nlohmann::json growing_to_json(const GrowingParticle& particle) {
    const Vector3& r = particle.position;
    return {{"position", {r.x, r.y, r.z}}, {"stage", particle.stage}, {"weights", particle.weights},
            {"visits", particle.visits},   {"turn", particle.turn},   {"adjusts", particle.adjusts},
            {"settled", particle.settled}};
}

GrowingParticle growing_from_json(const nlohmann::json& json) {
    const auto r = field<std::array<double, 3>>(json, "position");
    return {.position = {r[0], r[1], r[2]},
            .stage = field<std::uint64_t>(json, "stage"),
            .weights = field<std::vector<double>>(json, "weights"),
            .visits = field<std::vector<std::uint64_t>>(json, "visits"),
            .turn = field<std::uint64_t>(json, "turn"),
            .adjusts = field<bool>(json, "adjusts"),
            .settled = field<std::uint64_t>(json, "settled")};
}

}  // namespace soret
