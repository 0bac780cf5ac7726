#include "soret/common/files/extended_xyz_columns.hpp"

#include <algorithm>
#include <cstdint>

#include <fmt/format.h>

namespace soret {

namespace {

// Names of a property's columns in a LAMMPS dump.
void append_names(const LineCursor& lines, std::string_view name, char kind, std::int64_t width,
                  ExtendedXyzColumns& columns) {
    struct Known {
        std::vector<std::string_view> names;
        std::vector<std::string> columns;
    };
    static const std::vector<Known> known{{{"species"}, {"species"}},
                                          {{"element", "elements", "symbol", "symbols"}, {"element"}},
                                          {{"type", "types", "atom_types"}, {"type"}},
                                          {{"numbers", "atomic_numbers"}, {"numbers"}},
                                          {{"pos", "position", "positions"}, {"x", "y", "z"}},
                                          {{"vel", "velo", "velocity", "velocities", "v"}, {"vx", "vy", "vz"}},
                                          {{"momenta", "momentum"}, {"px", "py", "pz"}},
                                          {{"force", "forces"}, {"fx", "fy", "fz"}},
                                          {{"image", "images"}, {"ix", "iy", "iz"}},
                                          {{"id"}, {"id"}},
                                          {{"mass", "masses"}, {"mass"}}};
    const std::string lower = name == "Z" && kind == 'I' ? "numbers" : lower_case(name);
    const bool is_text = kind == 'S' || kind == 'L';
    for (const Known& property : known) {
        if (std::find(property.names.begin(), property.names.end(), lower) == property.names.end()) continue;
        if (width != static_cast<std::int64_t>(property.columns.size())) {
            lines.fail(fmt::format("property {}: must have {} columns", name, property.columns.size()));
        }
        columns.names.insert(columns.names.end(), property.columns.begin(), property.columns.end());
        columns.are_text.resize(columns.names.size(), is_text);
        return;
    }
    for (std::int64_t k = 1; k <= width; ++k) {
        columns.names.push_back(width == 1 ? std::string(name) : fmt::format("{}_{}", name, k));
        columns.are_text.push_back(is_text);
    }
}

// The one letter of a kind of columns, S, R, I or L; '?' if it is none.
char kind_letter(std::string_view kind) {
    const std::string lower = lower_case(kind);
    const std::size_t at = lower.size() == 1 ? std::string_view("sril").find(lower[0]) : std::string_view::npos;
    return at == std::string_view::npos ? '?' : "SRIL"[at];
}

}  // namespace

ExtendedXyzColumns extended_xyz_columns(const LineCursor& lines, std::string_view properties) {
    if (properties.empty()) properties = "species:S:1:pos:R:3";
    std::vector<std::string_view> fields;
    for (std::size_t begin = 0; begin <= properties.size();) {
        const std::size_t end = std::min(properties.find(':', begin), properties.size());
        fields.push_back(properties.substr(begin, end - begin));
        begin = end + 1;
    }
    ExtendedXyzColumns columns;
    for (std::size_t k = 0; k < fields.size(); k += 3) {
        static constexpr std::int64_t widest = 100;
        const auto width = k + 2 < fields.size() ? parse_integer(fields[k + 2]) : std::nullopt;
        const bool kind_known =
            width && std::string_view("SRIL").find(kind_letter(fields[k + 1])) != std::string_view::npos;
        if (!kind_known || fields[k].empty() || *width < 1 || *width > widest) {
            lines.fail(
                fmt::format("Properties={}: must be NAME:KIND:COLUMNS with a kind of S, R, I, L and 1 to {} columns",
                            displayed(properties), widest));
        }
        append_names(lines, fields[k], kind_letter(fields[k + 1]), *width, columns);
        static constexpr std::size_t most = 1000;  // nobody writes as many, and each takes memory
        if (columns.names.size() > most) lines.fail(fmt::format("Properties: must have at most {} columns", most));
    }
    return columns;
}

}  // namespace soret
