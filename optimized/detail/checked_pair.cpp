#include "soret/optimized/detail/checked_pair.hpp"

#include "soret/optimized/kernels/pair_potential.hpp"

namespace soret::optimized {

namespace {

const double* axis_of(const ClusterSystem& system, std::size_t place, std::size_t axis) {
    return system.positions() + place / cluster_size * cluster_doubles + axis * cluster_size + place % cluster_size;
}

}  // namespace

CheckedPair checked_pair(const ClusterSystem& system, std::size_t i, std::size_t j, std::int32_t image,
                         const PairConstants& pair) {
    double r[3];
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const double shift = system.image_shift()[3 * static_cast<std::size_t>(image) + axis];
        r[axis] = (*axis_of(system, i, axis) + shift) - *axis_of(system, j, axis);
    }
    const double r2 = (r[0] * r[0] + r[1] * r[1]) + r[2] * r[2];
    CheckedPair terms;
    terms.within = r2 < pair.cutoff2;
    if (!terms.within) return terms;
    const double w = 1.0 / r2;
    const double f_over_r = pair_force_over_r(pair, r2, w);
    const double f[3] = {f_over_r * r[0], f_over_r * r[1], f_over_r * r[2]};
    terms.displacement = {r[0], r[1], r[2]};
    terms.force = {f[0], f[1], f[2]};
    terms.energy = pair_energy(pair, r2, w);
    const Vector3 v = system.velocity(i) + system.velocity(j);
    const double power = 0.5 * ((v.x * f[0] + v.y * f[1]) + v.z * f[2]);
    constexpr int axes[6][2] = {{0, 0}, {1, 1}, {2, 2}, {0, 1}, {0, 2}, {1, 2}};
    for (std::size_t k = 0; k < 6; ++k) terms.virial[k] = r[axes[k][0]] * f[axes[k][1]];
    terms.trace = f_over_r * r2;
    terms.zz = f_over_r * (r[2] * r[2]);
    for (std::size_t a = 0; a < 3; ++a) terms.heat_current[a] = power * r[a];
    return terms;
}

}  // namespace soret::optimized
