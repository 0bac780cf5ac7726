#include "soret/validation/simulation/start_defect.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "soret/common/files/text_file.hpp"
#include "soret/common/files/toml_reader.hpp"

namespace soret {

namespace {

inline constexpr std::uint64_t most_particles = std::uint64_t{1} << 31;

// Largest density for which some number of particles makes edges of 2 r_c.
double densest(const LiquidSettings& settings, const Mixture& mixture) {
    std::vector<double> x;
    LiquidSettings many = settings;
    many.n = most_particles;
    for (const std::uint64_t number : species_numbers(many, mixture)) {
        x.push_back(static_cast<double>(number) / static_cast<double>(most_particles));
    }
    const double shortest = 2.0 * mixture.largest_cutoff();
    return std::min(largest_density(mixture, x),
                    static_cast<double>(most_particles) / (shortest * shortest * shortest));
}

double volume_of(const std::array<double, 3>& edges) {
    return edges[0] * edges[1] * edges[2];
}

std::optional<SettingDefect> aspect_defect(const LiquidSettings& settings, const Mixture& mixture) {
    const NumberRange ratios = between(1e-6, 1e6);
    std::string range;
    for (const double a : settings.aspect) {
        if (!ratios.contains(a)) range = ratios.text();
    }
    const auto [shortest, longest] = std::minmax_element(settings.aspect.begin(), settings.aspect.end());
    const double most = largest_edge / std::max(2.0 * mixture.largest_cutoff(), 1.0);
    if (range.empty() && *longest / *shortest > most) {
        range = fmt::format("the longest edge must be at most {:.4g} times the shortest", most);
    }
    if (range.empty()) return std::nullopt;
    return SettingDefect{"aspect", fmt::format("[{}]", fmt::join(settings.aspect, ", ")), range};
}

}  // namespace

double largest_density(const Mixture& mixture, std::span<const double> mole_fractions) {
    double volume = 0.0;
    for (std::size_t a = 0; a < mixture.species_count(); ++a) {
        for (std::size_t b = 0; b < mixture.species_count(); ++b) {
            const double sigma = mixture.parameters().sigma(a, b);
            if (!(mixture.parameters().epsilon(a, b) > 0.0)) continue;
            volume += mole_fractions[a] * mole_fractions[b] * sigma * sigma * sigma;
        }
    }
    return 4.0 / volume;
}

std::string SettingDefect::text() const {
    return fmt::format("{} = {}: {}", key, value, range);
}

std::optional<SettingDefect> box_defect(const LiquidSettings& settings, const Mixture& mixture) {
    if (settings.n < 1 || settings.n > most_particles) {
        return SettingDefect{"n", fmt::format("{}", settings.n), fmt::format("must be in [1, {}]", most_particles)};
    }
    const NumberRange densities{.least = 0.0, .most = densest(settings, mixture), .least_allowed = false};
    const std::string density = fmt::format("{}", settings.density);
    if (!densities.contains(settings.density)) return SettingDefect{"density", density, densities.text()};
    if (auto defect = aspect_defect(settings, mixture)) return defect;
    const double scale = largest_edge / *std::max_element(settings.aspect.begin(), settings.aspect.end());
    const double least = static_cast<double>(settings.n) / (scale * scale * scale * volume_of(settings.aspect));
    if (settings.density >= least) return std::nullopt;
    return SettingDefect{"density", density,
                         fmt::format("must be at least {:.4g} for n = {}, so that no edge of the box is above {}",
                                     1.001 * least, settings.n, largest_edge)};
}

std::optional<SettingDefect> start_defect(const LiquidSettings& settings, const Mixture& mixture) {
    if (auto defect = box_defect(settings, mixture)) return defect;
    const double needed = 2.0 * mixture.largest_cutoff();
    const double shortest = *std::min_element(settings.aspect.begin(), settings.aspect.end());
    const double volume = static_cast<double>(settings.n) / settings.density;
    if (on_position_grid(shortest * std::cbrt(volume / volume_of(settings.aspect))) >= needed) return std::nullopt;
    const double scale = needed / shortest;
    const double least = std::ceil(settings.density * scale * scale * scale * volume_of(settings.aspect));
    return SettingDefect{
        "n", fmt::format("{}", settings.n),
        fmt::format("must be at least {} at density = {}, so that no edge of the box is below {}, twice the cutoff",
                    std::max(static_cast<std::uint64_t>(least), settings.n + 1), displayed(settings.density),
                    displayed(needed))};
}

}  // namespace soret
