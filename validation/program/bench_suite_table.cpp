#include <algorithm>

#include <fmt/format.h>

#include "soret/validation/program/bench_suite.hpp"

namespace soret {

double median_of(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    const std::size_t half = values.size() / 2;
    return values.size() % 2 == 1 ? values[half] : 0.5 * (values[half - 1] + values[half]);
}

double SuiteRow::median() const {
    return median_of(values);
}

bool SuiteRow::reaches() const {
    const double value = median();
    return !(at_least && value < *at_least) && !(at_most && value > *at_most) &&
           !(lammps_bar && over_lammps.value_or(0.0) < *lammps_bar);
}

nlohmann::json to_json(const SuiteResult& result) {
    const auto or_null = [](const auto& value) { return value ? nlohmann::json(*value) : nlohmann::json(nullptr); };
    nlohmann::json rows = nlohmann::json::array();
    for (const SuiteRow& row : result.rows) {
        rows.push_back({{"group", row.group},
                        {"quantity", row.quantity},
                        {"unit", row.unit},
                        {"median", row.median()},
                        {"repetitions", row.values},
                        {"at_least", or_null(row.at_least)},
                        {"at_most", or_null(row.at_most)},
                        {"over_lammps", or_null(row.over_lammps)},
                        {"over_lammps_at_least", or_null(row.lammps_bar)},
                        {"reached", row.reaches()}});
    }
    return {{"rows", rows}, {"lammps", or_null(result.lammps)}, {"difference", or_null(result.difference)}};
}

std::string suite_table(const SuiteResult& result) {
    std::string text = fmt::format("{:<52} {:>8} {:>19}  {:<22} {:>8} {:>7}\n", "", "median", "least to most", "",
                                   "bar", result.lammps ? "/LAMMPS" : "");
    for (const SuiteRow& row : result.rows) {
        const auto [least, most] = std::minmax_element(row.values.begin(), row.values.end());
        std::string bar;
        if (row.at_least) bar = fmt::format(">= {:.3g}", *row.at_least);
        if (row.at_most) bar = fmt::format("<= {:.3g}", *row.at_most);
        if (row.lammps_bar) bar = fmt::format(">= {:.3g}", *row.lammps_bar);
        text += fmt::format("{:<52} {:>8.4g} {:>19}  {:<22} {:>8} {:>7}{}\n", row.quantity, row.median(),
                            fmt::format("({:.4g} to {:.4g})", *least, *most), row.unit, bar,
                            row.over_lammps ? fmt::format("{:.2f}", *row.over_lammps) : "",
                            row.reaches() ? "" : "  missed");
    }
    return text;
}

}  // namespace soret
