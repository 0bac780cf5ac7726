#include "soret/validation/simulation/trajectory_json.hpp"

#include "soret/common/files/json_fields.hpp"
#include "soret/validation/simulation/restraint.hpp"
#include "soret/validation/simulation/state_json.hpp"

namespace soret {

namespace {

nlohmann::json chain_to_json(const NoseHooverChain& chain) {
    return {{"eta", chain.eta}, {"rate", chain.rate}};
}

NoseHooverChain chain_from_json(const nlohmann::json& saved) {
    return {field<std::vector<double>>(saved, "eta"), field<std::vector<double>>(saved, "rate")};
}

nlohmann::json extended_to_json(const ExtendedVariables& extended) {
    nlohmann::json json{{"thermostat", chain_to_json(extended.thermostat)},
                        {"barostat", chain_to_json(extended.barostat)},
                        {"strain_rate", extended.strain_rate},
                        {"energy_given", energies_to_json(extended.energy_given)}};
    if (extended.field == FieldVariables{}) return json;
    const FieldVariables& of = extended.field;
    json["field"] = {{"work", of.work}, {"heat", of.heat}, {"drift_kick", of.drift_kick}};
    return json;
}

ExtendedVariables extended_from_json(const nlohmann::json& saved) {
    ExtendedVariables extended{chain_from_json(saved.at("thermostat")), chain_from_json(saved.at("barostat")),
                               field<double>(saved, "strain_rate"), energies_from_json(saved, "energy_given")};
    if (!saved.contains("field")) return extended;
    const nlohmann::json& of = saved.at("field");
    extended.field = {field<double>(of, "work"), field<double>(of, "heat"),
                      field<std::array<double, 3>>(of, "drift_kick")};
    return extended;
}

}  // namespace

nlohmann::json energies_to_json(const EnergyGiven& given) {
    return {given.hot, given.cold, given.rest};
}

EnergyGiven energies_from_json(const nlohmann::json& saved, const char* key) {
    const auto energies = field<std::array<double, 3>>(saved, key);
    return {energies[0], energies[1], energies[2]};
}

nlohmann::json to_json(const Trajectory& trajectory) {
    return {{"state", state_to_json(trajectory.state)},
            {"step", trajectory.step},
            {"extended", extended_to_json(trajectory.extended)}};
}

Trajectory trajectory_from_json(const nlohmann::json& saved) {
    return reading_json("saved run", [&] {
        Trajectory trajectory{state_from_json(saved.at("state")), field<std::uint64_t>(saved, "step"),
                              extended_from_json(saved.at("extended"))};
        if (saved.contains("restraints")) trajectory.anchors = anchors_from_json(saved.at("restraints").at("anchors"));
        return trajectory;
    });
}

}  // namespace soret
