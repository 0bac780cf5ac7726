#include "soret/common/files/toml_reader.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "soret/common/errors.hpp"
#include "soret/common/files/nearest_word.hpp"
#include "soret/common/files/text_file.hpp"

namespace soret {

namespace {

std::string shown(const toml::node& value) {
    if (const auto* number = value.as_floating_point()) return displayed(number->get());
    if (const auto* number = value.as_integer()) return fmt::format("{}", number->get());
    if (const auto* flag = value.as_boolean()) return flag->get() ? "true" : "false";
    if (const auto* text = value.as_string()) return displayed(std::string_view(text->get()));
    if (value.is_table()) return "{...}";
    if (const auto* array = value.as_array()) {
        static constexpr std::size_t longest = 8;
        std::string text = "[";
        for (std::size_t k = 0; k < array->size() && k < longest; ++k) {
            text += (k == 0 ? "" : ", ") + (array->get(k)->is_array() ? "[...]" : shown(*array->get(k)));
        }
        return text + (array->size() > longest ? ", ...]" : "]");
    }
    return "a date or time";
}

// "> 0" of "must be > 0".
std::string bare(const std::string& range_text) {
    return range_text.substr(std::string_view("must be ").size());
}

std::string joined(const std::vector<std::string_view>& words) {
    std::string text;
    for (std::size_t k = 0; k < words.size(); ++k) {
        text += fmt::format("{}\"{}\"", k == 0 ? "" : (k + 1 == words.size() ? " or " : ", "), words[k]);
    }
    return text;
}

std::string must_be_number(const NumberRange& range) {
    const std::string text = range.text();
    return text == "must be finite" ? "must be a finite number" : fmt::format("must be a number {}", bare(text));
}

std::string must_be_integer(const IntegerRange& range) {
    const std::string text = range.text();
    return text == "must be an integer" ? text : fmt::format("must be an integer {}", bare(text));
}

// A number of either TOML type, if it is one.
std::optional<double> number_in(const toml::node& value) {
    if (const auto* number = value.as_floating_point()) return number->get();
    if (const auto* number = value.as_integer()) return static_cast<double>(number->get());
    return std::nullopt;
}

}  // namespace

bool NumberRange::contains(double value) const {
    return std::isfinite(value) && (least_allowed ? value >= least : value > least) &&
           (most_allowed ? value <= most : value < most);
}

std::string NumberRange::text() const {
    const bool below = std::isfinite(least);
    const bool above = std::isfinite(most);
    if (below && above) {
        return fmt::format("must be in {}{}, {}{}", least_allowed ? '[' : '(', least, most, most_allowed ? ']' : ')');
    }
    if (below) return fmt::format("must be {} {}", least_allowed ? ">=" : ">", least);
    if (above) return fmt::format("must be {} {}", most_allowed ? "<=" : "<", most);
    return "must be finite";
}

std::string IntegerRange::text() const {
    const bool below = least != std::numeric_limits<std::int64_t>::min();
    const bool above = most != std::numeric_limits<std::int64_t>::max();
    if (below && above) return fmt::format("must be in [{}, {}]", least, most);
    if (below) return fmt::format("must be >= {}", least);
    if (above) return fmt::format("must be <= {}", most);
    return "must be an integer";
}

struct TomlTable::Node {
    std::shared_ptr<const toml::table> root;
    const toml::table* table;
    std::string file;
    std::string name;  // with a dot at its end; empty for the root

    const toml::node* find(std::string_view key) const { return table->get(key); }
};

TomlTable TomlTable::read(const std::string& path) {
    return parse(read_text_file(path), path);
}

namespace {

// "n = 1" of the line of an error, to name the key, unless the line is no key with a value.
std::string key_and_value(const std::string& text, const toml::source_region& source) {
    LineCursor lines("", text);
    std::string_view line;
    while (lines.line_number() < source.begin.line && lines.next(line)) {
    }
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos) return {};
    const auto bare_text = [](std::string_view part) {
        const std::size_t begin = std::min(part.find_first_not_of(" \t"), part.size());
        return part.substr(begin, part.find_last_not_of(" \t") + 1 - begin);
    };
    const std::string key = displayed(bare_text(line.substr(0, equals)));
    const std::string value = displayed(bare_text(line.substr(equals + 1, line.find('#', equals) - equals - 1)));
    return fmt::format("{} = {}: ", key.substr(1, key.size() - 2), value.substr(1, value.size() - 2));
}

}  // namespace

TomlTable TomlTable::parse(const std::string& text, const std::string& file) {
    try {
        auto root = std::make_shared<const toml::table>(toml::parse(text, file));
        const toml::table* table = root.get();
        return TomlTable(std::make_shared<const Node>(Node{std::move(root), table, file, ""}));
    } catch (const toml::parse_error& error) {
        const std::string place = fmt::format("{}:{}", file, error.source().begin.line);
        const std::string words(error.description());
        const std::string at = key_and_value(text, error.source());
        const bool is_integer = words.find("not representable in 64 bits") != std::string::npos;
        const bool is_float = words.find("floating-point: ") != std::string::npos;
        if (at.empty() || !(is_integer || is_float)) {
            throw InvalidInput(fmt::format("{}: is not TOML: {}", place, words));
        }
        throw InvalidInput(fmt::format(
            "{}: {}must be {}", place, at,
            is_integer ? "in [-9223372036854775808, 9223372036854775807]" : "within the range of a double"));
    }
}

const std::string& TomlTable::file() const {
    return node_->file;
}

std::string TomlTable::place(std::string_view key) const {
    const auto found = node_->table->find(key);
    const auto line =
        found != node_->table->cend() ? found->first.source().begin.line : node_->table->source().begin.line;
    const bool line_known = found != node_->table->cend() || !node_->name.empty();
    return fmt::format("{}:{} {}{}", node_->file, line_known && line > 0 ? fmt::format("{}:", line) : "", node_->name,
                       key);
}

bool TomlTable::has(std::string_view key) {
    asked_.emplace(key);
    return node_->find(key) != nullptr;
}

void TomlTable::reject(std::string_view key, std::string_view reason) const {
    const toml::node* value = node_->find(key);
    throw InvalidInput(fmt::format("{}{}: {}", place(key), value ? " = " + shown(*value) : "", reason));
}

void TomlTable::missing(std::string_view key, std::string_view expected) const {
    std::string hint;
    for (const auto& [other, value] : *node_->table) {
        if (other.str().size() < 3 || asked_.contains(other.str())) continue;
        if (nearest_word(other.str(), {std::string(key)}).empty()) continue;
        hint = fmt::format("; did you mean it by {} in line {}?", other.str(), other.source().begin.line);
    }
    throw InvalidInput(fmt::format("{} is missing: {}{}", place(key), expected, hint));
}

void TomlTable::must_not_have(std::string_view key, std::string_view reason) {
    if (has(key)) reject(key, reason);
}

std::optional<double> TomlTable::optional_number(std::string_view key, const NumberRange& range) {
    if (!has(key)) return std::nullopt;
    const auto number = number_in(*node_->find(key));
    if (!number) reject(key, must_be_number(range));
    if (!range.contains(*number)) reject(key, range.text());
    return number;
}

double TomlTable::number(std::string_view key, const NumberRange& range) {
    const auto found = optional_number(key, range);
    if (!found) missing(key, must_be_number(range));
    return *found;
}

double TomlTable::number_or(std::string_view key, double otherwise, const NumberRange& range) {
    const auto found = optional_number(key, range);
    if (!found && !range.contains(otherwise)) {
        missing(key, fmt::format("{}, which its default of {} is not", must_be_number(range), otherwise));
    }
    return found.value_or(otherwise);
}

std::optional<std::int64_t> TomlTable::optional_integer(std::string_view key, const IntegerRange& range) {
    if (!has(key)) return std::nullopt;
    const auto* integer = node_->find(key)->as_integer();
    if (integer == nullptr) reject(key, must_be_integer(range));
    if (integer->get() < range.least || integer->get() > range.most) reject(key, range.text());
    return integer->get();
}

std::int64_t TomlTable::integer(std::string_view key, const IntegerRange& range) {
    const auto found = optional_integer(key, range);
    if (!found) missing(key, must_be_integer(range));
    return *found;
}

std::int64_t TomlTable::integer_or(std::string_view key, std::int64_t otherwise, const IntegerRange& range) {
    return optional_integer(key, range).value_or(otherwise);
}

bool TomlTable::boolean_or(std::string_view key, bool otherwise) {
    if (!has(key)) return otherwise;
    const auto* flag = node_->find(key)->as_boolean();
    if (flag == nullptr) reject(key, "must be true or false");
    return flag->get();
}

std::optional<std::string> TomlTable::optional_string(std::string_view key) {
    if (!has(key)) return std::nullopt;
    const auto* text = node_->find(key)->as_string();
    if (text == nullptr) reject(key, "must be a text in quotes");
    return text->get();
}

std::string TomlTable::string(std::string_view key) {
    const auto found = optional_string(key);
    if (!found) missing(key, "must be a text in quotes");
    return *found;
}

std::optional<std::string> TomlTable::optional_path(std::string_view key) {
    const auto path = optional_string(key);
    if (!path) return std::nullopt;
    if (path->empty()) reject(key, "must be a path");
    return (std::filesystem::path(node_->file).parent_path() / *path).string();
}

std::string TomlTable::choice(std::string_view key, const std::vector<std::string_view>& allowed) {
    if (!has(key)) missing(key, "must be " + joined(allowed));
    return choice_or(key, {}, allowed);
}

std::string TomlTable::choice_or(std::string_view key, std::string_view otherwise,
                                 const std::vector<std::string_view>& allowed) {
    if (!has(key)) return std::string(otherwise);
    const auto* text = node_->find(key)->as_string();
    for (const std::string_view candidate : allowed) {
        if (text != nullptr && text->get() == candidate) return std::string(candidate);
    }
    reject(key, "must be " + joined(allowed));
}

std::optional<std::vector<double>> TomlTable::optional_numbers(std::string_view key, const NumberRange& range,
                                                               std::size_t length) {
    if (!has(key)) return std::nullopt;
    const toml::array* array = node_->find(key)->as_array();
    if (array == nullptr || array->empty() || (length != 0 && array->size() != length)) {
        reject(key, fmt::format("must be a list of {} numbers", length == 0 ? "one or more" : std::to_string(length)));
    }
    std::vector<double> values;
    for (const toml::node& element : *array) {
        const auto number = number_in(element);
        if (!number) reject(key, fmt::format("element {} {}", values.size() + 1, must_be_number(range)));
        if (!range.contains(*number)) reject(key, fmt::format("element {} {}", values.size() + 1, range.text()));
        values.push_back(*number);
    }
    return values;
}

std::vector<double> TomlTable::numbers(std::string_view key, const NumberRange& range, std::size_t length) {
    auto found = optional_numbers(key, range, length);
    if (!found) missing(key, "must be a list of numbers");
    return *std::move(found);
}

std::optional<std::vector<std::string>> TomlTable::optional_strings(std::string_view key, std::size_t length) {
    if (!has(key)) return std::nullopt;
    const toml::array* array = node_->find(key)->as_array();
    const auto wrong = [&] {
        reject(key, fmt::format("must be a list of {} texts in quotes",
                                length == 0 ? "one or more" : std::to_string(length)));
    };
    if (array == nullptr || array->empty() || (length != 0 && array->size() != length)) wrong();
    std::vector<std::string> texts;
    for (const toml::node& element : *array) {
        if (!element.is_string()) wrong();
        texts.push_back(element.as_string()->get());
    }
    return texts;
}

std::vector<std::vector<double>> TomlTable::matrix(std::string_view key, const NumberRange& range, std::size_t size) {
    const std::string shape = fmt::format("must be {0} lists of {0} numbers", size);
    if (!has(key)) missing(key, shape);
    auto rows = lists(key, range, size, shape);
    if (rows.size() != size) reject(key, shape);
    return rows;
}

std::optional<std::vector<std::vector<double>>> TomlTable::optional_lists(std::string_view key,
                                                                          const NumberRange& range,
                                                                          std::size_t length) {
    if (!has(key)) return std::nullopt;
    return lists(key, range, length, fmt::format("must be a list of one or more lists of {} numbers", length));
}

std::vector<std::vector<double>> TomlTable::lists(std::string_view key, const NumberRange& range, std::size_t length,
                                                  const std::string& shape) {
    const toml::array* rows = node_->find(key)->as_array();
    if (rows == nullptr || rows->empty()) reject(key, shape);
    std::vector<std::vector<double>> values;
    for (const toml::node& node : *rows) {
        const toml::array* row = node.as_array();
        if (row == nullptr || row->size() != length) reject(key, shape);
        auto& numbers_of_row = values.emplace_back();
        for (const toml::node& element : *row) {
            const auto number = number_in(element);
            if (!number || !range.contains(*number)) {
                reject(key, fmt::format("element [{}][{}] = {} {}", values.size(), numbers_of_row.size() + 1,
                                        shown(element), number ? range.text() : must_be_number(range)));
            }
            numbers_of_row.push_back(*number);
        }
    }
    return values;
}

bool TomlTable::is_list(std::string_view key) {
    return has(key) && node_->find(key)->is_array();
}

bool TomlTable::is_table(std::string_view key) {
    return has(key) && node_->find(key)->is_table();
}

bool TomlTable::is_text(std::string_view key) {
    return has(key) && node_->find(key)->is_string();
}

bool TomlTable::is_matrix(std::string_view key) {
    if (!is_list(key)) return false;
    const toml::array& array = *node_->find(key)->as_array();
    return !array.empty() && array.get(0)->is_array();
}

std::optional<TomlTable> TomlTable::optional_table(std::string_view key) {
    if (!has(key)) return std::nullopt;
    const toml::table* table = node_->find(key)->as_table();
    if (table == nullptr) reject(key, "must be a table");
    return TomlTable(
        std::make_shared<const Node>(Node{node_->root, table, node_->file, fmt::format("{}{}.", node_->name, key)}));
}

TomlTable TomlTable::table(std::string_view key) {
    auto found = optional_table(key);
    if (!found) missing(key, "must be a table");
    return *std::move(found);
}

void TomlTable::knows(const std::vector<std::string_view>& keys) {
    for (const std::string_view key : keys) asked_.emplace(key);
    finish();
}

void TomlTable::finish() const {
    const toml::key* first = nullptr;  // in the order of the file, not of the alphabet
    for (const auto& [key, value] : *node_->table) {
        if (asked_.contains(key.str())) continue;
        if (first == nullptr || key.source().begin.line < first->source().begin.line) first = &key;
    }
    if (first == nullptr) return;
    std::string known;
    for (const std::string& key : asked_) known += (known.empty() ? "" : ", ") + key;
    const std::string near = nearest_word(first->str(), asked_);
    const std::string hint = near.empty() ? "" : fmt::format("did you mean {}? ", near);
    reject(first->str(), fmt::format("unknown key: {}must be one of {}", hint, known));
}

}  // namespace soret
