#include "soret/validation/routes/transport_curves.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <optional>

#include <fmt/format.h>

#include "soret/common/contracts/transport.hpp"
#include "soret/common/finite_size/yeh_hummer.hpp"
#include "soret/optimized/transport.hpp"
#include "soret/validation/claims/claims.hpp"

namespace soret {

namespace {

constexpr Eigen::Index variables = 6;  // L_11, L_1q, L_q1, L_qq, Gamma, h_1 - h_2
constexpr Eigen::Index gamma_variable = 4;
constexpr Eigen::Index enthalpy_variable = 5;
using Variables = Eigen::Matrix<double, variables, 1>;
using Covariance = Eigen::Matrix<double, variables, variables>;

/// Compositions of a curve and of runs that belong together differ by less.
constexpr double largest_distance = 0.02;

/// A curve near one of its points, moved along the line through the neighbours.
std::optional<CurvePoint> near(const Curve& curve, double x1) {
    const auto& points = curve.points;
    if (points.empty()) return std::nullopt;
    const auto closest = std::min_element(points.begin(), points.end(), [x1](const auto& a, const auto& b) {
        return std::fabs(a.x1 - x1) < std::fabs(b.x1 - x1);
    });
    if (std::fabs(closest->x1 - x1) > largest_distance) return std::nullopt;
    const auto left = closest == points.begin() ? closest : closest - 1;
    const auto right = closest + 1 == points.end() ? closest : closest + 1;
    CurvePoint moved = *closest;
    if (left != right) {
        const double slope = (right->estimate.value - left->estimate.value) / (right->x1 - left->x1);
        moved.estimate.value += slope * (x1 - closest->x1);
    }
    return moved;
}

const Curve* find(const Curves& curves, const std::string& name) {
    const auto found = curves.find(name);
    return found == curves.end() ? nullptr : &found->second;
}

/// All that is known at one composition by one route to Gamma.
struct Known {
    OnsagerState state;  ///< enthalpy_difference is that of the specific partial enthalpies
    Variables values;
    Covariance covariance;
    double enthalpy = 0.0;  // of the mixture, a particle
};

OnsagerState state_at(const Known& known, const Variables& values) {
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

TransportCoefficients coefficients_at(const Known& known, const Variables& values) {
    const OnsagerState state = state_at(known, values);
    TransportCoefficients coefficients;
    optimized::Transport::coefficients(std::span(&state, 1), std::span(&coefficients, 1));
    return coefficients;
}

using Quantity = std::function<double(const TransportCoefficients&)>;

/// First-order error of a quantity; the gradient by central differences of a thousandth of the errors.
struct Propagated {
    double value = 0.0;
    Variables gradient;
};

Propagated propagate(const Known& known, const Quantity& quantity) {
    Propagated result;
    result.value = quantity(coefficients_at(known, known.values));
    for (Eigen::Index k = 0; k < variables; ++k) {
        const double step = 1e-3 * std::max(std::sqrt(known.covariance(k, k)), 1e-6 * std::fabs(known.values[k]));
        Variables up = known.values;
        Variables down = known.values;
        up[k] += step;
        down[k] -= step;
        result.gradient[k] =
            step > 0.0 ? (quantity(coefficients_at(known, up)) - quantity(coefficients_at(known, down))) / (2.0 * step)
                       : 0.0;
    }
    return result;
}

double covariance_of(const Reduction& reduction, const std::string& route, double x1) {
    const auto all = reduction.details.find("gamma_enthalpy_covariance");
    if (all == reduction.details.end() || !all->contains(route)) return 0.0;
    for (const nlohmann::json& row : all->at(route)) {
        if (std::fabs(row.at("x1").get<double>() - x1) < 1e-12) return row.at("covariance").get<double>();
    }
    return 0.0;
}

std::optional<Known> known_at(const Reduction& reduction, const StateLine& line, const std::string& route,
                              const OnsagerPoint& point) {
    const Curve* differences = find(reduction.curves, "enthalpy_difference");
    const Curve* enthalpies = find(reduction.curves, "enthalpy");
    if (differences == nullptr || enthalpies == nullptr) return std::nullopt;
    const auto gamma = near(reduction.curves.at("gamma_" + route), point.x1);
    const auto difference = near(*differences, point.x1);
    const auto enthalpy = near(*enthalpies, point.x1);
    if (!gamma || !difference || !enthalpy) return std::nullopt;
    Known known;
    known.state.temperature = point.temperature;
    known.state.number_density = point.number_density;
    known.state.x1 = point.x1;
    known.state.mass_1 = line.mixture.mass(0);
    known.state.mass_2 = line.mixture.mass(1);
    known.enthalpy = enthalpy->estimate.value;
    known.values << point.values, gamma->estimate.value, difference->estimate.value;
    known.covariance = Covariance::Zero();
    known.covariance.topLeftCorner<4, 4>() = point.covariance;
    known.covariance(gamma_variable, gamma_variable) = std::pow(gamma->estimate.standard_error, 2);
    known.covariance(enthalpy_variable, enthalpy_variable) = std::pow(difference->estimate.standard_error, 2);
    const double shared = covariance_of(reduction, route, gamma->x1);
    known.covariance(gamma_variable, enthalpy_variable) = shared;
    known.covariance(enthalpy_variable, gamma_variable) = shared;
    return known;
}

struct CurveKind {
    const char* name;
    const char* quantity;
    const char* unit;
    Quantity value;
};

const std::array<CurveKind, 6>& curve_kinds() {
    using T = TransportCoefficients;
    static const std::array<CurveKind, 6> kinds{
        CurveKind{"onsager_ratio", "L'_1q/L_11", "eps/m", [](const T& t) { return t.onsager_ratio; }},
        CurveKind{"mutual_diffusion", "mutual diffusion coefficient D_12", "sigma^2/tau",
                  [](const T& t) { return t.mutual_diffusion_coefficient; }},
        CurveKind{"thermal_diffusion", "thermal diffusion coefficient D_T", "sigma^2/(tau eps)",
                  [](const T& t) { return t.thermal_diffusion_coefficient; }},
        CurveKind{"delta_lambda", "share of the coupling in the thermal conductivity", "1",
                  [](const T& t) { return t.delta_lambda / t.thermal_conductivity; }},
        CurveKind{"delta_lambda_primed", "the same, of the primed coefficients", "1",
                  [](const T& t) { return t.delta_lambda_primed / t.thermal_conductivity; }},
        CurveKind{"soret", "Soret coefficient S_T", "1/eps", [](const T& t) { return t.soret_coefficient; }}};
    return kinds;
}

/// What D_12 and S_T = D_T/D_12 are in an infinite system: D_12 lacks what Yeh and Hummer's correction says, D_T does not.
/// In a box the slow waves carry particles along, with their enthalpy: L_1q lacks h_1 - h_2 times what L_11 lacks, L'_1q nothing.
void add_infinite(Reduction& reduction, const Known& known, const OnsagerPoint& point, const std::string& soret,
                  bool first) {
    const Curve* viscosities = find(reduction.curves, "viscosity");
    if (viscosities == nullptr || !point.main) return;
    const auto viscosity = near(*viscosities, point.x1);
    if (!viscosity || !(viscosity->estimate.value > 0.0)) return;
    const double edge = std::cbrt(static_cast<double>(point.particles) / point.number_density);
    const Estimate lacking = yeh_hummer_correction(point.temperature, edge, viscosity->estimate);
    const double more = lacking.value;
    const auto add = [&](const std::string& name, const char* quantity, const char* unit,
                         const std::function<Quantity(double)>& value) {
        const Propagated propagated = propagate(known, value(more));
        // The error of the viscosity is independent of those of the currents.
        const double step = 1e-3 * lacking.standard_error;
        const double with_viscosity = (propagate(known, value(more + step)).value - propagated.value) * 1e3;
        const double variance =
            propagated.gradient.dot(known.covariance * propagated.gradient) + with_viscosity * with_viscosity;
        Curve& curve = reduction.curves[name + "_infinite"];
        curve.quantity = quantity;
        curve.unit = unit;
        curve.points.push_back({point.x1, {propagated.value, std::sqrt(variance), point.effective_samples}});
    };
    if (first) {
        add("mutual_diffusion", "mutual diffusion coefficient D_12 in an infinite system", "sigma^2/tau", [](double m) {
            return [m](const TransportCoefficients& t) { return t.mutual_diffusion_coefficient + m; };
        });
    }
    add(soret, "Soret coefficient S_T in an infinite system", "1/eps", [](double m) {
        return [m](const TransportCoefficients& t) {
            return t.thermal_diffusion_coefficient / (t.mutual_diffusion_coefficient + m);
        };
    });
}

nlohmann::json shares_of(const Known& known, const Propagated& soret, double variance) {
    const auto share = [&](Eigen::Index first, Eigen::Index count) {
        const auto gradient = soret.gradient.segment(first, count);
        return gradient.dot(known.covariance.block(first, first, count, count) * gradient) / variance;
    };
    const double flux = share(0, 4);
    const double gamma = share(gamma_variable, 1);
    const double enthalpy = share(enthalpy_variable, 1);
    return {{"green_kubo", flux},
            {"gamma", gamma},
            {"enthalpy_difference", enthalpy},
            {"correlation", 1.0 - flux - gamma - enthalpy}};
}

/// Running integrals of (L_1q + L_q1)/(2 L_11) become those of L'_1q/L_11.
void take_enthalpies_off(nlohmann::json& plateaus, const Known& known) {
    const double difference = state_at(known, known.values).enthalpy_difference;
    for (nlohmann::json& row : plateaus) {
        if (row.at("x1").get<double>() != known.state.x1) continue;
        for (nlohmann::json& value : row.at("onsager_ratio")) value = value.get<double>() - difference;
    }
}

}  // namespace

void add_transport_curves(Reduction& reduction, const StateLine& state_line) {
    if (reduction.onsager.empty()) return;
    std::vector<std::string> routes;
    for (const auto& [name, curve] : reduction.curves) {
        const std::string route = route_of_gamma_curve(name);
        if (!route.empty() && !is_part_of_another(route, reduction.curves)) routes.push_back(route);
    }
    nlohmann::json shares = nlohmann::json::array();
    for (const std::string& route : routes) {
        const bool first = route == routes.front();
        for (const OnsagerPoint& point : reduction.onsager) {
            const auto known = known_at(reduction, state_line, route, point);
            if (!known || !(point.values[0] > 0.0)) continue;
            if (first && point.main && reduction.details.contains("green_kubo_plateaus")) {
                take_enthalpies_off(reduction.details["green_kubo_plateaus"], *known);
            }
            add_infinite(reduction, *known, point, "soret_green_kubo_" + route, first);
            const std::string size = point.main ? "" : fmt::format("_n{}", point.particles);
            for (const CurveKind& kind : curve_kinds()) {
                const bool soret = std::string_view(kind.name) == "soret";
                std::string name = soret ? "soret_green_kubo_" + route : kind.name;
                if (!soret && !first) continue;
                const Propagated propagated = propagate(*known, kind.value);
                const double variance = propagated.gradient.dot(known->covariance * propagated.gradient);
                Curve& curve = reduction.curves[name + size];
                curve.quantity = kind.quantity;
                curve.unit = kind.unit;
                curve.points.push_back({point.x1, {propagated.value, std::sqrt(variance), point.effective_samples}});
                if (!soret || !point.main) continue;
                nlohmann::json row = shares_of(*known, propagated, variance);
                row["route"] = route;
                row["x1"] = point.x1;
                shares.push_back(std::move(row));
            }
        }
    }
    reduction.details["soret_error_shares"] = std::move(shares);
}

}  // namespace soret
