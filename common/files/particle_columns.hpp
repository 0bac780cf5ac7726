#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "soret/common/files/configuration_builder.hpp"

namespace soret {

/// Rows of particles whose columns are named, in any order, by the names of a LAMMPS dump. Beside them: species (a type
/// number or a name), numbers (of chemical elements), px py pz (momenta, divided by the mass). Internal to the readers.
///
/// The species of a row is that of its name if the mixture has this name, else that of its type number; a file in which
/// some rows go by name and others by number is refused. Columns of text that no one needs are passed over.
class ParticleColumns {
public:
    /// names    of the columns; one in `text_columns` is known to hold text
    /// throws   InvalidInput: a name twice, no type and no name of the species, no complete set of coordinates, no id
    ///          although required, a part of a velocity or one that is not used
    ParticleColumns(ConfigurationBuilder& builder, std::vector<std::string> names, bool id_required,
                    const std::vector<bool>& text_columns = {});

    /// Reads one row at the present line.
    void read(const std::vector<std::string_view>& words);

private:
    using Triple = std::array<std::size_t, 3>;
    enum class SpeciesBy { unknown, name, number };

    std::optional<std::size_t> take(std::string_view name);
    std::optional<Triple> take(const std::array<std::string_view, 3>& names);
    void take_species();
    void take_coordinates();
    void take_velocity();
    void sort_out_text(const std::vector<std::string_view>& words);
    std::int64_t species_of(const std::vector<std::string_view>& words, std::int64_t id);
    std::int64_t type_of(std::string_view word, std::int64_t id) const;
    void must_go_by(SpeciesBy by, std::int64_t id);
    void read_velocity(const std::vector<std::string_view>& words, const ParticleRow& row);

    ConfigurationBuilder& builder_;
    std::vector<std::string> names_;
    std::vector<bool> taken_;
    std::vector<bool> text_;
    std::optional<std::size_t> id_;
    std::optional<std::size_t> type_;
    std::optional<std::size_t> name_;
    bool name_is_atomic_number_ = false;
    SpeciesBy species_by_ = SpeciesBy::unknown;
    Triple coordinate_{};
    bool scaled_ = false;
    std::optional<Triple> image_;
    std::optional<Triple> velocity_;
    std::optional<Triple> momentum_;
    std::optional<std::size_t> mass_;
    std::vector<std::size_t> extra_;
};

}  // namespace soret
