#include "soret/validation/check/results_file.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/files/configuration_builder.hpp"
#include "soret/common/files/extended_xyz_keys.hpp"

namespace soret {

namespace {

bool starts_any_line(LineCursor lines, std::initializer_list<std::string_view> beginnings) {
    static constexpr int longest_header = 20000;
    std::string_view line;
    for (int k = 0; k < longest_header && lines.next(line); ++k) {
        const std::size_t first = line.find_first_not_of(" \t-");
        if (first == std::string_view::npos) continue;
        const auto begins = [&](std::string_view beginning) { return line.substr(first).starts_with(beginning); };
        if (std::any_of(beginnings.begin(), beginnings.end(), begins)) return true;
    }
    return false;
}

}  // namespace

FrameReader open_results(std::string_view text, const std::string& name, const ColumnMap& map) {
    const LineCursor lines(name, text);
    LineCursor cursor = lines;
    std::string_view first;
    std::string_view second;
    if (!cursor.next_with_words(first)) throw InvalidInput(fmt::format("{}: is empty", name));
    cursor.next(second);
    const std::size_t begin = first.find_first_not_of(" \t");
    if (first[begin] == '{' || first[begin] == '[') return open_json(text, name);
    if (first.starts_with("ITEM:")) return open_dump(lines);
    std::vector<std::string_view> words;
    split_words(first, words);
    if (words.size() == 1 && parse_integer(words[0]) && has_extended_xyz_keys(second)) return open_extended_xyz(lines);
    if (starts_any_line(lines, {"keywords:"})) return open_yaml(lines);
    if (first.starts_with("LAMMPS (") || starts_any_line(lines, {"Per MPI rank memory", "Loop time of"})) {
        return open_log(lines);
    }
    return open_table(lines, map);
}

PrintedColumn numbers_of(const LineCursor& lines, std::string_view what, const std::vector<std::string_view>& words,
                         std::size_t at_least) {
    PrintedColumn numbers;
    bool all_numbers = words.size() >= at_least;
    for (const std::string_view word : words) {
        const PrintedNumber number = printed_number(word);
        all_numbers = all_numbers && number.is_number;
        numbers.add(number);
    }
    if (!all_numbers || !numbers.is_finite()) {
        lines.fail(fmt::format("{}: must be {} numbers or more", what, at_least));
    }
    return numbers;
}

void fail_cut_off(const LineCursor& lines, std::string_view what) {
    lines.fail(fmt::format("the file ends before {}: it is cut off", what));
}

void RowReader::read(const LineCursor& lines, const std::vector<std::string_view>& words) {
    if (words.size() != names_.size()) {
        const std::string where = lines.cut_off() ? ": the file is cut off there" : "";
        lines.fail(fmt::format("row {} has {} values: must have {}, one a column{}", rows_ + 1, words.size(),
                               names_.size(), where));
    }
    if (rows_ == 0) {
        id_column_ = static_cast<std::size_t>(std::find(names_.begin(), names_.end(), "id") - names_.begin());
        columns_.resize(names_.size());
        is_text_.resize(names_.size());
        for (std::size_t k = 0; k < names_.size(); ++k) is_text_[k] = !printed_number(words[k]).is_number;
    }
    for (std::size_t k = 0; k < words.size(); ++k) {
        if (k == id_column_) {
            const auto id = parse_integer(words[k]);
            if (!id) lines.fail(fmt::format("id = {}: must be an integer", displayed(words[k])));
            ids_.push_back(*id);
        } else if (!is_text_[k]) {
            const PrintedNumber number = printed_number(words[k]);
            if (!number.is_number) {
                lines.fail(fmt::format("{} of row {} = {}: must be a number{}", names_[k], rows_ + 1,
                                       displayed(words[k]), lines.cut_off() ? ", the file is cut off there" : ""));
            }
            columns_[k].add(number);
        }
    }
    ++rows_;
}

void RowReader::finish(ResultsFrame& frame) {
    for (std::size_t k = 0; k < columns_.size(); ++k) {
        if (k == id_column_ || is_text_[k]) continue;
        columns_[k].name = names_[k];
        frame.particles.push_back(std::move(columns_[k]));
    }
    frame.ids = std::move(ids_);
}

void PrintedBox::set_edge(std::size_t axis, double lower, double upper, const PrintedColumn& printed) {
    static constexpr int fewest_digits = 4;
    low[axis] = lower;
    edge[axis] = upper - lower;
    half_unit[axis] = 0.0;
    if (printed.digits < fewest_digits) return;
    for (const double bound : {lower, upper}) half_unit[axis] += bound == 0.0 ? 0.0 : printed.half_unit(bound);
}

bool add_total(ResultsFrame& frame, const std::string& name, const std::vector<std::string_view>& words) {
    static constexpr std::array<std::string_view, 6> axes{"xx", "yy", "zz", "xy", "xz", "yz"};
    static constexpr std::array<std::size_t, 6> in_nine{0, 4, 8, 1, 2, 5};
    static constexpr std::array<std::size_t, 6> in_voigt{0, 1, 2, 5, 4, 3};
    std::vector<PrintedColumn> columns;
    bool all_numbers = true;
    const auto take = [&](const std::string& component, std::size_t k) {
        const PrintedNumber number = printed_number(words[k]);
        all_numbers = all_numbers && number.is_number;
        columns.push_back({component, {}});
        columns.back().add(number);
    };
    const bool is_vector = name == "heat_current" || name == "mass_current_1";
    const bool is_tensor = name == "virial" || name == "pressure_tensor" || name == "stress";
    if (is_vector && words.size() == 3) {
        for (std::size_t k = 0; k < 3; ++k) take(fmt::format("{}_{}", name, axis_names[k]), k);
    } else if (is_tensor && (words.size() == 6 || words.size() == 9)) {
        for (std::size_t k = 0; k < 6; ++k) {
            const std::size_t at = words.size() == 9 ? in_nine[k] : name == "stress" ? in_voigt[k] : k;
            take(fmt::format("{}_{}", name, axes[k]), at);
        }
    } else if (words.size() == 1 && !is_vector && !is_tensor) {
        take(name, 0);
    } else {
        return false;
    }
    if (all_numbers) frame.totals.insert(frame.totals.end(), columns.begin(), columns.end());
    return all_numbers;
}

}  // namespace soret
