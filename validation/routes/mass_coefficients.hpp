#pragma once

#include <optional>
#include <vector>

#include <nlohmann/json.hpp>

#include "soret/validation/campaign/route.hpp"
#include "soret/validation/routes/hnemd/field_responses.hpp"

namespace soret {

/// L_11 is known better than by the runs under a field at one composition. What is correlated with it, by these runs,
/// moves along: x += K (L - L_11), K = cov(x, L_11)/var(L_11 and L).                  [Kalman 1960, one measurement]

/// Another measurement of L_11 of the same liquid, independent of the point's.
void take_mass_coefficient(OnsagerPoint& point, const Estimate& L_11);

/// L_11 by its response to mass fields, taken to zero field by a straight line in F^2.
/// by_mass   points under mass fields of one size
/// returns   nothing unless two strengths or more act at that composition, or if p < 0.01 of the line
std::optional<Estimate> response_to_mass_fields(const std::vector<FieldPoint>& by_mass, double x1);

/// Where runs at constant energy have as many particles of the same composition, their L_11 is another measurement.
/// What L_11 changes between the densities of both (in a liquid, with the power of -8 or so) is an error of it.
void join_mass_coefficients(std::vector<OnsagerPoint>& points);

/// L_11 m^2/(x_1 x_2), m = x_1 m_1 + x_2 m_2, is n m_1^2 m_2^2 D, D the Maxwell-Stefan diffusion coefficient: the
/// straight line of Vignes for ln D and the smooth density leave a parabola in x_1 for the logarithm, which all
/// compositions under fields of the main study determine together. Its three coefficients are errors that all points
/// then share.
/// returns   {"chi_squared", "degrees_of_freedom", "p_value", "taken"}: not taken, and nothing changed, where p < 0.01;
///           null with fewer than five compositions                                         [Vignes 1966]
nlohmann::json smooth_mass_coefficients(std::vector<OnsagerPoint>& points, const Mixture& mixture);

}  // namespace soret
