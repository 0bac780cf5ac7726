#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "soret/common/contracts/rdf.hpp"

namespace soret {

/// What the component `rdf` has counted in a closed box, of constant volume and numbers of particles.
struct PairDistances {
    RadialBins bins;
    double volume = 0.0;            ///< > 0, at least (2 r_max)^3                                    [sigma^3]
    std::vector<double> particles;  ///< N_i by species, at least one species, each >= 1
    /// species_pair_count() rows of bins values >= 0: mean over the samples of the counts of RdfBackend.
    std::vector<double> pairs;
};

/// How g - 1 is weighted within a sphere of diameter L, x = r/L. All but the first belong to a finite volume in a
/// reservoir. Errors are those for a g - 1 of short range.
enum class KirkwoodBuffWeight {
    truncated,      ///< u = 1: the integral up to r = L
    finite_volume,  ///< u = 1 - 3x/2 + x^3/2: exact for a sphere; away from that of infinite size by a term in 1/L,
                    ///< which a straight line takes off [SI eq. 25; Krueger et al., J. Phys. Chem. Lett. 4, 235 (2013)]
    krueger_vlugt,  ///< u = 1 - 23/8 x^3 + 3/4 x^4 + 9/8 x^5: error ~ 1/L^3     [Phys. Rev. E 97, 051301 (2018)]
    santos,         ///< u = (1 - x)^4 (1 + a x)(1 + a^2 x^2)(1 + 29x/16 + 5x^2/4 + 5x^3/16), a = 35/16: error ~ 1/L^3,
                    ///< and flat at x = 1, so that ripples of g average out                 [arXiv:1806.00821]
};
inline constexpr std::array every_kirkwood_buff_weight{KirkwoodBuffWeight::truncated, KirkwoodBuffWeight::finite_volume,
                                                       KirkwoodBuffWeight::krueger_vlugt, KirkwoodBuffWeight::santos};
inline constexpr std::size_t kirkwood_buff_weight_count = every_kirkwood_buff_weight.size();
std::string_view name_of(KirkwoodBuffWeight weight);

/// u(x) = sum_p u_p x^p, p = 0 .. 10. All numbers are dyadic fractions: exact.
inline constexpr std::size_t kirkwood_buff_power_count = 11;
using KirkwoodBuffPolynomial = std::array<double, kirkwood_buff_power_count>;
const KirkwoodBuffPolynomial& polynomial_of(KirkwoodBuffWeight weight);

/// In a closed box the particles around one of them are missing elsewhere, and g does not tend to 1.
enum class ClosedBoxCorrection {
    none,
    /// g' = g N_j h/(N_j h - n_ij^ex(r) - delta_ij), h = 1 - 4 pi r^3/(3 V), n_ij^ex(r) = N_j/V int_0^r (g - 1) 4 pi
    /// r^2 dr                       [SI eqs. 26, 27; Ganguly and van der Vegt, J. Chem. Theory Comput. 9, 1347 (2013)]
    ganguly_van_der_vegt,
};

/// Running Kirkwood-Buff integrals, rows of bins values by pair of species (species_pair()).
struct KirkwoodBuffIntegrals {
    std::vector<double> g;  ///< by bin, corrected if that was asked for
    /// Value n: G(L_n) of the sphere of diameter L_n = r_{n+1}, the outer border of bin n                 [sigma^3]
    std::array<std::vector<double>, kirkwood_buff_weight_count> G;

    const std::vector<double>& of(KirkwoodBuffWeight weight) const { return G[static_cast<std::size_t>(weight)]; }
    friend bool operator==(const KirkwoodBuffIntegrals&, const KirkwoodBuffIntegrals&) = default;
};

/// Kirkwood-Buff integrals of a binary liquid, of infinite size.
struct BinaryKirkwoodBuff {
    double x1 = 0.0;              ///< in [0, 1]
    double number_density = 0.0;  ///< > 0                                                          [sigma^-3]
    double G11 = 0.0;             ///<                                                              [sigma^3]
    double G12 = 0.0;
    double G22 = 0.0;
};

/// What they say of its structure and thermodynamics.
struct KirkwoodBuffRelations {
    double n11 = 0.0, n12 = 0.0, n21 = 0.0, n22 = 0.0;  ///< n_ij^ex, the excess of j around an i
    double f11 = 0.0, f12 = 0.0, f22 = 0.0;
    double gamma_first_order = 0.0;  ///< Gamma^(1)
    double gamma = 0.0;              ///< thermodynamic factor
    friend bool operator==(const KirkwoodBuffRelations&, const KirkwoodBuffRelations&) = default;
};

/// throws   InvalidArgument: check_radial_bins()
///          InvalidState: a value that is not finite or outside its range, a size that does not fit; a species of one
///          particle to be corrected, about which nothing is known
void check_pair_distances(const PairDistances& distances, ClosedBoxCorrection correction);
/// throws   InvalidState: a g or an integral too large for a double; a g whose correction has no positive denominator
void check_kirkwood_buff_integrals(const KirkwoodBuffIntegrals& integrals, const PairDistances& distances);
/// throws   InvalidState: a value that is not finite or outside its range
///          InvalidArgument: as many results as states are needed
void check_binary_kirkwood_buff(std::span<const BinaryKirkwoodBuff> states, std::span<KirkwoodBuffRelations> results);
/// throws   InvalidState: 1 + f is not above 0, or a number is too large for a double
void check_kirkwood_buff_relations(std::span<const KirkwoodBuffRelations> results);

/// Kirkwood-Buff integrals of any number of species, from distances of pairs, and the relations of a binary liquid.
///
/// Radial distribution functions. Counts are of unordered pairs, H, and those expected of independent particles are
/// c N_i N_j dV/V with c = 1/2 if i = j, else 1: N_i N_i, not N_i (N_i - 1), so that g_ii of a closed ideal gas is
/// 1 - 1/N_i; this the correction expects. With r_k = r_max (k/bins) and the shells' moments
///   v_p(k) = (4 pi/(p + 3)) (r_{k+1}^{p+3} - r_k^{p+3}) = integral over the shell of r^p d^3r
///   g(k)   = H(k)/((c (N_i N_j)) (v_0(k)/V))
/// Correction, N_j divided out (symmetric in i and j then), at the middle r = r_max ((k + 1/2)/bins) of a bin, with the
/// ball b(r) = (4 pi/3) r^3
///   D(k)   = sum_{l < k} (g(l) - 1) v_0(l) + (g(k) - 1) (b(r) - b(r_k)),   h = 1 - b(r)/V
///   g'(k)  = g(k) (h/((h - D(k)/V) - delta_ij/N_i));   not a number where that denominator is not above 0
/// Integrals. g is taken to be constant within a shell, over which each power of r is integrated exactly:
///   G(L_n) = sum_p (u_p I_p(n))/L_n^p,   I_p(n) = sum_{k <= n} (g(k) - 1) v_p(k),   L_n = r_{n+1}
/// over the p with u_p != 0. Powers of L stand outside of the sums, which one pass over the bins can go on with. R of
/// SI eq. 25 is L/2.
///
/// Binary liquids, x_2 = 1 - x_1                                                     [P eq. 7 and the text below it]
///   n_ij = (rho x_j) G_ij;   f_11 = x_2 n_11,   f_22 = x_1 n_22,   f_12 = (-2 x_1) n_12
///   f = (f_11 + f_22) + f_12;   Gamma = 1/(1 + f),   Gamma^(1) = 1 - f
/// At the ends x_1 = 0 and 1 all f are 0 and Gamma is 1.
///
/// Every operation is one IEEE double operation in the order of the brackets, else from left to right; sums begin at 0,
/// run upwards and r^p is ((1 r) r) ..: the same bits in both backends.
/// throws     as the functions check_... above, of what goes in before and of the results after
/// accuracy   in units of 2^-53, B bins: g, uncorrected, 18 B + 6 relative; G, uncorrected, 100 B + 40 of
///            sum_p |u_p| sum_k (g + 1) v_p(k)/L^p; n 3 relative; f 6 of the sum S of |f_ij|; Gamma^(1) 7 (1 + S),
///            Gamma 8 (1 + S) Gamma^2 (asserted in tests). Against the integral of a smooth g: O(width^2)
template <class T>
concept KirkwoodBuffBackend = requires(const PairDistances& distances, ClosedBoxCorrection correction,
                                       std::span<const BinaryKirkwoodBuff> states,
                                       std::span<KirkwoodBuffRelations> relations) {
    { T::integrals(distances, correction) } -> std::same_as<KirkwoodBuffIntegrals>;
    { T::relations(states, relations) } -> std::same_as<void>;
};

}  // namespace soret
