#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "soret/common/files/toml_reader.hpp"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace soret {

/// The value of an option `--name` as a whole number. CLI11 by itself wraps -1, ends 99999999999999999999 at the
/// largest number, and reads 010 as 8.
/// throws   InvalidArgument: `NAME = WORD: must be an integer in [LEAST, MOST]`
std::uint64_t whole_number(std::string_view name, std::string_view word, std::uint64_t least, std::uint64_t most);

/// The same for a number of any kind.
double real_number(std::string_view name, std::string_view word, const NumberRange& range);

/// An option `--name N` whose value is checked so and then handed over.
CLI::Option* add_whole_number(CLI::App& command, const std::string& name, std::uint64_t least, std::uint64_t most,
                              std::function<void(std::uint64_t)> take, const std::string& description);

}  // namespace soret
