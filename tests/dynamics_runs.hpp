#pragma once

// What runs of molecular dynamics by the program leave behind.

#include <sstream>
#include <string>
#include <vector>

#include "command_line.hpp"

namespace soret::testing {

/// Rows of timeseries.csv, without the header.
inline std::vector<std::vector<double>> rows_of(const std::string& path) {
    std::istringstream text(content_of(path));
    std::vector<std::vector<double>> rows;
    std::string line;
    std::getline(text, line);
    EXPECT_EQ(line, "step,time,temperature,pressure,density,potential_energy,kinetic_energy,conserved,x1");
    while (std::getline(text, line)) {
        std::vector<double> row;
        std::istringstream cells(line);
        for (std::string cell; std::getline(cells, cell, ',');) row.push_back(std::stod(cell));
        rows.push_back(row);
    }
    return rows;
}

inline double value_of(const nlohmann::json& summary, const char* key) {
    return summary.at(key).at("value").get<double>();
}

}  // namespace soret::testing
