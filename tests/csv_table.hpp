#pragma once

#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace soret::test {

/// The columns of a table by their names.
using CsvTable = std::map<std::string, std::vector<double>>;

inline std::vector<std::string> csv_cells(const std::string& line) {
    std::istringstream text(line);
    std::vector<std::string> cells;
    for (std::string cell; std::getline(text, cell, ',');) cells.push_back(cell);
    return cells;
}

inline CsvTable csv_table(const std::string& text) {
    std::istringstream lines(text);
    std::string line;
    std::getline(lines, line);
    const std::vector<std::string> names = csv_cells(line);
    CsvTable table;
    while (std::getline(lines, line)) {
        const std::vector<std::string> cells = csv_cells(line);
        EXPECT_EQ(cells.size(), names.size());
        for (std::size_t c = 0; c < cells.size(); ++c) table[names.at(c)].push_back(std::stod(cells[c]));
    }
    return table;
}

}  // namespace soret::test
