#include "soret/validation/routes/transport_curves.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <map>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "soret/common/finite_size/yeh_hummer.hpp"
#include "soret/validation/campaign/quantities.hpp"
#include "soret/validation/routes/known_transport.hpp"
#include "soret/validation/routes/mass_coefficients.hpp"
#include "soret/validation/routes/near_point.hpp"
#include "soret/validation/routes/undecayed_waves.hpp"

namespace soret {

namespace {

/// Routes to Gamma by name, the preferred one first.
std::vector<std::string> gamma_routes(const std::set<CurveKey>& keys) {
    std::vector<std::string> routes;
    for (const CurveKey& key : keys) {
        if (key.quantity == quantity::thermodynamic_factor && key.is_main()) routes.push_back(key.by.route);
    }
    std::stable_partition(routes.begin(), routes.end(), [](const auto& r) { return r == preferred_gamma_route; });
    return routes;
}

using Value = std::function<double(const TransportCoefficients&)>;

/// First-order error of a quantity; the gradient by central differences of a thousandth of the errors.
struct Propagated {
    double value = 0.0;
    TransportVariables gradient;
};

/// more   that D_12 is larger by
Propagated propagate(const KnownTransport& known, const Value& quantity, double more = 0.0) {
    const auto at = [&](const TransportVariables& values) {
        return quantity(coefficients_at(known, more != 0.0 ? with_more_diffusion(known, values, more) : values));
    };
    Propagated result;
    result.value = at(known.values);
    for (Eigen::Index k = 0; k < transport_variables; ++k) {
        const double step = 1e-3 * std::max(std::sqrt(known.covariance(k, k)), 1e-6 * std::fabs(known.values[k]));
        TransportVariables up = known.values;
        TransportVariables down = known.values;
        up[k] += step;
        down[k] -= step;
        result.gradient[k] = step > 0.0 ? (at(up) - at(down)) / (2.0 * step) : 0.0;
    }
    return result;
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

SharedParts shared_parts(const KnownTransport& known, const TransportVariables& gradient) {
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

/// What changes in a larger system: all but D_T. Of other sizes than the main one D_12 and S_T, which tell whether the
/// box term is right.
bool is_made_larger(const Quantity& quantity, const Study& study) {
    if (study.of == Study::Of::published_size) return quantity != quantity::thermal_diffusion;
    return quantity == quantity::mutual_diffusion || quantity == quantity::soret_coefficient;
}

/// The studies of larger systems that one of some size leads to.
std::vector<Study> larger_of(const Study& study) {
    if (study.is_main()) return {{Study::Of::infinite_system}, {Study::Of::published_size}};
    if (study.of == Study::Of::size) return {{Study::Of::infinite_system, study.particles}};
    return {};
}

/// Which share of the box term a system of the study does not lack any more.
double share_of(const Study& study, int particles) {
    if (study.of == Study::Of::infinite_system) return 1.0;
    return std::max(0.0, 1.0 - std::cbrt(static_cast<double>(particles) / published_particles));
}

/// D_12 lacks in a box what Yeh and Hummer's correction says.
void add_larger(Reduction& reduction, SharedErrors& shared, const KnownTransport& known, const OnsagerPoint& point,
                const std::string& gamma, bool first, const Study& larger) {
    const double share = share_of(larger, point.particles);
    const Curve* viscosities = viscosities_of(reduction.curves, point.route);
    if (viscosities == nullptr || share == 0.0) return;
    const auto viscosity = near(*viscosities, point.x1);
    if (!viscosity || !(viscosity->estimate.value > 0.0)) return;
    if (!(coefficients_at(known, known.values).mutual_diffusion_coefficient > 0.0)) return;
    const Estimate lacking = yeh_hummer_correction(point.temperature, edge_of(point), viscosity->estimate);
    const double more = share * lacking.value;
    for (const CurveKind& kind : curve_kinds()) {
        if (!is_made_larger(kind.quantity, larger)) continue;
        if (!first && kind.quantity != quantity::soret_coefficient) continue;
        const Propagated propagated = propagate(known, kind.value, more);
        // The error of the viscosity is independent of those of the currents.
        const double step = 1e-3 * share * lacking.standard_error;
        const double with_viscosity = (propagate(known, kind.value, more + step).value - propagated.value) * 1e3;
        const double variance =
            propagated.gradient.dot(known.covariance * propagated.gradient) + with_viscosity * with_viscosity;
        const CurveKey key = key_of(kind.quantity, point.route, gamma, larger);
        shared[key].push_back(shared_parts(known, propagated.gradient));
        reduction.curves[key].points.push_back(
            {point.x1, {propagated.value, std::sqrt(variance), point.effective_samples}});
    }
}

nlohmann::json shares_of(const KnownTransport& known, const Propagated& soret, double variance) {
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
void take_enthalpies_off(nlohmann::json& plateaus, const KnownTransport& known) {
    const double difference = state_at(known, known.values).enthalpy_difference;
    for (nlohmann::json& row : plateaus) {
        if (row.at("x1").get<double>() != known.state.x1) continue;
        for (nlohmann::json& value : row.at("onsager_ratio")) value = value.get<double>() - difference;
    }
}

void add_transport_curves(Reduction& reduction, const StateLine& state_line, Backend backend) {
    if (reduction.onsager.empty()) return;
    std::set<CurveKey> keys;
    for (const auto& [key, curve] : reduction.curves) keys.insert(key);
    const std::vector<std::string> gammas = gamma_routes(keys);
    if (!gammas.empty()) {
        reduction.details["undecayed_modes"] = add_undecayed_waves(reduction, state_line, gammas.front(), backend);
    }
    join_mass_coefficients(reduction.onsager);
    reduction.details["mass_coefficients"] = smooth_mass_coefficients(reduction.onsager, state_line.mixture);
    nlohmann::json shares = nlohmann::json::array();
    SharedErrors shared;
    for (const std::string& gamma : gammas) {
        const bool first = gamma == gammas.front();
        for (const OnsagerPoint& point : reduction.onsager) {
            const auto known = known_at(reduction, state_line, gamma, point, backend);
            if (!known || !(point.values[0] > 0.0)) continue;
            const bool main = point.study.is_main();
            if (first && main && reduction.details.contains("green_kubo_plateaus")) {
                take_enthalpies_off(reduction.details["green_kubo_plateaus"], *known);
            }
            for (const Study& larger : larger_of(point.study)) {
                add_larger(reduction, shared, *known, point, gamma, first, larger);
            }
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
            if (!viscous) continue;
            for (const Study& larger : larger_of(study)) {
                for (const CurveKind& kind : curve_kinds()) {
                    if (!is_made_larger(kind.quantity, larger)) continue;
                    yield.curves.insert(key_of(kind.quantity, route, gamma, larger));
                }
            }
        }
    }
}

}  // namespace

JointReduction transport_curves() {
    return {add_yield, add_transport_curves};
}

}  // namespace soret
