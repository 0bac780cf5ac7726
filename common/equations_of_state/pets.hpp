#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

#include "soret/common/equations_of_state/fluid_properties.hpp"
#include "soret/common/mixture.hpp"

namespace soret {

/// Coefficients of the PeTS equation.
namespace pets {

inline constexpr std::array<double, 7> a{0.690603404, 1.189317012,  1.265604153, -24.34554201,
                                         93.67300357, -157.8773415, 96.93736697};
inline constexpr std::array<double, 7> b{0.664852128, 2.10733079,  -9.597951213, -17.37871193,
                                         30.17506222, 209.3942909, -353.2743581};
inline constexpr double diameter_factor = 0.127112544;
inline constexpr double diameter_exponent = 3.052785558;
inline constexpr double pi = 3.14159265358979323846;

}  // namespace pets

/// PeTS: perturbed truncated and shifted equation of state of mixtures of Lennard-Jones fluids truncated and shifted at
/// 2.5 sigma, any number of species; sigma_ij = (sigma_i + sigma_j)/2, eps_ij = k12 sqrt(eps_i eps_j).
///   d_i = sigma_i [1 - 0.127112544 exp(-3.052785558 eps_i/T)],   zeta_k = (pi/6) sum rho_i d_i^k,   eta = zeta_3
///   A_hs/(V T)   = (6/pi) [3 z_1 z_2/(1 - z_3) + z_2^3/(z_3 (1 - z_3)^2) + (z_2^3/z_3^2 - z_0) ln(1 - z_3)]
///   A_disp/(V T) = -2 pi I_1 S_1 - pi C_1 I_2 S_2,   S_k = sum rho_i rho_j sigma_ij^3 (eps_ij/T)^k
///   I_1 = sum a_k eta^k,   I_2 = sum b_k eta^k,   1/C_1 = 1 + (8 eta - 2 eta^2)/(1 - eta)^4
/// source     M. Heier, S. Stephan, J. Liu, W. G. Chapman, H. Hasse, K. Langenbach, Mol. Phys. 116, 2083 (2018);
///            hard spheres: Boublik 1970, Mansoori et al. 1971
/// range      made for the pure fluid around its vapour-liquid line; mixtures are a prediction. Critical point of the
///            pure fluid: T = 1.0890, rho = 0.3092, P = 0.1020. Below T/eps of about 0.5 dense states are unphysical
/// accuracy   of the evaluation: 1e-12 of the largest of P, T rho and |rho u| (asserted in tests). It uses exp and
///            log of the C library, whose last digits differ between machines: no result may enter a trajectory
///            unrounded
class PetsEquation {
public:
    /// epsilon  one value a species, > 0           [eps]
    /// sigma    one value a species, > 0           [sigma]
    /// k12      factor of all unlike eps_ij, >= 0
    /// throws   InvalidArgument: a value out of range, no species, lists of unequal length
    PetsEquation(const std::vector<double>& epsilon, const std::vector<double>& sigma, double k12 = 1.0);

    std::size_t species_count() const { return sigma_.size(); }

    /// psi = A_res/V; Number is double, a multiprecision or an autodiff type.
    /// densities  one value a species, >= 0, not all 0   [sigma^-3]
    template <class Number>
    Number residual_helmholtz_energy_density(const Number& temperature, const std::vector<Number>& densities) const;

    /// throws   InvalidArgument: temperature <= 0, density outside (0, largest_density()], wrong mole fractions
    FluidProperties at_density(double temperature, double density, const std::vector<double>& mole_fractions) const;
    /// The densest stable state of this pressure. throws as densest_density
    FluidProperties at_pressure(double temperature, double pressure, const std::vector<double>& mole_fractions) const;
    double density(double temperature, double pressure, const std::vector<double>& mole_fractions) const;

    /// Density at which spheres of the diameters sigma_i fill 0.6 of the space: beyond every fluid.
    double largest_density(const std::vector<double>& mole_fractions) const;

private:
    std::vector<double> sigma_;
    SpeciesMatrix epsilon_ij_;
    SpeciesMatrix sigma3_ij_;
};

template <class Number>
Number PetsEquation::residual_helmholtz_energy_density(const Number& temperature,
                                                       const std::vector<Number>& densities) const {
    using std::exp;
    using std::log;
    Number z0(0.0), z1(0.0), z2(0.0), z3(0.0), order1(0.0), order2(0.0);
    for (std::size_t i = 0; i < species_count(); ++i) {
        const Number d =
            sigma_[i] * (1.0 - pets::diameter_factor * exp(-pets::diameter_exponent * epsilon_ij_(i, i) / temperature));
        const Number share = (pets::pi / 6.0) * densities[i];
        z0 += share;
        z1 += share * d;
        z2 += share * d * d;
        z3 += share * d * d * d;
        for (std::size_t j = 0; j < species_count(); ++j) {
            const Number reduced = epsilon_ij_(i, j) / temperature;
            const Number pair = densities[i] * densities[j] * sigma3_ij_(i, j);
            order1 += pair * reduced;
            order2 += pair * reduced * reduced;
        }
    }
    const Number free = 1.0 - z3;
    const Number z2_cubed = z2 * z2 * z2;
    const Number hard_spheres = (6.0 / pets::pi) * (3.0 * z1 * z2 / free + z2_cubed / (z3 * free * free) +
                                                    (z2_cubed / (z3 * z3) - z0) * log(free));
    Number i1(0.0), i2(0.0);
    for (std::size_t k = pets::a.size(); k-- > 0;) {
        i1 = i1 * z3 + pets::a[k];
        i2 = i2 * z3 + pets::b[k];
    }
    const Number c1 = 1.0 / (1.0 + (8.0 * z3 - 2.0 * z3 * z3) / (free * free * free * free));
    return temperature * (hard_spheres - 2.0 * pets::pi * i1 * order1 - pets::pi * c1 * i2 * order2);
}

}  // namespace soret
