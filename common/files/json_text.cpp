#include "soret/common/files/json_text.hpp"

#include <algorithm>

namespace soret {

namespace {

bool is_plain_array(const nlohmann::json& value) {
    return value.is_array() && std::ranges::none_of(value, [](const auto& element) { return element.is_structured(); });
}

/// Appends a value whose first line has `taken` characters already, and whose further lines are indented.
void append(std::string& text, const nlohmann::json& value, std::size_t indent, std::size_t taken) {
    std::string line = value.dump();
    if (!value.is_structured() || is_plain_array(value) || taken + line.size() + 1 <= json_line_length) {
        text += line;  // and a comma
        return;
    }
    const std::string begin = "\n" + std::string(indent + 1, ' ');
    text += value.is_array() ? '[' : '{';
    std::size_t members = 0;
    for (const auto& [key, member] : value.items()) {
        const std::string name = value.is_array() ? "" : nlohmann::json(key).dump() + ": ";
        text += (members++ == 0 ? "" : ",") + begin + name;
        append(text, member, indent + 1, indent + 1 + name.size());
    }
    text += "\n" + std::string(indent, ' ') + (value.is_array() ? ']' : '}');
}

}  // namespace

std::string json_text(const nlohmann::json& value) {
    std::string text;
    append(text, value, 0, 0);
    return text + "\n";
}

}  // namespace soret
