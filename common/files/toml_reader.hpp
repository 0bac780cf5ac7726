#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace soret {

/// The values that a number in a file may have. Never infinite, never NaN.
struct NumberRange {
    double least = -std::numeric_limits<double>::infinity();
    double most = std::numeric_limits<double>::infinity();
    bool least_allowed = true;
    bool most_allowed = true;

    bool contains(double value) const;
    /// "must be > 0", "must be in [0, 1]"; "must be finite" without bounds.
    std::string text() const;
};

inline NumberRange any_number() {
    return {};
}
inline NumberRange greater_than(double bound) {
    return {.least = bound, .least_allowed = false};
}
inline NumberRange at_least(double bound) {
    return {.least = bound};
}
/// Both ends included.
inline NumberRange between(double least, double most) {
    return {.least = least, .most = most};
}

struct IntegerRange {
    std::int64_t least = std::numeric_limits<std::int64_t>::min();
    std::int64_t most = std::numeric_limits<std::int64_t>::max();
    std::string text() const;
};

/// One table of a TOML file, read strictly: each getter checks type and range, and finish() rejects every key that no
/// getter has asked for. All errors are InvalidInput of the form `FILE:LINE: TABLE.KEY = VALUE: must be RANGE`.
/// Copies share the file; the keys asked for are counted by each copy itself.
class TomlTable {
public:
    /// throws   InvalidInput: the file cannot be read or is not TOML
    static TomlTable read(const std::string& path);
    /// The same from text; `file` is the name in messages.
    static TomlTable parse(const std::string& text, const std::string& file);

    const std::string& file() const;
    /// `FILE:LINE: TABLE.KEY` (the line of the table, or none, if there is no such key).
    std::string place(std::string_view key) const;
    /// Asks for the key.
    bool has(std::string_view key);

    double number(std::string_view key, const NumberRange& range);
    /// A default outside the range, which may hang on other keys, is an error as well.
    double number_or(std::string_view key, double otherwise, const NumberRange& range);
    std::optional<double> optional_number(std::string_view key, const NumberRange& range);

    std::int64_t integer(std::string_view key, const IntegerRange& range);
    std::int64_t integer_or(std::string_view key, std::int64_t otherwise, const IntegerRange& range);
    std::optional<std::int64_t> optional_integer(std::string_view key, const IntegerRange& range);

    bool boolean_or(std::string_view key, bool otherwise);

    std::string string(std::string_view key);
    std::optional<std::string> optional_string(std::string_view key);
    /// A path; a relative one is relative to the directory of this file.
    std::optional<std::string> optional_path(std::string_view key);
    /// One of `allowed`.
    std::string choice(std::string_view key, const std::vector<std::string_view>& allowed);
    std::string choice_or(std::string_view key, std::string_view otherwise,
                          const std::vector<std::string_view>& allowed);

    /// A list of `length` numbers (any length >= 1 if 0).
    std::vector<double> numbers(std::string_view key, const NumberRange& range, std::size_t length = 0);
    std::optional<std::vector<double>> optional_numbers(std::string_view key, const NumberRange& range,
                                                        std::size_t length = 0);
    /// A list of `length` texts (any length >= 1 if 0).
    std::optional<std::vector<std::string>> optional_strings(std::string_view key, std::size_t length);
    /// `size` lists of `size` numbers.
    std::vector<std::vector<double>> matrix(std::string_view key, const NumberRange& range, std::size_t size);
    /// Any number >= 1 of lists of `length` numbers.
    std::optional<std::vector<std::vector<double>>> optional_lists(std::string_view key, const NumberRange& range,
                                                                   std::size_t length);
    /// True if the value is a list whose first element is a list.
    bool is_matrix(std::string_view key);
    /// True if the value is a text.
    bool is_text(std::string_view key);
    /// True if the value is a table.
    bool is_table(std::string_view key);
    /// True if the value is a list.
    bool is_list(std::string_view key);

    TomlTable table(std::string_view key);
    std::optional<TomlTable> optional_table(std::string_view key);

    /// `PLACE = VALUE: reason`, for a check of the caller's own.
    [[noreturn]] void reject(std::string_view key, std::string_view reason) const;
    /// Rejects the key if it is there: for one that other keys make meaningless.
    void must_not_have(std::string_view key, std::string_view reason);
    /// Rejects what is none of all the keys that the table may have, before any of them is read: a misspelt table is
    /// named itself, not missed.
    void knows(const std::vector<std::string_view>& keys);
    /// throws   InvalidInput: a key that no getter asked for; the message names those that were, and the one that is
    ///          nearly the same if there is one
    void finish() const;

private:
    struct Node;
    explicit TomlTable(std::shared_ptr<const Node> node) : node_(std::move(node)) {}
    [[noreturn]] void missing(std::string_view key, std::string_view expected) const;
    std::vector<std::vector<double>> lists(std::string_view key, const NumberRange& range, std::size_t length,
                                           const std::string& shape);

    std::shared_ptr<const Node> node_;
    std::set<std::string, std::less<>> asked_;
};

}  // namespace soret
