#include "soret/common/files/reduced_energies.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string_view>

#include "soret/common/errors.hpp"
#include "soret/common/files/atomic_file.hpp"
#include "soret/common/files/text_file.hpp"

namespace soret {

namespace {

constexpr std::size_t leading_columns = 2;  // time, fep-lambda

std::vector<std::string_view> fields_of(std::string_view line) {
    std::vector<std::string_view> fields;
    for (;;) {
        const std::size_t comma = line.find(',');
        fields.push_back(line.substr(0, comma));
        if (comma == std::string_view::npos) return fields;
        line.remove_prefix(comma + 1);
    }
}

double number_in(const LineCursor& lines, std::string_view field, std::size_t column) {
    if (field == "inf") return std::numeric_limits<double>::infinity();
    const ParsedNumber number = parse_double(field);
    if (number.defect.empty()) return number.value;
    lines.fail(fmt::format("column {} = {} {}", column + 1, displayed(field), number.defect));
}

/// Which window a stage is of; the number of windows if it is of none.
std::size_t window_of(const std::vector<double>& stages, double stage) {
    return static_cast<std::size_t>(std::find(stages.begin(), stages.end(), stage) - stages.begin());
}

std::vector<double> stages_in(const LineCursor& lines, std::string_view header) {
    const std::vector<std::string_view> names = fields_of(header);
    if (names.size() < leading_columns + 2 || names[0] != "time" || names[1] != "fep-lambda") {
        lines.fail("the first line must be time,fep-lambda and at least two stages, with commas between them");
    }
    std::vector<double> stages;
    for (std::size_t c = leading_columns; c < names.size(); ++c) {
        const double stage = number_in(lines, names[c], c);
        if (window_of(stages, stage) < stages.size()) lines.fail(fmt::format("stage {} is there twice", stage));
        stages.push_back(stage);
    }
    return stages;
}

}  // namespace

std::string reduced_energies_text(const ReducedEnergies& energies) {
    if (energies.stages.size() != energies.windows.size()) {
        throw InvalidArgument(fmt::format("reduced energies: {} windows for {} stages: must be one a stage",
                                          energies.windows.size(), energies.stages.size()));
    }
    std::string text = "time,fep-lambda";
    for (std::size_t k = 0; k < energies.stages.size(); ++k) {
        if (window_of(energies.stages, energies.stages[k]) != k) {
            throw InvalidArgument(fmt::format("reduced energies: stage {} is there twice", energies.stages[k]));
        }
        text += ',' + displayed(energies.stages[k]);
    }
    text += '\n';
    for (std::size_t k = 0; k < energies.windows.size(); ++k) {
        const Eigen::MatrixXd& u = energies.windows[k].reduced_energy;
        for (Eigen::Index n = 0; n < u.rows(); ++n) {
            text += fmt::format("{},{}", n, displayed(energies.stages[k]));
            for (Eigen::Index l = 0; l < u.cols(); ++l) text += ',' + displayed(u(n, l));
            text += '\n';
        }
    }
    return text;
}

void write_reduced_energies(const std::string& path, const ReducedEnergies& energies) {
    write_file_atomically(path, reduced_energies_text(energies));
}

ReducedEnergies read_reduced_energies(const std::string& path) {
    const std::string text = read_text_file(path);
    LineCursor lines(path, text);
    std::string_view line;
    lines.next(line);
    ReducedEnergies energies;
    energies.stages = stages_in(lines, line);
    const std::size_t count = energies.stages.size();
    std::vector<std::vector<double>> rows(count);
    while (lines.next_with_words(line)) {
        const std::vector<std::string_view> fields = fields_of(line);
        if (fields.size() != leading_columns + count) {
            lines.fail(
                fmt::format("{} columns: must be {}, as in the first line", fields.size(), leading_columns + count));
        }
        if (lines.cut_off()) lines.fail("the last line has no end: the file may be cut off");
        number_in(lines, fields[0], 0);
        const double stage = number_in(lines, fields[1], 1);
        const std::size_t k = window_of(energies.stages, stage);
        if (k == count) lines.fail(fmt::format("fep-lambda = {}: must be one of the stages in the first line", stage));
        for (std::size_t l = 0; l < count; ++l) {
            rows[k].push_back(number_in(lines, fields[leading_columns + l], leading_columns + l));
        }
    }
    using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    for (const std::vector<double>& values : rows) {
        energies.windows.push_back({Eigen::Map<const RowMajor>(
            values.data(), static_cast<Eigen::Index>(values.size() / count), static_cast<Eigen::Index>(count))});
    }
    return energies;
}

}  // namespace soret
