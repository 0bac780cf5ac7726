// Results in YAML as LAMMPS writes it: `dump yaml`, `thermo_style yaml`, and `dump_modify thermo yes`. It is one list a
// line in these files, which is read as words between commas; a million rows are too many for a reader of all of YAML.
#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "soret/common/files/configuration_builder.hpp"
#include "soret/validation/check/results_file.hpp"

namespace soret {

namespace {

std::string without_marks(std::string_view text) {
    std::string clean(text);
    std::replace_if(
        clean.begin(), clean.end(), [](char c) { return c == '[' || c == ']' || c == ','; }, ' ');
    std::erase_if(clean, [](char c) { return c == '\'' || c == '"'; });
    return clean;
}

class YamlFrames {
public:
    explicit YamlFrames(const LineCursor& lines) : lines_(lines) {}

    std::optional<ResultsFrame> next() {
        ResultsFrame frame;
        frame.frame = frame_++;
        std::int64_t count = -1;
        std::string section;
        std::vector<std::string> names;
        std::vector<std::string> thermo_names;
        std::string_view line;
        while (lines_.next(line)) {
            if (lines_.cut_off() && line.find('[') != std::string::npos && line.find(']') == std::string::npos) {
                lines_.fail("the file ends within a list: it is cut off");
            }
            const std::string clean = without_marks(line);
            split_words(clean, words_);
            if (words_.empty()) continue;
            if (words_[0] == "...") {
                if (!names.empty()) break;
                continue;
            }
            const std::size_t dashes = words_[0] == "-" ? 1 : 0;
            if (words_.size() == dashes) continue;
            const std::string key(words_[dashes]);
            const std::vector<std::string_view> rest(words_.begin() + static_cast<std::ptrdiff_t>(dashes) + 1,
                                                     words_.end());
            if (key == "timestep:" && !rest.empty()) frame.step = parse_integer(rest[0]);
            if (key == "natoms:" && !rest.empty()) count = parse_integer(rest[0]).value_or(-1);
            if (key == "units:" && !rest.empty()) units_ = lower_case(rest[0]);
            if (key == "keywords:") {
                (section == "thermo:" ? thermo_names : names).assign(rest.begin(), rest.end());
            } else if (key == "data:" && section == "thermo:") {
                add_thermo(frame, thermo_names, rest);
            } else if (key.ends_with(':')) {
                section = key;
                if (key == "data:" && !names.empty()) {
                    if (read_rows(frame, names, count)) break;
                }
            } else if (section == "box:" && dashes == 1) {
                add_edge(frame);
            }
        }
        if (names.empty()) return std::nullopt;
        if (frame.units.empty()) frame.units = units_;
        return frame;
    }

private:
    void add_thermo(ResultsFrame& frame, const std::vector<std::string>& names,
                    const std::vector<std::string_view>& words) {
        if (words.size() != names.size()) lines_.fail("data of thermo: must be one number a keyword");
        frame.is_thermo = true;
        frame.totals.resize(names.size());
        for (std::size_t k = 0; k < names.size(); ++k) {
            frame.totals[k].name = names[k];
            const PrintedNumber number = printed_number(words[k]);
            if (!number.is_number) lines_.fail(fmt::format("{}: must be a number", names[k]));
            frame.totals[k].add(number);
        }
    }

    void add_edge(ResultsFrame& frame) {
        const PrintedColumn both = numbers_of(lines_, "box", {words_.begin() + 1, words_.end()}, 2);
        if (!frame.box) axis_ = 0;
        if (axis_ == 3) lines_.fail("box: must be three pairs of bounds");
        if (!frame.box) frame.box = PrintedBox{};
        frame.box->set_edge(axis_++, both.values[0], both.values[1], both);
    }

    // The rows of "data:". Those of a thermo table go to the totals.
    // returns   whether the document has ended
    bool read_rows(ResultsFrame& frame, const std::vector<std::string>& names, std::int64_t count) {
        const bool of_particles = count >= 0 || std::find(names.begin(), names.end(), "id") != names.end();
        frame.format = of_particles ? "LAMMPS YAML dump" : "LAMMPS thermo YAML";
        RowReader rows(names);
        std::string_view line;
        bool ended = false;
        while (!ended && lines_.next_with_words(line)) {
            if (line.find('[') == std::string_view::npos) {
                ended = line.starts_with("...") || line.starts_with("---");
                if (!of_particles || ended) break;
                continue;
            }
            if (line.find(']') == std::string_view::npos) lines_.fail("a list without its end: the file is cut off");
            const std::string clean = without_marks(line);
            split_words(clean, words_);
            if (!words_.empty()) words_.erase(words_.begin());  // the dash
            if (of_particles) {
                rows.read(lines_, words_);
            } else {
                add_thermo(frame, names, words_);
            }
        }
        if (!of_particles) return true;
        if (count >= 0 && static_cast<std::int64_t>(rows.rows()) != count) {
            lines_.fail(fmt::format("{} rows of atoms: must be {} as the header says{}", rows.rows(), count,
                                    static_cast<std::int64_t>(rows.rows()) < count ? ", the file is cut off" : ""));
        }
        rows.finish(frame);
        return true;
    }

    LineCursor lines_;
    std::vector<std::string_view> words_;
    std::string units_;
    std::size_t axis_ = 0;
    std::int64_t frame_ = 0;
};

}  // namespace

FrameReader open_yaml(const LineCursor& lines) {
    return [frames = std::make_shared<YamlFrames>(lines)] { return frames->next(); };
}

}  // namespace soret
