#include "soret/validation/claims/theory_claims.hpp"

#include <fmt/format.h>

#include <cmath>
#include <functional>

#include "soret/validation/claims/along_curve.hpp"
#include "soret/validation/claims/anchors.hpp"

namespace soret {

namespace {

inline constexpr const char* thol_source = "Thol, Rutkai, Span, Vrabec and Lustig, Int. J. Thermophys. 36, 25 (2015)";
inline constexpr const char* pets_source = "PeTS: Heier et al., Mol. Phys. 116, 2083 (2018)";

// "Every point of the curve lies within a band about a theory": the relative deviations from it, point by point.
ClaimResult judge_along(const Claim& claim, const Curve& curve, const std::function<double(double)>& theory) {
    std::vector<CurvePoint> deviations;
    for (const CurvePoint& point : curve.points) {
        const double expected = theory(point.x1);
        deviations.push_back({point.x1,
                              {point.estimate.value / expected - 1.0,
                               point.estimate.standard_error / std::fabs(expected), point.estimate.effective_samples}});
    }
    return judge_along(claim, deviations);
}

void judge_pure_densities(const Curve& density, const Anchors& anchors, std::vector<ClaimResult>& results) {
    constexpr double tolerance = 0.003;
    for (std::size_t species = 0; species < 2; ++species) {
        const double x1 = species == 0 ? 1.0 : 0.0;
        const double published = anchors.pure(species).density;
        for (const CurvePoint& point : density.points) {
            if (point.x1 != x1) continue;
            Claim claim{
                .id = fmt::format("density-thol-{}", species + 1),
                .statement = fmt::format(
                    "The density of pure liquid {} is that of the equation of state of Thol et al.", species + 1),
                .formula = "rho = N/<V> in the isothermal-isobaric ensemble",
                .published = published,
                .tolerance = tolerance * published,
                .unit = "sigma^-3",
                .source = fmt::format("{}; 0.3 % allows for its scatter in the dense liquid near the end of its range",
                                      thol_source)};
            const Judgement judgement =
                judge_band(point.estimate, {claim.published, claim.tolerance, 0.0}, rules_for(point.estimate));
            results.push_back({std::move(claim), point.estimate, judgement});
        }
    }
}

Curve without_ends(const Curve& curve) {
    Curve inner = curve;
    std::erase_if(inner.points, [](const CurvePoint& point) { return point.x1 == 0.0 || point.x1 == 1.0; });
    return inner;
}

void judge_against_pets(const Findings& findings, const Anchors& anchors, std::vector<ClaimResult>& results) {
    const double second = anchors.second_derivative_discrepancy();
    const std::string second_source = fmt::format(
        "{}; tolerance: PeTS and Thol differ by {:.1f} % in the isothermal compressibility of a pure end, a second "
        "derivative of the Gibbs energy as this is",
        pets_source, 100.0 * second);
    if (const Curve* density = find_curve(findings, "density")) {
        if (const Curve inner = without_ends(*density); !inner.points.empty()) {
            Claim claim{
                .id = "density-pets",
                .statement = "The density of every mixture is that of the PeTS equation of state",
                .formula = "rho/rho_{PeTS} - 1, the composition that decides",
                .published = 0.0,
                .tolerance = 2.0 * anchors.density_discrepancy(),
                .unit = "1",
                .source = fmt::format("{}; tolerance: twice the {:.2f} % by which PeTS differs from Thol at a pure end",
                                      pets_source, 100.0 * anchors.density_discrepancy())};
            results.push_back(judge_along(claim, inner, [&](double x1) { return anchors.mixture(x1).density; }));
        }
    }
    for (const auto& [name, curve] : findings.curves) {
        const std::string route = route_of_gamma_curve(name);
        if (route.empty() || curve.points.empty() || is_part_of_another(route, findings.curves)) continue;
        Claim claim{.id = "gamma-pets/" + route,
                    .statement = "The thermodynamic factor of every mixture is that of the PeTS equation of state",
                    .formula = "Gamma/Gamma_{PeTS} - 1, the composition that decides",
                    .published = 0.0,
                    .tolerance = second,
                    .unit = "1",
                    .source = second_source};
        results.push_back(
            judge_along(claim, curve, [&](double x1) { return *anchors.mixture(x1).thermodynamic_factor; }));
    }
    if (const Curve* difference = find_curve(findings, "enthalpy_difference")) {
        Claim claim{.id = "enthalpy-pets",
                    .statement = "The difference of the partial enthalpies is that of the PeTS equation of state",
                    .formula = "(h_1 - h_2)/(h_1 - h_2)_{PeTS} - 1, the composition that decides",
                    .published = 0.0,
                    .tolerance = second,
                    .unit = "1",
                    .source = second_source};
        results.push_back(judge_along(claim, *difference, [&](double x1) { return anchors.enthalpy_difference(x1); }));
    }
}

// The compositions are independent: the mean of all of them, each weighted with its error.
std::optional<Estimate> mean_of(const Curve& curve) {
    std::vector<Estimate> estimates;
    for (const CurvePoint& point : curve.points) estimates.push_back(point.estimate);
    if (estimates.empty()) return std::nullopt;
    return pooled(estimates).mean;
}

void judge_exact_relations(const Findings& findings, std::vector<ClaimResult>& results) {
    const std::string integral_prefix = "gamma_integral_difference/";
    const std::string liquid_prefix = "departures_from_liquid/";
    for (const auto& [name, estimate] : findings.quantities) {
        if (name.starts_with(integral_prefix)) {
            Claim claim{
                .id = "gamma-integral/" + name.substr(integral_prefix.size()),
                .statement = "Gamma from fluctuations agrees with thermodynamic integration of the chemical potentials",
                .formula = "mean of (Gamma - 1)/(x1 x2) over x1, minus the mean of d(Delta mu_{ex}/T)/dx1",
                .published = 0.0,
                .tolerance = 0.06,
                .unit = "1",
                .source = "Gibbs-Duhem equation; the tolerance is 0.015 of Gamma at x1 = 0.5"};
            const Judgement judgement =
                judge_band(estimate, {claim.published, claim.tolerance, 0.0}, rules_for(estimate));
            results.push_back({std::move(claim), estimate, judgement});
        } else if (name.starts_with(liquid_prefix)) {
            Claim claim{.id = "liquid/" + name.substr(liquid_prefix.size()),
                        .statement = "Every chain ended as one homogeneous liquid",
                        .formula = "chains whose last configuration is frozen, boiled or separated",
                        .published = 0.0,
                        .tolerance = 0.0,
                        .unit = "chains",
                        .source = "density, structure factor and number fluctuations of the last configurations"};
            const Judgement judgement =
                judge_band(estimate, {claim.published, claim.tolerance, 0.0}, rules_for(estimate));
            results.push_back({std::move(claim), estimate, judgement});
        }
    }
    const std::string prefix = "pressure_";
    for (const auto& [name, curve] : findings.curves) {
        if (!name.starts_with(prefix)) continue;
        Claim claim{.id = "pressure/" + name.substr(prefix.size()),
                    .statement = "The pressure from the forces is the imposed one",
                    .formula = "<N T/V + sum r.f/(3 V)>, mean over all compositions",
                    .published = findings.state_line.pressure,
                    .tolerance = 0.005,
                    .unit = "eps/sigma^3",
                    .source = "virial theorem; the tolerance moves the density by less than 0.15 %"};
        const auto measured = mean_of(curve);
        const Judgement judgement = judge_band(measured, {claim.published, claim.tolerance, 0.0});
        results.push_back({std::move(claim), measured, judgement});
    }
}

}  // namespace

std::vector<ClaimResult> judge_theory_claims(const Findings& findings) {
    std::vector<ClaimResult> results;
    if (const auto anchors = Anchors::along(findings.state_line)) {
        if (const Curve* density = find_curve(findings, "density")) judge_pure_densities(*density, *anchors, results);
        judge_against_pets(findings, *anchors, results);
    }
    judge_exact_relations(findings, results);
    return results;
}

}  // namespace soret
