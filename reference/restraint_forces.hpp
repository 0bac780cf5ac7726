#pragma once

#include <array>
#include <cmath>
#include <vector>

#include "soret/common/contracts/integrators.hpp"
#include "soret/common/order_independent_sum.hpp"

// Harmonic restraints; the equations are in contracts/integrators.hpp.

namespace soret::reference {

/// Adds S to the forces by pairs; returns the sums S_ab.
/// step     for messages
/// throws   InvalidState: a displacement or a force out of range
inline RestraintSums add_restraint_forces(const Trajectory& trajectory, const IntegratorParameters& parameters,
                                          std::uint64_t step, std::array<std::vector<double>, 3>& force) {
    const State& state = trajectory.state;
    const RestraintAnchors& anchors = trajectory.anchors;
    const Vector3& edges = state.box.edges();
    const std::array<double, 3> L{edges.x, edges.y, edges.z};
    const std::vector<std::size_t> rows = rows_of(anchors, state);
    TensorTotal sums;
    for (std::size_t k = 0; k < anchors.size(); ++k) {
        const std::size_t i = rows[k];
        std::array<double, 3> d{};
        for (std::size_t axis = 0; axis < 3; ++axis) {
            const double a = on_position_grid(anchors.fraction[axis][k] * L[axis]);
            const std::int64_t turns = std::int64_t{state.image[axis][i]} - anchors.image[axis][k];
            d[axis] = (state.position[axis][i] - a) + static_cast<double>(turns) * L[axis];
            const double S = std::nearbyint(-parameters.spring * d[axis] / sum_quantum) * sum_quantum;
            const RestrainedMotion motion{anchors.id[k], axis, d[axis], force[axis][i], S};
            if (!motion.in_range()) report_out_of_range(motion, step);
            force[axis][i] += S;  // exact
        }
        const Vector3 displacement{d[0], d[1], d[2]};
        add(sums, products(displacement, displacement));
    }
    RestraintSums result{};
    for (std::size_t a = 0; a < 6; ++a) result[a] = from_quanta(sums[a].quanta());
    return result;
}

}  // namespace soret::reference
