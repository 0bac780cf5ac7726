#pragma once

#include <string>

#include <Eigen/Core>

#include "soret/validation/campaign/curve.hpp"

namespace soret {

/// What a curve says at a composition, and in words how it is known.
struct CurveValue {
    Estimate estimate;
    std::string from;
};

/// A curve at a composition that it may have no point at: the polynomial through its four nearest points, fewer where
/// it has fewer, at most a tenth of the distance between its end points and their neighbours beyond these.
/// throws   InvalidInput: the curve is not there, x1 is further out
CurveValue curve_value(const Curves& curves, const CurveKey& key, double x1);

/// Partial molar properties of both species, a particle: h_1, h_2 [eps], v_1, v_2 [sigma^3] and u_1, u_2 [eps], those
/// of the potential energy.
struct PartialMolarProperties {
    enum : Eigen::Index { h1, h2, v1, v2, u1, u2 };
    Eigen::Matrix<double, 6, 1> values;
    Eigen::Matrix<double, 6, 6> covariance;
    double samples_of_enthalpies = 0.0;  ///< the smallest number of effective samples of what they are made of
    double samples_of_volumes = 0.0;
    std::string enthalpies_from, volumes_from;
};

/// Of a route with the curves enthalpy h, density, h_1 - h_2 and v_1 - v_2, from which
///   h_1 = h + x_2 (h_1 - h_2), h_2 = h - x_1 (h_1 - h_2), v_i likewise, u_i = h_i - 3/2 T - P v_i
/// with the covariance that follows where the errors of these curves are taken as independent of one another.
/// throws   InvalidInput: as curve_value(), a density that is not positive
PartialMolarProperties partial_molar_properties(const Curves& curves, const std::string& route, double temperature,
                                                double pressure, double x1);

}  // namespace soret
