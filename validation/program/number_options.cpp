#include "soret/validation/program/number_options.hpp"

#include <charconv>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "soret/common/errors.hpp"
#include "soret/common/files/text_file.hpp"

namespace soret {

std::uint64_t whole_number(std::string_view name, std::string_view word, std::uint64_t least, std::uint64_t most) {
    std::uint64_t value = 0;
    const char* const end = word.data() + word.size();
    const auto [stop, error] = std::from_chars(word.data(), end, value);
    if (error != std::errc{} || stop != end || value < least || value > most) {
        throw InvalidArgument(fmt::format("{} = {}: must be an integer in [{}, {}]", name, word, least, most));
    }
    return value;
}

double real_number(std::string_view name, std::string_view word, const NumberRange& range) {
    const ParsedNumber parsed = parse_double(word);
    if (!parsed.defect.empty() || !range.contains(parsed.value)) {
        throw InvalidArgument(fmt::format("{} = {}: {}", name, word, range.text()));
    }
    return parsed.value;
}

CLI::Option* add_whole_number(CLI::App& command, const std::string& name, std::uint64_t least, std::uint64_t most,
                              std::function<void(std::uint64_t)> take, const std::string& description) {
    const auto read = [=](const CLI::results_t& words) {
        take(whole_number(name, words.at(0), least, most));
        return true;
    };
    return command.add_option("--" + name, read, description)->type_name("N");
}

}  // namespace soret
