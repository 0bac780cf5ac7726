#include "soret/validation/check/column_names.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "soret/common/errors.hpp"

namespace soret {

namespace {

struct Meaning {
    std::string_view name;
    std::vector<std::string_view> columns;  // in small letters
};

const std::vector<Meaning>& meanings_of_particles() {
    static const std::vector<Meaning> meanings{
        {"id", {"id", "atom_id", "particle_id", "atom id"}},
        {"type", {"type"}},
        {"x", {"x", "pos_x", "position_x", "xpos"}},
        {"y", {"y", "pos_y", "position_y", "ypos"}},
        {"z", {"z", "pos_z", "position_z", "zpos"}},
        {"xs", {"xs", "xsu"}},
        {"ys", {"ys", "ysu"}},
        {"zs", {"zs", "zsu"}},
        {"xu", {"xu"}},
        {"yu", {"yu"}},
        {"zu", {"zu"}},
        {"vx", {"vx"}},
        {"vy", {"vy"}},
        {"vz", {"vz"}},
        {"fx", {"fx", "f_x", "force_x", "forces_x", "forces_1", "force_1", "xforce"}},
        {"fy", {"fy", "f_y", "force_y", "forces_y", "forces_2", "force_2", "yforce"}},
        {"fz", {"fz", "f_z", "force_z", "forces_z", "forces_3", "force_3", "zforce"}},
        {"particle_energies",
         {"particle_energies", "particle_energy", "c_pe", "c_peatom", "c_eatom", "c_pe_atom", "c_energy", "energies",
          "energy", "pe", "poteng", "epot", "potential_energy", "potential energy", "local_energy"}}};
    return meanings;
}

const std::vector<Meaning>& meanings_of_totals() {
    static const std::vector<Meaning> meanings{
        {"step", {"step", "steps", "timestep"}},
        {"potential_energy",
         {"potential_energy", "poteng", "e_pair", "pe", "epot", "e_pot", "potential energy", "potential", "energy",
          "c_thermo_pe", "e_vdwl", "lj (sr)", "lj-(sr)"}},
        {"kinetic_energy",
         {"kinetic_energy", "kineng", "ke", "ekin", "e_kin", "kinetic energy", "kinetic en.", "kinetic-en."}},
        {"pressure", {"pressure", "press", "c_thermo_press"}}};
    return meanings;
}

constexpr std::array<std::string_view, 6> names_of_tensor_axes{"xx", "yy", "zz", "xy", "xz", "yz"};
constexpr std::array<std::string_view, 3> names_of_vector_axes{"x", "y", "z"};

std::optional<std::string> tensor_meaning(std::string_view column) {
    for (std::size_t k = 0; k < 6; ++k) {
        const std::string_view axes = names_of_tensor_axes[k];
        for (const std::string_view name : {"virial", "pressure_tensor", "stress"}) {
            if (column == fmt::format("{}_{}", name, axes)) return std::string(column);
        }
        for (const std::string& known : {fmt::format("p{}", axes), fmt::format("p_{}", axes),
                                         fmt::format("pres-{}", axes), fmt::format("pressure_{}", axes),
                                         fmt::format("press_{}", axes), fmt::format("c_thermo_press[{}]", k + 1)}) {
            if (column == known) return fmt::format("pressure_tensor_{}", axes);
        }
    }
    for (const std::string_view axis : names_of_vector_axes) {
        for (const std::string_view name : {"heat_current", "mass_current_1"}) {
            if (column == fmt::format("{}_{}", name, axis)) return std::string(column);
        }
    }
    return std::nullopt;
}

// In small letters, without quotes, blanks at the ends and units behind it.
std::string plain_name(std::string_view column) {
    std::string name = lower_case(column);
    std::erase(name, '"');
    if (const std::size_t bracket = name.find(" ("); bracket != std::string::npos && name != "lj (sr)") {
        name.erase(bracket);
    }
    name.erase(0, std::min(name.find_first_not_of(" #"), name.size()));
    name.erase(name.find_last_not_of(' ') + 1);
    return name;
}

void name_table(std::vector<PrintedColumn>& columns, const ColumnMap& map, ColumnOf of,
                std::vector<std::string>& left_alone) {
    std::set<std::string> taken;
    for (const ColumnMap::Entry& entry : map.entries) {
        if (is_known_name(entry.name, of)) taken.insert(entry.name);
    }
    for (PrintedColumn& column : columns) {
        const auto mapped = std::find_if(map.entries.begin(), map.entries.end(), [&](const ColumnMap::Entry& entry) {
            return entry.column == column.name && is_known_name(entry.name, of);
        });
        std::optional<std::string> meaning;
        if (mapped != map.entries.end()) {
            meaning = mapped->name;
        } else {
            meaning = meaning_of(column.name, of);
            if (meaning && !taken.insert(*meaning).second) meaning.reset();  // the second of this meaning
        }
        if (!meaning) left_alone.push_back(column.name);
        column.name = meaning.value_or("");
    }
    std::erase_if(columns, [](const PrintedColumn& column) { return column.name.empty(); });
}

// The name without its axis: "f" of fx, "virial" of virial_xy; the whole name of what has no axes.
std::string without_axis(const std::string& name) {
    static constexpr std::array<std::string_view, 5> with_axes{"virial_", "stress_", "pressure_tensor_",
                                                               "heat_current_", "mass_current_1_"};
    for (const std::string_view prefix : with_axes) {
        if (name.starts_with(prefix)) return std::string(prefix);
    }
    if (name.size() > 2) return name;
    std::string short_name = name;
    std::erase_if(short_name, [](char c) { return c == 'x' || c == 'y' || c == 'z'; });
    return short_name;
}

// The components of a vector or tensor are printed in one way: zeros alone do not show how.
void share_printing(std::vector<PrintedColumn>& columns) {
    for (PrintedColumn& column : columns) {
        const std::string name = without_axis(column.name);
        for (const PrintedColumn& other : columns) {
            if (without_axis(other.name) != name) continue;
            column.digits = std::max(column.digits, other.digits);
            column.decimals = std::max(column.decimals, other.decimals);
        }
    }
}

// A column of ids that a reader did not know as such.
void take_ids(ResultsFrame& frame, const std::string& file) {
    const auto found = std::find_if(frame.particles.begin(), frame.particles.end(),
                                    [](const PrintedColumn& column) { return column.name == "id"; });
    if (found == frame.particles.end()) return;
    frame.ids.clear();
    for (const double value : found->values) {
        if (!(std::fabs(value) < 0x1p53 && value == std::floor(value))) {
            throw InvalidInput(fmt::format("{}: id = {}: must be an integer", file, value));
        }
        frame.ids.push_back(static_cast<std::int64_t>(value));
    }
    frame.particles.erase(found);
}

}  // namespace

std::optional<std::string> meaning_of(std::string_view column, ColumnOf of) {
    const std::string name = plain_name(column);
    for (const Meaning& meaning : of == ColumnOf::particles ? meanings_of_particles() : meanings_of_totals()) {
        if (std::find(meaning.columns.begin(), meaning.columns.end(), name) != meaning.columns.end()) {
            return std::string(meaning.name);
        }
    }
    return of == ColumnOf::totals ? tensor_meaning(name) : std::nullopt;
}

bool is_known_name(std::string_view name, ColumnOf of) {
    const auto& meanings = of == ColumnOf::particles ? meanings_of_particles() : meanings_of_totals();
    if (std::any_of(meanings.begin(), meanings.end(), [&](const Meaning& m) { return m.name == name; })) return true;
    return of == ColumnOf::totals && !name.starts_with("stress") && tensor_meaning(name) == std::string(name);
}

std::string units_behind(std::string_view column) {
    const std::size_t begin = column.rfind('(');
    const std::size_t end = column.rfind(')');
    if (begin == std::string_view::npos || end == std::string_view::npos || end < begin) return {};
    const std::string units = lower_case(column.substr(begin + 1, end - begin - 1));
    return units == "sr" ? "" : units;
}

std::vector<std::string> name_columns(ResultsFrame& frame, const ColumnMap& map, const std::string& file) {
    for (const ColumnMap::Entry& entry : map.entries) {
        const auto is_there = [&](const std::vector<PrintedColumn>& columns, ColumnOf of) {
            return is_known_name(entry.name, of) &&
                   std::any_of(columns.begin(), columns.end(),
                               [&](const PrintedColumn& column) { return column.name == entry.column; });
        };
        const bool found = is_there(frame.particles, ColumnOf::particles) || is_there(frame.totals, ColumnOf::totals) ||
                           (entry.name == "id" && !frame.ids.empty());
        if (found) continue;
        std::vector<std::string> names;
        for (const auto* columns : {&frame.particles, &frame.totals}) {
            for (const PrintedColumn& column : *columns) names.push_back(column.name);
        }
        throw InvalidInput(fmt::format("{}: column {} for {}: must be there, the file has {}", file,
                                       displayed(entry.column), entry.name, listed(names)));
    }
    std::vector<std::string> left_alone;
    name_table(frame.particles, map, ColumnOf::particles, left_alone);
    name_table(frame.totals, map, ColumnOf::totals, left_alone);
    take_ids(frame, file);
    share_printing(frame.particles);
    share_printing(frame.totals);
    for (const PrintedColumn& column : frame.totals) {
        if (column.values.size() == frame.totals.front().values.size()) continue;
        throw InvalidInput(fmt::format("{}: {} has {} rows: must be {} as {}", file, column.name, column.values.size(),
                                       frame.totals.front().values.size(), frame.totals.front().name));
    }
    return left_alone;
}

ColumnMap column_map_from(const std::string& text) {
    ColumnMap map;
    std::size_t begin = 0;
    while (begin < text.size()) {
        const std::size_t end = std::min(text.find(',', begin), text.size());
        const std::string entry = text.substr(begin, end - begin);
        const std::size_t equals = entry.find('=');
        if (equals == std::string::npos || equals == 0 || equals + 1 == entry.size()) {
            throw InvalidArgument(fmt::format("columns = {}: must be NAME=COLUMN,...", displayed(entry)));
        }
        const std::string name = entry.substr(0, equals);
        if (!is_known_name(name, ColumnOf::particles) && !is_known_name(name, ColumnOf::totals)) {
            throw InvalidArgument(fmt::format(
                "columns: {}: must be id, type, x, vx, fx ..., particle_energies, potential_energy, kinetic_energy, "
                "pressure, or virial_xx, pressure_tensor_xx, heat_current_x, mass_current_1_x ...",
                displayed(name)));
        }
        map.entries.push_back({name, entry.substr(equals + 1)});
        begin = end + 1;
    }
    return map;
}

}  // namespace soret
