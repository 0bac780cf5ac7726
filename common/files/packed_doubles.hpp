#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>

namespace soret {

/// Arrays of fewer numbers are not packed: they would hardly become shorter.
inline constexpr std::size_t fewest_packed_doubles = 32;

/// Copy of a JSON value for a file: in place of each array, or array of arrays of one length, and so on, of at least
/// fewest_packed_doubles doubles, all of them finite, stands {"doubles": TEXT, "shape": [n, m, ...]}. TEXT is base64
/// (RFC 4648) of a zlib stream (RFC 1950) of the numbers in their order as IEEE 754 doubles: the lowest byte of all
/// numbers, then the next byte of all, up to the byte of sign and exponent. Exponents of a series are alike, and become
/// short this way.
/// throws   InvalidArgument: an object of the value has a key "doubles" itself
nlohmann::json with_packed_doubles(const nlohmann::json& value);

/// The value that with_packed_doubles() was given, to the bit.
/// throws   InvalidInput: a text is not base64, not a zlib stream or of another shape; the message names the place in
///          the value
nlohmann::json with_plain_doubles(const nlohmann::json& packed);

}  // namespace soret
