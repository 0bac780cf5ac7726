#pragma once

#include "soret/common/mixture.hpp"

namespace soret {

/// What lengths and times of a simulation are measured by. sigma_x^3 = sum x_a x_b sigma_ab^3 and
/// eps_x = sum x_a x_b eps_ab sigma_ab^3/sigma_x^3 are those of the van der Waals one-fluid of equal amounts, m the
/// mean mass.
struct MixtureScales {
    double length = 1.0;    ///< sigma_x                                                    [sigma]
    double energy = 1.0;    ///< eps_x                                                      [eps]
    double time = 1.0;      ///< sigma_x (m/eps_x)^(1/2)                                    [tau]
    double timestep = 0.0;  ///< 0.005 min over pairs of sigma_ab (2 mu_ab/max(eps_ab, T))^(1/2), mu_ab the reduced
                            ///< mass: 0.005 for the paper's mixture                        [tau]
};

MixtureScales scales_of(const Mixture& mixture, double temperature);

/// `least`, or as many as a box needs whose edges are 2.2 times the largest cutoff at that density, in whole tens.
int particles_for(const Mixture& mixture, double density, int least);

}  // namespace soret
