#pragma once

#include <array>
#include <string>
#include <vector>

#include "soret/common/statistics/estimate.hpp"
#include "soret/validation/campaign/manifest.hpp"
#include "soret/validation/routes/fep/gibbs_energy.hpp"

namespace soret {

/// The chemical potential of one species at one composition, from all replicas that know it; Lambda = 1.
/// N_s + 1 of N + 1 particles of an ideal mixture are one more than N_s of N: T ln[x_s (N + 1)/(N_s + 1)] brings what
/// was measured to x_s exactly. What else the size changes is of order T/N, 0.0025, the same for all compositions but
/// for a part of this, and is not corrected.
struct GrownPotential {
    double x1 = 0.0;  ///< N_1/N of the full particles
    int species = 1;
    double particles = 0.0;                    ///< N
    double of_species = 0.0;                   ///< N_s
    Estimate whole, ideal, excess, published;  ///< as measured: of N_s + 1 of N + 1 particles                  [eps]
    Estimate volume;                           ///< <V>_N/N                                                 [sigma^3]
    std::vector<Estimate> excess_of_replicas;
    std::vector<std::string> unknown;  ///< of replicas without a value: task and reason

    bool is_known() const { return !excess_of_replicas.empty(); }
    /// T ln[x_s (N + 1)/(N_s + 1)].   of_species > 0
    double to_composition(double temperature) const;
    /// g_s = mu_s - T ln[(N_s + 1)/(N + 1)] where it belongs: a difference between N_s and N_s + 1 is a derivative at
    /// N_s + 1/2, up to the second order of 1/N.
    GibbsPoint gibbs_point(double temperature) const;
};

/// results   of tasks of stage "grow" of one composition and species, at least one
/// throws    InvalidInput: not such results, or replicas of different boxes
GrownPotential grown_potential(const std::vector<const TaskResult*>& results, double temperature);

}  // namespace soret
