// Thermo output of a LAMMPS log: each table is a frame.
#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "soret/validation/check/results_file.hpp"

namespace soret {

namespace {

class LogTables {
public:
    explicit LogTables(const LineCursor& lines) : lines_(lines) {}

    std::optional<ResultsFrame> next() {
        std::string_view line;
        while (lines_.next(line)) {
            split_words(line, words_);
            if (words_.empty()) continue;
            note_settings();
            // The names stand behind this line, or begin with Step where a part of a log was cut out.
            if (line.starts_with("Per MPI rank memory") && lines_.next_with_words(line)) {
                auto found = line.starts_with("---") ? blocks(line) : table(line);
                if (found) return found;
            } else if (words_[0] == "Step" && words_.size() > 1) {
                if (auto found = table(line)) return found;
            }
        }
        return std::nullopt;
    }

private:
    // Commands that a log repeats, and what a run says before it starts.
    void note_settings() {
        if (words_[0] == "units" && words_.size() == 2) units_ = lower_case(words_[1]);
        if (words_.size() == 4 && words_[0] == "Unit" && words_[1] == "style") units_ = lower_case(words_[3]);
        const auto norm = std::find(words_.begin(), words_.end(), "norm");
        if (words_[0] == "thermo_modify" && norm != words_.end() && norm + 1 != words_.end()) {
            is_of_box_ = *(norm + 1) == "no";
        }
    }

    ResultsFrame started() {
        ResultsFrame frame;
        frame.format = "LAMMPS log";
        frame.frame = frame_;
        frame.units = units_;
        frame.is_of_box = is_of_box_;
        frame.is_thermo = true;
        return frame;
    }

    // Nothing if no row follows.
    std::optional<ResultsFrame> table(std::string_view names) {
        ResultsFrame frame = started();
        split_words(names, words_);
        for (const std::string_view name : words_) frame.totals.push_back({std::string(name), {}});
        std::string_view line;
        auto before = lines_.mark();
        std::vector<PrintedNumber> row;
        while (lines_.next_with_words(line)) {
            if (line.starts_with("WARNING")) continue;
            split_words(line, words_);
            row.clear();
            for (const std::string_view word : words_) row.push_back(printed_number(word));
            if (!std::all_of(row.begin(), row.end(), [](const PrintedNumber& number) { return number.is_number; })) {
                lines_.go_to(before);
                break;
            }
            if (row.size() != frame.totals.size() || lines_.cut_off()) {
                lines_.fail(fmt::format("{} values: must be {}, one a column of the table: the file is cut off",
                                        row.size(), frame.totals.size()));
            }
            for (std::size_t k = 0; k < row.size(); ++k) frame.totals[k].add(row[k]);
            before = lines_.mark();
        }
        if (frame.totals.front().values.empty()) return std::nullopt;
        ++frame_;
        return frame;
    }

    // thermo_style multi: "------------ Step     0 ----- CPU =   0.0 (sec) ------------", then NAME = VALUE ...
    std::optional<ResultsFrame> blocks(std::string_view line) {
        ResultsFrame frame = started();
        const auto add = [&](std::string_view name, std::string_view value) {
            auto found = std::find_if(frame.totals.begin(), frame.totals.end(),
                                      [&](const PrintedColumn& column) { return column.name == name; });
            if (found == frame.totals.end()) {
                frame.totals.push_back({std::string(name), {}});
                found = frame.totals.end() - 1;
            }
            const PrintedNumber number = printed_number(value);
            if (!number.is_number) lines_.fail(fmt::format("{} = {}: must be a number", name, displayed(value)));
            found->add(number);
        };
        do {
            split_words(line, words_);
            const auto step = std::find(words_.begin(), words_.end(), "Step");
            if (line.starts_with("---") && step != words_.end() && step + 1 != words_.end()) {
                add("Step", *(step + 1));
                continue;
            }
            if (words_.size() < 3 || words_[1] != "=") break;
            for (std::size_t k = 0; k + 2 < words_.size(); k += 3) add(words_[k], words_[k + 2]);
        } while (lines_.next_with_words(line));
        if (frame.totals.empty()) return std::nullopt;
        ++frame_;
        return frame;
    }

    LineCursor lines_;
    std::vector<std::string_view> words_;
    std::string units_;
    bool is_of_box_ = false;
    std::int64_t frame_ = 0;
};

}  // namespace

FrameReader open_log(const LineCursor& lines) {
    return [tables = std::make_shared<LogTables>(lines)] { return tables->next(); };
}

}  // namespace soret
