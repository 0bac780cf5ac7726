#include "soret/validation/claims/gas_claims.hpp"

#include <cmath>

#include "soret/validation/campaign/gas_quantities.hpp"
#include "soret/validation/claims/along_curve.hpp"
#include "soret/validation/simulation/dilute_isotopes.hpp"

namespace soret {

namespace {

/// "What was measured is what theory says, within the claim's tolerance", a part of that; theory has an error too.
/// The instance has both numbers, what was measured first.
ClaimResult judge_against_theory(const Findings& findings, Claim claim, const ClaimInstance& instance) {
    for (const NumberKey& key : instance.numbers) {
        if (!findings.numbers.contains(key)) return not_measured(std::move(claim), name_of(key));
    }
    const Estimate& measured = findings.numbers.at(instance.numbers[0]);
    claim.published = findings.numbers.at(instance.numbers[1]).value;
    claim.tolerance *= std::fabs(claim.published);
    const double of_theory = error_of_isotope_theory * std::fabs(claim.published);
    Judgement judgement = judge_band(measured, {claim.published, claim.tolerance, of_theory}, rules_for(measured));
    return {std::move(claim), measured, std::move(judgement)};
}

ClaimRule against_theory(Claim claim, const NumberKey& measured, const NumberKey& theory) {
    return {std::move(claim), ClaimScope::any,
            [=](const Available& available) {
                if (!available.numbers.contains(measured)) return std::vector<ClaimInstance>{};
                return std::vector<ClaimInstance>{{"", {}, {measured, theory}}};
            },
            judge_against_theory};
}

}  // namespace

std::vector<ClaimRule> gas_claims() {
    using namespace number;
    return {
        against_theory({.id = "isotope",
                        .statement = "S_T of a dilute gas of isotopes is that of kinetic theory",
                        .formula = "(L'_{1q}/L_{11}) m_1 m_2/((x_1 m_1 + x_2 m_2) T^2) at zero field and density",
                        .tolerance = 0.2,
                        .unit = "1/eps",
                        .source = "Chapman and Enskog in the third Sonine order, of the same potential, known to 1 %; "
                                  "tolerance 20 %: four times the error that was planned"},
                       dilute_isotope_soret, dilute_isotope_soret_theory),
        against_theory({.id = "isotope-diffusion",
                        .statement = "Diffusion in a dilute gas of isotopes is that of kinetic theory",
                        .formula = "n D_{12} of L_{11} from the noise of J_1, at zero field and density",
                        .tolerance = 0.05,
                        .unit = "1/(sigma tau)",
                        .source = "as isotope; tolerance 5 %: three times the error of the way to zero density"},
                       dilute_isotope_diffusion, dilute_isotope_diffusion_theory)};
}

}  // namespace soret
