#include "soret/validation/claims/theory_claims.hpp"

#include <fmt/format.h>

#include <cmath>
#include <functional>

#include "soret/common/errors.hpp"
#include "soret/validation/campaign/quantities.hpp"
#include "soret/validation/claims/along_curve.hpp"
#include "soret/validation/claims/equations_of_state.hpp"

namespace soret {

namespace {

inline constexpr const char* thol_source = "Thol, Rutkai, Span, Vrabec and Lustig, Int. J. Thermophys. 36, 25 (2015)";
inline constexpr const char* pets_source = "PeTS: Heier et al., Mol. Phys. 116, 2083 (2018)";

/// Isotopes have h_1 = h_2, but for rounding.
inline constexpr double smallest_theory = 1e-9;

// "Every point of the curve lies within a band about a theory": the relative deviations from it, point by point.
ClaimResult judge_along(const Claim& claim, const Curve& curve, const std::function<double(double)>& theory) {
    std::vector<CurvePoint> deviations;
    for (const CurvePoint& point : curve.points) {
        const double expected = theory(point.x);
        if (std::fabs(expected) < smallest_theory) continue;
        deviations.push_back({point.x,
                              {point.estimate.value / expected - 1.0,
                               point.estimate.standard_error / std::fabs(expected), point.estimate.effective_samples}});
    }
    if (deviations.empty() && !curve.points.empty()) {
        return without_measurement(claim,
                                   "the theory says 0 at every composition: nothing deviates from it by a share");
    }
    return judge_along(claim, deviations);
}

// Rules of this scope are judged where the equations hold.
EquationsOfState equations_of(const Findings& findings) {
    auto equations = EquationsOfState::along(findings.state_line);
    if (!equations) throw InvalidArgument("no equation of state holds for this mixture and state line");
    return *std::move(equations);
}

template <std::size_t species>
ClaimResult judge_pure_density(const Findings& findings, Claim claim, const ClaimInstance& instance) {
    constexpr double tolerance = 0.003;
    constexpr double x1 = species == 0 ? 1.0 : 0.0;
    claim.published = equations_of(findings).pure(species).density;
    claim.tolerance = tolerance * claim.published;
    for (const CurvePoint& point : findings.curves.at(instance.curves.front()).points) {
        if (point.x != x1) continue;
        Judgement judgement =
            judge_band(point.estimate, {claim.published, claim.tolerance, 0.0}, rules_for(point.estimate));
        return {std::move(claim), point.estimate, std::move(judgement)};
    }
    return without_measurement(std::move(claim), "the pure liquid was not measured");
}

template <std::size_t species>
ClaimRule pure_density() {
    Claim claim{.id = fmt::format("density-thol-{}", species + 1),
                .statement = fmt::format(
                    "The density of pure liquid {} is that of the equation of state of Thol et al.", species + 1),
                .formula = "rho = N/<V> in the isothermal-isobaric ensemble",
                .unit = "sigma^-3",
                .source = fmt::format("{}; 0.3 % allows for its scatter in the dense liquid near the end of its range",
                                      thol_source)};
    return {claim, ClaimScope::equations, needs::any_of({{quantity::density, {"semigrand"}}}),
            judge_pure_density<species>};
}

Curve without_ends(const Curve& curve) {
    Curve inner = curve;
    std::erase_if(inner.points, [](const CurvePoint& point) { return point.x == 0.0 || point.x == 1.0; });
    return inner;
}

ClaimResult judge_density(const Findings& findings, Claim claim, const ClaimInstance& instance) {
    const EquationsOfState equations = equations_of(findings);
    claim.tolerance = 2.0 * equations.density_discrepancy();
    claim.source = fmt::format("{}; tolerance: twice the {:.2f} % by which PeTS differs from Thol at a pure end",
                               pets_source, 100.0 * equations.density_discrepancy());
    return judge_along(claim, without_ends(findings.curves.at(instance.curves.front())),
                       [&](double x1) { return equations.mixture(x1).density; });
}

// Against a second derivative of the Gibbs energy.
ClaimResult judge_derivative(const Findings& findings, Claim claim, const ClaimInstance& instance,
                             double (*theory)(const EquationsOfState&, double x1)) {
    const EquationsOfState equations = equations_of(findings);
    claim.tolerance = equations.second_derivative_discrepancy();
    claim.source = fmt::format(
        "{}; tolerance: PeTS and Thol differ by {:.1f} % in the isothermal compressibility of a pure end, a second "
        "derivative of the Gibbs energy as this is",
        pets_source, 100.0 * claim.tolerance);
    return judge_along(claim, findings.curves.at(instance.curves.front()),
                       [&](double x1) { return theory(equations, x1); });
}

ClaimResult judge_gamma(const Findings& findings, Claim claim, const ClaimInstance& instance) {
    return judge_derivative(findings, std::move(claim), instance, [](const EquationsOfState& equations, double x1) {
        return *equations.mixture(x1).thermodynamic_factor;
    });
}

ClaimResult judge_enthalpy(const Findings& findings, Claim claim, const ClaimInstance& instance) {
    return judge_derivative(findings, std::move(claim), instance, [](const EquationsOfState& equations, double x1) {
        return equations.enthalpy_difference(x1);
    });
}

Claim pets_claim(std::string id, std::string statement, std::string formula) {
    return {.id = std::move(id),
            .statement = std::move(statement),
            .formula = std::move(formula),
            .unit = "1",
            .source = {}};
}

Claim integral_claim() {
    return {.id = "gamma-integral",
            .statement = "Gamma from fluctuations agrees with thermodynamic integration of the chemical potentials",
            .formula = "mean of (Gamma - 1)/(x1 x2) over x1, minus the mean of d(Delta mu_{ex}/T)/dx1",
            .published = 0.0,
            .tolerance = 0.06,
            .unit = "1",
            .source = "Gibbs-Duhem equation; the tolerance is 0.015 of Gamma at x1 = 0.5"};
}

}  // namespace

std::vector<ClaimRule> theory_claims() {
    return {
        pure_density<0>(),
        pure_density<1>(),
        {pets_claim("density-pets", "The density of every mixture is that of the PeTS equation of state",
                    "rho/rho_{PeTS} - 1, the composition that decides"),
         ClaimScope::equations, needs::any_of({{quantity::density, {"semigrand"}}}), judge_density},
        {pets_claim("gamma-pets", "The thermodynamic factor of every mixture is that of the PeTS equation of state",
                    "Gamma/Gamma_{PeTS} - 1, the composition that decides"),
         ClaimScope::equations, needs::each(quantity::thermodynamic_factor), judge_gamma},
        {pets_claim("enthalpy-pets", "The difference of the partial enthalpies is that of the PeTS equation of state",
                    "(h_1 - h_2)/(h_1 - h_2)_{PeTS} - 1, the composition that decides"),
         ClaimScope::equations, needs::any_of({{quantity::enthalpy_difference, {"semigrand"}}}), judge_enthalpy},
        {integral_claim(), ClaimScope::any, needs::each_number(number::gamma_integral_difference), judge_number,
         Tier::standard}};
}

}  // namespace soret
