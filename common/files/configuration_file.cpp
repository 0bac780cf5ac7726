#include "soret/common/files/configuration_file.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/files/configuration_builder.hpp"
#include "soret/common/files/text_file.hpp"

namespace soret {

namespace {

enum class Format { lammps_data, lammps_dump, extended_xyz, nist_sample };

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

Format detect(LineCursor lines) {
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
    if (line.starts_with("ITEM:")) return Format::lammps_dump;
    const bool is_count = words.size() == 1 && parse_integer(words[0]);
    const bool has_lattice = second.find("Lattice=") != std::string_view::npos;
    if (is_count && has_second && (has_lattice || second.find("Properties=") != std::string_view::npos)) {
        return Format::extended_xyz;
    }
    if (has_lammps_header(from_start)) return Format::lammps_data;
    const auto looks_like_number = [](std::string_view word) {
        const ParsedNumber number = parse_double(word);
        return number.defect != "is not a number" || word == "nan";
    };
    if (words.size() == 3 && std::all_of(words.begin(), words.end(), looks_like_number)) return Format::nist_sample;
    if (is_count) return Format::extended_xyz;
    throw InvalidInput(
        fmt::format("{}: unknown format: must be a LAMMPS data file, a LAMMPS text dump, extended XYZ or "
                    "the NIST sample format",
                    lines.file()));
}

std::string_view name_of(Format format) {
    switch (format) {
        case Format::lammps_data: return "LAMMPS data";
        case Format::lammps_dump: return "LAMMPS text dump";
        case Format::extended_xyz: return "extended XYZ";
        case Format::nist_sample: return "NIST sample";
    }
    return "unknown";
}

std::string place(const ConfigurationFile& file, std::size_t line) {
    return fmt::format("{}:{}", file.path, line);
}

void check_edges(const ConfigurationFile& file, const Mixture& mixture, const std::string& mixture_name) {
    const double cutoff = mixture.largest_cutoff();
    const Vector3& e = file.state.box.edges();
    const std::array<double, 3> edges{e.x, e.y, e.z};
    for (std::size_t axis = 0; axis < 3; ++axis) {
        if (edges[axis] >= 2.0 * cutoff) continue;
        throw InvalidInput(fmt::format("{}cutoff = {} needs box edges of at least {}, but the {} edge of {} is {}",
                                       mixture_name.empty() ? "" : mixture_name + ": ", displayed(cutoff),
                                       displayed(2.0 * cutoff), axis_names[axis], place(file, file.edge_line[axis]),
                                       displayed(edges[axis])));
    }
}

void check_types_and_masses(const ConfigurationFile& file, const Mixture& mixture) {
    const State& state = file.state;
    for (std::size_t i = 0; i < state.size(); ++i) {
        if (static_cast<std::size_t>(state.species[i]) < mixture.species_count()) continue;
        throw InvalidInput(fmt::format("{}: type of atom {} = {}: must be in [1, {}], the species of the mixture",
                                       place(file, file.particle_line[i]), state.id[i], state.species[i] + 1,
                                       mixture.species_count()));
    }
    for (const auto& [type, entry] : file.masses) {
        if (static_cast<std::uint64_t>(type) > mixture.species_count()) continue;  // no particle is of this type
        const double expected = mixture.mass(static_cast<std::size_t>(type - 1));
        if (std::fabs(entry.mass - expected) <= mass_agreement * expected) continue;
        throw InvalidInput(fmt::format("{}: mass of type {} = {}: must be {}, as in the mixture",
                                       place(file, entry.line), type, displayed(entry.mass), displayed(expected)));
    }
}

// Equal positions are neighbours in lexicographic order, so no loop over pairs is needed.
void check_apart(const ConfigurationFile& file, const Mixture& mixture) {
    const State& state = file.state;
    const auto key = [&](std::size_t i) {
        return std::tuple(state.position[0][i], state.position[1][i], state.position[2][i]);
    };
    std::vector<std::size_t> order(state.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return std::tuple_cat(key(a), std::tuple(a)) < std::tuple_cat(key(b), std::tuple(b));
    });
    for (std::size_t begin = 0, end = 0; begin < order.size(); begin = end) {
        // Of the particles at this point, the first one of each species.
        std::map<std::int32_t, std::size_t> first;
        for (end = begin; end < order.size() && key(order[end]) == key(order[begin]); ++end) {
            const std::size_t i = order[end];
            const auto s = static_cast<std::size_t>(state.species[i]);
            for (const auto& [species, j] : first) {
                if (mixture.pair(s, static_cast<std::size_t>(species)).cutoff2 == 0.0) continue;
                throw InvalidInput(
                    fmt::format("{}: atom {} is at the same point as atom {} (line {}): "
                                "the distance of a pair that interacts must be > 0",
                                place(file, file.particle_line[i]), state.id[i], state.id[j], file.particle_line[j]));
            }
            first.emplace(state.species[i], i);
        }
    }
}

}  // namespace

const std::vector<double>* ConfigurationFile::column(std::string_view name) const {
    for (const ExtraColumn& candidate : extra) {
        if (candidate.name == name) return &candidate.values;
    }
    return nullptr;
}

ConfigurationFile parse_configuration(const std::string& text, const std::string& name,
                                      std::optional<std::int64_t> frame) {
    LineCursor lines(name, text);
    const Format format = detect(lines);
    ConfigurationBuilder builder(lines, std::string(name_of(format)));
    const bool has_frames = format == Format::lammps_dump || format == Format::extended_xyz;
    if (frame && !has_frames) {
        throw InvalidInput(
            fmt::format("{}: frame {}: must not be given, a file of format {} has one", name, *frame, name_of(format)));
    }
    switch (format) {
        case Format::lammps_data: read_lammps_data(builder); break;
        case Format::lammps_dump: read_lammps_dump(builder, frame); break;
        case Format::extended_xyz: read_extended_xyz(builder, frame); break;
        case Format::nist_sample: read_nist_sample(builder); break;
    }
    return builder.finish();
}

ConfigurationFile read_configuration(const std::string& path, std::optional<std::int64_t> frame) {
    return parse_configuration(read_text_file(path), path, frame);
}

void check_configuration(const ConfigurationFile& file, const Mixture& mixture, const std::string& mixture_name) {
    check_types_and_masses(file, mixture);
    check_edges(file, mixture, mixture_name);
    check_apart(file, mixture);
}

}  // namespace soret
