// STATES.csv: names of columns in the first line, then a state in each.

#include <map>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/files/text_file.hpp"
#include "soret/validation/program/models_inputs.hpp"

namespace soret {

namespace {

struct Column {
    std::string name;
    std::optional<std::size_t> input = {};  ///< none: the label of the state
    bool is_error = false;
};

std::string_view without_blanks(std::string_view cell) {
    const std::size_t from = cell.find_first_not_of(" \t");
    return from == std::string_view::npos ? std::string_view()
                                          : cell.substr(from, cell.find_last_not_of(" \t") - from + 1);
}

std::vector<std::string_view> cells_of(std::string_view line) {
    std::vector<std::string_view> cells;
    for (;;) {
        const std::size_t comma = line.find(',');
        cells.push_back(without_blanks(line.substr(0, comma)));
        if (comma == std::string_view::npos) return cells;
        line.remove_prefix(comma + 1);
    }
}

bool next_row(LineCursor& lines, std::string_view& line) {
    while (lines.next_with_words(line)) {
        if (without_blanks(line).front() != '#') return true;
    }
    return false;
}

std::vector<Column> columns_of(const LineCursor& lines, std::string_view header) {
    std::vector<Column> columns;
    for (const std::string_view cell : cells_of(header)) {
        Column column{.name = std::string(cell)};
        const bool is_error = cell.ends_with("_sem");
        column.input = theory_input_named(is_error ? cell.substr(0, cell.size() - 4) : cell);
        column.is_error = is_error;
        if (!column.input && cell != "label") {
            std::string known;
            for (const TheoryInput& input : theory_inputs) known += fmt::format("{}, ", input.name);
            lines.fail(
                fmt::format("column {}: must be one of {}or one of these with _sem, or label", displayed(cell), known));
        }
        for (const Column& before : columns) {
            if (before.name == column.name) lines.fail(fmt::format("column {}: is there twice", displayed(cell)));
        }
        columns.push_back(std::move(column));
    }
    for (const Column& column : columns) {
        bool has_value = !column.is_error;
        for (const Column& other : columns) {
            has_value = has_value || (!other.is_error && other.input == column.input);
        }
        if (!has_value) lines.fail(fmt::format("column {}: must have one of the value beside it", column.name));
    }
    for (const char* needed : {"temperature", "x1"}) {
        bool is_there = false;
        for (const Column& column : columns) is_there = is_there || column.name == needed;
        if (!is_there) lines.fail(fmt::format("column {}: is missing", needed));
    }
    return columns;
}

double number_in(const LineCursor& lines, const Column& column, std::string_view cell) {
    const ParsedNumber number = parse_double(cell);
    if (!number.defect.empty()) {
        lines.fail(fmt::format("{} = {}: must be a finite number", column.name, displayed(cell)));
    }
    const bool allowed =
        column.is_error ? number.value >= 0.0 : is_in(theory_inputs[*column.input].range, number.value);
    if (!allowed) {
        lines.fail(fmt::format("{} = {}: {}", column.name, displayed(number.value),
                               column.is_error ? "must be >= 0" : text_of(theory_inputs[*column.input].range)));
    }
    return number.value;
}

StatedState state_of(const LineCursor& lines, const std::vector<Column>& columns, std::string_view line) {
    const std::vector<std::string_view> cells = cells_of(line);
    if (cells.size() != columns.size()) {
        lines.fail(fmt::format("{} cells: must be {}, as many as columns", cells.size(), columns.size()));
    }
    StatedState state;
    state.label = fmt::format("line {}", lines.line_number());
    // Values first: an error belongs to one.
    for (std::size_t c = 0; c < cells.size(); ++c) {
        if (!columns[c].input) {
            if (!cells[c].empty()) state.label = std::string(cells[c]);
        } else if (!columns[c].is_error && !cells[c].empty()) {
            const double value = number_in(lines, columns[c], cells[c]);
            state.set(theory_inputs[*columns[c].input].name, {value, "given"});
        }
    }
    for (std::size_t c = 0; c < cells.size(); ++c) {
        if (!columns[c].is_error || cells[c].empty()) continue;
        const std::string_view name = theory_inputs[columns[c].input.value()].name;
        if (!state.has(name)) lines.fail(fmt::format("{} is given, but {} is not", columns[c].name, name));
        state.set_error(name, number_in(lines, columns[c], cells[c]));
    }
    for (const char* needed : {"temperature", "x1"}) {
        if (!state.has(needed)) lines.fail(fmt::format("{} is missing", needed));
    }
    return state;
}

}  // namespace

std::vector<StatedState> states_of_table(const std::string& path) {
    const std::string text = read_text_file(path);
    LineCursor lines(path, text);
    std::string_view line;
    if (!next_row(lines, line)) throw InvalidInput(fmt::format("{}: has no line with names of columns", path));
    const std::vector<Column> columns = columns_of(lines, line);
    std::vector<StatedState> states;
    while (next_row(lines, line)) states.push_back(state_of(lines, columns, line));
    if (states.empty()) throw InvalidInput(fmt::format("{}: has no state below the names of its columns", path));
    return states;
}

}  // namespace soret
