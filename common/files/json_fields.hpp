#pragma once

#include <fmt/format.h>

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "soret/common/errors.hpp"

namespace soret {

/// Arrays and objects inside each other in a file. Whoever goes down into a value needs stack for each; our own files
/// have a dozen.
inline constexpr std::size_t deepest_json = 100;

template <class T>
bool read_value(const nlohmann::json& json, std::vector<T>& values);
template <class T, std::size_t n>
bool read_value(const nlohmann::json& json, std::array<T, n>& values);

/// A JSON value as a T, which must be written as one: a whole number within the range of T and without a point, an
/// array with as many elements as T has. For other types as the library converts.
/// returns   false, or throws nlohmann::json::exception, if it is not one
template <class T>
bool read_value(const nlohmann::json& json, T& value) {
    json.get_to(value);
    return true;
}

template <class T>
requires(std::integral<T> && !std::same_as<T, bool>) bool read_value(const nlohmann::json& json, T& value) {
    if (!json.is_number_integer()) return false;
    const bool fits = json.is_number_unsigned() ? std::in_range<T>(json.get<std::uint64_t>())
                                                : std::in_range<T>(json.get<std::int64_t>());
    if (fits) json.get_to(value);
    return fits;
}

template <class T>
bool read_value(const nlohmann::json& json, std::vector<T>& values) {
    if (!json.is_array()) return false;
    values.clear();
    values.reserve(json.size());
    for (const nlohmann::json& element : json) {
        T value{};
        if (!read_value(element, value)) return false;
        values.push_back(std::move(value));
    }
    return true;
}

template <class T, std::size_t n>
bool read_value(const nlohmann::json& json, std::array<T, n>& values) {
    if (!json.is_array() || json.size() != n) return false;
    for (std::size_t k = 0; k < n; ++k) {
        if (!read_value(json[k], values[k])) return false;
    }
    return true;
}

/// The beginning of a value's text.
std::string shown(const nlohmann::json& value);

/// A member of a JSON object, by read_value().
/// throws   InvalidInput: the key is missing or its value is of another type; the message names the key
template <class T>
T field(const nlohmann::json& object, const char* key) {
    if (!object.is_object() || !object.contains(key)) throw InvalidInput(fmt::format("{} is missing", key));
    T value{};
    bool is_one = false;
    try {
        is_one = read_value(object.at(key), value);
    } catch (const nlohmann::json::exception&) {
    }
    if (!is_one) {
        throw InvalidInput(fmt::format("{} = {}: is of another type than expected", key, shown(object.at(key))));
    }
    return value;
}

/// What a reader makes of JSON from outside. Whatever it finds wrong is one line that begins with the place.
/// throws   InvalidInput: `read` throws Error or nlohmann::json::exception
template <class Read>
auto reading_json(const std::string& place, const Read& read) -> decltype(read());

/// The JSON value of a text, or of bytes of its binary form CBOR.
/// throws   InvalidInput: damaged, deeper than deepest_json, a number too large, text that is not UTF-8; the message
///          has the place in bytes if it is damaged
nlohmann::json json_from_text(std::string_view text);
nlohmann::json json_from_cbor(std::string_view bytes);

/// The JSON value in a text file.
/// throws   InvalidInput: the file cannot be read, or json_from_text(); the message names the file
nlohmann::json read_json_file(const std::string& path);

/// One line with the place and both values of the first difference; nothing if there is none.
std::optional<std::string> first_difference(const nlohmann::json& stored, const nlohmann::json& wanted);

[[noreturn]] void refuse_json(const std::string& place, const std::string& what);

template <class Read>
auto reading_json(const std::string& place, const Read& read) -> decltype(read()) {
    try {
        return read();
    } catch (const Error& error) {
        refuse_json(place, error.what());
    } catch (const nlohmann::json::exception& error) {
        refuse_json(place, error.what());
    }
}

}  // namespace soret
