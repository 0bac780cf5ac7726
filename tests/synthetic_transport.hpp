#pragma once

#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "soret/common/statistics/normal_sequence.hpp"
#include "soret/validation/campaign/quantities.hpp"
#include "soret/validation/claims/claims.hpp"

namespace soret::synthetic {

/// Transport along an invented state line that obeys all that was published: |S_T| at x_1 = 0.5 is 35 % larger than at
/// 0.1 and 0.9 and 68 % larger than at 1, from a Gamma with a minimum and a constant ratio of Onsager coefficients.
struct TransportTruth {
    std::function<double(double)> soret = [](double x) {
        return -3.0 + 3.0 * (1.0 - 1.0 / 1.35) * std::pow((x - 0.5) / 0.4, 2);
    };
    std::function<double(double)> onsager_ratio = [](double) { return -0.75; };
    std::function<double(double)> mutual_diffusion = [](double x) { return 0.03 * std::exp(1.6 * x); };
    std::function<double(double)> conductivity = [](double x) { return 6.5 - 2.0 * x; };
    std::function<double(double)> delta_lambda = [](double) { return -0.02; };
    std::function<double(double)> delta_lambda_primed = [](double) { return -0.0015; };
    double nemd_over_green_kubo = 1.0;  ///< of S_T and of the conductivity
    double nvt_over_nve = 1.0;
    double yeh_hummer_over_green_kubo = 1.0;
    double change_with_gradient = 0.0;  ///< relative, from the smallest to the largest gradient
    double change_with_edge = 1.5;      ///< of S_T, relative: 1 + that/edge

    double gamma(double x) const { return onsager_ratio(x) / (0.62 * 0.62 * soret(x)); }
};

/// How large the errors are: of S_T and what it is made of `soret` relative to the value, of the rest `other`.
struct TransportErrors {
    double soret = 0.003;
    double other = 0.003;
    double effective_samples = 64.0;
};

inline std::vector<double> nine_compositions() {
    return {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9};
}

/// All curves and quantities that claims are made about, with independent normal errors, those of the Green-Kubo routes
/// to S_T shared as they are in a campaign: their curves are one L'_1q/L_11 over each Gamma.
inline Findings transport_findings(const TransportTruth& truth, const TransportErrors& errors, std::uint64_t seed,
                                   const std::vector<double>& compositions = nine_compositions()) {
    NormalSequence normal(seed, RandomStream::synthetic_series, 7);
    const auto measured = [&](double value, double relative_error) {
        const double error = std::fabs(value) * relative_error;
        return Estimate{value + error * normal.next(), error, errors.effective_samples};
    };
    Findings findings;
    const auto curve = [&](const CurveKey& key, const std::function<double(double)>& value, double relative_error,
                           const std::vector<double>& x, const Axis& axis = {}) {
        Curve& made = findings.curves[key];
        made.axis = axis;
        for (const double at : x) made.points.push_back({at, measured(value(at), relative_error)});
    };
    const RouteName fluctuations{"green_kubo"};
    const RouteName flows{"nemd"};
    const auto gamma = [&](double x) { return truth.gamma(x); };
    curve({quantity::onsager_ratio, fluctuations}, truth.onsager_ratio, errors.soret, compositions);
    for (const char* route : {"semigrand", "fep"}) {
        curve({quantity::thermodynamic_factor, {route}}, gamma, 0.1 * errors.soret, compositions);
        Curve& soret = findings.curves[{quantity::soret_coefficient, {fluctuations.route, route}}];
        for (std::size_t k = 0; k < compositions.size(); ++k) {
            const CurvePoint& ratio = findings.curves.at({quantity::onsager_ratio, fluctuations}).points[k];
            const Estimate& factor = findings.curves.at({quantity::thermodynamic_factor, {route}}).points[k].estimate;
            const double value = ratio.estimate.value / (0.62 * 0.62 * factor.value);
            soret.points.push_back(
                {ratio.x, {value, std::fabs(value) * std::hypot(1.0, 0.1) * errors.soret, errors.effective_samples}});
        }
    }
    const auto nemd = [&](double x) { return truth.nemd_over_green_kubo * truth.soret(x); };
    const auto conductivity_nemd = [&](double x) { return truth.nemd_over_green_kubo * truth.conductivity(x); };
    const CurveKey soret_of_flows{quantity::soret_coefficient, flows};
    curve(soret_of_flows, nemd, errors.soret, compositions);
    // All boxes are of the published size.
    findings.curves[{soret_of_flows.quantity, flows, {Study::Of::published_size}}] = findings.curves[soret_of_flows];
    curve({quantity::mutual_diffusion, fluctuations}, truth.mutual_diffusion, errors.other, compositions);
    curve(
        {quantity::thermal_diffusion, fluctuations},
        [&](double x) { return truth.soret(x) * truth.mutual_diffusion(x); }, errors.soret, compositions);
    curve({quantity::thermal_conductivity, fluctuations}, truth.conductivity, errors.other, compositions);
    curve({quantity::thermal_conductivity, flows}, conductivity_nemd, errors.other, compositions);
    curve({quantity::delta_lambda, fluctuations}, truth.delta_lambda, errors.soret, compositions);
    curve({quantity::delta_lambda_primed, fluctuations}, truth.delta_lambda_primed, errors.soret, compositions);
    for (const Quantity& one : {quantity::self_diffusion_1, quantity::self_diffusion_2, quantity::viscosity}) {
        curve(
            {one, fluctuations}, [](double x) { return 2.0 - x; }, errors.other, compositions);
        curve({one, fluctuations, {Study::Of::thermostat}}, [&](double x) { return truth.nvt_over_nve * (2.0 - x); },
              errors.other, {0.2, 0.5, 0.8});
    }
    findings.numbers[number::yeh_hummer_viscosity] = measured(1.5 * truth.yeh_hummer_over_green_kubo, errors.other);
    const auto with_gradient = [&](double gradient) {
        return 1.0 + truth.change_with_gradient * (gradient - 1.5e-3) / 2.9e-3;
    };
    const std::vector<double> gradients{1.5e-3, 3e-3, 4.4e-3};
    curve(
        {quantity::soret_coefficient, flows, {Study::Of::gradient}},
        [&](double g) { return with_gradient(g) * truth.soret(0.5); }, errors.soret, gradients, axes::gradient);
    curve(
        {quantity::thermal_conductivity, flows, {Study::Of::gradient}},
        [&](double g) { return with_gradient(g) * truth.conductivity(0.5); }, errors.other, gradients, axes::gradient);
    curve(
        {quantity::soret_coefficient, flows, {Study::Of::lateral_edge}},
        [&](double edge) { return truth.soret(0.5) * (1.0 + truth.change_with_edge / edge); }, errors.soret,
        {8.0, 12.0, 20.0, 40.0}, axes::lateral_edge);
    return findings;
}

}  // namespace soret::synthetic
