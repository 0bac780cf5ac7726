#include "soret/common/files/configuration_file.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/files/configuration_builder.hpp"
#include "soret/common/files/configuration_format.hpp"
#include "soret/common/files/text_file.hpp"

namespace soret {

namespace {

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

void check_coefficients(const ConfigurationFile& file, const Mixture& mixture) {
    const auto species = static_cast<std::int64_t>(mixture.species_count());
    const MixtureParameters& p = mixture.parameters();
    for (const PairCoefficients& pair : file.coefficients) {
        if (pair.a > species || pair.b > species) continue;  // no particle is of this type
        const auto a = static_cast<std::size_t>(pair.a - 1);
        const auto b = static_cast<std::size_t>(pair.b - 1);
        const auto must_agree = [&](const char* name, double value, double expected) {
            if (std::fabs(value - expected) <= coefficient_agreement * std::fabs(expected)) return;
            throw InvalidInput(fmt::format(
                "{}: {} of types {} and {} = {}: must be {}, as in the mixture; --mixture from-file takes that "
                "of the file",
                place(file, pair.line), name, pair.a, pair.b, displayed(value), displayed(expected)));
        };
        must_agree("epsilon", pair.epsilon, p.epsilon(a, b));
        if (p.epsilon(a, b) == 0.0) continue;
        must_agree("sigma", pair.sigma, p.sigma(a, b));
        if (pair.cutoff) must_agree("cutoff", *pair.cutoff, p.cutoff(a, b));
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

ReadingOptions ReadingOptions::of(const Mixture& mixture) const {
    ReadingOptions options = *this;
    options.names = mixture.names();
    options.masses = mixture.parameters().mass;
    return options;
}

namespace {

void read(ConfigurationFormat format, ConfigurationBuilder& builder) {
    switch (format) {
        case ConfigurationFormat::lammps_data: return read_lammps_data(builder);
        case ConfigurationFormat::lammps_dump: return read_lammps_dump(builder);
        case ConfigurationFormat::extended_xyz: return read_extended_xyz(builder);
        case ConfigurationFormat::nist_sample: return read_nist_sample(builder);
    }
}

// The last frame that can be read, if one of the last few before the very last is whole.
std::optional<ConfigurationFile> last_whole_frame(const std::string& text, const std::string& name,
                                                  const ReadingOptions& options, std::int64_t frames) {
    static constexpr std::int64_t most_tried = 10;
    ReadingOptions earlier = options;
    for (std::int64_t k = 2; k <= std::min(frames, most_tried + 1); ++k) {
        earlier.frame = frames - k;
        try {
            return parse_configuration(text, name, earlier);
        } catch (const InvalidInput&) {
            continue;
        }
    }
    return std::nullopt;
}

}  // namespace

ConfigurationFile parse_configuration(const std::string& text, const std::string& name, const ReadingOptions& options) {
    LineCursor lines(name, text);
    const ConfigurationFormat format = configuration_format(lines);
    ConfigurationBuilder builder(lines, std::string(name_of(format)), options);
    const bool has_frames = format == ConfigurationFormat::lammps_dump || format == ConfigurationFormat::extended_xyz;
    if (!has_frames) builder.set_frame(1);
    try {
        read(format, builder);
        return builder.finish();
    } catch (const InvalidInput& error) {
        if (options.frame) throw;
        const auto whole = last_whole_frame(text, name, options, builder.file().frames);
        if (!whole) throw;
        const std::string step = whole->step ? fmt::format(" (step {})", *whole->step) : "";
        throw InvalidInput(fmt::format("{}; the last whole frame is {}{}: --frame {} takes it", error.what(),
                                       whole->frame, step, whole->frame));
    }
}

ConfigurationFile read_configuration(const std::string& path, const ReadingOptions& options) {
    return parse_configuration(read_text_file(path), path, options);
}

void check_configuration(const ConfigurationFile& file, const Mixture& mixture, const std::string& mixture_name) {
    check_types_and_masses(file, mixture);
    check_coefficients(file, mixture);
    check_edges(file, mixture, mixture_name);
    check_apart(file, mixture);
}

}  // namespace soret
