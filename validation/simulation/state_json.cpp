#include "soret/validation/simulation/state_json.hpp"

#include <array>

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
    const auto edges = json.at("box").get<std::array<double, 3>>();
    state.box = Box({edges[0], edges[1], edges[2]});
    json.at("position").get_to(state.position);
    json.at("image").get_to(state.image);
    json.at("species").get_to(state.species);
    json.at("id").get_to(state.id);
    if (json.contains("velocity")) json.at("velocity").get_to(state.velocity);
    return state;
}

}  // namespace soret
