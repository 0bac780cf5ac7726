#include "soret/reference/steinhardt.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <tuple>

#include <boost/math/special_functions/spherical_harmonic.hpp>

namespace soret::reference {

namespace {

struct Neighbour {
    double r2;
    std::int64_t id;
    std::size_t j;
    Vector3 r;  // r_i - r_j
};

std::vector<Neighbour> neighbours_of(std::size_t i, const State& state, const NeighbourRule& rule) {
    const auto* nearest = std::get_if<NearestNeighbours>(&rule);
    const double reach = nearest != nullptr ? 0.5 * state.box.shortest_edge() : std::get<NeighboursWithin>(rule).cutoff;
    std::vector<Neighbour> found;
    bool overlaps = false;
    for (std::size_t j = 0; j < state.size(); ++j) {
        if (j == i) continue;
        const Vector3 r = state.box.minimum_image(state.position_of(i), state.position_of(j));
        const double r2 = dot(r, r);
        overlaps = overlaps || r2 == 0.0;
        if (r2 < reach * reach) found.push_back({r2, state.id[j], j, r});
    }
    const NeighbourFault fault = fault_of(rule, overlaps, found.size());
    if (fault != NeighbourFault::none) throw_neighbour_fault(rule, fault, state.box, state.id[i], found.size());
    if (nearest != nullptr) {
        const auto end = found.begin() + nearest->count;
        std::partial_sort(found.begin(), end, found.end(), [](const Neighbour& a, const Neighbour& b) {
            return std::tie(a.r2, a.id) < std::tie(b.r2, b.id);
        });
        found.erase(end, found.end());
    }
    return found;
}

/// q_lm of one particle, m = -l .. l
using Harmonics = std::vector<std::complex<double>>;

/// In double precision throughout: by itself Boost.Math would take long double, which is slow.
using InDouble = boost::math::policies::policy<boost::math::policies::promote_double<false>>;

Harmonics mean_harmonics(int l, const std::vector<Neighbour>& neighbours) {
    Harmonics q(static_cast<std::size_t>(2 * l + 1));
    for (const Neighbour& neighbour : neighbours) {
        const Vector3& r = neighbour.r;
        const double theta = std::atan2(std::sqrt(r.x * r.x + r.y * r.y), r.z);
        const double phi = std::atan2(r.y, r.x);
        for (int m = -l; m <= l; ++m) {
            const auto Y_lm = boost::math::spherical_harmonic(static_cast<unsigned>(l), m, theta, phi, InDouble());
            q[static_cast<std::size_t>(l + m)] += Y_lm / static_cast<double>(neighbours.size());
        }
    }
    return q;
}

/// [q(i) + sum_j q(j)]/(n + 1)                                                               [Lechner, Dellago 2008]
Harmonics averaged(std::size_t i, const std::vector<Neighbour>& neighbours, const std::vector<Harmonics>& q) {
    Harmonics mean = q[i];
    for (std::size_t m = 0; m < mean.size(); ++m) {
        for (const Neighbour& neighbour : neighbours) mean[m] += q[neighbour.j][m];
        mean[m] /= static_cast<double>(neighbours.size() + 1);
    }
    return mean;
}

/// Q_l = [4 pi/(2 l + 1) sum_m |q_lm|^2]^(1/2)
double order_parameter(int l, const Harmonics& q) {
    double sum = 0.0;
    for (const std::complex<double>& q_lm : q) sum += std::norm(q_lm);
    return std::sqrt(4.0 * std::numbers::pi / (2 * l + 1) * sum);
}

}  // namespace

Steinhardt::Steinhardt(const SteinhardtOptions& options, const Execution&) : options_(options) {
    check_neighbour_rule(options.neighbours);
}

void Steinhardt::compute(const State& state, SteinhardtResult& result) const {
    check_rule_fits(options_.neighbours, state.box);
    result = {};
    std::vector<std::vector<Neighbour>> neighbours;
    std::vector<Harmonics> q4, q6;
    for (std::size_t i = 0; i < state.size(); ++i) {
        neighbours.push_back(neighbours_of(i, state, options_.neighbours));
        q4.push_back(mean_harmonics(4, neighbours[i]));
        q6.push_back(mean_harmonics(6, neighbours[i]));
        result.own.q4.push_back(order_parameter(4, q4[i]));
        result.own.q6.push_back(order_parameter(6, q6[i]));
        result.neighbours.push_back(static_cast<std::int32_t>(neighbours[i].size()));
    }
    for (std::size_t i = 0; options_.averaged && i < state.size(); ++i) {
        result.averaged.q4.push_back(order_parameter(4, averaged(i, neighbours[i], q4)));
        result.averaged.q6.push_back(order_parameter(6, averaged(i, neighbours[i], q6)));
    }
    fill_means(result);
}

}  // namespace soret::reference
