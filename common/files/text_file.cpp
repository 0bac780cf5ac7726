#include "soret/common/files/text_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstring>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/files/compressed_text.hpp"

namespace soret {

namespace {

[[noreturn]] void fail(const std::string& path, std::string_view reason) {
    throw InvalidInput(fmt::format("{}: {}", path, reason));
}

std::string read_bytes(const std::string& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) fail(path, fmt::format("cannot be read: {}", std::strerror(errno)));
    struct Closer {
        int descriptor;
        ~Closer() { ::close(descriptor); }
    } const closer{descriptor};
    struct stat status {};
    if (::fstat(descriptor, &status) != 0) fail(path, fmt::format("cannot be read: {}", std::strerror(errno)));
    if (S_ISDIR(status.st_mode)) fail(path, "is a directory: must be a file");
    if (!S_ISREG(status.st_mode) && !S_ISFIFO(status.st_mode)) fail(path, "is a device: must be a file or a pipe");

    std::string content;
    if (S_ISREG(status.st_mode))
        content.reserve(std::min(static_cast<std::uint64_t>(status.st_size), largest_text_file));
    std::vector<char> block(std::size_t{1} << 16);
    while (true) {
        const ssize_t got = ::read(descriptor, block.data(), block.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) fail(path, fmt::format("cannot be read: {}", std::strerror(errno)));
        if (got == 0) return content;
        content.append(block.data(), static_cast<std::size_t>(got));
        if (content.size() > largest_text_file) {
            fail(path, fmt::format("is larger than {} bytes, the largest file that is read", largest_text_file));
        }
    }
}

bool is_control(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\n' && c != '\r' && c != '\t') || byte == 0x7f;
}

// Bytes of the character that the text begins with, by the table of well-formed UTF-8 [Unicode 15, table 3-7]; 0 if it
// is none or a control character.
std::size_t shown_bytes(std::string_view text) {
    const auto byte = [&](std::size_t k) { return k < text.size() ? static_cast<unsigned char>(text[k]) : 0U; };
    const unsigned first = byte(0), second = byte(1);
    if (first < 0x80) return first < 0x20 || first == 0x7f ? 0 : 1;
    if (first < 0xc2 || first > 0xf4) return 0;
    unsigned least = 0x80, most = 0xbf;  // of the second byte
    if (first == 0xc2) least = 0xa0;     // below are more control characters
    if (first == 0xe0) least = 0xa0;
    if (first == 0xed) most = 0x9f;
    if (first == 0xf0) least = 0x90;
    if (first == 0xf4) most = 0x8f;
    if (second < least || second > most) return 0;
    const std::size_t bytes = first < 0xe0 ? 2 : (first < 0xf0 ? 3 : 4);
    for (std::size_t k = 2; k < bytes; ++k) {
        if ((byte(k) & 0xc0U) != 0x80) return 0;
    }
    return bytes;
}

}  // namespace

std::string read_text_file(const std::string& path) {
    std::string content = read_bytes(path);
    if (content.empty()) fail(path, "is empty");
    if (is_compressed(content)) {
        try {
            content = unpacked(content);
        } catch (const InvalidInput& error) {
            fail(path, error.what());
        }
        if (content.empty()) fail(path, "is empty after unpacking");
    }
    if (content.starts_with("\xef\xbb\xbf")) content.erase(0, 3);
    const auto control = std::find_if(content.begin(), content.end(), is_control);
    if (control != content.end()) {
        const auto line = 1 + std::count(content.begin(), control, '\n');
        throw InvalidInput(fmt::format("{}:{}: byte 0x{:02x}: must be a text file, this one is binary", path, line,
                                       static_cast<unsigned char>(*control)));
    }
    return content;
}

std::string displayed(double value) {
    std::string text = fmt::format("{}", value);
    if (std::isfinite(value) && text.find_first_of(".e") == std::string::npos) text += ".0";
    return text;
}

std::string displayed(std::string_view text) {
    static constexpr std::size_t longest = 40;
    std::string shown;
    std::size_t place = 0;
    for (std::size_t characters = 0; place < text.size() && characters < longest; ++characters) {
        const std::size_t bytes = shown_bytes(text.substr(place));
        shown += bytes == 0 ? "?" : text.substr(place, bytes);
        place += std::max<std::size_t>(bytes, 1);
    }
    return fmt::format("\"{}{}\"", shown, place < text.size() ? "..." : "");
}

ParsedNumber parse_double(std::string_view word) {
    // Fortran writes the exponent with a D: 1.0D+00.
    std::string with_e;
    const auto letter = std::find_if(word.begin(), word.end(), [](char c) { return c == 'D' || c == 'd'; });
    if (const auto d = static_cast<std::size_t>(letter - word.begin()); d > 0 && d + 1 < word.size()) {
        static constexpr std::string_view digit = "0123456789";
        const std::string_view exponent = word.substr(d + 1 + (word[d + 1] == '+' || word[d + 1] == '-' ? 1 : 0));
        if (!exponent.empty() && exponent.find_first_not_of(digit) == std::string_view::npos) {
            with_e = std::string(word);
            with_e[d] = 'e';
            word = with_e;
        }
    }
    std::string_view digits = word;
    if (digits.starts_with('+') && !digits.starts_with("+-")) digits.remove_prefix(1);
    double value = 0.0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (end != digits.data() + digits.size() || digits.empty() || error == std::errc::invalid_argument) {
        return {0.0, "is not a number"};
    }
    if (error != std::errc{}) return {0.0, "is out of the range of a double"};
    if (std::isnan(value)) return {0.0, "is not a number"};
    if (std::isinf(value)) return {0.0, "is infinite"};
    return {value, {}};
}

std::optional<std::int64_t> parse_integer(std::string_view word) {
    if (word.starts_with('+') && !word.starts_with("+-")) word.remove_prefix(1);
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (error != std::errc{} || end != word.data() + word.size()) return std::nullopt;
    return value;
}

void split_words(std::string_view line, std::vector<std::string_view>& words) {
    words.clear();
    // By hand: find_first_of of several characters is ten times slower, and files have millions of words.
    const auto is_blank = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
    for (std::size_t k = 0; k < line.size();) {
        if (is_blank(line[k])) {
            ++k;
            continue;
        }
        const std::size_t begin = k;
        while (k < line.size() && !is_blank(line[k])) ++k;
        words.push_back(line.substr(begin, k - begin));
    }
}

std::string listed(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : ", ") + displayed(word);
    return text;
}

std::string lower_case(std::string_view text) {
    std::string lower(text);
    for (char& c : lower) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return lower;
}

bool LineCursor::next(std::string_view& line) {
    if (offset_ >= text_.size()) return false;
    const std::size_t end = std::min(text_.find('\n', offset_), text_.size());
    line = text_.substr(offset_, end - offset_);
    while (line.ends_with('\r')) line.remove_suffix(1);
    cut_off_ = end == text_.size();
    offset_ = std::min(end + 1, text_.size());
    ++line_number_;
    return true;
}

bool LineCursor::next_with_words(std::string_view& line) {
    while (next(line)) {
        if (line.find_first_not_of(" \t\r") != std::string_view::npos) return true;
    }
    return false;
}

void LineCursor::fail(const std::string& message) const {
    throw InvalidInput(fmt::format("{}:{}: {}", file_, line_number_, message));
}

}  // namespace soret
