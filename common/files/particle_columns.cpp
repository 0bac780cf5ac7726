#include "soret/common/files/particle_columns.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "soret/common/files/chemical_elements.hpp"

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

// A column that would be taken for a velocity: it must not be passed over in silence.
bool is_like_velocity(std::string_view name) {
    const std::string lower = lower_case(name);
    static constexpr std::string_view whole[] = {"v", "vx", "vy", "vz", "px", "py", "pz", "v_1", "v_2", "v_3"};
    if (std::find(std::begin(whole), std::end(whole), lower) != std::end(whole)) return true;
    return lower.starts_with("vel") || lower.starts_with("moment");
}

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

ParticleColumns::ParticleColumns(ConfigurationBuilder& builder, std::vector<std::string> names, bool id_required,
                                 const std::vector<bool>& text_columns)
    : builder_(builder), names_(std::move(names)), taken_(names_.size(), false), text_(text_columns) {
    text_.resize(names_.size(), false);
    std::vector<std::string_view> sorted(names_.begin(), names_.end());
    std::sort(sorted.begin(), sorted.end());
    const auto twice = std::adjacent_find(sorted.begin(), sorted.end());
    if (twice != sorted.end()) builder_.fail(fmt::format("column {}: must appear once", displayed(*twice)));
    id_ = take("id");
    if (!id_ && id_required) builder_.fail("there is no column id: must be one");
    take_species();
    mass_ = take("mass");
    image_ = take({"ix", "iy", "iz"});
    take_coordinates();
    take_velocity();
    for (std::size_t k = 0; k < names_.size(); ++k) {
        if (!taken_[k]) builder_.ignore(names_[k]);
        if (!taken_[k] && !text_[k]) extra_.push_back(k);
    }
}

void ParticleColumns::take_species() {
    type_ = take("type");
    for (const char* candidate : {"species", "element", "typelabel", "numbers"}) {
        if (name_) break;
        name_ = take(candidate);
        name_is_atomic_number_ = name_ && candidate == std::string_view("numbers");
    }
    if (!type_ && !name_) {
        builder_.fail(
            "there is no column of the species: must be type, or element or typelabel with names in the mixture");
    }
}

void ParticleColumns::take_coordinates() {
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
}

void ParticleColumns::take_velocity() {
    velocity_ = take({"vx", "vy", "vz"});
    if (!velocity_) momentum_ = take({"px", "py", "pz"});
    for (std::size_t k = 0; k < names_.size(); ++k) {
        if (taken_[k] || !is_like_velocity(names_[k])) continue;
        builder_.fail(
            fmt::format("column {}: is not read, though it is called like a velocity: must be vx vy vz, all three "
                        "and once{}",
                        displayed(names_[k]), velocity_ || momentum_ ? ", as they are there beside it" : ""));
    }
}

/// Of the columns that are not needed, those with words in the first row.
void ParticleColumns::sort_out_text(const std::vector<std::string_view>& words) {
    std::erase_if(extra_, [&](std::size_t k) {
        const std::string lower = lower_case(words[k]);
        const bool number = parse_double(words[k]).defect != "is not a number" || lower.ends_with("nan");
        return !number;
    });
    for (const std::size_t k : extra_) builder_.file().extra.push_back({names_[k], {}});
}

std::int64_t ParticleColumns::type_of(std::string_view word, std::int64_t id) const {
    const auto type = parse_integer(word);
    if (!type) {
        builder_.fail(fmt::format("type of atom {} = {}: must be a type number 1, 2, ...", id, displayed(word)));
    }
    return *type;
}

void ParticleColumns::must_go_by(SpeciesBy by, std::int64_t id) {
    if (species_by_ == SpeciesBy::unknown) species_by_ = by;
    if (species_by_ == by) return;
    builder_.fail(fmt::format(
        "species of atom {}: goes by {}, those of the atoms before it by {}: must be all the same", id,
        by == SpeciesBy::name ? "its name" : "its number", by == SpeciesBy::name ? "their numbers" : "their names"));
}

std::int64_t ParticleColumns::species_of(const std::vector<std::string_view>& words, std::int64_t id) {
    if (!name_) return type_of(words[*type_], id);
    std::string_view name = words[*name_];
    if (name_is_atomic_number_) {
        const auto number = parse_integer(name);
        const std::string_view symbol = chemical_symbol(number.value_or(0));
        if (symbol.empty() && !type_) {
            builder_.fail(fmt::format("atomic number of atom {} = {}: must be in [1, 118]", id, displayed(name)));
        }
        if (!symbol.empty()) name = symbol;
    }
    if (const auto species = builder_.species_named(name)) {
        must_go_by(SpeciesBy::name, id);
        return *species;
    }
    if (type_ || parse_integer(name)) {
        must_go_by(SpeciesBy::number, id);
        return type_of(words[type_.value_or(*name_)], id);
    }
    if (!builder_.options().names.empty()) {
        builder_.fail(fmt::format("species of atom {} = {}: must be one of the names of the mixture, {}", id,
                                  displayed(name), listed(builder_.options().names)));
    }
    must_go_by(SpeciesBy::name, id);
    return builder_.unnamed_species(name);
}

void ParticleColumns::read_velocity(const std::vector<std::string_view>& words, const ParticleRow& row) {
    const Triple& columns = velocity_ ? *velocity_ : *momentum_;
    double mass = 1.0;
    if (momentum_) {
        const auto& masses = builder_.options().masses;
        const auto species = static_cast<std::size_t>(row.type - 1);
        if (mass_) {
            mass = builder_.number(words[*mass_], "mass", "atom", row.id);
        } else if (species < masses.size()) {
            mass = masses[species];
        } else {
            builder_.fail(
                fmt::format("momentum of atom {}: must come with a mass, of its own or in the mixture", row.id));
        }
    }
    std::array<double, 3> velocity{};
    for (std::size_t axis = 0; axis < 3; ++axis) {
        velocity[axis] = builder_.number(words[columns[axis]], names_[columns[axis]], "atom", row.id) / mass;
        if (!std::isfinite(velocity[axis])) {
            builder_.fail(fmt::format("{} of atom {} over its mass {} is infinite: must be finite",
                                      names_[columns[axis]], row.id, displayed(mass)));
        }
    }
    builder_.set_velocity(builder_.rows() - 1, velocity);
}

void ParticleColumns::read(const std::vector<std::string_view>& words) {
    if (words.size() != names_.size()) {
        builder_.fail(fmt::format("row {} of the atoms has {} values: must have {}, one a column", builder_.rows() + 1,
                                  words.size(), names_.size()));
    }
    if (builder_.rows() == 0) sort_out_text(words);
    ParticleRow row;
    row.id = id_ ? builder_.integer(words[*id_], "id") : static_cast<std::int64_t>(builder_.rows() + 1);
    row.type = species_of(words, row.id);
    row.scaled = scaled_;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        row.coordinate[axis] = builder_.number(words[coordinate_[axis]], names_[coordinate_[axis]], "atom", row.id);
        if (image_) row.image[axis] = builder_.integer(words[(*image_)[axis]], names_[(*image_)[axis]]);
    }
    builder_.add(row);
    if (mass_) builder_.set_mass(row.type, builder_.number(words[*mass_], "mass", "atom", row.id));
    if (velocity_ || momentum_) read_velocity(words, row);
    for (std::size_t k = 0; k < extra_.size(); ++k) {
        builder_.file().extra[k].values.push_back(builder_.number(words[extra_[k]], names_[extra_[k]], "atom", row.id));
    }
}

}  // namespace soret
