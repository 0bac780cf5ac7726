#include "soret/optimized/detail/energy_grid.hpp"

#include <algorithm>
#include <array>
#include <boost/math/quadrature/gauss.hpp>
#include <cmath>
#include <iterator>
#include <numbers>

#include "soret/common/portable_angle.hpp"
#include "soret/common/portable_math.hpp"
#include "soret/optimized/detail/dispatch.hpp"

namespace soret::optimized {

namespace {

constexpr double two_pi = 2.0 * std::numbers::pi;
constexpr double quarter_turn = 0.5 * std::numbers::pi;

/// Nodes in (0, 1) and weights of sum 1.
struct Rule {
    std::vector<double> node, weight;
};

/// Gauss's rule on each of the panels between borders, for an integral over z in (0, 1) after x = z^power.
template <unsigned points>
Rule graded_rule(const std::vector<double>& borders, int power) {
    using Gauss = boost::math::quadrature::gauss<double, points>;
    Rule rule;
    const auto add = [&](double z, double weight) {
        double derivative = power;
        double x = z;
        for (int k = 1; k < power; ++k) {
            derivative *= z;
            x *= z;
        }
        rule.node.push_back(x);
        rule.weight.push_back(weight * derivative);
    };
    for (std::size_t panel = 0; panel + 1 < borders.size(); ++panel) {
        const double half = 0.5 * (borders[panel + 1] - borders[panel]);
        const double middle = 0.5 * (borders[panel + 1] + borders[panel]);
        for (std::size_t k = 0; k < Gauss::abscissa().size(); ++k) {
            const double offset = half * Gauss::abscissa()[k];
            const double weight = half * Gauss::weights()[k];
            if (offset > 0.0) add(middle - offset, weight);
            add(middle + offset, weight);
        }
    }
    return rule;
}

double cube_root(double x) {
    return portable_exp(portable_log(x) / 3.0);
}

double angle_of(double sine2, double cosine2) {
    return two_pi * portable_turns_of(std::sqrt(std::max(0.0, cosine2)), std::sqrt(std::max(0.0, sine2)));
}

constexpr double far_away = 1000.0;     // without a cutoff: u = -4e-18 there
constexpr double fast = 2.5;            // so many times the energy of every orbit no path is slow
constexpr double flattest_orbit = 0.2;  // v^3 of the circular orbit of most energy

}  // namespace

Collisions::Collisions(double cutoff) : kernels_(kernels_for<KineticTheoryKernels>(best_instruction_set())) {
    const double r_c = std::min(cutoff, far_away);
    v_c_ = 1.0 / (r_c * r_c);
    const double x = v_c_ * v_c_ * v_c_;
    shift_ = 4.0 * (x * x - x);
    jump_energy_ = std::max(0.0, 12.0 * x * (1.0 - 2.0 * x));  // r_c u'(r_c)/2
    highest_orbit_ = x < flattest_orbit ? 0.8 - shift_ : jump_energy_;
}

// 4 (2 x - 5 x^2) = E + shift with x = v^3, the orbit that is further out.
double Collisions::unstable_orbit(double energy) const {
    return cube_root(0.2 * (1.0 - std::sqrt(std::max(0.0, 1.0 - 1.25 * (energy + shift_)))));
}

// (E - u - B v)/(v - o)^2 = 0 where B is that of the orbit o. Newton's steps from the core fall monotonically.
double Collisions::turning_point_after_orbit(double v_core, double o) const {
    const double o3 = o * o * o;
    double v = v_core;
    for (int step = 0; step < 60; ++step) {
        const double value = (((v + 2.0 * o) * v + 3.0 * o * o) * v + (4.0 * o3 - 1.0)) * v + (5.0 * o3 - 2.0) * o;
        const double slope = ((4.0 * v + 6.0 * o) * v + 6.0 * o * o) * v + (4.0 * o3 - 1.0);
        const double next = v - value / slope;
        if (!(next < v)) break;
        v = next;
    }
    return v;
}

// (E - u - B v)/(v_c - v) = 0 where B is that of b = r_c.
double Collisions::turning_point_after_jump(double v_core, double energy) const {
    double v = v_core;
    for (int step = 0; step < 60; ++step) {
        const double a = (v_c_ + v) * v_c_ + v * v;
        const double b = v_c_ * v_c_ * v_c_ + v * v * v - 1.0;
        const double next = v - (energy / v_c_ + 4.0 * a * b) / (4.0 * ((v_c_ + 2.0 * v) * b + 3.0 * a * (v * v)));
        if (!(next < v)) break;
        v = next;
    }
    return v;
}

CrossSections Collisions::cross_sections(double energy) const {
    using enum Range::Slow;
    const double v_core = cube_root(0.5 * (1.0 + std::sqrt(1.0 + energy + shift_)));
    CrossSections sum{};
    if (energy <= jump_energy_) {
        add_share({turning_point_after_jump(v_core, energy), v_core, at_cutoff, v_c_}, energy, sum);
    } else if (energy < highest_orbit_) {
        const double orbit = unstable_orbit(energy);
        add_share({orbit, v_c_, at_closest, 0.0}, energy, sum);
        add_share({turning_point_after_orbit(v_core, orbit), v_core, at_v, orbit}, energy, sum);
    } else {
        const double flattest = cube_root(flattest_orbit);
        if (energy > fast * highest_orbit_ && energy > fast) {
            const double middle = std::max(0.5 * v_core, v_c_);
            add_share({v_c_, middle, nowhere, 0.0}, energy, sum);
            add_share({middle, v_core, nowhere, 0.0}, energy, sum);
        } else if (v_c_ < flattest) {
            add_share({flattest, v_c_, at_closest, 0.0}, energy, sum);
            add_share({flattest, v_core, at_v, flattest}, energy, sum);
        } else {
            add_share({v_c_, v_core, nowhere, 0.0}, energy, sum);
        }
    }
    return sum;
}

// b db = (E - u - r u'/2)/(2 E v^2) dv. Near the orbit the integrand oscillates with the logarithm of the distance
// from it: v - v_from goes as z^3 on panels of falling width.
void Collisions::add_share(const Range& range, double energy, CrossSections& sum) const {
    static const Rule graded = graded_rule<12>({0.0, 0.02, 0.1, 0.3, 0.6, 1.0}, 3);
    static const Rule plain = graded_rule<20>({0.0, 1.0}, 1);
    const Rule& rule = range.slow == Range::Slow::nowhere ? plain : graded;
    const double length = range.to - range.from;
    for (std::size_t k = 0; k < rule.node.size(); ++k) {
        const double v = range.from + length * rule.node[k];
        const double x = v * v * v;
        const double orbit_energy = 4.0 * (2.0 * x - 5.0 * x * x) - shift_;
        const double weight = std::abs(length) * rule.weight[k] * (energy - orbit_energy) / (energy * v * v);
        const double turns = half_angle(energy, v, range) / two_pi;
        const double sine = portable_cosine_and_sine_of_turns(turns - std::nearbyint(turns)).sine;
        const double c = 1.0 - 2.0 * sine * sine;  // cos chi
        const double one_less_c = 2.0 * sine * sine;
        const double one_less_c2 = one_less_c * (1.0 + c);
        sum[0] += weight * one_less_c;
        sum[1] += weight * (1.5 * one_less_c2);
        sum[2] += weight * (one_less_c + c * one_less_c2);
        sum[3] += weight * (1.25 * one_less_c2 * (1.0 + c * c));
    }
}

// The radial part of a path: int sqrt(B/R) dtheta, v = v_0 sin^2(theta), from the cutoff to theta = pi/2, where
// E - u(v) - B v = (v_0 - v) R(v) and B = E b^2. Where R nearly vanishes it is delta + a phi^2, phi the distance from
// there: phi = d sinh(tau), d = sqrt(delta/a), makes the integrand smooth. At the cutoff it is delta + a phi, and
// sqrt(d + phi) = sqrt(d) + z does, d = delta/a.
double Collisions::half_angle(double energy, double v0, const Range& range) const {
    using enum Range::Slow;
    static const Rule rule = graded_rule<20>({0.0, 1.0}, 1);
    const double x0 = v0 * v0 * v0;
    const double B = std::max(0.0, (energy + shift_ - 4.0 * (x0 * x0 - x0)) / v0);
    const auto R = [&](double v) {
        return std::max(B + 4.0 * ((v0 + v) * v0 + v * v) * (x0 + v * v * v - 1.0), 1e-300);
    };
    const auto inverse_root = [&](double theta) {
        const double sine = portable_cosine_and_sine_of_turns(theta / two_pi).sine;
        return 1.0 / std::sqrt(R(v0 * (sine * sine)));
    };
    // From a slow point over a signed length.
    const auto from_slow_point = [&](double theta, double signed_length, double delta, double a) {
        const double length = std::abs(signed_length);
        if (length < 1e-14) return 0.0;
        const double d = a > 0.0 && delta < 100.0 * (a * length * length) ? std::sqrt(delta / a) : 10.0 * length;
        const double ratio = length / d;
        const double tau_1 = portable_log(ratio + std::sqrt(ratio * ratio + 1.0));
        const double e_1 = portable_exp(tau_1);
        alignas(64) double e[path_nodes];
        alignas(64) double terms[path_nodes];
        std::fill(std::begin(e), std::end(e), 1.0);
        for (std::size_t k = 0; k < rule.node.size(); k += 2) {  // nodes t and 1 - t
            e[k] = portable_exp(tau_1 * rule.node[k]);
            e[k + 1] = e_1 / e[k];
        }
        kernels_.path_terms({v0, x0, B, theta, std::copysign(0.5 * d, signed_length)}, e, terms);
        double sum = 0.0;
        for (std::size_t k = 0; k < rule.node.size(); ++k) sum += rule.weight[k] * terms[k];
        return 0.5 * d * tau_1 * sum;
    };
    const double theta_c = angle_of(v_c_ / v0, (v0 - v_c_) / v0);
    double inside = 0.0;
    switch (range.slow) {
        case at_closest:
            inside = from_slow_point(quarter_turn, theta_c - quarter_turn, R(v0), (12.0 - 60.0 * x0) * v0 * v0);
            break;
        case at_v: {
            const double v = range.v_slow;
            const double p = (v0 + v) * v0 + v * v;
            const double second = 4.0 * (2.0 * (x0 + v * v * v - 1.0) + 6.0 * ((v0 + 2.0 * v) * v * v + p * v));
            const double a = second * (2.0 * v * (v0 - v));
            const double theta = angle_of(v / v0, (v0 - v) / v0);
            inside = from_slow_point(theta, theta_c - theta, R(v), a) +
                     from_slow_point(theta, quarter_turn - theta, R(v), a);
            break;
        }
        case at_cutoff: {
            const double b = x0 + v_c_ * v_c_ * v_c_ - 1.0;
            const double p = (v0 + v_c_) * v0 + v_c_ * v_c_;
            const double slope = 4.0 * ((v0 + 2.0 * v_c_) * b + 3.0 * p * v_c_ * v_c_);  // dR/dv
            const double a = std::abs(slope) * 2.0 * std::sqrt(v_c_ * (v0 - v_c_));
            const double length = quarter_turn - theta_c;
            const double root_d = std::sqrt(std::min(R(v_c_) / a, 10.0 * length));
            const double z_1 = std::sqrt(root_d * root_d + length) - root_d;
            for (std::size_t k = 0; k < rule.node.size(); ++k) {
                const double z = z_1 * rule.node[k];
                inside += rule.weight[k] * 2.0 * z_1 * (z + root_d) * inverse_root(theta_c + z * (z + 2.0 * root_d));
            }
            break;
        }
        case nowhere: inside = from_slow_point(quarter_turn, theta_c - quarter_turn, 1.0, 0.0); break;
    }
    return quarter_turn - angle_of(B * v_c_ / energy, 1.0 - B * v_c_ / energy) - std::sqrt(B) * inside;
}

EnergyGrid::EnergyGrid(double cutoff, double highest_temperature) {
    const Collisions collisions(cutoff);
    const auto add = [&](const Rule& rule, double from, double to) {
        for (std::size_t k = 0; k < rule.node.size(); ++k) {
            const double energy = from + (to - from) * rule.node[k];
            Node node{energy, collisions.cross_sections(energy)};
            for (double& Q : node.weighted) Q *= std::abs(to - from) * rule.weight[k];
            nodes_.push_back(node);
        }
    };
    const Rule graded = graded_rule<15>({0.0, 0.25, 1.0}, 3);
    const Rule plain = graded_rule<15>({0.0, 1.0}, 1);
    const double jump = collisions.jump_energy();
    const double orbit = collisions.highest_orbit();
    if (jump > 1e-9) add(graded_rule<15>({0.0, 1.0}, 2), 0.0, jump);
    if (orbit > jump) {
        const double middle = 0.5 * (jump + orbit);
        add(graded, jump, middle);
        add(graded, orbit, middle);
    }
    const double highest = orbit + 75.0 * highest_temperature;
    double from = orbit + 1.0;
    add(graded, orbit, from);
    while (from < highest) {
        add(plain, from, 3.0 * from);
        from *= 3.0;
    }
}

CollisionIntegrals EnergyGrid::collision_integrals(double temperature) const {
    CollisionIntegrals omega;
    const double i = 1.0 / temperature;
    for (const Node& node : nodes_) {
        const double ratio = node.energy * i;
        // E^(s + 1) exp(-E/T)/((s + 1)! T^(s + 2)), s = 1, 2, ...
        double weight = portable_exp(-ratio) * i * ratio;
        std::array<double, 8> weights{};
        for (std::size_t s = 1; s < weights.size(); ++s) {
            weight *= ratio / static_cast<double>(s + 1);
            weights[s] = weight;
        }
        for (std::size_t n = 0; n < collision_orders.size(); ++n) {
            const auto [l, s] = collision_orders[n];
            omega.values[n] += weights[static_cast<std::size_t>(s)] * node.weighted[static_cast<std::size_t>(l - 1)];
        }
    }
    return omega;
}

// In u = 1/r on four panels, up to where exp(-u/T) is 0 in doubles: -3 int (exp(-u/T) - 1) u^-4 du, and r^3 from there
// on.
double second_virial_coefficient(double cutoff, double temperature) {
    static const Rule rule = graded_rule<25>({0.0, 0.25, 0.5, 0.75, 1.0}, 1);
    const double u_c = std::isinf(cutoff) ? 0.0 : 1.0 / cutoff;
    const double x_c = std::isinf(cutoff) ? 0.0 : (u_c * u_c * u_c) * (u_c * u_c * u_c);
    const double shift = 4.0 * (x_c * x_c - x_c);
    const double x_core = 0.5 * (1.0 + std::sqrt(1.0 + 750.0 * temperature + shift));
    const double u_core = std::sqrt(cube_root(x_core));
    double integral = 0.0;
    for (std::size_t k = 0; k < rule.node.size(); ++k) {
        const double u = u_c + (u_core - u_c) * rule.node[k];
        const double v = u * u;
        const double x = v * v * v;
        const double z = (4.0 * (x - x * x) + shift) / temperature;
        const double less_1 =
            std::abs(z) > 1e-2
                ? portable_exp(z) - 1.0
                : z * (1.0 +
                       z * (0.5 + z * (1.0 / 6.0 +
                                       z * (1.0 / 24.0 + z * (1.0 / 120.0 + z * (1.0 / 720.0 + z * (1.0 / 5040.0)))))));
        integral += rule.weight[k] * (less_1 / (v * v));
    }
    return 1.0 / (u_core * u_core * u_core) - 3.0 * (u_core - u_c) * integral;
}

}  // namespace soret::optimized
