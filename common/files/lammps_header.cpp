#include "soret/common/files/lammps_header.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "soret/common/errors.hpp"

namespace soret {

namespace {

constexpr std::array<std::string_view, 8> unit_styles{"lj", "real", "metal", "si", "cgs", "electron", "micro", "nano"};

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t\r");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

// The units of "units = metal", "units metal", "(Units: real)"; empty if the title states none.
std::string units_in(std::string_view title) {
    const std::string lower = lower_case(title);
    static constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz";
    for (std::size_t at = lower.find("unit"); at != std::string::npos; at = lower.find("unit", at + 4)) {
        std::size_t begin = at + 4;
        if (begin < lower.size() && lower[begin] == 's') ++begin;
        begin = std::min(lower.find_first_not_of(" \t=:_", begin), lower.size());
        if (lower.compare(begin, 6, "style ") == 0) begin += 6;  // of "units style lj"
        const std::size_t end = std::min(lower.find_first_not_of(letters, begin), lower.size());
        const std::string word = lower.substr(begin, end - begin);
        if (std::find(unit_styles.begin(), unit_styles.end(), word) != unit_styles.end()) return word;
        // "in real units"
        const std::size_t before = lower.find_last_not_of(" \t", at == 0 ? 0 : at - 1);
        if (at == 0 || before == std::string::npos) continue;
        const std::size_t start = lower.find_last_not_of(letters, before) + 1;
        const std::string word_before = lower.substr(start, before + 1 - start);
        if (std::find(unit_styles.begin(), unit_styles.end(), word_before) != unit_styles.end()) return word_before;
    }
    return {};
}

}  // namespace

CommentedLine split_comment(std::string_view line) {
    const std::size_t hash = line.find('#');
    if (hash == std::string_view::npos) return {trimmed(line), {}};
    return {trimmed(line.substr(0, hash)), trimmed(line.substr(hash + 1))};
}

void LammpsHeader::read_title(std::string_view title) {
    title_ = title;
    if (const std::string units = units_in(title); !units.empty()) builder_.set_units(units);
    static constexpr std::string_view step = "timestep = ";  // as write_data of LAMMPS has it
    if (const std::size_t at = title.find(step); at != std::string_view::npos) {
        const std::string_view rest = title.substr(at + step.size());
        builder_.file().step = parse_integer(rest.substr(0, rest.find_first_not_of("0123456789")));
    }
}

bool LammpsHeader::ends_with(std::size_t values, std::initializer_list<std::string_view> names) const {
    return words_.size() == values + names.size() &&
           std::equal(names.begin(), names.end(), words_.begin() + static_cast<std::ptrdiff_t>(values));
}

bool LammpsHeader::read_size(std::string_view line) {
    if (ends_with(1, {"atoms"})) {
        builder_.set_count(words_[0]);
        return true;
    }
    if (ends_with(1, {"atom", "types"})) {
        type_count_ = builder_.integer(words_[0], "number of atom types");
        if (type_count_ < 1) builder_.fail(fmt::format("number of atom types = {}: must be >= 1", type_count_));
        builder_.set_type_count(std::min(type_count_, std::int64_t{2147483647}));
        return true;
    }
    for (const std::string_view what :
         {"bonds", "angles", "dihedrals", "impropers", "ellipsoids", "lines", "triangles", "bodies"}) {
        if (!ends_with(1, {what})) continue;
        const std::int64_t count = builder_.integer(words_[0], fmt::format("number of {}", what));
        if (count != 0) {
            builder_.fail(fmt::format("{}: must be 0, particles without {} are simulated", displayed(line), what));
        }
        return true;
    }
    return false;
}

bool LammpsHeader::read_bounds() {
    static constexpr std::string_view bounds[3][2] = {{"xlo", "xhi"}, {"ylo", "yhi"}, {"zlo", "zhi"}};
    for (std::size_t axis = 0; axis < 3; ++axis) {
        if (!ends_with(2, {bounds[axis][0], bounds[axis][1]})) continue;
        const double low = builder_.number(words_[0], bounds[axis][0]);
        builder_.set_edge(axis, low, builder_.number(words_[1], bounds[axis][1]) - low);
        return true;
    }
    if (!ends_with(3, {"xy", "xz", "yz"})) return false;
    for (std::size_t k = 0; k < 3; ++k) builder_.set_tilt(words_[k + 3], builder_.number(words_[k], words_[k + 3]));
    return true;
}

// "2 extra bond per atom", "1 bond types", "0 crossterms": room for bonds that are not there.
bool LammpsHeader::is_passed_over() const {
    if (words_.size() < 2 || !parse_integer(words_[0])) return false;
    if (words_.size() == 5 && words_[1] == "extra" && words_[3] == "per" && words_[4] == "atom") return true;
    return (words_.size() == 3 && words_[2] == "types") || parse_integer(words_[0]) == 0;
}

void LammpsHeader::read_line(std::string_view line) {
    split_words(line, words_);
    if (read_size(line) || read_bounds() || is_passed_over()) return;
    if (words_.back() == "avec" || words_.back() == "bvec" || words_.back() == "cvec") {
        builder_.fail(fmt::format("{}: a triclinic box, must be orthogonal (xlo xhi)", displayed(line)));
    }
    builder_.fail(fmt::format("{}: must be a header line of a file of particles without bonds", displayed(line)));
}

void LammpsHeader::missing(std::string_view what) const {
    std::vector<std::string_view> words;
    split_words(split_comment(title_).content, words);
    const bool is_header_line = words.size() >= 2 && parse_double(words[0]).defect.empty() &&
                                (words.back() == "atoms" || words.back() == "types" || words.back().ends_with("hi"));
    if (is_header_line) {
        throw InvalidInput(
            fmt::format("{}:1: {} is the title, the first line is never read as more: must have a line of "
                        "any text before it",
                        builder_.file().path, displayed(title_)));
    }
    builder_.fail(std::string(what));
}

void LammpsHeader::finish() {
    if (builder_.count() == 0) missing("the header has no line \"N atoms\"");
    if (type_count_ == 0) missing("the header has no line \"N atom types\"");
    if (!builder_.has_bounds()) missing("the header must have the lines xlo xhi, ylo yhi and zlo zhi");
    builder_.make_box();
}

}  // namespace soret
