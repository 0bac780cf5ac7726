#include "soret/common/files/configuration_builder.hpp"

#include <cmath>

#include <fmt/format.h>

namespace soret {

ConfigurationBuilder::ConfigurationBuilder(LineCursor& lines, std::string format) : lines_(lines) {
    file_.path = lines.file();
    file_.format = std::move(format);
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
    row_of_id_.assign(count_ + 1, 0);
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
    file_.state.box = Box({edge_[0], edge_[1], edge_[2]});
    file_.origin = {low_[0], low_[1], low_[2]};
    const Vector3& edges = file_.state.box.edges();
    edge_ = {edges.x, edges.y, edges.z};
}

void ConfigurationBuilder::add(const ParticleRow& row) {
    if (row.id < 1 || static_cast<std::uint64_t>(row.id) > count_) {
        fail(fmt::format("id = {}: must be in [1, {}], the number of atoms", row.id, count_));
    }
    if (row.type < 1 || row.type > type_count_) {
        fail(fmt::format("type of atom {} = {}: must be in [1, {}]", row.id, row.type, type_count_));
    }
    std::size_t& seen = row_of_id_[static_cast<std::size_t>(row.id)];
    if (seen != 0) {
        fail(fmt::format("id = {}: must be unique, it is also at line {}", row.id, file_.particle_line[seen - 1]));
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
    seen = state.size();
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
    if (id < 1 || static_cast<std::uint64_t>(id) > count_) {
        fail(fmt::format("id = {}: must be in [1, {}], the number of atoms", id, count_));
    }
    return row_of_id_[static_cast<std::size_t>(id)] - 1;  // every id has a row once count() rows were added
}

ConfigurationFile ConfigurationBuilder::finish() {
    if (rows() != count_) fail(fmt::format("the rows end after {} of {} atoms: the file is truncated", rows(), count_));
    if (lines_.cut_off()) fail("the file ends without a newline: cut off? must end with one if it is complete");
    return std::move(file_);
}

}  // namespace soret
