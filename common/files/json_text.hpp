#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>

namespace soret {

/// Longest line of json_text() with an object or an array of arrays on it [characters].
inline constexpr std::size_t json_line_length = 120;

/// A JSON value as text for readers and for version control, with a newline at the end: one key a line, and whole on
/// its line is each array of numbers or texts, however long, and whatever fits into json_line_length. It reads back to
/// the same value, numbers to the bit.
std::string json_text(const nlohmann::json& value);

}  // namespace soret
