#pragma once

#include "soret/common/contracts/kinetic_theory.hpp"
#include "soret/common/mixture.hpp"
#include "soret/validation/simulation/backend.hpp"

namespace soret {

/// A gas of two isotopes: both species interact by the same potential, epsilon = sigma = 1, cut at 2.5 and shifted, and
/// differ in mass alone. Then Gamma = 1 and h_1 = h_2 at every density, and S_T is not 0: the light one goes to the hot
/// side of a gas this hot.
struct DiluteIsotopes {
    double temperature = 10.0;  ///< alpha_T of a gas changes its sign near T = 1 and is almost that of 10 above   [eps]
    double x1 = 0.5;
    double mass_1 = 1.0, mass_2 = 2.0;  ///< [m]

    Mixture mixture() const;
};

/// What kinetic theory says of it without density: Chapman and Enskog in the third order of Sonine polynomials, with
/// collision integrals by quadrature of the same potential.
struct IsotopeTheory {
    double soret_coefficient = 0.0;          ///< alpha_T/T                                            [1/eps]
    double diffusion_times_density = 0.0;    ///< n D_12                                               [1/(sigma tau)]
    double second_virial_coefficient = 0.0;  ///< B                                                  [sigma^3]
};

/// The third order of alpha_T differs from the second by 0.4 %, the second from the first by 3.9 %, at T = 10 and a
/// ratio of masses of 2: what all further orders change is below this part of it.
inline constexpr double error_of_isotope_theory = 0.01;

/// throws   InvalidState: values outside the range of kinetic theory
IsotopeTheory theory_of_isotopes(const DiluteIsotopes& gas, Backend backend);

/// What density changes at first: Y (1 + b n). Enskog's dense hard spheres with the second virial coefficient B of the
/// gas, B n = (2 pi/3) n sigma^3, collide chi = 1 + 5/8 B n times as often, so that b of n D_12 is -5/8 B. For S_T
/// there are two parts. Collisions carry energy, by which the heat flow that drives diffusion is
/// 1 + 12/5 B n (x_1/4 + x_2 M_1 M_2) times as large for species 1, likewise for 2, of which the mean is taken. And
/// they carry momentum over the distance of two centres: where T differs between them, unlike particles push each other
/// by m_1/(m_1 + m_2) of the change of T at the place of species 2, so that grad ln(x_1/x_2) has the further part
/// -(M_1 - M_2) B n grad ln T.                          [Chapman and Cowling 1970, 16.3, 16.9] [sigma^3]
struct DensitySlopes {
    double soret = 0.0;
    double diffusion = 0.0;
};
DensitySlopes slopes_with_density(const DiluteIsotopes& gas, const IsotopeTheory& theory);

/// Enthalpy of a particle of either species, as it is carried in a box of N particles, as many of each species, under a
/// thermostat that holds the kinetic energy K of the velocities relative to each species' mean: 3 N - 6 degrees of
/// freedom, one of which is fixed.
///   h = 5/3 K/N + 5/2 T 2/N + (<U> + <W>/3)/N,   K = (3 N - 7) T/2
/// where the second term is of the kinetic energy of the species' means. So J'_q = J_q - (h_s1 - h_s2) J_1 has no
/// correlation with J_1 at one moment. The limit of large N, 5/2 T for the first two terms, lies 1/(3 N) of it higher.
/// residual   (<U> + <W>/3)/N
double enthalpy_in_box(double temperature, double particles, double residual);

}  // namespace soret
