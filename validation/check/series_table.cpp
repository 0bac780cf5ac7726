#include "soret/validation/check/series_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "soret/common/errors.hpp"
#include "soret/common/files/text_file.hpp"

namespace soret {

namespace {

constexpr std::size_t least_rows = 64;

// Columns that soret knows, and what LAMMPS calls them.
const SeriesColumns& lammps_columns() {
    static const SeriesColumns map{{"step", "Step"},
                                   {"time", "Time"},
                                   {"temperature", "Temp"},
                                   {"pressure", "Press"},
                                   {"density", "Density"},
                                   {"volume", "Volume"},
                                   {"potential_energy", "PotEng"},
                                   {"kinetic_energy", "KinEng"},
                                   {"total_energy", "TotEng"},
                                   {"conserved", "Econserve"},
                                   {"particles", "Atoms"},
                                   {"x1", "x1"},
                                   {"kinetic_energy_x", "kinetic_energy_x"},
                                   {"kinetic_energy_y", "kinetic_energy_y"},
                                   {"kinetic_energy_z", "kinetic_energy_z"},
                                   {"kinetic_energy_1", "kinetic_energy_1"},
                                   {"kinetic_energy_2", "kinetic_energy_2"},
                                   {"momentum_x", "momentum_x"},
                                   {"momentum_y", "momentum_y"},
                                   {"momentum_z", "momentum_z"}};
    return map;
}

std::vector<std::string_view> cells_of(std::string_view line) {
    std::vector<std::string_view> cells;
    if (line.find(',') == std::string_view::npos) {
        split_words(line, cells);
        return cells;
    }
    for (std::size_t begin = 0; begin <= line.size();) {
        const std::size_t end = std::min(line.find(',', begin), line.size());
        std::string_view cell = line.substr(begin, end - begin);
        while (!cell.empty() && (cell.front() == ' ' || cell.front() == '"')) cell.remove_prefix(1);
        while (!cell.empty() && (cell.back() == ' ' || cell.back() == '"')) cell.remove_suffix(1);
        cells.push_back(cell);
        begin = end + 1;
    }
    return cells;
}

// The names that soret has for the columns of a heading; empty for one that is none.
std::vector<std::string> known_names(const std::vector<std::string_view>& heading, const SeriesColumns& map) {
    std::vector<std::string> names(heading.size());
    for (std::size_t c = 0; c < heading.size(); ++c) {
        for (const auto& [name, theirs] : lammps_columns()) {
            if (map.count(name) == 0 && (heading[c] == name || heading[c] == theirs)) names[c] = name;
        }
        for (const auto& [name, theirs] : map) {
            if (heading[c] == theirs) names[c] = name;
        }
    }
    return names;
}

void check_map(const LineCursor& lines, const std::vector<std::string_view>& heading, const SeriesColumns& map) {
    for (const auto& [name, theirs] : map) {
        if (lammps_columns().count(name) == 0) {
            std::vector<std::string> names;
            for (const auto& [known, lammps] : lammps_columns()) names.push_back(known);
            throw InvalidInput(fmt::format("columns = {}: must be one of {}", name, fmt::join(names, ", ")));
        }
        if (std::find(heading.begin(), heading.end(), theirs) != heading.end()) continue;
        lines.fail(fmt::format("column {} = {}: must be one of {}", name, displayed(theirs), fmt::join(heading, ", ")));
    }
}

double cell_value(const LineCursor& lines, std::string_view cell, std::string_view column) {
    const std::string word = lower_case(cell);
    if (word == "nan" || word == "-nan" || word.empty()) return std::numeric_limits<double>::quiet_NaN();
    const ParsedNumber number = parse_double(cell);
    if (!number.defect.empty()) lines.fail(fmt::format("{} = {}: {}", column, displayed(cell), number.defect));
    return number.value;
}

}  // namespace

SeriesTable read_series(const std::string& path, const SeriesColumns& map, std::size_t skip) {
    const std::string text = read_text_file(path);
    LineCursor lines(path, text);
    std::string_view line;
    if (!lines.next_with_words(line)) lines.fail("has no heading: must name its columns");
    while (!line.empty() && (line.front() == '#' || line.front() == ' ')) line.remove_prefix(1);
    const std::vector<std::string_view> heading = cells_of(line);
    check_map(lines, heading, map);
    const std::vector<std::string> names = known_names(heading, map);
    SeriesTable table;
    table.file = path;
    std::vector<std::vector<double>> values(heading.size());
    std::size_t row = 0;
    while (lines.next_with_words(line)) {
        const std::vector<std::string_view> cells = cells_of(line);
        if (cells.size() != heading.size()) {
            lines.fail(fmt::format("{} values: must be {}, one for each column", cells.size(), heading.size()));
        }
        if (row++ < skip) continue;
        for (std::size_t c = 0; c < cells.size(); ++c) {
            if (!names[c].empty()) values[c].push_back(cell_value(lines, cells[c], heading[c]));
        }
    }
    const std::size_t rows = row - std::min(row, skip);
    if (rows < least_rows) lines.fail(fmt::format("{} samples: must be at least {}", rows, least_rows));
    for (std::size_t c = 0; c < heading.size(); ++c) {
        const bool is_whole = std::ranges::all_of(values[c], [](double value) { return std::isfinite(value); });
        if (names[c].empty() || !is_whole) {
            table.left_alone.emplace_back(heading[c]);
        } else if (!table.columns.emplace(names[c], std::move(values[c])).second) {
            throw InvalidInput(
                fmt::format("{}: two columns are {}: --columns {}=COLUMN says which", path, names[c], names[c]));
        }
    }
    return table;
}

}  // namespace soret
