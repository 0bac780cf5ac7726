#include "soret/common/files/extended_xyz_keys.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace soret {

namespace {

constexpr std::string_view blanks = " \t";

std::size_t after_blanks(std::string_view text, std::size_t at) {
    return std::min(text.find_first_not_of(blanks, at), text.size());
}

// The place behind the bracket that closes the one at `begin`, or npos.
std::size_t end_of_bracket(std::string_view text, std::size_t begin) {
    int depth = 0;
    for (std::size_t at = begin; at < text.size(); ++at) {
        if (text[at] == '[' || text[at] == '{') ++depth;
        if (text[at] == ']' || text[at] == '}') --depth;
        if (depth == 0) return at + 1;
    }
    return std::string_view::npos;
}

// Lists of numbers and flags are written with commas or without.
std::string without_brackets(std::string_view list) {
    std::string text(list);
    for (char& c : text) {
        if (std::string_view("[]{},").find(c) != std::string_view::npos) c = ' ';
    }
    return text;
}

}  // namespace

std::map<std::string, std::string, std::less<>> extended_xyz_keys(const LineCursor& lines, std::string_view text) {
    std::map<std::string, std::string, std::less<>> pairs;
    std::size_t at = after_blanks(text, 0);
    while (at < text.size()) {
        const char quote = text[at];
        const bool is_quoted_key = quote == '"' || quote == '\'';
        const std::size_t key_begin = is_quoted_key ? at + 1 : at;
        const std::size_t key_end =
            std::min(is_quoted_key ? text.find(quote, key_begin) : text.find_first_of(" \t=", key_begin), text.size());
        const std::string key = lower_case(text.substr(key_begin, key_end - key_begin));
        std::string value;
        std::size_t end = std::min(key_end + (is_quoted_key ? 1 : 0), text.size());
        const std::size_t equals = after_blanks(text, end);
        if (equals < text.size() && text[equals] == '=') {
            const std::size_t begin = after_blanks(text, equals + 1);
            const char opening = begin < text.size() ? text[begin] : ' ';
            if (opening == '"' || opening == '\'') {
                end = text.find(opening, begin + 1);
                if (end == std::string_view::npos) {
                    lines.fail(fmt::format("{}: must have a closing {}", displayed(key), opening));
                }
                value = text.substr(begin + 1, end - begin - 1);
                ++end;
            } else if (opening == '[' || opening == '{') {
                end = end_of_bracket(text, begin);
                if (end == std::string_view::npos) {
                    lines.fail(fmt::format("{}: must have a closing {}", displayed(key), opening == '[' ? ']' : '}'));
                }
                value = text.substr(begin, end - begin);
            } else {
                end = std::min(text.find_first_of(blanks, begin), text.size());
                value = text.substr(begin, end - begin);
            }
        }
        if (!pairs.emplace(key, without_brackets(value)).second) {
            lines.fail(fmt::format("{}: must be given once", displayed(key)));
        }
        at = after_blanks(text, end);
    }
    return pairs;
}

bool has_extended_xyz_keys(std::string_view line) {
    const std::string lower = lower_case(line);
    for (const std::string_view key : {"lattice", "properties"}) {
        const std::size_t at = lower.find(key);
        if (at == std::string::npos) continue;
        std::size_t behind = at + key.size();
        if (behind < lower.size() && (lower[behind] == '"' || lower[behind] == '\'')) ++behind;
        const std::size_t equals = after_blanks(lower, behind);
        if (equals < lower.size() && lower[equals] == '=') return true;
    }
    return false;
}

}  // namespace soret
