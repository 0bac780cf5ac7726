#pragma once

#include <vector>

#include "soret/common/statistics/linear_fit.hpp"
#include "soret/validation/routes/hnemd/field_responses.hpp"
#include "soret/validation/simulation/dilute_isotopes.hpp"

namespace soret {

/// The gas that a task of the route is about: its "temperature", "x1" and "masses".
DiluteIsotopes gas_of(const nlohmann::json& settings);

/// What runs of one gas under one field say.
struct IsotopePoint {
    int particles = 0;
    double density = 0.0;
    double reduced_field = 0.0;   ///< |F_q|/n
    Estimate soret;               ///< S_T
    Estimate diffusion;           ///< n D_12, from the noise of J_1
    double temperatures[3] = {};  ///< along the field, then across
    bool too_large = false;       ///< the field heats the motion along it by more than largest_field_heating
};

/// of_field   runs of one gas, under one strength of the field, of both signs and all axes
/// enthalpy   residual, of a particle: its error is a part of that of S_T
IsotopePoint isotope_point(const DiluteIsotopes& gas, const FieldPoint& of_field, const Estimate& enthalpy,
                           Backend backend);

/// The way of a quantity Y to zero field and zero density,
///   y = Y + c n + A (F/n)^2,   c/Y known beforehand as b with its error,
/// by weighted least squares.
struct WayToDiluteGas {
    Estimate zero;       ///< Y
    Estimate slope;      ///< c/Y                                                                  [sigma^3]
    Estimate curvature;  ///< A/Y                                                                  [sigma^-4]
    LinearFit fit;       ///< coefficients Y, c, A
};
/// member   IsotopePoint::soret or diffusion
/// throws   InvalidArgument: points under one reduced field only
WayToDiluteGas way_to_dilute_gas(const std::vector<IsotopePoint>& points, Estimate IsotopePoint::*member,
                                 const Estimate& known_slope);

/// At zero field, by density: y = Y(n) + A (F/n)^2 of all points together.
Curve at_zero_field(const std::vector<IsotopePoint>& points, Estimate IsotopePoint::*member);

}  // namespace soret
