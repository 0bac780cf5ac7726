// Reader of extended XYZ files (github.com/libAtoms/extxyz).
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "soret/common/files/configuration_builder.hpp"
#include "soret/common/files/extended_xyz_columns.hpp"
#include "soret/common/files/extended_xyz_keys.hpp"
#include "soret/common/files/particle_columns.hpp"

namespace soret {

namespace {

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
        } else {
            builder.set_tilt(fmt::format("Lattice=\"{}\": element {}", lattice, k + 1), value);
        }
    }
    builder.make_box();
}

void check_periodic(const ConfigurationBuilder& builder, std::string_view flags) {
    std::vector<std::string_view> words;
    split_words(flags, words);
    for (const std::string_view word : words) {
        const std::string lower = lower_case(word);
        if (lower != "t" && lower != "1" && lower != "true") {
            builder.fail(fmt::format("pbc={}: must be \"T T T\", periodic in all directions", displayed(flags)));
        }
    }
}

// Goes to the line before the number of atoms of the wanted frame.
void go_to_xyz_frame(ConfigurationBuilder& builder) {
    LineCursor& lines = builder.lines();
    const std::optional<std::int64_t> frame = builder.options().frame;
    std::int64_t frames = 0;
    LineCursor::Mark found;
    std::vector<std::string_view> words;
    std::string_view line;
    for (auto before = lines.mark(); lines.next_with_words(line); before = lines.mark()) {
        if (!frame || *frame == frames) found = before;
        ++frames;
        split_words(line, words);
        const auto count = parse_integer(words[0]);
        if (!count || *count < 1) break;  // reading the frame says what is wrong
        bool complete = lines.next(line);
        for (std::int64_t k = 0; k < *count && complete; ++k) complete = lines.next_with_words(line);
        if (!complete) break;  // reading the frame says what is missing
    }
    builder.set_frame(frames);
    lines.go_to(found);
}

}  // namespace

void read_extended_xyz(ConfigurationBuilder& builder) {
    go_to_xyz_frame(builder);
    LineCursor& lines = builder.lines();
    std::vector<std::string_view> words;
    std::string_view line;
    lines.next_with_words(line);
    split_words(line, words);
    if (words.size() != 1)
        builder.fail(fmt::format("{}: must be one value, the number of atoms of a frame", displayed(line)));
    builder.set_count(words[0]);
    if (!lines.next(line)) builder.fail("the file ends before its second line: it is truncated");
    const auto pairs = extended_xyz_keys(lines, line);
    const auto value = [&](std::string_view key) {
        const auto found = pairs.find(key);
        return found == pairs.end() ? std::string_view() : std::string_view(found->second);
    };
    if (!value("units").empty()) builder.set_units(value("units"));
    for (const char* key : {"step", "timestep"}) {
        if (!builder.file().step) builder.file().step = parse_integer(value(key));
    }
    if (value("lattice").empty()) builder.fail("there is no Lattice=\"...\": must give the box");
    set_box(builder, value("lattice"), value("origin"));
    if (value("pbc").empty()) builder.note("pbc is not given: periodic in all directions");
    check_periodic(builder, value("pbc"));
    const std::string_view properties = value("properties");
    ExtendedXyzColumns named = extended_xyz_columns(lines, properties);
    ParticleColumns columns(builder, std::move(named.names), false, named.are_text);
    while (builder.rows() < builder.count() && lines.next_with_words(line)) {
        split_words(line, words);
        columns.read(words);
    }
}

}  // namespace soret
