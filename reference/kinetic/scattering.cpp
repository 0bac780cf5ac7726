#include "soret/reference/kinetic/scattering.hpp"

#include <algorithm>
#include <boost/math/quadrature/gauss.hpp>
#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <boost/math/quadrature/tanh_sinh.hpp>
#include <cmath>
#include <limits>
#include <numbers>

#include "soret/common/portable_angle.hpp"
#include "soret/common/portable_math.hpp"
#include "soret/reference/kinetic/integrals.hpp"

namespace soret::reference {

namespace {

using boost::math::quadrature::gauss;
using boost::math::quadrature::gauss_kronrod;

constexpr int panels = 5;  // of Gauss's rule towards a singularity, each shorter than the one before
constexpr double shrink = 0.3;
constexpr std::size_t angle_refinements = 6;  // each squares the error until it is that of rounding
constexpr double angle_tolerance = 1e-8;
constexpr unsigned virial_halvings = 10;
constexpr double virial_tolerance = 1e-12;

// Without a cutoff: u = -4e-18 there.
constexpr double far_away = 1000.0;
// v^3 = r^-6 where the circular orbit has the most energy.
constexpr double highest_orbit = 0.2;

double cube_root(double x) {
    return portable_exp(portable_log(x) / 3.0);
}

/// The angle, in [0, pi/2], that has this square of its sine and of its cosine.
double angle_of(double sine2, double cosine2) {
    return 2.0 * std::numbers::pi * portable_turns_of(std::sqrt(std::max(0.0, cosine2)), std::sqrt(sine2));
}

/// int_a^b f(x) dx, where f may oscillate with the logarithm of x - a, or be infinite there as a weak power of it:
/// x = a + (b - a) y^3, Gauss's rule on panels whose ends fall by the factor shrink.
template <class F>
auto integral_from_singularity(double a, double b, const F& f) {
    const auto g = [&](double y) { return f(a + (b - a) * (y * y * y)) * (3.0 * (b - a) * (y * y)); };
    double border = 1.0;
    auto sum = gauss<double, 25>::integrate(g, shrink, 1.0);
    for (int panel = 1; panel < panels; ++panel) {
        border *= shrink;
        sum += gauss<double, 25>::integrate(g, panel + 1 < panels ? shrink * border : 0.0, border);
    }
    return sum;
}

/// exp(z) - 1 for small |z| too.
double exponential_less_1(double z) {
    if (std::abs(z) > 1e-3) return portable_exp(z) - 1.0;
    return z * (1.0 + z / 2.0 * (1.0 + z / 3.0 * (1.0 + z / 4.0 * (1.0 + z / 5.0))));
}

}  // namespace

Scattering::Scattering(double cutoff)
    : full_(std::isinf(cutoff)),
      v_c_(1.0 / (std::min(cutoff, far_away) * std::min(cutoff, far_away))),
      shift_(0.0),
      jump_energy_(0.0),
      highest_orbit_(0.0) {
    shift_ = potential(v_c_);
    const double x = v_c_ * v_c_ * v_c_;
    jump_energy_ = std::max(0.0, orbit_energy(v_c_));
    highest_orbit_ = x < highest_orbit ? orbit_energy(cube_root(highest_orbit)) : jump_energy_;
}

double Scattering::potential(double v) const {
    const double x = v * v * v;  // (sigma/r)^6
    return 4.0 * (x * x - x) - shift_;
}

double Scattering::orbit_energy(double v) const {
    const double x = v * v * v;
    return 4.0 * (2.0 * x - 5.0 * x * x) - shift_;
}

// With u^2 = 1/r^2 = v = v_0 sin^2(theta) and B = E b^2 = (E - u(v_0))/v_0, the radicand times E is
//   E - u(v) - B v = (v_0 - v) R(v),   R = B + (u(v_0) - u(v))/(v_0 - v)
//                                        = B + 4 (v_0^2 + v_0 v + v^2) (v_0^3 + v^3 - 1),
// so that b du/sqrt(radicand) = sqrt(B/R) dtheta. Outside of the cutoff the path is straight.
double Scattering::half_angle(double energy, double v0, double v_slow) const {
    const double B = std::max(0.0, (energy - potential(v0)) / v0);
    const double x0 = v0 * v0 * v0;
    const auto integrand = [&](double theta) {
        const double sine = portable_cosine_and_sine_of_turns(theta / (2.0 * std::numbers::pi)).sine;
        const double v = v0 * (sine * sine);
        const double R = B + 4.0 * (v0 * v0 + v0 * v + v * v) * (x0 + v * v * v - 1.0);
        return std::sqrt(B / std::max(R, std::numeric_limits<double>::min()));
    };
    const auto integral = [&](double from, double to) {
        thread_local boost::math::quadrature::tanh_sinh<double> quadrature(angle_refinements);  // over (-1, 1)
        const double half = 0.5 * (to - from);
        return half *
               quadrature.integrate([&](double x) { return integrand(from + half * (1.0 + x)); }, angle_tolerance);
    };
    const double quarter = 0.5 * std::numbers::pi;
    const double theta_c = angle_of(v_c_ / v0, (v0 - v_c_) / v0);
    const double outside = angle_of(B * v_c_ / energy, 1.0 - B * v_c_ / energy);
    if (!(v_slow > v_c_ && v_slow < v0)) return quarter - outside - integral(theta_c, quarter);
    const double theta_slow = angle_of(v_slow / v0, (v0 - v_slow) / v0);
    return quarter - outside - integral(theta_c, theta_slow) - integral(theta_slow, quarter);
}

// b db = (E - orbit energy)/(2 E v^2) dv, and 1 - cos(chi) = 2 sin^2(chi/2).
CrossSections Scattering::share(double energy, double v_far, double v_near, double v_slow) const {
    const auto integrand = [&](double v) {
        const double turns = half_angle(energy, v, v_slow) / (2.0 * std::numbers::pi);
        const double sine = portable_cosine_and_sine_of_turns(turns - std::nearbyint(turns)).sine;
        const double y = 2.0 * sine * sine;       // 1 - cos chi
        const double y2 = y * (2.0 - y);          // 1 - cos^2 chi
        const double c2 = (1.0 - y) * (1.0 - y);  // cos^2 chi
        const double weight = (energy - orbit_energy(v)) / (energy * v * v);
        Integrals<4> f;
        f.values = {weight * y, weight * (1.5 * y2), weight * (y + (1.0 - y) * y2),
                    weight * (1.25 * (y2 * (1.0 + c2)))};
        return f;
    };
    // The singularity is at one end or the other.
    const bool near_end = v_slow >= v_near;
    const auto sum = near_end ? -integral_from_singularity(v_near, v_far, integrand)
                              : integral_from_singularity(v_far, v_near, integrand);
    return sum.values;
}

CrossSections Scattering::cross_sections(double energy) const {
    // Where the potential energy is E: b = 0.
    const double v_core = cube_root(0.5 * (1.0 + std::sqrt(1.0 + energy + shift_)));
    const auto sum = [](const CrossSections& a, const CrossSections& b) {
        return CrossSections{a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3]};
    };
    if (energy >= highest_orbit_) {
        const double v_slow = cube_root(highest_orbit);
        if (v_c_ >= v_slow) return share(energy, v_c_, v_core, v_c_);
        return sum(share(energy, v_c_, v_slow, v_slow), share(energy, v_slow, v_core, v_slow));
    }
    if (energy <= jump_energy_) {
        // From b = r_c on pairs go in, up to v: B + P(v_c, v) = 0. Newton's steps from the core fall monotonically.
        double v = v_core;
        for (int step = 0; step < 100; ++step) {
            const double a = v_c_ * v_c_ + v_c_ * v + v * v;
            const double b = v_c_ * v_c_ * v_c_ + v * v * v - 1.0;
            const double value = energy / v_c_ + 4.0 * a * b;
            const double next = v - value / (4.0 * ((v_c_ + 2.0 * v) * b + a * 3.0 * v * v));
            if (!(next < v)) break;
            v = next;
        }
        return share(energy, v, v_core, v_c_);
    }
    // The unstable orbit: 4 (2 x - 5 x^2) - shift = E. A pair that falls from it turns at v: radicand/(v - o)^2 = 0.
    const double o = cube_root(0.2 * (1.0 - std::sqrt(std::max(0.0, 1.0 - 1.25 * (energy + shift_)))));
    double v = v_core;
    for (int step = 0; step < 100; ++step) {
        const double value =
            (((v + 2.0 * o) * v + 3.0 * o * o) * v + 4.0 * o * o * o - 1.0) * v + (5.0 * o * o * o - 2.0) * o;
        const double next = v - value / (((4.0 * v + 6.0 * o) * v + 6.0 * o * o) * v + 4.0 * o * o * o - 1.0);
        if (!(next < v)) break;
        v = next;
    }
    return sum(share(energy, v_c_, o, o), share(energy, v, v_core, o));
}

CollisionIntegrals Scattering::collision_integrals(double temperature) const {
    const auto integrand = [&](double energy) {
        const CrossSections Q = cross_sections(energy);
        Integrals<collision_orders.size()> f;
        for (std::size_t k = 0; k < collision_orders.size(); ++k) {
            const auto [l, s] = collision_orders[k];
            double weight = portable_exp(-energy / temperature) / temperature;
            for (int n = 1; n <= s + 1; ++n) weight *= energy / (temperature * n);
            f.values[k] = weight * Q[static_cast<std::size_t>(l - 1)];
        }
        return f;
    };
    const double largest = highest_orbit_ + 75.0 * temperature;
    const double middle = 0.5 * (jump_energy_ + highest_orbit_);
    auto sum = integral_from_singularity(highest_orbit_, largest, integrand);
    if (jump_energy_ > 0.0) sum += integral_from_singularity(0.0, jump_energy_, integrand);
    if (highest_orbit_ > jump_energy_) {
        sum += integral_from_singularity(jump_energy_, middle, integrand);
        sum += -integral_from_singularity(highest_orbit_, middle, integrand);
    }
    CollisionIntegrals omega;
    omega.values = sum.values;
    return omega;
}

// With u = 1/r: -3 int (exp(-u/T) - 1) u^-4 du up to a u where the exponential is 0 in doubles, and r^3 from there on.
double Scattering::second_virial_coefficient(double temperature) const {
    const double shift = full_ ? 0.0 : shift_;
    const double x = 0.5 * (1.0 + std::sqrt(1.0 + 750.0 * temperature + shift));
    const double u_core = std::sqrt(cube_root(x));
    const auto integrand = [&](double u) {
        const double v = u * u;
        const double x_u = v * v * v;
        return exponential_less_1((4.0 * (x_u - x_u * x_u) + shift) / temperature) / (v * v);
    };
    const double u_c = full_ ? 0.0 : std::sqrt(v_c_);
    const double integral =
        gauss_kronrod<double, 31>::integrate(integrand, u_c, u_core, virial_halvings, virial_tolerance);
    return 1.0 / (u_core * u_core * u_core) - 3.0 * integral;
}

}  // namespace soret::reference
