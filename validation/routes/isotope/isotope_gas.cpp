#include "soret/validation/routes/isotope/isotope_gas.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <span>

#include "soret/common/contracts/transport.hpp"
#include "soret/common/errors.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/validation/campaign/gas_quantities.hpp"
#include "soret/validation/simulation/field_response.hpp"

namespace soret {

namespace {

/// S_T and D_12 of primed coefficients.
TransportCoefficients transport_of(const DiluteIsotopes& gas, double density, double L_11, double L_1q_primed,
                                   Backend backend) {
    OnsagerState state;
    state.L11 = L_11;
    state.L1q = state.Lq1 = L_1q_primed;
    state.number_density = density;
    state.x1 = gas.x1;
    state.mass_1 = gas.mass_1;
    state.mass_2 = gas.mass_2;
    state.gamma = 1.0;
    state.enthalpy_difference = 0.0;  // the coefficients are primed
    state.temperature = gas.temperature;
    TransportCoefficients coefficients;
    with_backend(backend, [&]<class B>(B) {
        B::Transport::coefficients(std::span<const OnsagerState>(&state, 1), std::span(&coefficients, 1));
    });
    return coefficients;
}

double square(double value) {
    return value * value;
}

struct Rows {
    Eigen::MatrixXd design;
    Eigen::VectorXd y, errors;
    double freedom = 0.0;  ///< of the errors

    Rows(Eigen::Index rows, Eigen::Index columns)
        : design(Eigen::MatrixXd::Zero(rows, columns)), y(rows), errors(rows) {}
    void measured(Eigen::Index row, const Estimate& estimate) {
        y[row] = estimate.value;
        errors[row] = estimate.standard_error;
        freedom += std::max(1.0, estimate.effective_samples - 1.0);
    }
};

/// Of one coefficient over another.
Estimate ratio_of(const LinearFit& fit, Eigen::Index of, Eigen::Index over, double samples) {
    const double ratio = fit.coefficients[of] / fit.coefficients[over];
    const double variance =
        fit.covariance(of, of) - 2.0 * ratio * fit.covariance(of, over) + ratio * ratio * fit.covariance(over, over);
    return {ratio, std::sqrt(std::max(0.0, variance)) / std::fabs(fit.coefficients[over]), samples};
}

}  // namespace

DiluteIsotopes gas_of(const nlohmann::json& settings) {
    const auto masses = field<std::vector<double>>(settings, "masses");
    if (masses.size() != 2) throw InvalidInput("masses of a gas of isotopes: must be two");
    return {field<double>(settings, "temperature"), field<double>(settings, "x1"), masses[0], masses[1]};
}

IsotopePoint isotope_point(const DiluteIsotopes& gas, const FieldPoint& of_field, const Estimate& enthalpy,
                           Backend backend) {
    IsotopePoint point;
    point.density = field<double>(of_field.first, "density");
    point.reduced_field = of_field.field / point.density;
    const double L_11 = of_field.values[field_11], L_1q = of_field.values[field_1q];
    const TransportCoefficients found = transport_of(gas, point.density, L_11, L_1q, backend);

    // S_T is proportional to L'_1q/L_11, in which the heat flow that the runs were driven by has an error too.
    const double by_ratio = found.soret_coefficient * L_11 / L_1q;
    const double ratio = L_1q / L_11;
    const double of_ratio =
        (of_field.covariance(field_1q, field_1q) - 2.0 * ratio * of_field.covariance(field_1q, field_11) +
         ratio * ratio * of_field.covariance(field_11, field_11)) /
        (L_11 * L_11);
    const double of_enthalpy = enthalpy.standard_error * (1.0 / gas.mass_1 - 1.0 / gas.mass_2);
    point.soret = {found.soret_coefficient, std::fabs(by_ratio) * std::sqrt(of_ratio + square(of_enthalpy)),
                   of_field.blocks};
    const double diffusion = point.density * found.mutual_diffusion_coefficient;
    point.diffusion = {diffusion, diffusion * std::sqrt(of_field.covariance(field_11, field_11)) / L_11,
                       of_field.blocks};

    for (const std::array<double, 3>& of_run : of_field.temperatures) {
        for (std::size_t a = 0; a < 3; ++a) point.temperatures[a] += of_run[a] / static_cast<double>(of_field.runs);
    }
    const double mean = (point.temperatures[0] + point.temperatures[1] + point.temperatures[2]) / 3.0;
    point.too_large = !(point.temperatures[0] / mean - 1.0 <= largest_field_heating);
    return point;
}

WayToDiluteGas way_to_dilute_gas(const std::vector<IsotopePoint>& points, Estimate IsotopePoint::*member,
                                 const Estimate& known_slope) {
    const auto n = static_cast<Eigen::Index>(points.size());
    Rows rows(n + 1, 3);
    double scale = 0.0;  // of Y
    for (Eigen::Index k = 0; k < n; ++k) {
        const IsotopePoint& point = points[static_cast<std::size_t>(k)];
        rows.design.row(k) << 1.0, point.density, square(point.reduced_field);
        rows.measured(k, point.*member);
        scale += (point.*member).value / static_cast<double>(n);
    }
    // What is known of c: c - b Y = 0, with the error of b times Y.
    rows.design.row(n) << -known_slope.value, 1.0, 0.0;
    rows.y[n] = 0.0;
    rows.errors[n] = known_slope.standard_error * std::fabs(scale);
    WayToDiluteGas way;
    way.fit = linear_fit(rows.design, rows.y, rows.errors);
    way.zero = {way.fit.coefficients[0], std::sqrt(way.fit.covariance(0, 0)), rows.freedom + 1.0};
    way.slope = ratio_of(way.fit, 1, 0, rows.freedom + 1.0);
    way.curvature = ratio_of(way.fit, 2, 0, rows.freedom + 1.0);
    return way;
}

Curve at_zero_field(const std::vector<IsotopePoint>& points, Estimate IsotopePoint::*member) {
    std::set<double> densities;
    for (const IsotopePoint& point : points) densities.insert(point.density);
    const auto n = static_cast<Eigen::Index>(points.size()), m = static_cast<Eigen::Index>(densities.size());
    Rows rows(n, m + 1);
    for (Eigen::Index k = 0; k < n; ++k) {
        const IsotopePoint& point = points[static_cast<std::size_t>(k)];
        rows.design(k, std::distance(densities.begin(), densities.find(point.density))) = 1.0;
        rows.design(k, m) = square(point.reduced_field);
        rows.measured(k, point.*member);
    }
    const LinearFit fit = linear_fit(rows.design, rows.y, rows.errors);
    Curve curve{{}, axes::density};
    Eigen::Index k = 0;
    for (const double density : densities) {
        curve.points.push_back({density, {fit.coefficients[k], std::sqrt(fit.covariance(k, k)), rows.freedom + 1.0}});
        for (Eigen::Index j = 0; j < m; ++j) curve.covariance.push_back(fit.covariance(k, j));
        ++k;
    }
    return curve;
}

}  // namespace soret
