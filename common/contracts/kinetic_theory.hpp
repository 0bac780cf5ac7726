#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <limits>
#include <span>

#include "soret/common/execution.hpp"
#include "soret/common/sonine_series.hpp"

namespace soret {

/// (l, s) of a collision integral Omega^(l,s).
struct CollisionOrder {
    int l = 0, s = 0;
};
/// All that transport in a dilute gas needs up to the third order in Sonine polynomials.
inline constexpr std::array<CollisionOrder, 16> collision_orders{{{1, 1},
                                                                  {1, 2},
                                                                  {1, 3},
                                                                  {1, 4},
                                                                  {1, 5},
                                                                  {1, 6},
                                                                  {1, 7},
                                                                  {2, 2},
                                                                  {2, 3},
                                                                  {2, 4},
                                                                  {2, 5},
                                                                  {2, 6},
                                                                  {3, 3},
                                                                  {3, 4},
                                                                  {3, 5},
                                                                  {4, 4}}};
/// Place of (l, s) in collision_orders: 1 <= l <= 4, l <= s <= 8 - l.
constexpr std::size_t collision_index(int l, int s) {
    constexpr std::array<int, 5> first{0, 0, 7, 12, 15};
    return static_cast<std::size_t>(first[static_cast<std::size_t>(l)] + s - l);
}

/// Reduced collision integrals Omega*(l,s), in the order of collision_orders. Those of hard spheres are 1.
struct CollisionIntegrals {
    std::array<double, collision_orders.size()> values{};

    double operator()(int l, int s) const { return values[collision_index(l, s)]; }
    static constexpr CollisionIntegrals of_hard_spheres() {
        CollisionIntegrals integrals;
        integrals.values.fill(1.0);
        return integrals;
    }
    friend bool operator==(const CollisionIntegrals&, const CollisionIntegrals&) = default;
};

/// Reduced cross sections Q*(l), l = 1, 2, 3, 4. Those of hard spheres are 1.
using CrossSections = std::array<double, 4>;

/// Reduced temperatures T* = T/eps at which collision integrals are known.
inline constexpr double lowest_reduced_temperature = 0.3;
inline constexpr double highest_reduced_temperature = 400.0;
/// Reduced energies E/eps of cross sections.
inline constexpr double lowest_reduced_energy = 1e-3;
inline constexpr double highest_reduced_energy = 1e4;

/// Reduced cutoffs r_c/sigma of potentials truncated and shifted; infinity is the full potential.
inline constexpr double smallest_reduced_cutoff = 1.0;
inline constexpr double largest_reduced_cutoff = 20.0;
inline constexpr double no_cutoff = std::numeric_limits<double>::infinity();

/// A dilute gas of two species, without its potentials.
struct DiluteMixture {
    double temperature = 0.0;                               ///< > 0                          [eps]
    double x1 = 0.0;                                        ///< in [0, 1]: a trace of either species is a mixture
    double mass_1 = 1.0, mass_2 = 1.0;                      ///< > 0                          [m]
    double sigma_11 = 1.0, sigma_12 = 1.0, sigma_22 = 1.0;  ///< > 0                          [sigma]
};
/// With the Lennard-Jones potentials of its pairs.
struct DiluteLennardJones : DiluteMixture {
    double epsilon_11 = 1.0, epsilon_12 = 1.0, epsilon_22 = 1.0;  ///< > 0                       [eps]
};
/// With the collision integrals of its pairs at this temperature, > 0, of whatever potential.
struct DiluteGas : DiluteMixture {
    CollisionIntegrals omega_11, omega_12, omega_22;
};

struct DiluteTransport {
    double thermal_diffusion_factor = 0.0;  ///< alpha_T = -(T/(x_1 x_2)) dx_1/dT; > 0: species 1 goes to the cold side
    double diffusion_times_density = 0.0;   ///< n D_12                                          [1/(sigma tau)]
    double viscosity = 0.0;                 ///< eta                                             [eps tau/sigma^3]
    double thermal_conductivity = 0.0;      ///< lambda, where diffusion has come to rest        [1/(sigma tau)]
    friend bool operator==(const DiluteTransport&, const DiluteTransport&) = default;
};

inline constexpr int highest_sonine_order = 3;

/// Partial molar enthalpy of a particle of the ideal gas, h^0 = 5/2 T, of every species.
constexpr double ideal_gas_enthalpy(double temperature) {
    return 2.5 * temperature;
}
/// S_T^0 = alpha_T/T of the dilute gas.                                                            [1/eps]
constexpr double ideal_gas_soret_coefficient(double thermal_diffusion_factor, double temperature) {
    return thermal_diffusion_factor / temperature;
}

/// Weights of the collision integrals Omega^(l,s) of a pair in its bracket integrals, by the orders p and q of the
/// Sonine polynomials.
using SonineBrackets =
    std::array<std::array<std::array<double, collision_orders.size()>, SonineSeries::orders>, SonineSeries::orders>;

/// What collisions make of a generating function: of H(0) - H(chi), integrated over exp(-g^2) g^3 b db dg, the terms
/// (1 - cos^l chi) g^(2 s) become 8 Omega^(l,s). H is a series in X = g^2 and y = 1 - cos chi, and
/// y^k = sum_l (-1)^(l+1) binomial(k, l) (1 - cos^l chi).                                    [Chapman, Cowling 9.33]
SonineBrackets collision_weights(const SonineSeries& H);

/// Omega^(l,s) of a pair of the reduced mass mu.                                             [sigma^3/tau]
CollisionIntegrals dimensional_collision_integrals(const CollisionIntegrals& reduced, double temperature, double mu,
                                                   double sigma);

/// throws   InvalidState: a value that is not finite or outside its range
///          InvalidArgument: as many results as states are needed; order not 1, 2 or 3
void check_reduced_temperatures(std::span<const double> temperatures, std::size_t results);
void check_reduced_cutoff(double cutoff);
void check_reduced_energies(std::span<const double> energies, std::size_t results);
void check_dilute_gases(std::span<const DiluteGas> gases, std::size_t results, int order);
void check_dilute_lennard_jones(std::span<const DiluteLennardJones> states, std::size_t results);
void check_thermal_diffusion_factors(std::span<const double> factors);

/// Kinetic theory of dilute gases of two species: collision integrals of the Lennard-Jones potential, and what follows
/// from those of any potential for transport (Chapman and Enskog). Reduced: r in sigma, energies in eps, T* = T/eps.
///
/// Scattering of a pair of relative kinetic energy E at the impact parameter b, r_0 the largest root of the radicand
///   chi   = pi - 2 b int_{r_0}^inf dr/(r^2 sqrt(1 - b^2/r^2 - u(r)/E)),   u = 4 (r^-12 - r^-6) - u_LJ(r_c) for r < r_c
///   Q*(l) = 2/(1 - (1 + (-1)^l)/(2 (1 + l))) int_0^inf (1 - cos^l chi) b db
///   Omega*(l,s) = 1/((s + 1)! T*^(s+2)) int_0^inf Q*(l)(E) E^(s+1) exp(-E/T*) dE                      [HCB 8.2]
/// Between the energies r_c u'(r_c)/2 (0 without cutoff) and max(u + r u'/2) (0.8 without cutoff) there is an unstable
/// circular orbit, about which pairs of the impact parameter sqrt(r^2 (1 - u/E)) of that orbit turn for ever: r_0 jumps
/// and chi is -infinite there. At lower energies the jump is at b = r_c, where the force sets in.
///   cross_sections        of 1e-3 <= E <= 1e4
///   collision_integrals   of 0.3 <= T* <= 400
///   accuracy   Q*: 2e-6, but 1e-3 within 4 % of the lowest and the highest of these energies, where paths are near two
///              orbits at a time; Omega*: 1e-7 (asserted: the twins against each other, Q* against Newton's
///              equations of motion, Omega* against the fits)
/// second_virial_coefficients   of the same potential: B*(T*) = -3 int_0^inf (exp(-u/T*) - 1) r^2 dr, in units of
///              that of hard spheres, 2 pi sigma^3/3; 1e-12 (asserted against its series)                     [HCB 3.6]
///
/// fitted_collision_integrals, without cutoff: L = ln T*, i = 1/T*, coefficients of common/kim_monroe.hpp
///   Omega* = (A + i (B1 + i (B2 + ... + i B6))) + L (C1 + L (C2 + ... + L C6))                        [Kim and Monroe]
///   accuracy   1e-4 of Omega* (asserted against quadrature; largest found 9.7e-5, at T* = 0.32); same bits in twins
///
/// thermal_diffusion_factors: alpha_T in the first order, M_i = m_i/(m_1 + m_2), pair 12 unless said     [HCB 8.2]
///   alpha = (6 C - 5) (x_1 S_1 - x_2 S_2)/((x_1^2 Q_1 + x_2^2 Q_2) + x_1 x_2 Q_12)
///   S_1   = ((M_1/M_2) g_2) R_1 - 4 M_1 M_2 A - (15/2) M_2 (M_2 - M_1)
///   Q_1   = ((2/M_2) g_2) R_1 ((5/2 - 6/5 B) M_1^2 + 3 M_2^2 + 8/5 M_1 M_2 A)
///   Q_12  = 15 (M_1 - M_2)^2 (5/2 - 6/5 B) + 4 M_1 M_2 A (11 - 12/5 B) + (8/5) (1/sqrt(M_1 M_2)) R_1 R_2
///   g_i   = sqrt(2 M_i),   R_i = (sigma_ii/sigma_12)^2 (Omega(2,2) of ii)/Omega(1,1)
///   A = Omega(2,2)/Omega(1,1),   B = (5 Omega(1,2) - 4 Omega(1,3))/Omega(1,1),   C = Omega(1,2)/Omega(1,1)
/// S_2, Q_2: 1 and 2 exchanged. Of gases with their collision integrals, and of Lennard-Jones mixtures with those of
/// the fits. Each operation is one IEEE double operation in the order of the source of the reference: the same bits in
/// both backends and on every instruction set.
///
/// transport, in the order N = 1, 2, 3: F and G vector functions of the velocities of both species, c_i = C_i
/// sqrt(m_i/(2 T)), bracket integrals [F, G] of Chapman and Cowling (1970, 4.4),
///   <F, G> = x_1^2 [F_1, G_1]_1 + x_1 x_2 [F_1 + F_2, G_1 + G_2]_12 + x_2^2 [F_2, G_2]_2
/// in the span of S_3/2^(p)(c_i^2) c_i, and S_5/2^(p)(c_i^2) (c_i c_i - c_i^2/3) for the viscosity. For all F in it
///   <F, D> = mean of F_1 . C_1 less that of F_2 . C_2,   <F, A> = sum_i x_i mean of F_i . C_i (c_i^2 - 5/2),
///   <F, B> = sum_i x_i mean of F_i : 2 c_i c_i;
///   n D_12 = x_1 x_2 <D, D>/3 of p < N,   alpha_T = <D, A>/(x_1 x_2 <D, D>) of p <= N,   eta = T <B, B>/10 of p < N,
///   lambda = (<A, A> - <A, D>^2/<D, D>)/3 of p <= N
/// The bracket integrals are sums over Omega^(l,s) = sqrt(T/(2 pi mu)) ((s + 1)!/2) (1 - (1 + (-1)^l)/(2 (1 + l)))
/// pi sigma^2 Omega*(l,s), mu = m_1 m_2/(m_1 + m_2).
///   accuracy   1e-12 of each coefficient, of alpha_T 1e-12 absolutely, for masses up to 10 to 1; 1e-9 up to 100 to 1
///              (the twins, by different generating functions, and the closed form of the first order; asserted)
/// throws     as the functions check_... above
/// source     HCB: J. O. Hirschfelder, C. F. Curtiss, R. B. Bird, Molecular Theory of Gases and Liquids, Wiley (1964);
///            S. Chapman, T. G. Cowling, The Mathematical Theory of Non-uniform Gases, Cambridge (1970);
///            S. U. Kim, C. W. Monroe, J. Comput. Phys. 273, 358 (2014)
template <class T>
concept KineticTheoryBackend = requires(double cutoff, int order, std::span<const double> numbers,
                                        std::span<double> results, std::span<CrossSections> cross_sections,
                                        std::span<CollisionIntegrals> integrals,
                                        std::span<const DiluteLennardJones> states, std::span<const DiluteGas> gases,
                                        std::span<DiluteTransport> transport, const Execution& execution) {
    { T::cross_sections(cutoff, numbers, cross_sections) } -> std::same_as<void>;
    { T::collision_integrals(cutoff, numbers, integrals) } -> std::same_as<void>;
    { T::second_virial_coefficients(cutoff, numbers, results) } -> std::same_as<void>;
    { T::fitted_collision_integrals(numbers, integrals, execution) } -> std::same_as<void>;
    { T::thermal_diffusion_factors(gases, results) } -> std::same_as<void>;
    { T::thermal_diffusion_factors(states, results, execution) } -> std::same_as<void>;
    { T::transport(gases, order, transport) } -> std::same_as<void>;
};

}  // namespace soret
