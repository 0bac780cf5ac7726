#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "soret/common/files/configuration_file.hpp"
#include "soret/common/files/text_file.hpp"

namespace soret {

inline constexpr std::array<std::string_view, 3> axis_names{"x", "y", "z"};

/// One row of a configuration file.
struct ParticleRow {
    std::int64_t id = 0;
    std::int64_t type = 0;
    std::array<double, 3> coordinate{};  ///< as in the file
    bool scaled = false;                 ///< coordinate is a fraction of the edge
    std::array<std::int64_t, 3> image{};
};

/// Makes a configuration from the rows of a file, with the checks that all formats share. Errors name the present line
/// of the cursor. Internal to the readers.
class ConfigurationBuilder {
public:
    ConfigurationBuilder(LineCursor& lines, std::string format);

    LineCursor& lines() { return lines_; }
    ConfigurationFile& file() { return file_; }
    std::size_t count() const { return count_; }
    std::size_t rows() const { return file_.state.size(); }

    /// Number of particles, at the present line.
    void set_count(std::string_view word);
    /// Lower bound and edge along an axis, at the present line.
    void set_edge(std::size_t axis, double low, double edge);
    /// Largest type number; without it any that fits 32 bits.
    void set_type_count(std::int64_t types) { type_count_ = types; }
    bool has_bounds() const;
    void make_box();

    void add(const ParticleRow& row);
    /// Velocity of the row added last, or of a given row.
    void set_velocity(std::size_t row, const std::array<double, 3>& velocity);
    /// Every particle of a type has the same mass.
    void set_mass(std::int64_t type, double mass);
    /// Row of an id that was added.
    std::size_t row_of(std::string_view id_word) const;

    /// throws   InvalidInput: another number of rows than count()
    ConfigurationFile finish();

    /// A finite number; an error speaks of "ITEM of OF SUBJECT", as in "x of atom 105".
    double number(std::string_view word, std::string_view item, std::string_view of, std::int64_t subject) const;
    double number(std::string_view word, std::string_view item) const;
    std::int64_t integer(std::string_view word, std::string_view item) const;
    [[noreturn]] void fail(const std::string& message) const { lines_.fail(message); }

private:
    LineCursor& lines_;
    ConfigurationFile file_;
    std::size_t count_ = 0;
    std::int64_t type_count_ = 2147483647;
    std::array<double, 3> low_{};
    std::array<double, 3> edge_{};
    std::vector<std::size_t> row_of_id_;  // 1-based row; 0: not seen
};

void read_lammps_data(ConfigurationBuilder& builder);
void read_lammps_dump(ConfigurationBuilder& builder, std::optional<std::int64_t> frame);
void read_extended_xyz(ConfigurationBuilder& builder, std::optional<std::int64_t> frame);
void read_nist_sample(ConfigurationBuilder& builder);

}  // namespace soret
