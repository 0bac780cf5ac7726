// Results in extended XYZ, as ASE writes them: energy and stress in the second line, forces and energies in columns.
#include <memory>

#include <fmt/format.h>

#include "soret/common/files/extended_xyz_columns.hpp"
#include "soret/common/files/extended_xyz_keys.hpp"
#include "soret/validation/check/results_file.hpp"

namespace soret {

namespace {

class XyzFrames {
public:
    explicit XyzFrames(const LineCursor& lines) : lines_(lines) {}

    std::optional<ResultsFrame> next() {
        std::string_view line;
        if (!lines_.next_with_words(line)) return std::nullopt;
        split_words(line, words_);
        const auto count = parse_integer(words_[0]);
        if (words_.size() != 1 || !count || *count < 1) {
            lines_.fail(fmt::format("{}: must be the number of atoms of a frame", displayed(line)));
        }
        if (!lines_.next(line)) fail_cut_off(lines_, "its second line");
        const auto keys = extended_xyz_keys(lines_, line);
        ResultsFrame frame;
        frame.format = "extended XYZ";
        frame.frame = frame_++;
        std::string_view properties;
        for (const auto& [key, value] : keys) {
            split_words(value, words_);
            if (key == "properties") {
                properties = value;
            } else if (key == "lattice") {
                frame.box = lattice();
            } else if (key == "units") {
                frame.units = lower_case(value);
            } else if (key == "step" || key == "timestep") {
                frame.step = parse_integer(value);
            } else if (key != "pbc" && key != "origin" && !words_.empty()) {
                add_total(frame, key, words_);
            }
        }
        if (const auto origin = keys.find("origin"); origin != keys.end() && frame.box) {
            split_words(origin->second, words_);
            for (std::size_t axis = 0; axis < std::min<std::size_t>(3, words_.size()); ++axis) {
                frame.box->low[axis] = printed_number(words_[axis]).value;
            }
        }
        RowReader rows(extended_xyz_columns(lines_, properties).names);
        while (static_cast<std::int64_t>(rows.rows()) < *count) {
            if (!lines_.next_with_words(line)) {
                fail_cut_off(lines_, fmt::format("row {} of {}", rows.rows() + 1, *count));
            }
            split_words(line, words_);
            rows.read(lines_, words_);
        }
        if (lines_.cut_off()) lines_.fail("the file ends without a newline: it is cut off");
        rows.finish(frame);
        return frame;
    }

private:
    PrintedBox lattice() const {
        numbers_of(lines_, "Lattice", words_, 9);
        PrintedBox box;
        for (std::size_t axis = 0; axis < 3; ++axis) {
            PrintedColumn edge;
            edge.add(printed_number(words_[4 * axis]));
            box.set_edge(axis, 0.0, edge.values[0], edge);
        }
        return box;
    }

    LineCursor lines_;
    std::vector<std::string_view> words_;
    std::int64_t frame_ = 0;
};

}  // namespace

FrameReader open_extended_xyz(const LineCursor& lines) {
    return [frames = std::make_shared<XyzFrames>(lines)] { return frames->next(); };
}

}  // namespace soret
