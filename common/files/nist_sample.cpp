// Reader of the sample configurations of the NIST Lennard-Jones reference calculations: a line of three edges, a line
// with the number of atoms (or these two lines the other way round), rows of id x y z. The box is centred at 0.
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "soret/common/files/configuration_builder.hpp"

namespace soret {

namespace {

bool next_words(LineCursor& lines, std::vector<std::string_view>& words) {
    std::string_view line;
    while (lines.next(line)) {
        split_words(line.substr(0, line.find('#')), words);
        if (!words.empty()) return true;
    }
    return false;
}

}  // namespace

void read_nist_sample(ConfigurationBuilder& builder) {
    LineCursor& lines = builder.lines();
    std::vector<std::string_view> words;
    next_words(lines, words);
    const bool number_first = words.size() == 1;
    if (number_first) {
        builder.set_count(words[0]);
        builder.note("the number of atoms stands before the edges, other than in the samples of NIST");
        if (!next_words(lines, words) || words.size() != 3) builder.fail("the line of the edges must have 3 values");
    }
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const double edge = builder.number(words[axis], fmt::format("{} edge", axis_names[axis]));
        builder.set_edge(axis, -0.5 * edge, edge);
    }
    builder.make_box();
    if (!number_first) {
        if (!next_words(lines, words)) builder.fail("the file ends before the number of atoms: it is truncated");
        if (words.size() != 1) builder.fail(fmt::format("{} values: must be one, the number of atoms", words.size()));
        builder.set_count(words[0]);
    }
    while (next_words(lines, words)) {
        if (builder.rows() == builder.count()) {
            builder.fail(fmt::format("more rows than the {} atoms of the header", builder.count()));
        }
        if (words.size() != 4) {
            builder.fail(
                fmt::format("atom {} has {} values: must have 4 (id x y z)", displayed(words[0]), words.size()));
        }
        ParticleRow row;
        row.id = builder.integer(words[0], "id");
        row.type = 1;
        for (std::size_t axis = 0; axis < 3; ++axis) {
            row.coordinate[axis] = builder.number(words[1 + axis], axis_names[axis], "atom", row.id);
        }
        builder.add(row);
    }
}

}  // namespace soret
