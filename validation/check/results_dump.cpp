// Results in a LAMMPS text dump: any columns, types and positions need not be among them.
#include <memory>

#include <fmt/format.h>

#include "soret/common/files/configuration_builder.hpp"
#include "soret/validation/check/results_file.hpp"

namespace soret {

namespace {

class DumpFrames {
public:
    explicit DumpFrames(const LineCursor& lines) : lines_(lines) {}

    std::optional<ResultsFrame> next() {
        ResultsFrame frame;
        frame.format = "LAMMPS text dump";
        frame.frame = frame_++;
        std::string_view line;
        bool is_first = true;
        while (true) {
            if (!lines_.next_with_words(line)) {
                if (is_first) return std::nullopt;
                fail_cut_off(lines_, "ITEM: ATOMS");
            }
            is_first = false;
            if (line.starts_with("ITEM: TIMESTEP")) {
                frame.step = parse_integer(value_line("the time step"));
            } else if (line.starts_with("ITEM: UNITS")) {
                units_ = lower_case(value_line("the units"));
            } else if (line.starts_with("ITEM: NUMBER OF ATOMS")) {
                count_ = parse_integer(value_line("the number of atoms")).value_or(-1);
            } else if (line.starts_with("ITEM: BOX BOUNDS")) {
                frame.box = bounds();
            } else if (line.starts_with("ITEM: ATOMS") || line.starts_with("ITEM: ENTRIES")) {
                frame.units = units_;
                read_rows(line.substr(line.find_first_of(' ', 6) + 1), frame);
                return frame;
            } else if (line.starts_with("ITEM:")) {
                value_line("its value");
            } else {
                lines_.fail(fmt::format("{}: must be a line ITEM: of a LAMMPS dump", displayed(line)));
            }
        }
    }

private:
    std::string_view value_line(std::string_view what) {
        std::string_view line;
        if (!lines_.next_with_words(line)) fail_cut_off(lines_, what);
        split_words(line, words_);
        return words_[0];
    }

    PrintedBox bounds() {
        PrintedBox box;
        for (std::size_t axis = 0; axis < 3; ++axis) {
            std::string_view line;
            if (!lines_.next_with_words(line)) fail_cut_off(lines_, "the end of the box bounds");
            split_words(line, words_);
            const PrintedColumn both = numbers_of(lines_, "box bounds", words_, 2);
            box.set_edge(axis, both.values[0], both.values[1], both);
        }
        return box;
    }

    void read_rows(std::string_view names, ResultsFrame& frame) {
        split_words(names, words_);
        RowReader rows({words_.begin(), words_.end()});
        std::string_view line;
        auto before = lines_.mark();
        while (lines_.next_with_words(line)) {
            if (line.starts_with("ITEM:")) {  // of the next frame
                lines_.go_to(before);
                break;
            }
            split_words(line, words_);
            rows.read(lines_, words_);
            before = lines_.mark();
        }
        if (static_cast<std::int64_t>(rows.rows()) != count_) {
            lines_.fail(fmt::format("{} rows of atoms: must be {} as the header says{}", rows.rows(), count_,
                                    static_cast<std::int64_t>(rows.rows()) < count_ ? ", the file is cut off" : ""));
        }
        if (lines_.cut_off()) lines_.fail("the file ends without a newline: it is cut off");
        rows.finish(frame);
    }

    LineCursor lines_;
    std::vector<std::string_view> words_;
    std::string units_;
    std::int64_t count_ = -1;
    std::int64_t frame_ = 0;
};

}  // namespace

FrameReader open_dump(const LineCursor& lines) {
    return [frames = std::make_shared<DumpFrames>(lines)] { return frames->next(); };
}

}  // namespace soret
