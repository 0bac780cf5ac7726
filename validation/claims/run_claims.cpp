#include "soret/validation/claims/run_claims.hpp"

#include "soret/validation/campaign/quantities.hpp"
#include "soret/validation/claims/along_curve.hpp"

namespace soret {

namespace {

// The compositions are independent: the mean of all of them, each weighted with its error.
ClaimResult judge_mean(Claim claim, const Curve& curve) {
    const Estimate mean = pooled(estimates_of(curve.points)).mean;
    Judgement judgement = judge_band(mean, {claim.published, claim.tolerance, 0.0});
    return {std::move(claim), mean, std::move(judgement)};
}

ClaimResult judge_pressure(const Findings& findings, Claim claim, const ClaimInstance& instance) {
    claim.published = findings.state_line.pressure;
    return judge_mean(std::move(claim), findings.curves.at(instance.curves.front()));
}

ClaimResult judge_temperature(const Findings& findings, Claim claim, const ClaimInstance& instance) {
    claim.published = findings.state_line.temperature;
    return judge_mean(std::move(claim), findings.curves.at(instance.curves.front()));
}

}  // namespace

std::vector<ClaimRule> run_claims() {
    const Claim liquid{.id = "liquid",
                       .statement = "Every run ended as one homogeneous liquid",
                       .formula = "runs whose last configuration is frozen, boiled or separated",
                       .published = 0.0,
                       .tolerance = 0.0,
                       .unit = "runs",
                       .source = "density, structure factor and number fluctuations of the last configurations"};
    const Claim pressure{.id = "pressure",
                         .statement = "The pressure from the forces is the imposed one",
                         .formula = "<N T/V + sum r.f/(3 V)>, mean over all compositions",
                         .tolerance = 0.005,
                         .unit = "eps/sigma^3",
                         .source = "virial theorem; the tolerance moves the density by less than 0.15 %"};
    const Claim temperature{.id = "temperature",
                            .statement = "The kinetic temperature is that of the state line",
                            .formula = "2 <K>/(3 N - 3), mean over all compositions",
                            .tolerance = 0.003,
                            .unit = "eps",
                            .source = "equipartition theorem; the tolerance, 0.5 %, moves S_T by 1 %"};
    const Claim drift{.id = "drift",
                      .statement = "The conserved energy of the runs does not drift",
                      .formula = "change in the production a particle, mean over all runs",
                      .published = 0.0,
                      .tolerance = 0.005,
                      .unit = "eps",
                      .source =
                          "conservation of energy; with a heat capacity of 2.5 the tolerance moves the temperature by "
                          "0.3 %"};
    return {{liquid, ClaimScope::any, needs::each_number(number::departures_from_liquid), judge_number},
            {pressure, ClaimScope::any, needs::each(quantity::pressure), judge_pressure},
            {temperature, ClaimScope::any, needs::each(quantity::temperature), judge_temperature},
            {drift, ClaimScope::any, needs::each_number(number::conserved_change), judge_number}};
}

}  // namespace soret
