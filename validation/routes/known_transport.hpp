#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include <Eigen/Core>

#include "soret/common/contracts/transport.hpp"
#include "soret/validation/campaign/route.hpp"
#include "soret/validation/simulation/backend.hpp"

namespace soret {

/// What transport coefficients at one composition are made of.
inline constexpr Eigen::Index transport_variables = 6;  // L_11, L_1q, L_q1, L_qq, Gamma, h_1 - h_2
inline constexpr Eigen::Index gamma_variable = 4;
inline constexpr Eigen::Index enthalpy_variable = 5;
using TransportVariables = Eigen::Matrix<double, transport_variables, 1>;

/// Where enthalpies come from: there is one route to them.
CurveKey of_chains(const Quantity& quantity);

/// All that is known at one composition by one route to Gamma.
struct KnownTransport {
    OnsagerState state;  ///< enthalpy_difference is that of the specific partial enthalpies
    TransportVariables values;
    Eigen::Matrix<double, transport_variables, transport_variables> covariance;
    Eigen::Matrix<double, 4, Eigen::Dynamic> shared_errors;  ///< of the Onsager coefficients
    std::size_t difference = 0;                              ///< which point of the curve of h_1 - h_2
    CurveKey factors;                                        ///< the curve of Gamma
    std::size_t factor = 0;                                  ///< which of its points
    double enthalpy = 0.0;                                   ///< of the mixture, a particle
    Backend backend = Backend::optimized;
};

/// route     to Gamma
/// returns   none where Gamma, h_1 - h_2 or h are not known near the composition
std::optional<KnownTransport> known_at(const Reduction& reduction, const StateLine& line, const std::string& route,
                                       const OnsagerPoint& point, Backend backend);

/// At other values than those that are known.
OnsagerState state_at(const KnownTransport& known, const TransportVariables& values);
TransportCoefficients coefficients_at(const KnownTransport& known, const TransportVariables& values);

/// How slow waves move L_11, L_1q, L_q1 and L_qq: they carry particles along with their enthalpy, so with L_11 + d come
/// L_1q + h d, L_q1 + h d and L_qq + h^2 d, h = h_1 - h_2, while L'_1q, L'_qq and D_T stay.
Eigen::Vector4d along_waves(const KnownTransport& known, const TransportVariables& values);

/// The same state with a D_12, which is not 0, that is larger by `more`.
TransportVariables with_more_diffusion(const KnownTransport& known, TransportVariables values, double more);

/// Of the cubic box.
double edge_of(const OnsagerPoint& point);

}  // namespace soret
