#include "soret/validation/simulation/trajectory_json.hpp"

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/validation/simulation/restraint.hpp"
#include "soret/validation/simulation/state_json.hpp"

namespace soret {

namespace {

nlohmann::json chain_to_json(const NoseHooverChain& chain) {
    return {{"eta", chain.eta}, {"rate", chain.rate}};
}

NoseHooverChain chain_from_json(const nlohmann::json& saved) {
    return {saved.at("eta").get<std::vector<double>>(), saved.at("rate").get<std::vector<double>>()};
}

nlohmann::json extended_to_json(const ExtendedVariables& extended) {
    nlohmann::json json{{"thermostat", chain_to_json(extended.thermostat)},
                        {"barostat", chain_to_json(extended.barostat)},
                        {"strain_rate", extended.strain_rate},
                        {"energy_given", energies_to_json(extended.energy_given)}};
    if (extended.field == FieldVariables{}) return json;
    const FieldVariables& field = extended.field;
    json["field"] = {{"work", field.work}, {"heat", field.heat}, {"drift_kick", field.drift_kick}};
    return json;
}

ExtendedVariables extended_from_json(const nlohmann::json& saved) {
    ExtendedVariables extended{chain_from_json(saved.at("thermostat")), chain_from_json(saved.at("barostat")),
                               saved.at("strain_rate").get<double>(), energies_from_json(saved.at("energy_given"))};
    if (!saved.contains("field")) return extended;
    const nlohmann::json& field = saved.at("field");
    extended.field = {field.at("work").get<double>(), field.at("heat").get<double>(),
                      field.at("drift_kick").get<std::array<double, 3>>()};
    return extended;
}

}  // namespace

nlohmann::json energies_to_json(const EnergyGiven& given) {
    return {given.hot, given.cold, given.rest};
}

EnergyGiven energies_from_json(const nlohmann::json& saved) {
    return {saved.at(0).get<double>(), saved.at(1).get<double>(), saved.at(2).get<double>()};
}

nlohmann::json to_json(const Trajectory& trajectory) {
    return {{"state", state_to_json(trajectory.state)},
            {"step", trajectory.step},
            {"extended", extended_to_json(trajectory.extended)}};
}

Trajectory trajectory_from_json(const nlohmann::json& saved) {
    try {
        Trajectory trajectory{state_from_json(saved.at("state")), saved.at("step").get<std::uint64_t>(),
                              extended_from_json(saved.at("extended"))};
        if (saved.contains("restraints")) trajectory.anchors = anchors_from_json(saved.at("restraints").at("anchors"));
        return trajectory;
    } catch (const nlohmann::json::exception& error) {
        throw InvalidInput(fmt::format("saved run: {}", error.what()));
    }
}

}  // namespace soret
