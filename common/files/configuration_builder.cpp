#include "soret/common/files/configuration_builder.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/files/mixture_file.hpp"

namespace soret {

namespace {

// Larger ones could not be told apart in a JSON number.
constexpr std::int64_t largest_id = std::int64_t{1} << 53;

}  // namespace

ConfigurationBuilder::ConfigurationBuilder(LineCursor& lines, std::string format, const ReadingOptions& options)
    : lines_(lines), options_(options) {
    file_.path = lines.file();
    file_.format = std::move(format);
    file_.units_as_is = options.units_as_is;
}

double ConfigurationBuilder::number(std::string_view word, std::string_view item, std::string_view of,
                                    std::int64_t subject) const {
    const ParsedNumber parsed = parse_double(word);
    if (!parsed.defect.empty()) {
        fail(fmt::format("{} of {} {} {}: {} must be a finite number", item, of, subject, parsed.defect,
                         displayed(word)));
    }
    return parsed.value;
}

double ConfigurationBuilder::number(std::string_view word, std::string_view item) const {
    const ParsedNumber parsed = parse_double(word);
    if (!parsed.defect.empty()) {
        fail(fmt::format("{} {}: {} must be a finite number", item, parsed.defect, displayed(word)));
    }
    return parsed.value;
}

std::int64_t ConfigurationBuilder::integer(std::string_view word, std::string_view item) const {
    const auto value = parse_integer(word);
    if (!value) fail(fmt::format("{} = {}: must be an integer", item, displayed(word)));
    return *value;
}

void ConfigurationBuilder::set_count(std::string_view word) {
    const std::int64_t count = integer(word, "number of atoms");
    if (count < 1) fail(fmt::format("number of atoms = {}: must be >= 1", count));
    // A row is at least "1 0 0 0" and its end.
    static constexpr std::size_t shortest_row = 8;
    if (static_cast<std::uint64_t>(count) > lines_.text_size() / shortest_row + 1) {
        fail(fmt::format("number of atoms = {}: the file of {} bytes ends before them, it is truncated", count,
                         lines_.text_size()));
    }
    count_ = static_cast<std::size_t>(count);
}

void ConfigurationBuilder::set_edge(std::size_t axis, double low, double edge) {
    if (!(edge > 0.0 && edge <= largest_edge)) {
        fail(fmt::format("{} edge = {}: must be in (0, {}]", axis_names[axis], displayed(edge), largest_edge));
    }
    low_[axis] = low;
    edge_[axis] = edge;
    file_.edge_line[axis] = lines_.line_number();
}

bool ConfigurationBuilder::has_bounds() const {
    return edge_[0] > 0.0 && edge_[1] > 0.0 && edge_[2] > 0.0;
}

void ConfigurationBuilder::make_box() {
    const double shortest = *std::min_element(edge_.begin(), edge_.end());
    for (const Tilt& tilt : tilts_) {
        if (std::fabs(tilt.value) < smallest_tilt * shortest) continue;
        throw InvalidInput(fmt::format("{}:{}: {} = {}: must be 0, the box must be orthogonal", lines_.file(),
                                       tilt.line, tilt.name, displayed(tilt.value)));
    }
    file_.state.box = Box({edge_[0], edge_[1], edge_[2]});
    file_.state.origin = {low_[0], low_[1], low_[2]};
    const Vector3& edges = file_.state.box.edges();
    edge_ = {edges.x, edges.y, edges.z};
}

void ConfigurationBuilder::set_frame(std::int64_t frames) {
    file_.frames = frames;
    file_.frame = options_.frame.value_or(frames - 1);
    if (file_.frame >= 0 && file_.frame < frames) return;
    throw InvalidInput(fmt::format("{}: frame = {}: must be in [0, {}]: the file has {}", lines_.file(), file_.frame,
                                   frames - 1, frames == 1 ? "one frame" : fmt::format("{} frames", frames)));
}

void ConfigurationBuilder::set_units(std::string_view units) {
    file_.units = lower_case(units);
    if (file_.units == "lj" || options_.units_as_is) return;
    fail(fmt::format(
        "units = {}: must be lj, those of the mixture; if the mixture is in these units too, --units as-is says so",
        units));
}

void ConfigurationBuilder::ignore(std::string_view name) {
    auto& ignored = file_.ignored;
    if (std::find(ignored.begin(), ignored.end(), name) == ignored.end()) ignored.emplace_back(name);
}

std::optional<std::int64_t> ConfigurationBuilder::species_named(std::string_view name) const {
    const auto found = std::find(options_.names.begin(), options_.names.end(), name);
    if (found == options_.names.end()) return std::nullopt;
    return found - options_.names.begin() + 1;
}

std::int64_t ConfigurationBuilder::unnamed_species(std::string_view name) {
    if (unnamed_.empty()) unnamed_line_ = lines_.line_number();
    const auto found = std::find(unnamed_.begin(), unnamed_.end(), name);
    if (found != unnamed_.end()) return found - unnamed_.begin() + 1;
    if (unnamed_.size() == largest_species_count) {
        fail(fmt::format("{} is the name of species {}: must be at most {}", displayed(name), unnamed_.size() + 1,
                         largest_species_count));
    }
    unnamed_.emplace_back(name);
    return static_cast<std::int64_t>(unnamed_.size());
}

void ConfigurationBuilder::fail_for_lack_of_names() const {
    const std::string names = listed(unnamed_);
    throw InvalidInput(
        fmt::format("{}:{}: the species are called {}, but the mixture has no names: must have names = [{}] in its "
                    "file, in the order of "
                    "its species",
                    lines_.file(), unnamed_line_, names, names));
}

void ConfigurationBuilder::name_types(const std::map<std::int64_t, std::string>& names) {
    file_.type_names = names;
    if (options_.names.empty()) return;
    std::map<std::int64_t, std::int64_t> species;
    for (const auto& [type, name] : names) {
        if (const auto found = species_named(name)) species[type] = *found;
    }
    State& state = file_.state;
    for (std::size_t i = 0; i < state.size(); ++i) {
        const std::int64_t type = state.species[i] + 1;
        const auto found = species.find(type);
        if (found == species.end()) {
            const auto name = names.find(type);
            throw InvalidInput(fmt::format(
                "{}:{}: type of atom {} = {}, {}: must be one of the names of the mixture, {}", lines_.file(),
                file_.particle_line[i], state.id[i], type,
                name == names.end() ? "without a name" : "called " + displayed(name->second), listed(options_.names)));
        }
        state.species[i] = static_cast<std::int32_t>(found->second - 1);
    }
    std::map<std::int64_t, MassOfType> masses;
    for (const auto& [type, mass] : file_.masses) {
        if (species.contains(type)) masses.emplace(species[type], mass);
    }
    file_.masses = std::move(masses);
    std::erase_if(file_.coefficients, [&](PairCoefficients& pair) {
        if (!species.contains(pair.a) || !species.contains(pair.b)) return true;
        pair.a = species[pair.a];
        pair.b = species[pair.b];
        return false;
    });
}

void ConfigurationBuilder::add(const ParticleRow& row) {
    if (row.id < 1 || row.id > largest_id) {
        fail(fmt::format("id = {}: must be in [1, {}]", row.id, largest_id));
    }
    if (rows() == count_) fail(fmt::format("more rows than the {} atoms of the header", count_));
    if (row.type < 1 || row.type > type_count_) {
        fail(fmt::format("type of atom {} = {}: must be in [1, {}]", row.id, row.type, type_count_));
    }
    const auto [seen, is_new] = row_of_id_.try_emplace(row.id, rows());
    if (!is_new) {
        fail(fmt::format("id = {}: must be unique, it is also at line {}", row.id, file_.particle_line[seen->second]));
    }
    State& state = file_.state;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const double coordinate = row.coordinate[axis];
        const double relative = row.scaled ? coordinate * edge_[axis] : coordinate - low_[axis];
        const auto far = [&](const std::string& value) {
            fail(fmt::format("{} of atom {} = {}: must be at most 2^20 = {} edges of {} from the box", axis_names[axis],
                             row.id, value, largest_image, displayed(edge_[axis])));
        };
        if (!(std::fabs(relative) <= largest_image * edge_[axis])) far(displayed(coordinate));
        const std::int64_t flag = row.image[axis];
        if (static_cast<double>(flag) < -largest_image || static_cast<double>(flag) > largest_image) {
            fail(fmt::format("i{} of atom {} = {}: must be in [-2^20, 2^20]", axis_names[axis], row.id, flag));
        }
        const WrappedCoordinate wrapped = wrap(relative, edge_[axis]);
        const std::int64_t image = wrapped.image + flag;
        if (std::fabs(static_cast<double>(image)) > largest_image) {
            far(fmt::format("{} and image {}", displayed(coordinate), flag));
        }
        state.position[axis].push_back(wrapped.position);
        state.image[axis].push_back(static_cast<std::int32_t>(image));
    }
    state.id.push_back(row.id);
    state.species.push_back(static_cast<std::int32_t>(row.type - 1));
    file_.particle_line.push_back(lines_.line_number());
}

void ConfigurationBuilder::set_velocity(std::size_t row, const std::array<double, 3>& velocity) {
    for (std::size_t axis = 0; axis < 3; ++axis) {
        auto& values = file_.state.velocity[axis];
        if (values.size() <= row) values.resize(row + 1, 0.0);
        values[row] = velocity[axis];
    }
}

void ConfigurationBuilder::set_mass(std::int64_t type, double mass) {
    if (!(mass > 0.0)) fail(fmt::format("mass of type {} = {}: must be > 0", type, displayed(mass)));
    const auto [known, is_new] = file_.masses.try_emplace(type, MassOfType{mass, lines_.line_number()});
    if (!is_new && known->second.mass != mass) {
        fail(fmt::format("mass of type {} = {}: must be {}, as at line {}", type, displayed(mass),
                         displayed(known->second.mass), known->second.line));
    }
}

std::size_t ConfigurationBuilder::row_of(std::string_view id_word) const {
    const std::int64_t id = integer(id_word, "id");
    const auto found = row_of_id_.find(id);
    if (found == row_of_id_.end()) fail(fmt::format("id = {}: must be that of an atom of the section Atoms", id));
    return found->second;
}

ConfigurationFile ConfigurationBuilder::finish() {
    if (rows() != count_) fail(fmt::format("the rows end after {} of {} atoms: the file is truncated", rows(), count_));
    if (!unnamed_.empty()) fail_for_lack_of_names();
    if (lines_.cut_off()) fail("the file ends without a newline: cut off? must end with one if it is complete");
    return std::move(file_);
}

}  // namespace soret
