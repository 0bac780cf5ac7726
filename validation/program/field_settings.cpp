#include "soret/validation/program/field_settings.hpp"

namespace soret {

namespace {

constexpr NumberRange heat_range{.least = -largest_heat_field, .most = largest_heat_field};
constexpr NumberRange mass_range{.least = -largest_mass_field, .most = largest_mass_field};
constexpr NumberRange enthalpy_range{.least = -largest_enthalpy, .most = largest_enthalpy};

std::vector<double> read_enthalpies(TomlTable& table, std::size_t species) {
    if (species != 2) {
        table.must_not_have("enthalpy_difference", "is h_1 - h_2 of two species: enthalpy has one number a species");
        return table.optional_numbers("enthalpy", enthalpy_range, species).value_or(std::vector<double>{});
    }
    const auto difference = table.optional_number("enthalpy_difference", enthalpy_range);
    if (difference) {
        table.must_not_have("enthalpy", "must not be given together with enthalpy_difference");
        return {*difference, 0.0};
    }
    return table.optional_numbers("enthalpy", enthalpy_range, species).value_or(std::vector<double>{});
}

}  // namespace

SyntheticField read_field(TomlTable table, const Mixture& mixture) {
    SyntheticField field;
    field.heat = table.number_or("heat", 0.0, heat_range);
    field.mass = table.number_or("mass", 0.0, mass_range);
    const std::string axis = table.choice_or("axis", "x", {"x", "y", "z"});
    field.axis = static_cast<std::size_t>(axis[0] - 'x');
    field.enthalpy = read_enthalpies(table, mixture.species_count());
    const std::string thermostat = table.choice_or("thermostat", "gaussian", {"gaussian", "nose-hoover", "none"});
    for (const FieldThermostat one : {FieldThermostat::gaussian, FieldThermostat::nose_hoover, FieldThermostat::none}) {
        if (thermostat == name_of(one)) field.thermostat = one;
    }
    table.finish();
    return field;
}

nlohmann::json json_of(const SyntheticField& field) {
    return {{"heat", field.heat},
            {"mass", field.mass},
            {"axis", std::string(1, static_cast<char>('x' + field.axis))},
            {"enthalpy", field.enthalpy},
            {"thermostat", name_of(field.thermostat)}};
}

}  // namespace soret
