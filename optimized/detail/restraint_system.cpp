#include "soret/optimized/detail/restraint_system.hpp"

#include <cmath>
#include <optional>

#include "soret/common/order_independent_sum.hpp"

namespace soret::optimized {

RestraintSystem::RestraintSystem(const RestraintAnchors& anchors, const State& state, double spring)
    : anchors_(anchors), spring_(spring), anchor_of_(state.size(), -1), force_(anchors.size()) {
    const std::vector<std::size_t> rows = rows_of(anchors, state);
    for (std::size_t k = 0; k < rows.size(); ++k) anchor_of_[rows[k]] = static_cast<std::int32_t>(k);
}

void RestraintSystem::add_forces(ClusterForces& forces, std::uint64_t step) {
    const ClusterSystem& system = forces.system();
    const Vector3& edges = system.box().edges();
    const std::array<double, 3> edge{edges.x, edges.y, edges.z};
    TensorTotal sums;
    std::optional<RestrainedMotion> first_out_of_range;  // by id, as in the reference
    for (std::size_t place = 0; place < system.cluster_count() * cluster_size; ++place) {
        const std::int32_t particle = system.particle(place);
        if (particle == ClusterSystem::unused_particle) continue;
        const std::int32_t anchor = anchor_of_[static_cast<std::size_t>(particle)];
        if (anchor < 0) continue;
        const auto k = static_cast<std::size_t>(anchor);
        const Vector3 r = system.position(place);  // and image: as they were when sorted; what is between is exact
        const std::array<double, 3> x{r.x, r.y, r.z};
        std::array<double, 3> d{};
        for (std::size_t axis = 0; axis < 3; ++axis) {
            const double origin = on_position_grid(anchors_.fraction[axis][k] * edge[axis]);
            const std::int64_t turns = std::int64_t{system.image(place, axis)} - anchors_.image[axis][k];
            d[axis] = (x[axis] - origin) + static_cast<double>(turns) * edge[axis];
            const double force_in_quanta = std::nearbyint(-spring_ * d[axis] / sum_quantum);
            const double of_pairs = static_cast<double>(forces.force(place, axis)) * sum_quantum;
            const RestrainedMotion motion{anchors_.id[k], axis, d[axis], of_pairs, force_in_quanta * sum_quantum};
            if (!motion.in_range()) {
                if (!first_out_of_range || motion.id < first_out_of_range->id) first_out_of_range = motion;
                break;
            }
            force_[k][axis] = static_cast<std::int64_t>(force_in_quanta);
            forces.add_force(place, axis, force_[k][axis]);
        }
        const Vector3 displacement{d[0], d[1], d[2]};
        add(sums, products(displacement, displacement));
    }
    if (first_out_of_range) report_out_of_range(*first_out_of_range, step);
    for (std::size_t a = 0; a < 6; ++a) sums_[a] = from_quanta(sums[a].quanta());
}

}  // namespace soret::optimized
