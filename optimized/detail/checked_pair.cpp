#include "soret/optimized/detail/checked_pair.hpp"

#include <cmath>

#include "soret/common/contracts/pair_forces.hpp"
#include "soret/optimized/kernels/pair_potential.hpp"

namespace soret::optimized {

namespace {

/// r_a f_b in the order of a symmetric tensor, the scalar virials, and power r_a.
template <class Real, class Round>
void store_products(const Real* r, Real r2, Real f_over_r, const Real* f, Real power, Round round_virial,
                    Round round_heat, CheckedPair& terms) {
    constexpr int axes[6][2] = {{0, 0}, {1, 1}, {2, 2}, {0, 1}, {0, 2}, {1, 2}};
    for (std::size_t k = 0; k < 6; ++k) terms.virial[k] = round_virial(r[axes[k][0]] * f[axes[k][1]]);
    terms.trace = round_virial(f_over_r * r2);
    terms.zz = round_virial(f_over_r * (r[2] * r[2]));
    for (std::size_t a = 0; a < 3; ++a) terms.heat_current[a] = round_heat(power * r[a]);
}

const double* axis_of(const ClusterSystem& system, std::size_t place, std::size_t axis) {
    return system.positions() + place / cluster_size * cluster_doubles + axis * cluster_size + place % cluster_size;
}

double edge_of(const ClusterSystem& system, std::size_t axis) {
    const Vector3& edges = system.box().edges();
    return axis == 0 ? edges.x : axis == 1 ? edges.y : edges.z;
}

/// A coordinate in units of mixed_unit(), continued beyond the box.
std::int64_t fraction(double x, double edge) {
    const double unit = mixed_unit(edge);
    const int edges_off = x < 0.0 ? -1 : x >= edge ? 1 : 0;
    return std::llrint((x - edges_off * edge) / unit) + edges_off * std::llrint(edge / unit);
}

double to_multiple(float x, float quantum) {
    return std::nearbyint(static_cast<double>(x / quantum)) * static_cast<double>(quantum);  // a power of two
}
double to_mixed(float x) {
    return to_multiple(x, mixed_quantum);
}
double to_mixed_heat(float x) {
    return to_multiple(x, mixed_heat_quantum);
}
double unrounded(double x) {
    return x;
}

}  // namespace

CheckedPair exact_pair(const ClusterSystem& system, std::size_t i, std::size_t j, std::int32_t image,
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
    store_products(r, r2, f_over_r, f, power, unrounded, unrounded, terms);
    return terms;
}

CheckedPair mixed_pair(const ClusterSystem& system, std::size_t i, std::size_t j, std::int32_t image,
                       const PairConstants& pair) {
    const int offset[3] = {image % 3 - 1, image / 3 % 3 - 1, image / 9 - 1};
    float r[3];
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const double edge = edge_of(system, axis);
        const std::int64_t difference = fraction(*axis_of(system, i, axis), edge) +
                                        offset[axis] * std::llrint(edge / mixed_unit(edge)) -
                                        fraction(*axis_of(system, j, axis), edge);
        r[axis] = static_cast<float>(difference) * static_cast<float>(mixed_unit(edge));
    }
    const float r2 = (r[0] * r[0] + r[1] * r[1]) + r[2] * r[2];
    CheckedPair terms;
    terms.within = r2 < static_cast<float>(pair.cutoff2);
    if (!terms.within) return terms;
    const float w = 1.0F / r2;
    const float s2 = static_cast<float>(pair.sigma2) * w;
    const float s6 = (s2 * s2) * s2;
    float f_over_r = (static_cast<float>(pair.epsilon24) * w) * (s6 * ((s6 + s6) - 1.0F));
    float u = static_cast<float>(pair.epsilon4) * (s6 * (s6 - 1.0F)) - static_cast<float>(pair.shift);
    if (pair.slope != 0.0) {
        const float root = std::sqrt(r2);
        f_over_r = f_over_r + static_cast<float>(pair.slope) * (root * w);
        u = u + static_cast<float>(pair.slope) * (static_cast<float>(pair.cutoff) - root);
    }
    const float f[3] = {f_over_r * r[0], f_over_r * r[1], f_over_r * r[2]};
    for (std::size_t a = 0; a < 3; ++a) terms.force[a] = to_mixed(f[a]);
    terms.energy = to_mixed(u);
    const Vector3 vi = system.velocity(i);
    const Vector3 vj = system.velocity(j);
    const float v[3] = {static_cast<float>(vi.x) + static_cast<float>(vj.x),
                        static_cast<float>(vi.y) + static_cast<float>(vj.y),
                        static_cast<float>(vi.z) + static_cast<float>(vj.z)};
    const float power = 0.5F * ((v[0] * f[0] + v[1] * f[1]) + v[2] * f[2]);
    store_products(r, r2, f_over_r, f, power, to_mixed, to_mixed_heat, terms);
    return terms;
}

}  // namespace soret::optimized
