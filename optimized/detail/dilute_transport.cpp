#include "soret/optimized/detail/dilute_transport.hpp"

#include <array>
#include <cmath>
#include <span>

#include "soret/common/linear_system.hpp"

namespace soret::optimized {

namespace {

constexpr std::size_t orders = SonineSeries::orders;
constexpr std::size_t most_unknowns = 2 * orders;
using BracketValues = std::array<std::array<double, orders>, orders>;

BracketValues values_of(const SonineBrackets& brackets, const CollisionIntegrals& omega) {
    BracketValues values{};
    for (std::size_t p = 0; p < orders; ++p) {
        for (std::size_t q = 0; q < orders; ++q) {
            for (std::size_t n = 0; n < omega.values.size(); ++n) values[p][q] += brackets[p][q][n] * omega.values[n];
        }
    }
    return values;
}

/// Those of a gas, with the mole fractions that its equations want: x_1 [.]_1 + x_2 [.]_12 for species 1.
struct Mixed {
    BracketValues of_1, of_2, mixed;
};

Mixed mixed_values(const PairBrackets& unlike, const SonineBrackets& like,
                   const std::array<CollisionIntegrals, 3>& omega, double x1, double x2) {
    Mixed m{values_of(unlike.of_1, omega[1]), values_of(unlike.of_2, omega[1]), values_of(unlike.mixed, omega[1])};
    const BracketValues like_1 = values_of(like, omega[0]);
    const BracketValues like_2 = values_of(like, omega[2]);
    for (std::size_t p = 0; p < orders; ++p) {
        for (std::size_t q = 0; q < orders; ++q) {
            m.of_1[p][q] = x1 * like_1[p][q] + x2 * m.of_1[p][q];
            m.of_2[p][q] = x2 * like_2[p][q] + x1 * m.of_2[p][q];
        }
    }
    return m;
}

/// u_1p, u_2p of the equations within the species, p = first ... last: one block after the other in u, whose values are
/// the sources at the start.
void solve_within_species(const Mixed& m, double x1, double x2, std::size_t first, std::size_t last,
                          std::span<double> u) {
    const std::size_t count = last + 1 - first;
    const std::size_t n = 2 * count;
    std::array<double, most_unknowns * most_unknowns> A;
    for (std::size_t p = 0; p < count; ++p) {
        for (std::size_t q = 0; q < count; ++q) {
            A[p * n + q] = m.of_1[first + p][first + q];
            A[p * n + count + q] = x2 * m.mixed[first + p][first + q];
            A[(count + p) * n + q] = x1 * m.mixed[first + q][first + p];
            A[(count + p) * n + count + q] = m.of_2[first + p][first + q];
        }
    }
    solve_linear_system(std::span(A).first(n * n), u.first(n));
}

}  // namespace

// Twin of reference/kinetic/dilute_transport.cpp. With v the solution for the conductivity, v_ip of e_ip with p >= 1,
// the thermal diffusion factor is -sum v_ip [e_ip, e_10]_12/(3/2 sqrt(2 T/m_1)): diffusion follows from the transposed
// equations, and its own strength drops out. n D_12 is d^2/3 over what is left of [e_10, e_10]_12 when e_ip,
// 1 <= p < N, are eliminated, by the same equations.
DiluteTransport dilute_transport(const DiluteGas& gas, const MassBrackets& brackets, int order) {
    const auto N = static_cast<std::size_t>(order);
    const double T = gas.temperature;
    const double x1 = gas.x1;
    const double x2 = 1.0 - x1;
    const double mu = gas.mass_1 * (gas.mass_2 / (gas.mass_1 + gas.mass_2));
    const std::array<CollisionIntegrals, 3> omega{
        dimensional_collision_integrals(gas.omega_11, T, 0.5 * gas.mass_1, gas.sigma_11),
        dimensional_collision_integrals(gas.omega_12, T, mu, gas.sigma_12),
        dimensional_collision_integrals(gas.omega_22, T, 0.5 * gas.mass_2, gas.sigma_22)};
    const BracketValues coupling = values_of(brackets.vectors.of_1, omega[1]);  // [e_1p, e_10]_12
    const Mixed vectors = mixed_values(brackets.vectors, like_brackets().vectors, omega, x1, x2);
    const Mixed tensors = mixed_values(brackets.tensors, like_brackets().tensors, omega, x1, x2);
    const double v1 = std::sqrt(2.0 * T / gas.mass_1);
    const double v2 = std::sqrt(2.0 * T / gas.mass_2);
    const double d = 1.5 * v1;
    DiluteTransport result;

    std::array<double, most_unknowns> u{};
    u[0] = -3.75 * v1;
    u[N] = -3.75 * v2;
    solve_within_species(vectors, x1, x2, 1, N, u);
    result.thermal_conductivity = -1.25 * (x1 * v1 * u[0] + x2 * v2 * u[N]);
    double coupled = 0.0;
    for (std::size_t p = 1; p <= N; ++p) coupled += u[p - 1] * coupling[p][0] + u[N + p - 1] * vectors.mixed[0][p];
    result.thermal_diffusion_factor = -coupled / d;

    double resistance = coupling[0][0];
    if (N > 1) {
        u.fill(0.0);
        for (std::size_t p = 1; p < N; ++p) {
            u[p - 1] = x2 * coupling[p][0];
            u[N + p - 2] = x1 * vectors.mixed[0][p];
        }
        solve_within_species(vectors, x1, x2, 1, N - 1, u);
        for (std::size_t p = 1; p < N; ++p) {
            resistance -= u[p - 1] * coupling[p][0] + u[N + p - 2] * vectors.mixed[0][p];
        }
    }
    result.diffusion_times_density = d * d / (3.0 * resistance);

    u.fill(0.0);
    u[0] = u[N] = 5.0;
    solve_within_species(tensors, x1, x2, 0, N - 1, u);
    result.viscosity = 0.5 * T * (x1 * u[0] + x2 * u[N]);
    return result;
}

}  // namespace soret::optimized
