#include "soret/common/files/configuration_format.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/files/extended_xyz_keys.hpp"

namespace soret {

namespace {

// Whether a line of the header says this is a LAMMPS data file; its first line is a title.
bool has_lammps_header(LineCursor lines) {
    std::string_view line;
    std::vector<std::string_view> words;
    static constexpr int longest_header = 100;
    lines.next(line);
    for (int k = 0; k < longest_header && lines.next(line); ++k) {
        split_words(line.substr(0, line.find('#')), words);
        if (words.size() == 2 && words[1] == "atoms") return true;
        if (words.size() == 4 && words[2] == "xlo" && words[3] == "xhi") return true;
    }
    return false;
}

bool are_three_numbers(const std::vector<std::string_view>& words) {
    return words.size() == 3 && std::all_of(words.begin(), words.end(), [](std::string_view word) {
               const ParsedNumber number = parse_double(word);
               return number.defect != "is not a number" || word == "nan";
           });
}

}  // namespace

ConfigurationFormat configuration_format(LineCursor lines) {
    const LineCursor from_start = lines;
    std::string_view line;
    std::vector<std::string_view> words;
    do {
        if (!lines.next_with_words(line))
            throw InvalidInput(fmt::format("{}: has no content: must be a configuration", lines.file()));
        split_words(line, words);
    } while (words[0].starts_with('#'));
    std::string_view second;
    const bool has_second = lines.next(second);
    if (line.starts_with("ITEM:")) return ConfigurationFormat::lammps_dump;
    const bool is_count = words.size() == 1 && parse_integer(words[0]);
    if (is_count && has_second && has_extended_xyz_keys(second)) return ConfigurationFormat::extended_xyz;
    if (has_lammps_header(from_start)) return ConfigurationFormat::lammps_data;
    if (are_three_numbers(words)) return ConfigurationFormat::nist_sample;
    split_words(second, words);
    if (is_count && has_second && are_three_numbers(words))
        return ConfigurationFormat::nist_sample;  // N before the edges
    if (is_count) return ConfigurationFormat::extended_xyz;
    throw InvalidInput(
        fmt::format("{}: unknown format: must be a LAMMPS data file, a LAMMPS text dump, extended XYZ or the "
                    "NIST sample format",
                    lines.file()));
}

std::string_view name_of(ConfigurationFormat format) {
    switch (format) {
        case ConfigurationFormat::lammps_data: return "LAMMPS data";
        case ConfigurationFormat::lammps_dump: return "LAMMPS text dump";
        case ConfigurationFormat::extended_xyz: return "extended XYZ";
        case ConfigurationFormat::nist_sample: return "NIST sample";
    }
    return "unknown";
}

}  // namespace soret
