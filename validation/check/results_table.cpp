// Results in a table of columns: separated by commas, semicolons, tabs or blanks; GROMACS .xvg with its legends.
#include <algorithm>
#include <array>
#include <memory>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/validation/check/column_names.hpp"
#include "soret/validation/check/results_file.hpp"

namespace soret {

namespace {

std::string trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    std::string word(text.substr(first, text.find_last_not_of(" \t") - first + 1));
    if (word.size() >= 2 && word.front() == '"' && word.back() == '"') word = word.substr(1, word.size() - 2);
    return word;
}

class Table {
public:
    Table(const LineCursor& lines, const ColumnMap& map) : lines_(lines), map_(map) {}

    ResultsFrame read() {
        std::string_view line;
        while (lines_.next_with_words(line)) {
            if (line[0] == '@') {
                note_legend(line);
            } else if (line[0] == '#') {
                comments_.push_back(line.substr(line.find_first_not_of("# ") == std::string_view::npos
                                                    ? line.size()
                                                    : line.find_first_not_of("# ")));
            } else if (line[0] != '&') {
                read_line(line);
            }
        }
        if (columns_.empty() || columns_.front().values.empty()) {
            throw InvalidInput(
                fmt::format("{}: unknown format, or no row of numbers: must be results in a LAMMPS dump "
                            "or log, extended XYZ, JSON, YAML or a table of columns",
                            lines_.file()));
        }
        if (lines_.cut_off()) must_end_whole();
        return sorted_out();
    }

private:
    // @ s0 legend "LJ (SR)": of the second column, the first is the time. @ yaxis label "(kJ/mol)"
    void note_legend(std::string_view line) {
        const std::size_t quote = line.find('"');
        if (quote == std::string_view::npos) return;
        const std::string text = trimmed(line.substr(quote));
        if (line.find(" legend ") != std::string_view::npos) legends_.push_back(text);
        if (line.find(" yaxis ") != std::string_view::npos) axis_units_ = units_behind(text);
        is_xvg_ = true;
    }

    char separator_of(std::string_view line) const {
        for (const char c : {'\t', ';', ','}) {
            if (line.find(c) != std::string_view::npos) return c;
        }
        return ' ';
    }

    void split(std::string_view line) {
        words_.clear();
        if (separator_ == ' ') {
            split_words(line, blank_words_);
            for (const std::string_view word : blank_words_) words_.push_back(trimmed(word));
            return;
        }
        std::size_t begin = 0;
        bool quoted = false;
        for (std::size_t k = 0; k <= line.size(); ++k) {
            if (k < line.size() && line[k] == '"') quoted = !quoted;
            if (k < line.size() && (quoted || line[k] != separator_)) continue;
            words_.push_back(trimmed(line.substr(begin, k - begin)));
            begin = k + 1;
        }
        if (!words_.empty() && words_.back().empty()) words_.pop_back();  // a separator at the end
    }

    bool has_number() const {
        return std::any_of(words_.begin(), words_.end(),
                           [](const std::string& word) { return printed_number(word).is_number; });
    }

    void read_line(std::string_view line) {
        if (columns_.empty()) {
            separator_ = separator_of(line);
            split(line);
            if (!has_number() && !has_names_) {
                names_ = words_;
                has_names_ = true;
                return;
            }
            take_names();
        } else {
            split(line);
        }
        if (words_.size() != columns_.size()) {
            lines_.fail(fmt::format("{} values: must be {}, one a column{}", words_.size(), columns_.size(),
                                    lines_.cut_off() ? ": the file is cut off there" : ""));
        }
        for (std::size_t k = 0; k < words_.size(); ++k) {
            const PrintedNumber number = printed_number(words_[k]);
            if (columns_[k].values.empty()) is_text_.push_back(!number.is_number);
            if (!number.is_number && !is_text_[k]) {
                lines_.fail(fmt::format("{} = {}: must be a number", names_[k], displayed(words_[k])));
            }
            columns_[k].add(number);
        }
        last_digits_.assign(words_.size(), 0);
        for (std::size_t k = 0; k < words_.size(); ++k) last_digits_[k] = printed_number(words_[k]).digits;
        fewest_digits_.resize(words_.size(), 1000);
        if (!lines_.cut_off()) {
            for (std::size_t k = 0; k < words_.size(); ++k) {
                fewest_digits_[k] = std::min(fewest_digits_[k], last_digits_[k]);
            }
        }
    }

    // Names are in the first line without numbers, or in the last comment with as many words, or in legends.
    void take_names() {
        const std::size_t count = words_.size();
        const std::vector<std::string> first_row = words_;
        if (!has_names_) {
            for (std::size_t k = comments_.size(); k-- > 0 && !has_names_;) {
                split(comments_[k]);
                if (words_.size() != count || has_number()) continue;
                names_ = words_;
                has_names_ = true;
            }
        }
        if (!has_names_ && is_xvg_) {
            names_ = {"Time"};
            names_.insert(names_.end(), legends_.begin(), legends_.end());
        }
        if (names_.size() != count) {
            if (has_names_) {
                lines_.fail(fmt::format("{} values: must be {}, one a name of the columns", count, names_.size()));
            }
            names_.clear();
            for (std::size_t k = 1; k <= count; ++k) names_.push_back(std::to_string(k));
        }
        words_ = first_row;
        columns_.resize(count);
        for (std::size_t k = 0; k < count; ++k) columns_[k].name = names_[k];
    }

    // Some programs write no newline at the end. A last number with fewer digits than any other was cut.
    void must_end_whole() const {
        if (columns_.front().values.size() > 1 && last_digits_.back() >= fewest_digits_.back()) return;
        lines_.fail("the file ends without a newline, and its last number may be cut off");
    }

    // Of particles if a column is known that only particles have, or an id.
    bool is_of_particles() const {
        for (const std::string& name : names_) {
            const auto mapped = std::find_if(map_.entries.begin(), map_.entries.end(),
                                             [&](const ColumnMap::Entry& entry) { return entry.column == name; });
            if (mapped != map_.entries.end() && is_known_name(mapped->name, ColumnOf::particles)) return true;
            const auto meaning = meaning_of(name, ColumnOf::particles);
            if (meaning && (*meaning != "particle_energies" || !meaning_of(name, ColumnOf::totals))) return true;
        }
        return false;
    }

    // Thermo output of LAMMPS that was cut out of its log.
    bool has_thermo_names() const {
        static constexpr std::array<std::string_view, 5> lammps{"PotEng", "E_pair", "KinEng", "TotEng", "E_mol"};
        return std::any_of(names_.begin(), names_.end(), [](const std::string& name) {
            return std::find(lammps.begin(), lammps.end(), name) != lammps.end();
        });
    }

    ResultsFrame sorted_out() {
        ResultsFrame frame;
        frame.format = is_xvg_ ? "GROMACS xvg" : "table of columns";
        frame.label_units = axis_units_;
        for (std::size_t k = 0; k < names_.size(); ++k) {
            const bool used = meaning_of(names_[k], ColumnOf::totals).value_or("step") != "step";
            if (used && frame.label_units.empty()) frame.label_units = units_behind(names_[k]);
        }
        if (!is_of_particles()) {
            for (std::size_t k = 0; k < columns_.size(); ++k) {
                if (!is_text_[k]) frame.totals.push_back(std::move(columns_[k]));
            }
            frame.is_thermo = has_thermo_names();
            return frame;
        }
        for (std::size_t k = 0; k < columns_.size(); ++k) {
            if (!is_text_[k]) frame.particles.push_back(std::move(columns_[k]));
        }
        return frame;
    }

    LineCursor lines_;
    ColumnMap map_;
    std::vector<std::string_view> comments_;
    std::vector<std::string> legends_;
    std::vector<std::string> names_;
    std::vector<std::string> words_;
    std::vector<std::string_view> blank_words_;
    std::vector<PrintedColumn> columns_;
    std::vector<bool> is_text_;
    std::vector<int> last_digits_;
    std::vector<int> fewest_digits_;
    std::string axis_units_;
    char separator_ = ' ';
    bool has_names_ = false;
    bool is_xvg_ = false;
};

}  // namespace

FrameReader open_table(const LineCursor& lines, const ColumnMap& map) {
    return [table = std::make_shared<Table>(lines, map), done = false]() mutable -> std::optional<ResultsFrame> {
        if (done) return std::nullopt;
        done = true;
        return table->read();
    };
}

}  // namespace soret
