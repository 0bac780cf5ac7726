#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "soret/common/files/text_file.hpp"
#include "soret/validation/check/printed_column.hpp"

namespace soret {

/// A box as another code printed it.
struct PrintedBox {
    std::array<double, 3> low{};
    std::array<double, 3> edge{};
    std::array<double, 3> half_unit{};  ///< of the edge; 0 with fewer than four digits: 10.0 is exact

    void set_edge(std::size_t axis, double lower, double upper, const PrintedColumn& printed);
};

/// What another code wrote of one configuration, or a table of a log. Columns have the names of the file; what they
/// are is said by column_names.hpp.
struct ResultsFrame {
    std::string format;
    std::int64_t frame = 0;                ///< from 0
    std::optional<std::int64_t> step;      ///< of a frame of particles
    std::string units;                     ///< as stated: "lj", "metal" ...; empty if they are not
    std::string label_units;               ///< in a label that a program always writes: "kj/mole" of OpenMM and GROMACS
    std::optional<std::int64_t> count;     ///< of particles, where stated apart
    std::vector<std::int64_t> ids;         ///< of the rows; empty: the file has none
    std::vector<PrintedColumn> particles;  ///< one row a particle
    std::vector<PrintedColumn> totals;     ///< one row, or several of a thermo table
    std::optional<PrintedBox> box;
    bool is_thermo = false;  ///< of LAMMPS: extensive totals may be divided by the number of particles
    bool is_of_box = false;  ///< they are not, as the log says
    std::vector<std::string> notes;

    std::size_t rows() const { return particles.empty() ? ids.size() : particles.front().values.size(); }
};

/// Where the columns of a table of numbers go that a user has given other names: NAME=COLUMN.
struct ColumnMap {
    struct Entry {
        std::string name;    ///< one of column_names.hpp
        std::string column;  ///< as in the file
    };
    std::vector<Entry> entries;
};

/// Yields the frames of a file one after the other, then nothing.
using FrameReader = std::function<std::optional<ResultsFrame>()>;

/// Opens another code's output, told by its content:
///   LAMMPS dump (text, YAML), log and thermo output in YAML, extended XYZ, JSON, tables in columns (commas,
///   semicolons, tabs or blanks; GROMACS .xvg)
/// text     outlives the reader
/// throws   InvalidInput, also when a frame is read: `FILE:LINE: what is wrong`
FrameReader open_results(std::string_view text, const std::string& name, const ColumnMap& map);

FrameReader open_dump(const LineCursor& lines);
FrameReader open_yaml(const LineCursor& lines);
FrameReader open_log(const LineCursor& lines);
FrameReader open_extended_xyz(const LineCursor& lines);
FrameReader open_json(std::string_view text, const std::string& name);
FrameReader open_table(const LineCursor& lines, const ColumnMap& map);

/// Rows of a table of particles: columns of words are left out, ids are read as such. Internal to the readers.
class RowReader {
public:
    explicit RowReader(std::vector<std::string> names) : names_(std::move(names)) {}
    std::size_t columns() const { return names_.size(); }
    std::size_t rows() const { return rows_; }
    /// throws   InvalidInput: another number of words, a word in a column of numbers, an id that is none
    void read(const LineCursor& lines, const std::vector<std::string_view>& words);
    /// Moves what was read into the frame.
    void finish(ResultsFrame& frame);

private:
    std::vector<std::string> names_;
    std::vector<PrintedColumn> columns_;
    std::vector<std::int64_t> ids_;
    std::vector<bool> is_text_;
    std::size_t id_column_ = 0;
    std::size_t rows_ = 0;
};

/// Adds a total by its name: one number, a vector of three or a tensor of six or nine, whose components have names with
/// their axes. `stress` of six is in the order of ASE: xx yy zz yz xz xy.
/// returns   false if it has another number of values, or one of them is no number
bool add_total(ResultsFrame& frame, const std::string& name, const std::vector<std::string_view>& words);

/// Numbers of a line.
/// throws   InvalidInput: fewer than `at_least`, or a word that is no finite number
PrintedColumn numbers_of(const LineCursor& lines, std::string_view what, const std::vector<std::string_view>& words,
                         std::size_t at_least);

/// throws   InvalidInput: FILE: the file ends before WHAT
[[noreturn]] void fail_cut_off(const LineCursor& lines, std::string_view what);

}  // namespace soret
