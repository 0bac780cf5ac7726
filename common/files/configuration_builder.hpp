#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "soret/common/files/configuration_file.hpp"
#include "soret/common/files/text_file.hpp"

namespace soret {

inline constexpr std::array<std::string_view, 3> axis_names{"x", "y", "z"};

/// A tilt of a box below this part of an edge is the rounding of another program.
inline constexpr double smallest_tilt = 1e-12;

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
    ConfigurationBuilder(LineCursor& lines, std::string format, const ReadingOptions& options);

    LineCursor& lines() { return lines_; }
    const ReadingOptions& options() const { return options_; }
    ConfigurationFile& file() { return file_; }
    std::size_t count() const { return count_; }
    std::size_t rows() const { return file_.state.size(); }

    /// Number of particles, at the present line.
    void set_count(std::string_view word);
    /// Lower bound and edge along an axis, at the present line.
    void set_edge(std::size_t axis, double low, double edge);
    /// Largest type number; without it any that fits 32 bits.
    void set_type_count(std::int64_t types) { type_count_ = types; }
    /// xy xz yz of the box, or the six elements of a lattice that are off its diagonal.
    void set_tilt(std::string_view name, double tilt) {
        tilts_.push_back({std::string(name), tilt, lines_.line_number()});
    }
    bool has_bounds() const;
    /// throws   InvalidInput: a tilt that is not 0
    void make_box();
    /// Number of frames of the file, and which one is read.
    /// throws   InvalidInput: the wanted one is not there
    void set_frame(std::int64_t frames);
    /// Units that the file states.
    /// throws   InvalidInput: they are not lj, and nobody said that they are those of the mixture
    void set_units(std::string_view units);
    /// A column or section that is not used.
    void ignore(std::string_view name);
    void note(std::string sentence) { file_.notes.push_back(std::move(sentence)); }

    /// The number of the species of this name, from 1; nothing if the mixture does not have it.
    std::optional<std::int64_t> species_named(std::string_view name) const;
    /// A stand-in for the species of a name while the mixture has no names at all: finish() tells which ones are
    /// needed.
    std::int64_t unnamed_species(std::string_view name);
    /// The types of the file are called so: they become the species of these names.
    void name_types(const std::map<std::int64_t, std::string>& names);

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
    struct Tilt {
        std::string name;
        double value;
        std::size_t line;
    };

    [[noreturn]] void fail_for_lack_of_names() const;

    LineCursor& lines_;
    const ReadingOptions& options_;
    ConfigurationFile file_;
    std::vector<Tilt> tilts_;
    std::vector<std::string> unnamed_;  // names of species in the order of the file
    std::size_t unnamed_line_ = 0;
    std::size_t count_ = 0;
    std::int64_t type_count_ = 2147483647;
    std::array<double, 3> low_{};
    std::array<double, 3> edge_{};
    std::unordered_map<std::int64_t, std::size_t> row_of_id_;
};

void read_lammps_data(ConfigurationBuilder& builder);
void read_lammps_dump(ConfigurationBuilder& builder);
void read_extended_xyz(ConfigurationBuilder& builder);
void read_nist_sample(ConfigurationBuilder& builder);

}  // namespace soret
