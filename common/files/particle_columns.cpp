#include "soret/common/files/particle_columns.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace soret {

namespace {

struct CoordinateNames {
    std::array<std::string_view, 3> names;
    bool scaled;
    bool unwrapped;
};

constexpr CoordinateNames coordinate_names[] = {{{"x", "y", "z"}, false, false},
                                                {{"xs", "ys", "zs"}, true, false},
                                                {{"xu", "yu", "zu"}, false, true},
                                                {{"xsu", "ysu", "zsu"}, true, true}};

}  // namespace

std::optional<std::size_t> ParticleColumns::take(std::string_view name) {
    const auto found = std::find(names_.begin(), names_.end(), name);
    if (found == names_.end()) return std::nullopt;
    const auto index = static_cast<std::size_t>(found - names_.begin());
    taken_[index] = true;
    return index;
}

std::optional<ParticleColumns::Triple> ParticleColumns::take(const std::array<std::string_view, 3>& names) {
    for (const std::string_view name : names) {
        if (std::find(names_.begin(), names_.end(), name) == names_.end()) return std::nullopt;
    }
    return Triple{*take(names[0]), *take(names[1]), *take(names[2])};
}

ParticleColumns::ParticleColumns(ConfigurationBuilder& builder, std::vector<std::string> names, bool id_required)
    : builder_(builder), names_(std::move(names)), taken_(names_.size(), false) {
    for (std::size_t k = 0; k < names_.size(); ++k) {
        const bool twice = !names_[k].empty() && std::count(names_.begin(), names_.end(), names_[k]) > 1;
        if (twice) builder_.fail(fmt::format("column {}: must appear once", displayed(names_[k])));
        if (names_[k].empty()) taken_[k] = true;
    }
    id_ = take("id");
    if (!id_ && id_required) builder_.fail("there is no column id: must be one");
    const auto type = take("type");
    if (!type) builder_.fail("there is no column of the type (species): must be one");
    type_ = *type;
    mass_ = take("mass");
    velocity_ = take({"vx", "vy", "vz"});
    image_ = take({"ix", "iy", "iz"});
    bool has_coordinates = false;
    for (const CoordinateNames& candidate : coordinate_names) {
        const auto triple = take(candidate.names);
        if (!triple || has_coordinates) continue;
        has_coordinates = true;
        coordinate_ = *triple;
        scaled_ = candidate.scaled;
        if (candidate.unwrapped) image_.reset();  // they are in the coordinates already
    }
    if (!has_coordinates) builder_.fail("there are no coordinates: must be x y z, xs ys zs, xu yu zu or xsu ysu zsu");
    for (std::size_t k = 0; k < names_.size(); ++k) {
        if (taken_[k]) continue;
        extra_.push_back(k);
        builder_.file().extra.push_back({names_[k], {}});
    }
}

void ParticleColumns::read(const std::vector<std::string_view>& words) {
    if (words.size() != names_.size()) {
        builder_.fail(fmt::format("row {} of the atoms has {} values: must have {}, one a column", builder_.rows() + 1,
                                  words.size(), names_.size()));
    }
    ParticleRow row;
    row.id = id_ ? builder_.integer(words[*id_], "id") : static_cast<std::int64_t>(builder_.rows() + 1);
    const auto type = parse_integer(words[type_]);
    if (!type) {
        builder_.fail(
            fmt::format("type of atom {} = {}: must be a type number 1, 2, ...", row.id, displayed(words[type_])));
    }
    row.type = *type;
    row.scaled = scaled_;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        row.coordinate[axis] = builder_.number(words[coordinate_[axis]], names_[coordinate_[axis]], "atom", row.id);
        if (image_) row.image[axis] = builder_.integer(words[(*image_)[axis]], names_[(*image_)[axis]]);
    }
    builder_.add(row);
    if (velocity_) {
        std::array<double, 3> velocity{};
        for (std::size_t axis = 0; axis < 3; ++axis) {
            velocity[axis] = builder_.number(words[(*velocity_)[axis]], names_[(*velocity_)[axis]], "atom", row.id);
        }
        builder_.set_velocity(builder_.rows() - 1, velocity);
    }
    if (mass_) builder_.set_mass(row.type, builder_.number(words[*mass_], "mass", "atom", row.id));
    for (std::size_t k = 0; k < extra_.size(); ++k) {
        builder_.file().extra[k].values.push_back(builder_.number(words[extra_[k]], names_[extra_[k]], "atom", row.id));
    }
}

}  // namespace soret
