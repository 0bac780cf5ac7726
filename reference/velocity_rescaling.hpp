#pragma once

#include <array>
#include <cmath>

#include "soret/common/contracts/integrators.hpp"
#include "soret/common/errors.hpp"
#include "soret/common/order_independent_sum.hpp"

// Boundary-driven flow of heat; the equations are in contracts/integrators.hpp.

namespace soret::reference {

enum Region : std::size_t { hot_region, cold_region, rest_region };

inline Region region_of(double z, const SlabBorders& borders) {
    if (z >= borders.hot_low && z < borders.hot_high) return hot_region;
    return z < borders.cold_low || z >= borders.cold_high ? cold_region : rest_region;
}

struct RegionSums {
    double number = 0.0;                            // N_R
    OrderIndependentTotal mass;                     // M_R
    OrderIndependentTotal kinetic;                  // X_R
    std::array<OrderIndependentTotal, 3> momentum;  // P_R

    bool in_range() const {
        return mass.in_range() && kinetic.in_range() && momentum[0].in_range() && momentum[1].in_range() &&
               momentum[2].in_range();
    }
};

/// Scales the velocities of the slabs, removes the momentum of the centre of mass and accounts for the energy given.
/// throws   InvalidState: a slab at rest, a term too large
inline void rescale_velocities(Trajectory& trajectory, const Mixture& mixture, const IntegratorParameters& parameters) {
    State& state = trajectory.state;
    const SlabBorders borders = slab_borders(parameters, state.box);
    std::array<RegionSums, 3> sums;
    for (std::size_t i = 0; i < state.size(); ++i) {
        RegionSums& own = sums[region_of(state.position[2][i], borders)];
        const double m = mixture.mass(static_cast<std::size_t>(state.species[i]));
        own.number += 1.0;
        own.mass.add(m);
        for (std::size_t axis = 0; axis < 3; ++axis) {
            const double v = state.velocity[axis][i];
            own.kinetic.add(m * (v * v));
            own.momentum[axis].add(m * v);
        }
    }

    const std::array<double, 2> temperature{parameters.hot.temperature, parameters.cold.temperature};
    std::array<double, 3> s{1.0, 1.0, 1.0};
    std::array<double, 3> heat{};  // 3 N_R T_R - X_R
    for (const Region region : {hot_region, cold_region, rest_region}) {
        if (!sums[region].in_range()) throw InvalidState("a term of the kinetic tensor is not below 2^22");
        if (region == rest_region || sums[region].number == 0.0) continue;
        const double X = from_quanta(sums[region].kinetic.quanta());
        check_slab_moves(X, region == hot_region ? "hot" : "cold", trajectory.step + 1);
        const double target = (3.0 * sums[region].number) * temperature[region];
        s[region] = std::sqrt(target / X);
        heat[region] = target - X;
    }

    const double M =
        from_quanta(sums[hot_region].mass.quanta() + sums[cold_region].mass.quanta() + sums[rest_region].mass.quanta());
    std::array<std::array<double, 3>, 3> P{};
    std::array<double, 3> c{};
    for (std::size_t axis = 0; axis < 3; ++axis) {
        for (const Region region : {hot_region, cold_region, rest_region}) {
            P[region][axis] = from_quanta(sums[region].momentum[axis].quanta());
        }
        c[axis] =
            ((s[hot_region] * P[hot_region][axis] + s[cold_region] * P[cold_region][axis]) + P[rest_region][axis]) / M;
    }

    for (std::size_t i = 0; i < state.size(); ++i) {
        const Region region = region_of(state.position[2][i], borders);
        for (std::size_t axis = 0; axis < 3; ++axis) {
            double& v = state.velocity[axis][i];
            v = on_position_grid(s[region] * v - c[axis]);
        }
    }

    EnergyGiven& given = trajectory.extended.energy_given;
    const std::array<double*, 3> E{&given.hot, &given.cold, &given.rest};
    for (const Region region : {hot_region, cold_region, rest_region}) {
        const std::array<double, 3>& p = P[region];
        const double work = s[region] * ((p[0] * c[0] + p[1] * c[1]) + p[2] * c[2]);
        const double mass = from_quanta(sums[region].mass.quanta());
        const double motion = mass * ((c[0] * c[0] + c[1] * c[1]) + c[2] * c[2]);
        *E[region] += (0.5 * heat[region] - work) + 0.5 * motion;
    }
}

}  // namespace soret::reference
