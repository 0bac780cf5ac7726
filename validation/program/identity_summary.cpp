#include "soret/validation/program/identity_summary.hpp"

#include "soret/validation/program/summary_quantities.hpp"
#include "soret/validation/simulation/observers/identity_observer.hpp"

namespace soret {

namespace {

SummaryQuantity quantity_of(const DifferenceValue& value) {
    return {.estimate = value.estimate, .converged = value.converged, .reason = value.reason};
}

nlohmann::json json_of_known(const std::optional<double>& value) {
    return value ? nlohmann::json(*value) : nlohmann::json(nullptr);
}

nlohmann::json json_of_pair(const IdentityTable& table) {
    const ChemicalPotentialDifference difference = chemical_potential_difference(table);
    nlohmann::json json{{"species", {table.a + 1, table.b + 1}},
                        {"particles", {table.particles_a, table.particles_b}},
                        {"bar_lean", json_of_known(difference.bar_lean)},
                        {"overlap", json_of_known(difference.overlap)},
                        {"bennett_constant", table.bennett_constant}};
    add_to(json, "forward", quantity_of(difference.into_a));
    add_to(json, "backward", quantity_of(difference.into_b));
    add_to(json, "mean", quantity_of(difference.mean));
    add_to(json, "bar", quantity_of(difference.bar));
    add_to(json, "hysteresis", quantity_of(difference.hysteresis));
    if (difference.hysteresis.estimate) {
        json["hysteresis"]["of_ideal_mixture"] = difference.hysteresis_of_ideal_mixture;
        json["hysteresis"]["z"] = json_of_known(difference.z);
        json["hysteresis"]["z_limit"] = json_of_known(difference.z_limit);
    }
    json["verdict"] = nullptr;
    json["verdict_reason"] = difference.bar.reason;
    if (table.particles_a == 0 || table.particles_b == 0) return json;
    json["verdict"] = difference.inconclusive.empty() ? "sampled" : "inconclusive";
    json["verdict_reason"] = difference.inconclusive;
    return json;
}

}  // namespace

void add_chemical_potential_differences(const Observers& observers, nlohmann::json& summary) {
    if (observers.identity() == nullptr) return;
    nlohmann::json& list = summary["chemical_potential_differences"] = nlohmann::json::array();
    for (const IdentityTable& table : observers.identity()->tables()) list.push_back(json_of_pair(table));
}

}  // namespace soret
