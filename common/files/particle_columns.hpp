#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "soret/common/files/configuration_builder.hpp"

namespace soret {

/// Rows of particles whose columns are named, in any order, by the names of a LAMMPS dump. Internal to the readers.
class ParticleColumns {
public:
    /// names    of the columns; an empty one is skipped
    /// throws   InvalidInput: a name twice, no type, no complete set of coordinates, no id although required
    ParticleColumns(ConfigurationBuilder& builder, std::vector<std::string> names, bool id_required);

    /// Reads one row at the present line.
    void read(const std::vector<std::string_view>& words);

private:
    using Triple = std::array<std::size_t, 3>;

    std::optional<std::size_t> take(std::string_view name);
    std::optional<Triple> take(const std::array<std::string_view, 3>& names);

    ConfigurationBuilder& builder_;
    std::vector<std::string> names_;
    std::vector<bool> taken_;
    std::optional<std::size_t> id_;
    std::size_t type_ = 0;
    Triple coordinate_{};
    bool scaled_ = false;
    std::optional<Triple> image_;
    std::optional<Triple> velocity_;
    std::optional<std::size_t> mass_;
    std::vector<std::size_t> extra_;
};

}  // namespace soret
