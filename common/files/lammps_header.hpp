#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "soret/common/files/configuration_builder.hpp"

namespace soret {

struct CommentedLine {
    std::string_view content;
    std::string_view comment;
};

/// A line before and after its first #, without blanks around both.
CommentedLine split_comment(std::string_view line);

/// The header of a LAMMPS data file: numbers of atoms and types, the box. Internal to the reader of these files.
class LammpsHeader {
public:
    explicit LammpsHeader(ConfigurationBuilder& builder) : builder_(builder) {}

    /// The first line, which is free but for what LAMMPS writes there: "timestep = 3000, units = metal".
    void read_title(std::string_view title);
    /// Any other line, without its comment.
    /// throws   InvalidInput: not of a file of particles without bonds
    void read_line(std::string_view line);
    /// Makes the box.
    /// throws   InvalidInput: something is missing; a first line that should not have been the title is named
    void finish();

    std::int64_t type_count() const { return type_count_; }

private:
    bool ends_with(std::size_t values, std::initializer_list<std::string_view> names) const;
    bool read_size(std::string_view line);
    bool read_bounds();
    bool is_passed_over() const;
    [[noreturn]] void missing(std::string_view what) const;

    ConfigurationBuilder& builder_;
    std::vector<std::string_view> words_;
    std::string_view title_;
    std::int64_t type_count_ = 0;
};

}  // namespace soret
