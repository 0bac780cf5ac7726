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

// Goes to the line that begins the wanted frame.
void go_to_frame(LineCursor& lines, std::optional<std::int64_t> frame) {
    if (frame && *frame < 0) lines.fail(fmt::format("frame {}: must be >= 0", *frame));
    std::int64_t frames = 0;
    LineCursor::Mark found;
    std::string_view line;
    for (auto before = lines.mark(); lines.next(line); before = lines.mark()) {
        if (!line.starts_with(frame_start)) continue;
        if (!frame || *frame == frames) found = before;
        ++frames;
        if (frame && *frame < frames) break;
    }
    if (frames == 0) lines.fail(fmt::format("no frame: must have a line {}", frame_start));
    if (frame && *frame >= frames) lines.fail(fmt::format("frame {}: must be in [0, {}]", *frame, frames - 1));
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
        for (const std::string_view word : words_) {
            if (word != "pp") {
                builder_.fail(
                    fmt::format("box bounds {}: must be pp pp pp, an orthogonal box periodic in all directions",
                                displayed(boundaries.substr(boundaries.find_first_not_of(' ')))));
            }
        }
        for (std::size_t axis = 0; axis < 3; ++axis) {
            std::string_view line;
            if (!lines_.next_with_words(line)) builder_.fail("the file ends within the box bounds: it is truncated");
            split_words(line, words_);
            if (words_.size() != 2) {
                builder_.fail(fmt::format("{} bounds {}: must be two values, the box must be orthogonal",
                                          axis_names[axis], displayed(line)));
            }
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
        std::vector<std::string> column_names(words_.begin(), words_.end());
        for (std::string& name : column_names) {
            if (name == "element") name.clear();  // a text
        }
        ParticleColumns columns(builder_, std::move(column_names), true);
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

void read_lammps_dump(ConfigurationBuilder& builder, std::optional<std::int64_t> frame) {
    go_to_frame(builder.lines(), frame);
    DumpReader(builder).read();
}

}  // namespace soret
