#pragma once

#include <vector>

#include "soret/validation/campaign/manifest.hpp"
#include "soret/validation/routes/green_kubo/green_kubo.hpp"

namespace soret {

/// Runs at constant energy that tell the viscosity of a mixture to a relative standard error.
///
/// Of five independent components of the stress with Gaussian noise, integrated to the limit t_c in runs of t together,
/// the relative error is [4 t_c/(5 t)]^(1/2) [Jones and Mandadapu, J. Chem. Phys. 136, 154102 (2012)]. To its square
/// comes that of what the limit leaves out (green_kubo/truncation.hpp), which is noise as well where nothing is left
/// out: of the integral from t_c/2 to t_c, in the runs of all compositions together.
///
/// times, steps    those of the paper's mixture in units of scales_of()
/// compositions    x_1; all have runs of the same length
/// relative_error  one that the campaign's own blocks are to tell but for allowed_excess, with risk_of_excess: the
///                 squares above have as many degrees of freedom as blocks, and one (Welch and Satterthwaite)
GreenKuboPlan viscosity_plan(const StateLine& line, const std::vector<double>& compositions, int particles,
                             double relative_error);

/// What the runs of such a plan will give, by the law above: at each composition, relative.
double expected_viscosity_error(const GreenKuboPlan& plan);

/// All runs of a composition of such a plan together, what is measured.                              [tau]
double measured_time(const GreenKuboPlan& plan);

}  // namespace soret
