// Reader of extended XYZ files (github.com/libAtoms/extxyz).
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "soret/common/files/configuration_builder.hpp"
#include "soret/common/files/particle_columns.hpp"

namespace soret {

namespace {

constexpr std::string_view blanks = " \t";

// The pairs key=value of the comment line; a value may be in quotes or brackets. A bare word is a key without value.
std::map<std::string, std::string, std::less<>> read_pairs(const LineCursor& lines, std::string_view text) {
    std::map<std::string, std::string, std::less<>> pairs;
    std::size_t at = text.find_first_not_of(blanks);
    while (at != std::string_view::npos) {
        const std::size_t key_end = std::min(text.find_first_of(" \t=", at), text.size());
        const std::string key(text.substr(at, key_end - at));
        std::string value;
        std::size_t end = key_end;
        if (key_end < text.size() && text[key_end] == '=') {
            const std::size_t begin = key_end + 1;
            const char opening = begin < text.size() ? text[begin] : ' ';
            const char closing = opening == '{' ? '}' : (opening == '[' ? ']' : opening);
            if (opening == '"' || opening == '\'' || opening == '{' || opening == '[') {
                end = text.find(closing, begin + 1);
                if (end == std::string_view::npos) {
                    lines.fail(fmt::format("{}: must have a closing {}", displayed(key), closing));
                }
                value = text.substr(begin + 1, end - begin - 1);
                ++end;
            } else {
                end = std::min(text.find_first_of(blanks, begin), text.size());
                value = text.substr(begin, end - begin);
            }
        }
        if (!pairs.emplace(key, value).second) lines.fail(fmt::format("{}: must be given once", displayed(key)));
        at = text.find_first_not_of(blanks, end);
    }
    return pairs;
}

// Names of a property's columns in a LAMMPS dump; an empty name is skipped.
void append_names(const LineCursor& lines, std::string_view name, char kind, std::int64_t width,
                  std::vector<std::string>& names) {
    struct Known {
        std::string_view name;
        std::vector<std::string> columns;
    };
    static const std::vector<Known> known{{"species", {"type"}},
                                          {"type", {"type"}},
                                          {"pos", {"x", "y", "z"}},
                                          {"vel", {"vx", "vy", "vz"}},
                                          {"velo", {"vx", "vy", "vz"}},
                                          {"velocities", {"vx", "vy", "vz"}},
                                          {"force", {"fx", "fy", "fz"}},
                                          {"forces", {"fx", "fy", "fz"}},
                                          {"image", {"ix", "iy", "iz"}},
                                          {"id", {"id"}},
                                          {"mass", {"mass"}},
                                          {"masses", {"mass"}}};
    for (const Known& property : known) {
        if (property.name != name) continue;
        if (width != static_cast<std::int64_t>(property.columns.size())) {
            lines.fail(fmt::format("property {}: must have {} columns", name, property.columns.size()));
        }
        names.insert(names.end(), property.columns.begin(), property.columns.end());
        return;
    }
    for (std::int64_t k = 1; k <= width; ++k) {
        if (kind == 'S' || kind == 'L') {
            names.emplace_back();
        } else {
            names.push_back(width == 1 ? std::string(name) : fmt::format("{}_{}", name, k));
        }
    }
}

std::vector<std::string> column_names(const LineCursor& lines, std::string_view properties) {
    std::vector<std::string_view> fields;
    for (std::size_t begin = 0; begin <= properties.size();) {
        const std::size_t end = std::min(properties.find(':', begin), properties.size());
        fields.push_back(properties.substr(begin, end - begin));
        begin = end + 1;
    }
    std::vector<std::string> names;
    for (std::size_t k = 0; k < fields.size(); k += 3) {
        static constexpr std::int64_t widest = 100;
        const auto width = k + 2 < fields.size() ? parse_integer(fields[k + 2]) : std::nullopt;
        const bool kind_known = width && fields[k + 1].size() == 1 &&
                                std::string_view("SRIL").find(fields[k + 1][0]) != std::string_view::npos;
        if (!kind_known || fields[k].empty() || *width < 1 || *width > widest) {
            lines.fail(
                fmt::format("Properties={}: must be NAME:KIND:COLUMNS with a kind of S, R, I, L and 1 to {} columns",
                            displayed(properties), widest));
        }
        append_names(lines, fields[k], fields[k + 1][0], *width, names);
    }
    return names;
}

void set_box(ConfigurationBuilder& builder, std::string_view lattice, std::string_view origin) {
    std::vector<std::string_view> words;
    split_words(origin, words);
    std::array<double, 3> low{};
    if (!words.empty() && words.size() != 3)
        builder.fail(fmt::format("Origin={}: must be 3 numbers", displayed(origin)));
    for (std::size_t axis = 0; axis < words.size(); ++axis) low[axis] = builder.number(words[axis], "Origin");
    split_words(lattice, words);
    if (words.size() != 9) builder.fail(fmt::format("Lattice={}: must be 9 numbers", displayed(lattice)));
    for (std::size_t k = 0; k < 9; ++k) {
        const double value = builder.number(words[k], "Lattice");
        if (k % 4 == 0) {
            builder.set_edge(k / 4, low[k / 4], value);
        } else if (value != 0.0) {
            builder.fail(fmt::format("Lattice={}: must be an orthogonal box, all but elements 1, 5 and 9 zero",
                                     displayed(lattice)));
        }
    }
    builder.make_box();
}

void check_periodic(const ConfigurationBuilder& builder, std::string_view flags) {
    std::vector<std::string_view> words;
    split_words(flags, words);
    for (const std::string_view word : words) {
        if (word != "T" && word != "1" && word != "true" && word != "True") {
            builder.fail(fmt::format("pbc={}: must be \"T T T\", periodic in all directions", displayed(flags)));
        }
    }
}

// Goes to the line before the number of atoms of the wanted frame.
void go_to_frame(ConfigurationBuilder& builder, std::optional<std::int64_t> frame) {
    LineCursor& lines = builder.lines();
    if (frame && *frame < 0) lines.fail(fmt::format("frame {}: must be >= 0", *frame));
    std::int64_t frames = 0;
    LineCursor::Mark found;
    std::vector<std::string_view> words;
    std::string_view line;
    for (auto before = lines.mark(); lines.next_with_words(line); before = lines.mark()) {
        found = before;
        ++frames;
        if (frame && *frame < frames) break;
        split_words(line, words);
        const std::int64_t count = builder.integer(words[0], "number of atoms");
        if (count < 1) builder.fail(fmt::format("number of atoms = {}: must be >= 1", count));
        bool complete = lines.next(line);
        for (std::int64_t k = 0; k < count && complete; ++k) complete = lines.next_with_words(line);
        if (!complete) break;  // reading the frame says what is missing
    }
    if (frame && *frame >= frames) lines.fail(fmt::format("frame {}: must be in [0, {}]", *frame, frames - 1));
    lines.go_to(found);
}

}  // namespace

void read_extended_xyz(ConfigurationBuilder& builder, std::optional<std::int64_t> frame) {
    go_to_frame(builder, frame);
    LineCursor& lines = builder.lines();
    std::vector<std::string_view> words;
    std::string_view line;
    lines.next_with_words(line);
    split_words(line, words);
    if (words.size() != 1)
        builder.fail(fmt::format("{}: must be one value, the number of atoms of a frame", displayed(line)));
    builder.set_count(words[0]);
    if (!lines.next(line)) builder.fail("the file ends before its second line: it is truncated");
    const auto pairs = read_pairs(lines, line);
    const auto value = [&](std::string_view key) {
        const auto found = pairs.find(key);
        return found == pairs.end() ? std::string_view() : std::string_view(found->second);
    };
    if (value("Lattice").empty()) builder.fail("there is no Lattice=\"...\": must give the box");
    set_box(builder, value("Lattice"), value("Origin"));
    check_periodic(builder, value("pbc"));
    const std::string_view properties = value("Properties");
    ParticleColumns columns(builder, column_names(lines, properties.empty() ? "species:S:1:pos:R:3" : properties),
                            false);
    while (builder.rows() < builder.count() && lines.next_with_words(line)) {
        split_words(line, words);
        columns.read(words);
    }
}

}  // namespace soret
