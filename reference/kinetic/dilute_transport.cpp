#include "soret/reference/kinetic/dilute_transport.hpp"

#include <cmath>
#include <vector>

#include "soret/common/linear_system.hpp"
#include "soret/reference/kinetic/sonine_brackets.hpp"

namespace soret::reference {

namespace {

/// Bracket integrals as numbers, by p and q.
using BracketValues = std::array<std::array<double, 4>, 4>;

/// All that the equations need: those of pairs of one species and of unlike pairs.
struct Brackets {
    BracketValues of_11, of_22;  // [F_1, G_1]_1, [F_2, G_2]_2
    BracketValues in_12_of_11, in_12_of_22, in_12_of_12;
};

BracketValues values_of(const SonineBrackets& brackets, const CollisionIntegrals& omega) {
    BracketValues values{};
    for (std::size_t p = 0; p < 4; ++p) {
        for (std::size_t q = 0; q < 4; ++q) {
            for (std::size_t n = 0; n < omega.values.size(); ++n) values[p][q] += brackets[p][q][n] * omega.values[n];
        }
    }
    return values;
}

BracketValues sum_of(BracketValues a, const BracketValues& b) {
    for (std::size_t p = 0; p < 4; ++p) {
        for (std::size_t q = 0; q < 4; ++q) a[p][q] += b[p][q];
    }
    return a;
}

/// brackets_of is vector_brackets or tensor_brackets.
template <class F>
Brackets brackets_of_gas(const DiluteGas& gas, const F& brackets_of) {
    using enum BracketPartner;
    const double m1 = gas.mass_1;
    const double m2 = gas.mass_2;
    const double M1 = m1 / (m1 + m2);
    const double M2 = m2 / (m1 + m2);
    const CollisionIntegrals omega_11 =
        dimensional_collision_integrals(gas.omega_11, gas.temperature, 0.5 * m1, gas.sigma_11);
    const CollisionIntegrals omega_22 =
        dimensional_collision_integrals(gas.omega_22, gas.temperature, 0.5 * m2, gas.sigma_22);
    const CollisionIntegrals omega_12 =
        dimensional_collision_integrals(gas.omega_12, gas.temperature, m1 * M2, gas.sigma_12);
    const auto of_like_pair = [&](const CollisionIntegrals& omega) {
        return sum_of(values_of(brackets_of(0.5, 0.5, itself), omega), values_of(brackets_of(0.5, 0.5, other), omega));
    };
    return {of_like_pair(omega_11), of_like_pair(omega_22), values_of(brackets_of(M1, M2, itself), omega_12),
            values_of(brackets_of(M2, M1, itself), omega_12), values_of(brackets_of(M1, M2, other), omega_12)};
}

/// The equations <F, G> = source for G = sum_p (u_1p e_1p + u_2p e_2p), p = first ... last, and F each of the e_ip,
/// divided by x_i, so that they hold for a trace as well. The source of species i is that of p = first.
/// returns    u_1first, u_2first
std::array<double, 2> solution_within_species(const Brackets& b, double x1, std::size_t first, std::size_t last,
                                              const std::array<double, 2>& source) {
    const double x2 = 1.0 - x1;
    const std::size_t count = last + 1 - first;
    const std::size_t n = 2 * count;
    std::vector<double> A(n * n), u(n);
    for (std::size_t p = 0; p < count; ++p) {
        for (std::size_t q = 0; q < count; ++q) {
            const std::size_t P = first + p;
            const std::size_t Q = first + q;
            A[p * n + q] = x1 * b.of_11[P][Q] + x2 * b.in_12_of_11[P][Q];
            A[p * n + count + q] = x2 * b.in_12_of_12[P][Q];
            A[(count + p) * n + q] = x1 * b.in_12_of_12[Q][P];
            A[(count + p) * n + count + q] = x2 * b.of_22[P][Q] + x1 * b.in_12_of_22[P][Q];
        }
    }
    u[0] = source[0];
    u[count] = source[1];
    solve_linear_system(A, u);
    return {u[0], u[count]};
}

struct DiffusionVector {
    double d_0 = 0.0;               // of e_10
    double d_11 = 0.0, d_21 = 0.0;  // of e_11 and e_21
};

/// x_1 x_2 D = d_0 e_10 + sum_{p = 1..last} (x_2 d_1p e_1p + x_1 d_2p e_2p). e_20 is left out: with e_10 it makes the
/// momentum, which no collision changes. Each equation is divided by what it has of x_1 and x_2 as factors.
DiffusionVector diffusion_vector(const Brackets& b, double x1, std::size_t last, double source) {
    const double x2 = 1.0 - x1;
    const std::size_t n = 2 * last + 1;
    std::vector<double> A(n * n), u(n);
    A[0] = b.in_12_of_11[0][0];
    for (std::size_t p = 1; p <= last; ++p) {
        A[p] = x2 * b.in_12_of_11[0][p];
        A[last + p] = x1 * b.in_12_of_12[0][p];
        A[p * n] = b.in_12_of_11[p][0];
        A[(last + p) * n] = b.in_12_of_12[0][p];
        for (std::size_t q = 1; q <= last; ++q) {
            A[p * n + q] = x1 * b.of_11[p][q] + x2 * b.in_12_of_11[p][q];
            A[p * n + last + q] = x1 * b.in_12_of_12[p][q];
            A[(last + p) * n + q] = x2 * b.in_12_of_12[q][p];
            A[(last + p) * n + last + q] = x2 * b.of_22[p][q] + x1 * b.in_12_of_22[p][q];
        }
    }
    u[0] = source;
    solve_linear_system(A, u);
    return {u[0], last > 0 ? u[1] : 0.0, last > 0 ? u[last + 1] : 0.0};
}

}  // namespace

// With v_i = sqrt(2 T/m_i): <F, D> = 3/2 v_1 for F = e_10 and 0 for the others but e_20; <F, A> = -15/4 x_i v_i for
// F = e_i1; <F, B> = 5 x_i for F = S_5/2^(0) (c_i c_i - c_i^2/3). All others are 0.
DiluteTransport dilute_transport(const DiluteGas& gas, int order) {
    const auto N = static_cast<std::size_t>(order);
    const double x1 = gas.x1;
    const double x2 = 1.0 - x1;
    const double v1 = std::sqrt(2.0 * gas.temperature / gas.mass_1);
    const double v2 = std::sqrt(2.0 * gas.temperature / gas.mass_2);
    const Brackets vectors = brackets_of_gas(gas, vector_brackets);
    const Brackets tensors = brackets_of_gas(gas, tensor_brackets);
    DiluteTransport result;

    const double d = 1.5 * v1;
    result.diffusion_times_density = d * diffusion_vector(vectors, x1, N - 1, d).d_0 / 3.0;
    const DiffusionVector D = diffusion_vector(vectors, x1, N, d);
    result.thermal_diffusion_factor = -3.75 * (v1 * D.d_11 + v2 * D.d_21) / (d * D.d_0);

    // <A, A> - <A, D>^2/<D, D> is <A, A> in the span of p = 1 ... N, in which there is no diffusion.
    const auto [a1, a2] = solution_within_species(vectors, x1, 1, N, {-3.75 * v1, -3.75 * v2});
    result.thermal_conductivity = -3.75 * (x1 * v1 * a1 + x2 * v2 * a2) / 3.0;

    const auto [b1, b2] = solution_within_species(tensors, x1, 0, N - 1, {5.0, 5.0});
    result.viscosity = gas.temperature * (5.0 * (x1 * b1 + x2 * b2)) / 10.0;
    return result;
}

}  // namespace soret::reference
