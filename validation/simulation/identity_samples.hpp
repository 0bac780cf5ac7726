#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include <nlohmann/json.hpp>

#include "soret/common/statistics/block_table.hpp"
#include "soret/common/statistics/estimate.hpp"

namespace soret {

/// Columns of IdentityTable::blocks. A sample is the mean over all particles of a species of one configuration; w is
/// Delta U/T of a change of identity, f(y) = 1/(1 + e^y) and C the constant of the table. "Into a": of the particles of
/// species b, each of which becomes one of a by itself; without particles of b it is 0 in all samples.
enum IdentityQuantity : std::size_t {
    weight_into_a = 0,         ///< e^{-(w_{b->a} - C)}, at most largest_identity_weight
    weight_into_b = 1,         ///< e^{-(w_{a->b} + C)}, the same
    fermi_into_a = 2,          ///< f(w_{b->a} - C)
    fermi_into_b = 3,          ///< f(w_{a->b} + C)
    fermi_squared_into_a = 4,  ///< f^2
    fermi_squared_into_b = 5,  ///< f^2
    identity_quantities = 6,
};

/// A weight that is as large is one sample against all others: no average with it is believed.
inline constexpr double largest_identity_weight = 0x1p480;

/// C for which the means of both Fermi functions are the same in these samples, to 1/64; where only one species has a
/// finite work Delta f of the exponential average over it, where none has 0. Every C gives a consistent estimate: this
/// one is close to the best and leans on neither way.
/// into_a, into_b   w of the particles of b and of a, +infinity for an overlap
double bennett_constant_of(std::span<const double> into_a, std::span<const double> into_b);

/// The columns of one sample.
std::array<double, identity_quantities> identity_sample(std::span<const double> into_a, std::span<const double> into_b,
                                                        double bennett_constant);

/// Changes of identity between two species, of one run or of several.
struct IdentityTable {
    std::size_t a = 0;  ///< species, 0-based, a < b
    std::size_t b = 1;
    std::int64_t particles_a = 0;  ///< N_a, in all samples
    std::int64_t particles_b = 0;
    double temperature = 1.0;       ///< T                     [eps/k_B]
    double bennett_constant = 0.0;  ///< C                     [k_B T]
    BlockTable blocks{identity_quantities, 1};

    /// Appends the blocks of another run of the same system.
    /// throws   InvalidArgument: other species, numbers, temperature or C (IdentitySettings::bennett_constants gives
    ///          several runs the same); block lengths of which one is not a multiple of the other
    void merge(const IdentityTable& other);

    /// Values read back have the same bits.
    nlohmann::json to_json() const;
    /// throws   Error, nlohmann::json::exception: not what to_json writes
    static IdentityTable from_json(const nlohmann::json& json);
};

/// A value with its error (effective_samples: blocks), or why there is none. "constant" beside a value: it was the same
/// in all samples, and its error is not known.
struct DifferenceValue {
    std::optional<Estimate> estimate = std::nullopt;
    bool converged = true;  ///< whether the runs were long enough to know the error
    std::string reason = {};
};

/// mu_a - mu_b of a system of N_a and N_b particles, Lambda = 1 for both, at constant volume or pressure.      [eps]
///
/// With F = -T ln Z the free energy of N_a + N_b particles, 1/(N_a! N_b!) in Z,
///   into_a   F(N_a + 1, N_b - 1) - F(N_a, N_b) = T ln[(N_a + 1)/N_b] - T ln<e^{-w_{b->a}}>: at N_a + 1/2, N_b - 1/2
///   into_b   F(N_a, N_b) - F(N_a - 1, N_b + 1) = T ln[N_a/(N_b + 1)] + T ln<e^{-w_{a->b}}>: at N_a - 1/2, N_b + 1/2
///   mean     of both: dF/dN_a at (N_a, N_b) up to F'''/6 = O(1/N^2)
///   bar      T/2 ln[(N_a + 1) N_a/(N_b (N_b + 1))] + T (C + ln<f(w_{a->b} + C)> - ln<f(w_{b->a} - C)>)
///                                                                   [Bennett, J. Comput. Phys. 22, 245 (1976)]
/// hysteresis is into_a - into_b = F'' = T Gamma/(x_a x_b N) of two species.
///
/// Which composition bar belongs to: Bennett's equation wants one way at N_a and the way back at N_a + 1, here both are
/// at N_a = n. With A(n) = ln<f(w_{b->a} - C)>, B(n) = ln<f(w_{a->b} + C)> and D = -d ln(N_a! N_b! Z)/dn it says
///   D(n + 1/2) = C + B(n + 1) - A(n)  and  D(n - 1/2) = C + B(n) - A(n - 1)
/// so C + B(n) - A(n) = D(n) - (A' + B')/2, and B' - A' = D' = (Gamma - 1)/(x_a x_b N). If one more particle of a
/// shifts all works alike, A' = -g_a D' and B' = g_b D' with g = 1 - <f^2>/<f>, and g_a + g_b = 1: bar has D(n + h),
///   h = (g_a - g_b)/2, from 1/2 (C = -infinity: into_a) to -1/2 (C = +infinity: into_b)
/// So bar at (N_a, N_b) misses h T (Gamma - 1)/(x_a x_b N), of order T/N like the difference of both ways but at most
/// half of it, and as small as h is; and of the same order what one particle does to the shape of the distributions.
struct ChemicalPotentialDifference {
    DifferenceValue into_a, into_b, mean, bar;
    DifferenceValue hysteresis;
    /// T [ln((N_a + 1)/N_a) + ln((N_b + 1)/N_b)]: hysteresis of an ideal mixture, Gamma = 1
    double hysteresis_of_ideal_mixture = 0.0;
    /// How far the hysteresis is from where mixtures are that do not demix, in its standard errors: within
    /// 4 T/(N_a + N_b) of that of an ideal one, as far as Gamma = 1 - 2 chi x_a x_b of regular mixtures with |chi| <= 2
    /// goes, from 0 to 2 at equal parts; demixing begins at chi = 2.
    std::optional<double> z;
    /// largest_identity_z for an error that is known; by Student's t as rare for one of a number of blocks.
    std::optional<double> z_limit;
    std::optional<double> bar_lean;  ///< h
    /// <f - f^2>_a + <f - f^2>_b: BarDifference::overlap of as many samples either way; 1/2 if all works are equal
    std::optional<double> overlap;
    /// Why mean and bar are not known though there are particles of both: empty if they are.
    std::string inconclusive;
};

inline constexpr double largest_identity_z = 4.0;
inline constexpr double smallest_identity_overlap = 0.03;  ///< Klimovich et al., as FreeEnergyOptions

/// There is no value
///   - where a species has no particles: the other way is given alone, as at infinite dilution
///   - with fewer than four blocks
///   - of an exponential average that rests on fewer than half of its blocks, (sum X)^2/sum X^2 of their means X
///   - of mean and bar where z is above z_limit; of bar where the overlap is below smallest_identity_overlap
/// Errors by jackknife of blocks with a length chosen from the data, which takes off the bias as well.
ChemicalPotentialDifference chemical_potential_difference(const IdentityTable& table);

}  // namespace soret
