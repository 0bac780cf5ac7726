#pragma once

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "soret/common/errors.hpp"

namespace soret {

/// A member of a JSON object.
/// throws   InvalidInput: the key is missing or its value is of another type; the message names the key
template <class T>
T field(const nlohmann::json& object, const char* key) {
    if (!object.is_object() || !object.contains(key)) throw InvalidInput(fmt::format("{} is missing", key));
    try {
        return object.at(key).get<T>();
    } catch (const nlohmann::json::exception&) {
        throw InvalidInput(
            fmt::format("{} = {}: is of another type than expected", key, object.at(key).dump().substr(0, 60)));
    }
}

/// The JSON value in a text file.
/// throws   InvalidInput: the file cannot be read, or is not JSON; the message names the file and the place
nlohmann::json read_json_file(const std::string& path);

/// One line with the place and both values of the first difference; nothing if there is none.
std::optional<std::string> first_difference(const nlohmann::json& stored, const nlohmann::json& wanted);

}  // namespace soret
