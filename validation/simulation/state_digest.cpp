#include "soret/validation/simulation/state_digest.hpp"

namespace soret {

Digest digest_of_state(const State& any_order) {
    const State state = any_order.sorted_by_id();
    Digest digest;
    for (std::size_t i = 0; i < state.size(); ++i) {
        for (const auto& axis : state.position) digest.add(axis[i]);
    }
    for (std::size_t i = 0; i < state.size(); ++i) {
        for (const auto& axis : state.image) digest.add(axis[i]);
    }
    for (std::size_t i = 0; state.has_velocities() && i < state.size(); ++i) {
        for (const auto& axis : state.velocity) digest.add(axis[i]);
    }
    for (const std::int32_t s : state.species) digest.add(s);
    const Vector3& edges = state.box.edges();
    digest.add(edges.x).add(edges.y).add(edges.z);
    return digest;
}

std::string digest_of_forces(const PairForcesResult& result) {
    Digest digest;
    for (std::size_t i = 0; i < result.force[0].size(); ++i) {
        for (const auto& axis : result.force) digest.add(axis[i]);
    }
    digest.add(result.potential_energy);
    digest.add(result.virial);
    digest.add(result.heat_current);
    digest.add(result.mass_current[0]);
    return digest.hex();
}

}  // namespace soret
