#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace soret {

/// Largest text file that is read [bytes].
inline constexpr std::uint64_t largest_text_file = std::uint64_t{1} << 32;

/// The whole of a text file, without a byte-order mark; one that is packed by gzip, bzip2 or xz is unpacked.
/// throws   InvalidInput: missing, a directory, not readable, empty, damaged, binary (control characters), too large
std::string read_text_file(const std::string& path);

/// A double as people write it: the fewest digits that read back to the same bits, and 2.0 rather than 2.
std::string displayed(double value);
/// Text from a file for a message: in quotes, what is no printable UTF-8 as '?', shortened to 40 characters.
std::string displayed(std::string_view text);

/// Why a word is not a finite number; empty if it is one.
struct ParsedNumber {
    double value = 0.0;
    std::string_view defect;  ///< "is not a number", "is infinite", "is out of the range of a double"
};

/// The whole word as a decimal number; a leading + and an exponent with the D of Fortran are allowed, hexadecimal is
/// not. Independent of the locale.
ParsedNumber parse_double(std::string_view word);
/// The whole word as a decimal integer, or nothing.
std::optional<std::int64_t> parse_integer(std::string_view word);

/// The words of a line between blanks and tabs; the vector is overwritten.
void split_words(std::string_view line, std::vector<std::string_view>& words);

/// Words in quotes, with commas between them.
std::string listed(const std::vector<std::string>& words);

/// The text in small letters.
std::string lower_case(std::string_view text);

/// Steps through the lines of a text; carriage returns at their ends are taken off.
class LineCursor {
public:
    LineCursor(std::string file, std::string_view text) : file_(std::move(file)), text_(text) {}

    /// False at the end of the text.
    bool next(std::string_view& line);
    /// As next, but skips lines of nothing but blanks.
    bool next_with_words(std::string_view& line);
    /// A place between two lines, to come back to.
    struct Mark {
        std::size_t offset = 0;
        std::size_t line_number = 0;
    };
    Mark mark() const { return {offset_, line_number_}; }
    void go_to(const Mark& mark) {
        offset_ = mark.offset;
        line_number_ = mark.line_number;
        cut_off_ = false;
    }
    /// True if the present line is the last one and has no newline: its last number may be the start of a longer one.
    bool cut_off() const { return cut_off_; }

    std::size_t line_number() const { return line_number_; }  ///< of the present line, from 1
    std::size_t text_size() const { return text_.size(); }    ///< [bytes]
    const std::string& file() const { return file_; }

    /// throws   InvalidInput: `FILE:LINE: message`
    [[noreturn]] void fail(const std::string& message) const;

private:
    std::string file_;
    std::string_view text_;
    std::size_t offset_ = 0;
    std::size_t line_number_ = 0;
    bool cut_off_ = false;
};

}  // namespace soret
