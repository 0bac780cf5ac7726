#include "soret/validation/routes/transport_curves.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <map>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "soret/common/contracts/transport.hpp"
#include "soret/common/finite_size/yeh_hummer.hpp"
#include "soret/validation/campaign/quantities.hpp"
#include "soret/validation/routes/green_kubo/green_kubo.hpp"
#include "soret/validation/routes/hnemd/hnemd.hpp"
#include "soret/validation/routes/mass_coefficients.hpp"
#include "soret/validation/routes/near_point.hpp"
#include "soret/validation/simulation/backend.hpp"

namespace soret {

namespace {

constexpr Eigen::Index variables = 6;  // L_11, L_1q, L_q1, L_qq, Gamma, h_1 - h_2
constexpr Eigen::Index gamma_variable = 4;
constexpr Eigen::Index enthalpy_variable = 5;
using Variables = Eigen::Matrix<double, variables, 1>;
using Covariance = Eigen::Matrix<double, variables, variables>;

/// Routes to Gamma by name, the preferred one first.
std::vector<std::string> gamma_routes(const std::set<CurveKey>& keys) {
    std::vector<std::string> routes;
    for (const CurveKey& key : keys) {
        if (key.quantity == quantity::thermodynamic_factor && key.is_main()) routes.push_back(key.by.route);
    }
    std::stable_partition(routes.begin(), routes.end(), [](const auto& r) { return r == preferred_gamma_route; });
    return routes;
}

/// Where enthalpies come from: there is one route to them.
CurveKey of_chains(const Quantity& quantity) {
    return {quantity, {quantity.customary_route}};
}

/// All that is known at one composition by one route to Gamma.
struct Known {
    OnsagerState state;  ///< enthalpy_difference is that of the specific partial enthalpies
    Variables values;
    Covariance covariance;
    Eigen::Matrix<double, 4, Eigen::Dynamic> shared_errors;  // of the Onsager coefficients
    std::size_t difference = 0;                              // which point of the curve of h_1 - h_2
    CurveKey factors;                                        // the curve of Gamma
    std::size_t factor = 0;                                  // which of its points
    double enthalpy = 0.0;                                   // of the mixture, a particle
    Backend backend = Backend::optimized;
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
    with_backend(known.backend,
                 [&]<class B>(B) { B::Transport::coefficients(std::span(&state, 1), std::span(&coefficients, 1)); });
    return coefficients;
}

using Value = std::function<double(const TransportCoefficients&)>;

/// First-order error of a quantity; the gradient by central differences of a thousandth of the errors.
struct Propagated {
    double value = 0.0;
    Variables gradient;
};

Propagated propagate(const Known& known, const Value& quantity) {
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

std::optional<Known> known_at(const Reduction& reduction, const StateLine& line, const std::string& route,
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
    Known known;
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
    known.covariance = Covariance::Zero();
    known.covariance.topLeftCorner<4, 4>() = point.covariance;
    known.covariance(gamma_variable, gamma_variable) = std::pow(gamma->estimate.standard_error, 2);
    known.covariance(enthalpy_variable, enthalpy_variable) = std::pow(difference->estimate.standard_error, 2);
    const double shared =
        covariance_of(reduction.covariances, factor, of_chains(quantity::enthalpy_difference), gamma->x);
    known.covariance(gamma_variable, enthalpy_variable) = shared;
    known.covariance(enthalpy_variable, gamma_variable) = shared;
    return known;
}

double edge_of(const OnsagerPoint& point) {
    return std::cbrt(static_cast<double>(point.particles) / point.number_density);
}

struct CurveKind {
    Quantity quantity;
    Value value;
};

const std::array<CurveKind, 6>& curve_kinds() {
    using T = TransportCoefficients;
    static const std::array<CurveKind, 6> kinds{
        CurveKind{quantity::onsager_ratio, [](const T& t) { return t.onsager_ratio; }},
        CurveKind{quantity::mutual_diffusion, [](const T& t) { return t.mutual_diffusion_coefficient; }},
        CurveKind{quantity::thermal_diffusion, [](const T& t) { return t.thermal_diffusion_coefficient; }},
        CurveKind{quantity::delta_lambda, [](const T& t) { return t.delta_lambda / t.thermal_conductivity; }},
        CurveKind{quantity::delta_lambda_primed,
                  [](const T& t) { return t.delta_lambda_primed / t.thermal_conductivity; }},
        CurveKind{quantity::soret_coefficient, [](const T& t) { return t.soret_coefficient; }}};
    return kinds;
}

/// The key of a curve that an Onsager point yields: S_T by each route to Gamma, the rest by the first of them.
CurveKey key_of(const Quantity& quantity, const std::string& route, const std::string& gamma, const Study& study) {
    return {quantity, {route, quantity == quantity::soret_coefficient ? gamma : ""}, study};
}

/// The parts of a point's error that other points of its curve have as well.
struct SharedParts {
    std::size_t difference;     // which point of the curve of h_1 - h_2
    double of_difference;       // derivative with respect to it
    CurveKey factors;           // the curve of Gamma
    std::size_t factor;         // which of its points
    double of_factor;           // derivative with respect to it
    Eigen::RowVectorXd of_all;  // errors by what the limits of integrals, or the way to zero field, leave open
};

/// By curve, in the order of its points.
using SharedErrors = std::map<CurveKey, std::vector<SharedParts>>;

SharedParts shared_parts(const Known& known, const Variables& gradient) {
    return {known.difference, gradient[enthalpy_variable], known.factors,
            known.factor,     gradient[gamma_variable],    gradient.head<4>().transpose() * known.shared_errors};
}

/// What two points share by the errors of Gamma, which only some routes have in common along their curve.
double shared_by_gamma(const Reduction& reduction, const SharedParts& a, const SharedParts& b) {
    const Curve& factors = reduction.curves.at(a.factors);
    if (factors.covariance.empty()) return 0.0;
    return a.of_factor * b.of_factor * covariance_of_points(factors, a.factor, b.factor);
}

/// Gives the curves the covariances of their points.
void add_covariances(Reduction& reduction, const SharedErrors& shared) {
    if (shared.empty()) return;
    const Curve& differences = reduction.curves.at(of_chains(quantity::enthalpy_difference));
    for (const auto& [key, parts] : shared) {
        std::vector<double>& covariance = reduction.curves.at(key).covariance;
        for (const SharedParts& a : parts) {
            for (const SharedParts& b : parts) {
                covariance.push_back(a.of_difference * b.of_difference *
                                         covariance_of_points(differences, a.difference, b.difference) +
                                     a.of_all.dot(b.of_all) + shared_by_gamma(reduction, a, b));
            }
        }
    }
}

/// What D_12 and S_T = D_T/D_12 are in a larger system: D_12 lacks what Yeh and Hummer's correction says, D_T does
/// not. In a box the slow waves carry particles along, with their enthalpy: L_1q lacks h_1 - h_2 times what L_11 lacks,
/// L'_1q nothing.
/// share   of the correction to an infinite system
void add_larger(Reduction& reduction, SharedErrors& shared, const Known& known, const OnsagerPoint& point,
                const std::string& gamma, bool first, Study::Of size, double share) {
    const Curve* viscosities = viscosities_of(reduction.curves, point.route);
    if (viscosities == nullptr || !point.study.is_main()) return;
    const auto viscosity = near(*viscosities, point.x1);
    if (!viscosity || !(viscosity->estimate.value > 0.0)) return;
    const Estimate lacking = yeh_hummer_correction(point.temperature, edge_of(point), viscosity->estimate);
    const double more = share * lacking.value;
    const auto add = [&](const Quantity& quantity, const std::function<Value(double)>& value) {
        const Propagated propagated = propagate(known, value(more));
        // The error of the viscosity is independent of those of the currents.
        const double step = 1e-3 * share * lacking.standard_error;
        const double with_viscosity = (propagate(known, value(more + step)).value - propagated.value) * 1e3;
        const double variance =
            propagated.gradient.dot(known.covariance * propagated.gradient) + with_viscosity * with_viscosity;
        const CurveKey key = key_of(quantity, point.route, gamma, {size});
        shared[key].push_back(shared_parts(known, propagated.gradient));
        reduction.curves[key].points.push_back(
            {point.x1, {propagated.value, std::sqrt(variance), point.effective_samples}});
    };
    if (first) {
        add(quantity::mutual_diffusion, [](double m) {
            return [m](const TransportCoefficients& t) { return t.mutual_diffusion_coefficient + m; };
        });
    }
    add(quantity::soret_coefficient, [](double m) {
        return [m](const TransportCoefficients& t) {
            return t.thermal_diffusion_coefficient / (t.mutual_diffusion_coefficient + m);
        };
    });
}

void add_larger_sizes(Reduction& reduction, SharedErrors& shared, const Known& known, const OnsagerPoint& point,
                      const std::string& gamma, bool first) {
    add_larger(reduction, shared, known, point, gamma, first, Study::Of::infinite_system, 1.0);
    if (point.particles >= published_particles) return;
    const double share = 1.0 - std::cbrt(static_cast<double>(point.particles) / published_particles);
    add_larger(reduction, shared, known, point, gamma, first, Study::Of::published_size, share);
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

void add_transport_curves(Reduction& reduction, const StateLine& state_line, Backend backend) {
    if (reduction.onsager.empty()) return;
    join_mass_coefficients(reduction.onsager);
    reduction.details["mass_coefficients"] = smooth_mass_coefficients(reduction.onsager, state_line.mixture);
    nlohmann::json shares = nlohmann::json::array();
    SharedErrors shared;
    std::set<CurveKey> keys;
    for (const auto& [key, curve] : reduction.curves) keys.insert(key);
    const std::vector<std::string> gammas = gamma_routes(keys);
    for (const std::string& gamma : gammas) {
        const bool first = gamma == gammas.front();
        for (const OnsagerPoint& point : reduction.onsager) {
            const auto known = known_at(reduction, state_line, gamma, point, backend);
            if (!known || !(point.values[0] > 0.0)) continue;
            const bool main = point.study.is_main();
            if (first && main && reduction.details.contains("green_kubo_plateaus")) {
                take_enthalpies_off(reduction.details["green_kubo_plateaus"], *known);
            }
            add_larger_sizes(reduction, shared, *known, point, gamma, first);
            for (const CurveKind& kind : curve_kinds()) {
                const bool soret = kind.quantity == quantity::soret_coefficient;
                if (!soret && !first) continue;
                const Propagated propagated = propagate(*known, kind.value);
                const double variance = propagated.gradient.dot(known->covariance * propagated.gradient);
                const CurveKey key = key_of(kind.quantity, point.route, gamma, point.study);
                shared[key].push_back(shared_parts(*known, propagated.gradient));
                reduction.curves[key].points.push_back(
                    {point.x1, {propagated.value, std::sqrt(variance), point.effective_samples}});
                if (!soret || !main) continue;
                nlohmann::json row = shares_of(*known, propagated, variance);
                row["onsager"] = point.route;
                row["route"] = gamma;
                row["x1"] = point.x1;
                shares.push_back(std::move(row));
            }
        }
    }
    add_covariances(reduction, shared);
    reduction.details["soret_error_shares"] = std::move(shares);
}

void add_yield(Yield& yield) {
    const CurveKey differences = of_chains(quantity::enthalpy_difference);
    const CurveKey enthalpies = of_chains(quantity::enthalpy);
    if (!yield.curves.contains(differences) || !yield.curves.contains(enthalpies)) return;
    const std::vector<std::string> gammas = gamma_routes(yield.curves);
    for (const auto& [route, study] : yield.onsager) {
        for (const std::string& gamma : gammas) {
            for (const CurveKind& kind : curve_kinds()) {
                yield.curves.insert(key_of(kind.quantity, route, gamma, study));
            }
            const bool viscous = yield.curves.contains({quantity::viscosity, {route}}) ||
                                 yield.curves.contains({quantity::viscosity, {quantity::viscosity.customary_route}});
            if (!study.is_main() || !viscous) continue;
            for (const Quantity& quantity : {quantity::mutual_diffusion, quantity::soret_coefficient}) {
                yield.curves.insert(key_of(quantity, route, gamma, {Study::Of::infinite_system}));
                yield.curves.insert(key_of(quantity, route, gamma, {Study::Of::published_size}));
            }
        }
    }
}

}  // namespace

JointReduction transport_curves() {
    return {add_yield, add_transport_curves};
}

}  // namespace soret
