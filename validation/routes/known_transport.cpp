#include "soret/validation/routes/known_transport.hpp"

#include <cmath>
#include <span>

#include "soret/validation/campaign/quantities.hpp"
#include "soret/validation/routes/near_point.hpp"

namespace soret {

CurveKey of_chains(const Quantity& quantity) {
    return {quantity, {quantity.customary_route}};
}

std::optional<KnownTransport> known_at(const Reduction& reduction, const StateLine& line, const std::string& route,
                                       const OnsagerPoint& point, Backend backend) {
    const CurveKey factor{quantity::thermodynamic_factor, {route}};
    const Curve* factors = find_curve(reduction.curves, factor);
    const Curve* differences = find_curve(reduction.curves, of_chains(quantity::enthalpy_difference));
    const Curve* enthalpies = find_curve(reduction.curves, of_chains(quantity::enthalpy));
    if (factors == nullptr || differences == nullptr || enthalpies == nullptr) return std::nullopt;
    const auto gamma = near(*factors, point.x1);
    const auto difference = near(*differences, point.x1);
    const auto enthalpy = near(*enthalpies, point.x1);
    if (!gamma || !difference || !enthalpy) return std::nullopt;
    KnownTransport known;
    known.state.temperature = point.temperature;
    known.state.number_density = point.number_density;
    known.state.x1 = point.x1;
    known.state.mass_1 = line.mixture.mass(0);
    known.state.mass_2 = line.mixture.mass(1);
    known.enthalpy = enthalpy->estimate.value;
    known.backend = backend;
    known.values << point.values, gamma->estimate.value, difference->estimate.value;
    known.shared_errors = point.shared_errors;
    known.difference = difference->index;
    known.factors = factor;
    known.factor = gamma->index;
    known.covariance.setZero();
    known.covariance.topLeftCorner<4, 4>() = point.covariance;
    known.covariance(gamma_variable, gamma_variable) = std::pow(gamma->estimate.standard_error, 2);
    known.covariance(enthalpy_variable, enthalpy_variable) = std::pow(difference->estimate.standard_error, 2);
    const double shared =
        covariance_of(reduction.covariances, factor, of_chains(quantity::enthalpy_difference), gamma->x);
    known.covariance(gamma_variable, enthalpy_variable) = shared;
    known.covariance(enthalpy_variable, gamma_variable) = shared;
    return known;
}

OnsagerState state_at(const KnownTransport& known, const TransportVariables& values) {
    OnsagerState state = known.state;
    state.L11 = values[0];
    state.L1q = values[1];
    state.Lq1 = values[2];
    state.Lqq = values[3];
    state.gamma = values[gamma_variable];
    state.enthalpy_difference = specific_enthalpy_difference_of_mixture(known.enthalpy, values[enthalpy_variable],
                                                                        state.x1, state.mass_1, state.mass_2);
    return state;
}

TransportCoefficients coefficients_at(const KnownTransport& known, const TransportVariables& values) {
    const OnsagerState state = state_at(known, values);
    TransportCoefficients coefficients;
    with_backend(known.backend,
                 [&]<class B>(B) { B::Transport::coefficients(std::span(&state, 1), std::span(&coefficients, 1)); });
    return coefficients;
}

Eigen::Vector4d along_waves(const KnownTransport& known, const TransportVariables& values) {
    const double h = state_at(known, values).enthalpy_difference;
    return {1.0, h, h, h * h};
}

TransportVariables with_more_diffusion(const KnownTransport& known, TransportVariables values, double more) {
    const double diffusion = coefficients_at(known, values).mutual_diffusion_coefficient;
    values.head<4>() += values[0] * more / diffusion * along_waves(known, values);
    return values;
}

double edge_of(const OnsagerPoint& point) {
    return std::cbrt(static_cast<double>(point.particles) / point.number_density);
}

}  // namespace soret
