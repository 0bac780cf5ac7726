#include "soret/validation/simulation/state_json.hpp"

#include <array>

#include "soret/common/files/json_fields.hpp"

namespace soret {

nlohmann::json state_to_json(const State& state) {
    const Vector3& edges = state.box.edges();
    nlohmann::json json{{"box", {edges.x, edges.y, edges.z}},
                        {"position", state.position},
                        {"image", state.image},
                        {"species", state.species},
                        {"id", state.id}};
    if (state.has_velocities()) json["velocity"] = state.velocity;
    return json;
}

State state_from_json(const nlohmann::json& json) {
    State state;
    const auto edges = field<std::array<double, 3>>(json, "box");
    state.box = Box({edges[0], edges[1], edges[2]});
    state.position = field<decltype(state.position)>(json, "position");
    state.image = field<decltype(state.image)>(json, "image");
    state.species = field<decltype(state.species)>(json, "species");
    state.id = field<decltype(state.id)>(json, "id");
    if (json.contains("velocity")) state.velocity = field<decltype(state.velocity)>(json, "velocity");
    return state;
}

}  // namespace soret
