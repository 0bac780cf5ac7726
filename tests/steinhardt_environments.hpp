#pragma once

// Environments of known Q_l, and Q_l of 50 digits by the addition theorem: neither spherical harmonics nor the
// polynomials of the optimised backend.

#include <array>
#include <cmath>
#include <numbers>
#include <tuple>
#include <utility>
#include <vector>

#include <boost/multiprecision/cpp_bin_float.hpp>

#include "configurations.hpp"
#include "gas_and_crystal.hpp"
#include "soret/common/contracts/steinhardt.hpp"

namespace soret::test {

using Precise = boost::multiprecision::number<boost::multiprecision::cpp_bin_float<50>, boost::multiprecision::et_off>;

inline Precise legendre(int l, const Precise& x) {
    const Precise x2 = x * x;
    if (l == 4) return ((35 * x2 - 30) * x2 + 3) / 8;
    return (((231 * x2 - 315) * x2 + 105) * x2 - 5) / 16;
}

using Bonds = std::vector<Vector3>;

using Directions = std::vector<std::array<Precise, 3>>;

inline Directions directions_of(const Bonds& bonds) {
    Directions directions;
    for (const Vector3& bond : bonds) {
        const Precise x = bond.x, y = bond.y, z = bond.z, r = sqrt(x * x + y * y + z * z);
        directions.push_back({x / r, y / r, z / r});
    }
    return directions;
}

/// sum over a of one and b of the other of P_l(cos of their angle)
inline Precise products_of(int l, const Directions& one, const Directions& other) {
    Precise sum = 0;
    for (const auto& a : one) {
        for (const auto& b : other) sum += legendre(l, a[0] * b[0] + a[1] * b[1] + a[2] * b[2]);
    }
    return sum;
}

/// Q_l = [(1/n^2) sum_ab P_l(cos gamma_ab)]^(1/2)
inline Precise precise_q(int l, const Bonds& bonds) {
    const Directions directions = directions_of(bonds);
    return sqrt(products_of(l, directions, directions)) / bonds.size();
}

/// The same of the mean of the means of several: the averaged form.
inline Precise precise_averaged_q(int l, const std::vector<Bonds>& environments) {
    std::vector<Directions> directions;
    for (const Bonds& bonds : environments) directions.push_back(directions_of(bonds));
    Precise sum = 0;
    for (const Directions& one : directions) {
        for (const Directions& other : directions) {
            sum += products_of(l, one, other) / (Precise(one.size()) * other.size());
        }
    }
    return sqrt(sum) / environments.size();
}

struct Neighbourhood {
    std::vector<std::size_t> rows;
    Bonds bonds;
};

/// The neighbours of every particle: those of a sorted list of all others.
inline std::vector<Neighbourhood> neighbourhoods(const State& state, const NeighbourRule& rule) {
    std::vector<Neighbourhood> all(state.size());
    for (std::size_t i = 0; i < state.size(); ++i) {
        std::vector<std::tuple<double, std::int64_t, std::size_t>> others;
        for (std::size_t j = 0; j < state.size(); ++j) {
            const Vector3 r = state.box.minimum_image(state.position_of(i), state.position_of(j));
            if (j != i) others.emplace_back(dot(r, r), state.id[j], j);
        }
        std::sort(others.begin(), others.end());
        for (const auto& [r2, id, j] : others) {
            const auto* nearest = std::get_if<NearestNeighbours>(&rule);
            if (nearest != nullptr && all[i].rows.size() == static_cast<std::size_t>(nearest->count)) break;
            if (nearest == nullptr && !(r2 < std::pow(std::get<NeighboursWithin>(rule).cutoff, 2))) break;
            all[i].rows.push_back(j);
            all[i].bonds.push_back(state.box.minimum_image(state.position_of(i), state.position_of(j)));
        }
    }
    return all;
}

struct Environment {
    const char* name;
    Bonds bonds;
    double q4, q6;  ///< in closed form or with 16 digits, or with six
    bool exact;
};

inline std::vector<Environment> environments() {
    const double root3 = std::sqrt(3.0), golden = (1.0 + std::sqrt(5.0)) / 2.0, third = std::sqrt(2.0 / 3.0);
    const Bonds axes{{1, 0, 0}, {-1, 0, 0}, {0, 1, 0}, {0, -1, 0}, {0, 0, 1}, {0, 0, -1}};
    Bonds fcc, bcc8, icosahedron;
    for (const double a : {-1.0, 1.0}) {
        for (const double b : {-1.0, 1.0}) {
            fcc.insert(fcc.end(), {{a, b, 0}, {a, 0, b}, {0, a, b}});
            icosahedron.insert(icosahedron.end(), {{0, a, b * golden}, {a, b * golden, 0}, {b * golden, 0, a}});
            for (const double c : {-0.5, 0.5}) bcc8.push_back({0.5 * a, 0.5 * b, c});
        }
    }
    Bonds bcc14 = bcc8;
    bcc14.insert(bcc14.end(), axes.begin(), axes.end());
    Bonds hcp;
    for (const double a : {-1.0, 1.0}) {
        hcp.push_back({a, 0, 0});
        for (const double b : {-1.0, 1.0}) hcp.push_back({0.5 * a, 0.5 * root3 * b, 0});
        hcp.insert(hcp.end(),
                   {{0, 1 / root3, a * third}, {0.5, -0.5 / root3, a * third}, {-0.5, -0.5 / root3, a * third}});
    }
    return {{"fcc", fcc, std::sqrt(7.0 / 192.0), 13.0 / std::sqrt(512.0), true},
            {"hcp", hcp, 7.0 / 72.0, 0.484762, false},
            {"bcc8", bcc8, std::sqrt(7.0 / 27.0), std::sqrt(32.0 / 81.0), true},
            {"bcc14", bcc14, 0.0363696483726654, 0.5106882308569509, true},
            {"simple cubic", axes, std::sqrt(7.0 / 12.0), std::sqrt(1.0 / 8.0), true},
            {"icosahedron", icosahedron, 0.0, std::sqrt(11.0 / 25.0), true}};
}

/// A particle in the middle of a cube with others around it, eight sigma from it.
inline State cluster(const Bonds& bonds) {
    State state;
    state.box = Box({64.0, 64.0, 64.0});
    state.add(1, 0, {32.0, 32.0, 32.0});
    for (std::size_t k = 0; k < bonds.size(); ++k) {
        state.add(static_cast<std::int64_t>(k + 2), 0, Vector3{32.0, 32.0, 32.0} + 8.0 * bonds[k]);
    }
    return state;
}
/// What rounding to the position grid changes: two lengths of sqrt(3) 2^-43 over 8, times the steepest slope of P_6.
inline constexpr double cluster_error = 21.0 * 2.0 * 1.8 * 0x1p-46;

}  // namespace soret::test
