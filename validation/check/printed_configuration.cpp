#include "soret/validation/check/printed_configuration.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

#include "soret/common/files/text_file.hpp"
#include "soret/validation/check/printed_column.hpp"

namespace soret {

namespace {

using Rows = std::array<std::vector<double>, 3>;

/// The three columns of a row that hold a vector, and what a number in them is to be multiplied by.
struct Place {
    std::size_t first = 0;
    std::array<double, 3> factor{1.0, 1.0, 1.0};
};

// Numbers of different programs agree within this, of the larger of them and 1, if they are the same.
constexpr double same = 1e-10;

bool is_same(double a, double b) {
    return std::fabs(a - b) <= same * std::max({1.0, std::fabs(a), std::fabs(b)});
}

// A coordinate modulo the edge.
bool is_same_place(double relative, double position, double edge) {
    const double d = relative - position;
    return std::fabs(d - edge * std::nearbyint(d / edge)) <= same * std::max(1.0, std::fabs(relative));
}

/// Finds by their values which words of the rows are coordinates or velocities: every format has them elsewhere.
class Finder {
public:
    Finder(const ConfigurationFile& file, const Mixture& mixture) : file_(file), mixture_(mixture) {
        const Vector3& e = file.state.box.edges();
        edge_ = {e.x, e.y, e.z};
        const Vector3& o = file.state.origin;
        origin_ = {o.x, o.y, o.z};
    }

    bool holds_position(const std::vector<std::string_view>& words, std::size_t row, const Place& place,
                        bool scaled) const {
        for (std::size_t a = 0; a < 3; ++a) {
            const PrintedNumber number = printed_number(words[place.first + a]);
            const double relative = scaled ? number.value * edge_[a] : number.value - origin_[a];
            if (!number.is_number || !is_same_place(relative, file_.state.position[a][row], edge_[a])) return false;
        }
        return true;
    }

    bool holds_velocity(const std::vector<std::string_view>& words, std::size_t row, const Place& place,
                        bool momentum) const {
        const double mass = momentum ? mass_of(row) : 1.0;
        for (std::size_t a = 0; a < 3; ++a) {
            const PrintedNumber number = printed_number(words[place.first + a]);
            if (!number.is_number || !is_same(number.value, mass * file_.state.velocity[a][row])) return false;
        }
        return true;
    }

    double mass_of(std::size_t row) const { return mixture_.mass(static_cast<std::size_t>(file_.state.species[row])); }
    double edge(std::size_t axis) const { return edge_[axis]; }

private:
    const ConfigurationFile& file_;
    const Mixture& mixture_;
    std::array<double, 3> edge_{};
    std::array<double, 3> origin_{};
};

/// Lines of the particles, in the order of the file.
template <class F>
void for_each_row(const ConfigurationFile& file, std::string_view text, F&& f) {
    LineCursor lines(file.path, text);
    std::string_view line;
    std::vector<std::string_view> words;
    for (std::size_t row = 0; row < file.particle_line.size() && lines.next(line);) {
        if (lines.line_number() != file.particle_line[row]) continue;
        split_words(line, words);
        if (!f(row, words)) return;
        ++row;
    }
}

/// The first place where the test holds for the first rows of the file.
template <class Test>
std::optional<Place> place_of(const ConfigurationFile& file, std::string_view text, Test&& test) {
    static constexpr std::size_t rows_tested = 20;
    std::vector<Place> candidates;
    for_each_row(file, text, [&](std::size_t row, const std::vector<std::string_view>& words) {
        if (row == 0) {
            for (std::size_t k = 0; k + 3 <= words.size(); ++k) candidates.push_back({k});
        }
        std::erase_if(candidates,
                      [&](const Place& place) { return place.first + 3 > words.size() || !test(words, row, place); });
        return row + 1 < rows_tested && !candidates.empty();
    });
    if (candidates.empty()) return std::nullopt;
    return candidates.front();
}

/// Half units of three columns times `factor(axis, row)`.
template <class Factor>
Rows half_units(const ConfigurationFile& file, std::string_view text, const Place& place, Factor&& factor) {
    std::array<PrintedColumn, 3> columns;
    for_each_row(file, text, [&](std::size_t, const std::vector<std::string_view>& words) {
        for (std::size_t a = 0; a < 3; ++a) columns[a].add(printed_number(words[place.first + a]));
        return true;
    });
    Rows errors;
    const bool exact = are_exact(columns);
    for (std::size_t a = 0; a < 3; ++a) {
        errors[a].resize(columns[a].values.size());
        if (exact) continue;
        for (std::size_t row = 0; row < errors[a].size(); ++row) {
            errors[a][row] = columns[a].half_unit(columns[a].values[row]) * factor(a, row);
        }
    }
    return errors;
}

// The section Velocities of a LAMMPS data file has lines of its own, in any order of ids.
Rows half_units_of_section(const ConfigurationFile& file, std::string_view text) {
    LineCursor lines(file.path, text);
    std::string_view line;
    std::vector<std::string_view> words;
    std::array<PrintedColumn, 3> columns;
    std::vector<std::int64_t> ids;
    bool inside = false;
    while (lines.next_with_words(line)) {
        split_words(line, words);
        if (words[0] == "Velocities") {
            inside = true;
        } else if (inside && words.size() >= 4 && parse_integer(words[0])) {
            ids.push_back(*parse_integer(words[0]));
            for (std::size_t a = 0; a < 3; ++a) columns[a].add(printed_number(words[1 + a]));
        } else {
            inside = false;
        }
    }
    Rows errors;
    const bool exact = are_exact(columns);
    for (std::size_t a = 0; a < 3; ++a) {
        for (std::size_t row = 0; row < file.state.size(); ++row) {
            errors[a].push_back(exact ? 0.0 : columns[a].half_unit(file.state.velocity[a][row]));
        }
    }
    return errors;
}

Rows velocity_errors(const ConfigurationFile& file, std::string_view text, const Finder& finder) {
    for (const bool momentum : {false, true}) {
        const auto test = [&](const std::vector<std::string_view>& words, std::size_t row, const Place& candidate) {
            return finder.holds_velocity(words, row, candidate, momentum);
        };
        if (const auto place = place_of(file, text, test)) {
            return half_units(file, text, *place,
                              [&](std::size_t, std::size_t row) { return momentum ? 1.0 / finder.mass_of(row) : 1.0; });
        }
    }
    return half_units_of_section(file, text);
}

/// Half a unit of an edge as its line prints it: by itself, or as the difference of two bounds. Edges with fewer than
/// six digits (10.0, 8.5) are exact.
double half_unit_of_edge(std::string_view line, double edge) {
    static constexpr int digits_of_rounded = 6;
    std::string plain(line);
    std::replace_if(
        plain.begin(), plain.end(), [](char c) { return c == '"' || c == '=' || c == ','; }, ' ');
    std::vector<std::string_view> words;
    split_words(plain, words);
    std::vector<PrintedNumber> numbers;
    for (const std::string_view word : words) numbers.push_back(printed_number(word));
    const auto half_unit = [&](std::initializer_list<std::size_t> which) {
        PrintedColumn column;
        for (const std::size_t k : which) column.add(numbers[k]);
        double sum = 0.0;
        for (const double value : column.values) sum += column.half_unit(value);
        return column.digits < digits_of_rounded ? 0.0 : sum;
    };
    for (std::size_t k = 0; k < numbers.size(); ++k) {
        if (numbers[k].is_number && is_same(numbers[k].value, edge)) return half_unit({k});
    }
    for (std::size_t k = 0; k + 1 < numbers.size(); ++k) {
        const bool are_bounds = numbers[k].is_number && numbers[k + 1].is_number;
        if (are_bounds && is_same(numbers[k + 1].value - numbers[k].value, edge)) return half_unit({k, k + 1});
    }
    return 0.0;
}

std::array<double, 3> half_units_of_edges(const ConfigurationFile& file, std::string_view text) {
    const Vector3& e = file.state.box.edges();
    const std::array<double, 3> edges{e.x, e.y, e.z};
    std::array<double, 3> half_units{};
    LineCursor lines(file.path, text);
    std::string_view line;
    const std::size_t last = *std::max_element(file.edge_line.begin(), file.edge_line.end());
    while (lines.line_number() < last && lines.next(line)) {
        for (std::size_t a = 0; a < 3; ++a) {
            if (file.edge_line[a] == lines.line_number()) half_units[a] = half_unit_of_edge(line, edges[a]);
        }
    }
    return half_units;
}

Rows in_order(const Rows& rows, const std::vector<std::size_t>& order) {
    Rows sorted;
    for (std::size_t a = 0; a < 3; ++a) {
        for (const std::size_t row : order) sorted[a].push_back(rows[a][row]);
    }
    return sorted;
}

}  // namespace

std::vector<std::size_t> order_by_id(const State& state) {
    std::vector<std::size_t> order(state.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return state.id[a] < state.id[b]; });
    return order;
}

InputErrors printed_errors(const ConfigurationFile& file, std::string_view text, const Mixture& mixture) {
    const Finder finder(file, mixture);
    const std::vector<std::size_t> order = order_by_id(file.state);
    InputErrors errors;
    errors.edge = half_units_of_edges(file, text);
    for (const bool scaled : {false, true}) {
        const auto test = [&](const std::vector<std::string_view>& words, std::size_t row, const Place& candidate) {
            return finder.holds_position(words, row, candidate, scaled);
        };
        const auto place = place_of(file, text, test);
        if (!place) continue;
        errors.position =
            in_order(half_units(file, text, *place,
                                [&](std::size_t axis, std::size_t) { return scaled ? finder.edge(axis) : 1.0; }),
                     order);
        break;
    }
    for (auto& axis : errors.position) {
        axis.resize(file.state.size(), 0.0);
        for (double& error : axis) error += position_quantum;
    }
    if (file.state.has_velocities()) errors.velocity = in_order(velocity_errors(file, text, finder), order);
    return errors;
}

}  // namespace soret
