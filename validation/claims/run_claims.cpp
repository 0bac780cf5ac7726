#include "soret/validation/claims/run_claims.hpp"

#include "soret/validation/campaign/quantities.hpp"
#include "soret/validation/claims/along_curve.hpp"

namespace soret {

namespace {

ClaimResult judge_pressure(const Findings& findings, Claim claim, const ClaimInstance& instance) {
    claim.published = findings.state_line.pressure;
    return judge_common_value(std::move(claim), findings.curves.at(instance.curves.front()).points);
}

ClaimResult judge_temperature(const Findings& findings, Claim claim, const ClaimInstance& instance) {
    claim.published = findings.state_line.temperature;
    return judge_common_value(std::move(claim), findings.curves.at(instance.curves.front()).points);
}

}  // namespace

std::vector<ClaimRule> run_claims() {
    const auto claim = [](std::string id, std::string statement, std::string formula, double tolerance,
                          std::string unit, std::string source) {
        return Claim{std::move(id), std::move(statement), std::move(formula), 0.0,
                     tolerance,     std::move(unit),      std::move(source)};
    };
    return {{claim("liquid", "Every run ended as one homogeneous liquid",
                   "runs whose last configuration is frozen, boiled or separated", 0.0, "runs",
                   "density, structure factor and number fluctuations of the last configurations"),
             ClaimScope::any, needs::each_number(number::departures_from_liquid), judge_number},
            {claim("pressure", "The pressure from the forces is the imposed one",
                   "<N T/V + sum r.f/(3 V)>, mean over all compositions", 0.005, "eps/sigma^3",
                   "virial theorem; the tolerance moves the density by less than 0.15 %"),
             ClaimScope::any, needs::each(quantity::pressure), judge_pressure},
            {claim("temperature", "The kinetic temperature is that of the state line",
                   "2 <K>/(3 N - 3), mean over all compositions", 0.003, "eps",
                   "equipartition theorem; the tolerance, 0.5 %, moves S_T by 1 %"),
             ClaimScope::any, needs::each(quantity::temperature), judge_temperature},
            {claim("drift", "The conserved energy of the runs does not drift",
                   "change in the production a particle, mean over all runs", 0.005, "eps",
                   "conservation of energy; with a heat capacity of 2.5 the tolerance moves the temperature by 0.3 %"),
             ClaimScope::any, needs::each_number(number::conserved_change), judge_number},
            {claim("energy-balance", "The energy of driven runs accounts for the work of their field",
                   "what H - W - E_T becomes in the production over the work W, mean over all runs", 0.002, "1",
                   "conservation of energy; J'_q is measured by the work: the tolerance is the error that L'_qq has"),
             ClaimScope::any, needs::each_number(number::unaccounted_work), judge_number}};
}

}  // namespace soret
