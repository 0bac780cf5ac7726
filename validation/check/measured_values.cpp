#include "soret/validation/check/measured_values.hpp"

#include <fmt/format.h>

#include <cmath>

#include <nlohmann/json.hpp>

#include "soret/common/errors.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/common/files/text_file.hpp"

namespace soret {

namespace {

double finite_member(const nlohmann::json& object, const char* key, const std::string& place) {
    const std::string at = place + "." + key;
    if (!object.contains(key)) throw InvalidInput(fmt::format("{} is missing: must be a number", at));
    const nlohmann::json& value = object.at(key);
    if (!value.is_number() || !std::isfinite(value.get<double>())) {
        throw InvalidInput(fmt::format("{} = {}: must be a finite number", at, shown(value)));
    }
    return value.get<double>();
}

double member_not_below_0(const nlohmann::json& object, const char* key, const std::string& place) {
    const double value = finite_member(object, key, place);
    if (value < 0.0) throw InvalidInput(fmt::format("{}.{} = {}: must be >= 0", place, key, displayed(value)));
    return value;
}

// Numbers of the state; what is none of them, a mixture or a remark, is left alone and noted.
NamedState named_state_in(const nlohmann::json& object, const std::string& place, std::vector<std::string>& notes) {
    if (!object.is_object()) throw InvalidInput(fmt::format("{} = {}: must be an object", place, shown(object)));
    NamedState state;
    for (const auto& [key, value] : object.items()) {
        if (value.is_number()) {
            state[key] = finite_member(object, key.c_str(), place);
        } else {
            notes.push_back(fmt::format("{}.{} is left alone: it is no number", place, key));
        }
    }
    return state;
}

MeasuredValue measured_value_in(const nlohmann::json& row, const std::string& place, const NamedState& common,
                                std::vector<std::string>& notes) {
    if (!row.is_object()) throw InvalidInput(fmt::format("{} = {}: must be an object", place, shown(row)));
    MeasuredValue measured;
    if (!row.contains("quantity") || !row.at("quantity").is_string()) {
        throw InvalidInput(fmt::format("{}.quantity: must be the name of a quantity", place));
    }
    measured.quantity = row.at("quantity").get<std::string>();
    measured.state = common;
    if (row.contains("state")) {
        for (const auto& [key, value] : named_state_in(row.at("state"), place + ".state", notes)) {
            measured.state[key] = value;
        }
    }
    if (row.contains("x1") && !row.at("x1").is_null()) {
        measured.x1 = finite_member(row, "x1", place);
    } else if (const auto x1 = measured.state.find("x1"); x1 != measured.state.end()) {
        measured.x1 = x1->second;
    }
    if (measured.x1 && !(*measured.x1 >= 0.0 && *measured.x1 <= 1.0)) {
        throw InvalidInput(fmt::format("{}.x1 = {}: must be in [0, 1]", place, displayed(*measured.x1)));
    }
    measured.value = finite_member(row, "value", place);
    measured.standard_error = member_not_below_0(row, "sem", place);
    if (row.contains("n_eff") && !row.at("n_eff").is_null()) {
        measured.effective_samples = member_not_below_0(row, "n_eff", place);
    }
    if (row.contains("blocks")) measured.blocks = field<std::vector<double>>(row, "blocks");
    return measured;
}

}  // namespace

std::string MeasuredValue::id() const {
    return x1 ? fmt::format("{}/{:.3f}", quantity, *x1) : quantity;
}

MeasuredValues measured_values_from_json(const nlohmann::json& json) {
    if (!json.is_object() || !json.contains("state")) {
        throw InvalidInput("state is missing: must be an object with the numbers of the state");
    }
    if (!json.contains("values") || !json.at("values").is_array() || json.at("values").empty()) {
        throw InvalidInput("values: must be a list of at least one measured value");
    }
    MeasuredValues measured;
    const NamedState state = named_state_in(json.at("state"), "state", measured.notes);
    for (std::size_t k = 0; k < json.at("values").size(); ++k) {
        measured.values.push_back(
            measured_value_in(json.at("values")[k], fmt::format("values[{}]", k), state, measured.notes));
    }
    return measured;
}

}  // namespace soret
