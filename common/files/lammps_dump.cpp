// Reader of LAMMPS text dumps (docs.lammps.org/dump.html).
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "soret/common/files/configuration_builder.hpp"
#include "soret/common/files/particle_columns.hpp"

namespace soret {

namespace {

constexpr std::string_view frame_start = "ITEM: TIMESTEP";
constexpr std::string_view units_start = "ITEM: UNITS";

// Goes to the line that begins the wanted frame. LAMMPS writes the units once, before the first one.
void go_to_dump_frame(ConfigurationBuilder& builder) {
    LineCursor& lines = builder.lines();
    const std::optional<std::int64_t> frame = builder.options().frame;
    std::int64_t frames = 0;
    LineCursor::Mark found;
    std::string_view line;
    for (auto before = lines.mark(); lines.next(line); before = lines.mark()) {
        if (line.starts_with(units_start) && lines.next(line)) {
            std::vector<std::string_view> words;
            split_words(line, words);
            if (words.size() != 1) lines.fail(fmt::format("units = {}: must be one word", displayed(line)));
            builder.set_units(words[0]);
        }
        if (!line.starts_with(frame_start)) continue;
        if (!frame || *frame == frames) found = before;
        ++frames;
    }
    if (frames == 0) lines.fail(fmt::format("no frame: must have a line {}", frame_start));
    builder.set_frame(frames);
    lines.go_to(found);
}

class DumpReader {
public:
    explicit DumpReader(ConfigurationBuilder& builder) : builder_(builder), lines_(builder.lines()) {}

    void read() {
        std::string_view line;
        lines_.next(line);
        builder_.file().step = builder_.integer(value_line("the time step"), "time step");
        while (true) {
            if (!lines_.next_with_words(line)) builder_.fail("the file ends before ITEM: ATOMS, it is truncated");
            if (line.starts_with("ITEM: NUMBER OF ATOMS")) {
                builder_.set_count(value_line("the number of atoms"));
            } else if (line.starts_with("ITEM: BOX BOUNDS")) {
                read_bounds(line.substr(std::string_view("ITEM: BOX BOUNDS").size()));
            } else if (line.starts_with("ITEM: ATOMS")) {
                return read_atoms(line.substr(std::string_view("ITEM: ATOMS").size()));
            } else if (line.starts_with("ITEM: UNITS") || line.starts_with("ITEM: TIME")) {
                value_line("the value");
            } else {
                builder_.fail(fmt::format("{}: must be ITEM: NUMBER OF ATOMS, BOX BOUNDS or ATOMS", displayed(line)));
            }
        }
    }

private:
    std::string_view value_line(std::string_view what) {
        std::string_view line;
        if (!lines_.next_with_words(line)) builder_.fail(fmt::format("the file ends before {}: it is truncated", what));
        split_words(line, words_);
        if (words_.size() != 1) builder_.fail(fmt::format("{} = {}: must be one value", what, displayed(line)));
        return words_[0];
    }

    void read_bounds(std::string_view boundaries) {
        split_words(boundaries, words_);
        const bool is_tilted = words_.size() == 6 && words_[0] == "xy" && words_[1] == "xz" && words_[2] == "yz";
        for (std::size_t k = is_tilted ? 3 : 0; k < words_.size(); ++k) {
            if (words_[k] != "pp") {
                builder_.fail(
                    fmt::format("box bounds {}: must be pp pp pp, an orthogonal box periodic in all directions",
                                displayed(boundaries.substr(boundaries.find_first_not_of(' ')))));
            }
        }
        for (std::size_t axis = 0; axis < 3; ++axis) {
            std::string_view line;
            if (!lines_.next_with_words(line)) builder_.fail("the file ends within the box bounds: it is truncated");
            split_words(line, words_);
            if (words_.size() != (is_tilted ? 3 : 2)) {
                builder_.fail(
                    fmt::format("{} bounds {}: must be {}", axis_names[axis], displayed(line),
                                is_tilted ? "two values and a tilt" : "two values, the box must be orthogonal"));
            }
            static constexpr std::array<std::string_view, 3> tilts{"xy", "xz", "yz"};
            if (is_tilted) builder_.set_tilt(tilts[axis], builder_.number(words_[2], tilts[axis]));
            const double low = builder_.number(words_[0], fmt::format("lower {} bound", axis_names[axis]));
            const double high = builder_.number(words_[1], fmt::format("upper {} bound", axis_names[axis]));
            builder_.set_edge(axis, low, high - low);
        }
        builder_.make_box();
    }

    void read_atoms(std::string_view names) {
        if (builder_.count() == 0) builder_.fail("ITEM: ATOMS: must come after ITEM: NUMBER OF ATOMS");
        if (!builder_.has_bounds()) builder_.fail("ITEM: ATOMS: must come after ITEM: BOX BOUNDS");
        split_words(names, words_);
        ParticleColumns columns(builder_, {words_.begin(), words_.end()}, true);
        std::string_view line;
        while (lines_.next_with_words(line) && !line.starts_with("ITEM:")) {  // of the next frame
            if (builder_.rows() == builder_.count()) {
                builder_.fail(fmt::format("more rows than the {} atoms of the header", builder_.count()));
            }
            split_words(line, words_);
            columns.read(words_);
        }
    }

    ConfigurationBuilder& builder_;
    LineCursor& lines_;
    std::vector<std::string_view> words_;
};

}  // namespace

void read_lammps_dump(ConfigurationBuilder& builder) {
    go_to_dump_frame(builder);
    DumpReader(builder).read();
}

}  // namespace soret
