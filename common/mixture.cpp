#include "soret/common/mixture.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <fmt/format.h>

#include "soret/common/errors.hpp"

namespace soret {

namespace {

struct Bounds {
    double least;
    bool least_allowed;
};

void check_value(double value, const std::string& name, Bounds bounds) {
    const bool high_enough = bounds.least_allowed ? value >= bounds.least : value > bounds.least;
    if (!(high_enough && std::isfinite(value))) {
        throw InvalidArgument(fmt::format("{} = {}: must be finite and {} {}", name, value,
                                          bounds.least_allowed ? ">=" : ">", bounds.least));
    }
}

void check_table(const SpeciesMatrix& table, std::size_t species_count, std::string_view name, Bounds bounds) {
    if (table.species_count() != species_count) {
        throw InvalidArgument(fmt::format("{} is a table for {} species: must be for {}, as mass", name,
                                          table.species_count(), species_count));
    }
    for (std::size_t a = 0; a < species_count; ++a) {
        for (std::size_t b = 0; b < species_count; ++b) {
            check_value(table(a, b), fmt::format("{}[{}][{}]", name, a + 1, b + 1), bounds);
            if (table(a, b) != table(b, a)) {
                throw InvalidArgument(fmt::format("{0}[{1}][{2}] = {3}: must equal {0}[{2}][{1}] = {4}", name, a + 1,
                                                  b + 1, table(a, b), table(b, a)));
            }
        }
    }
}

void check_names(const std::vector<std::string>& names, std::size_t species_count) {
    if (names.empty()) return;
    if (names.size() != species_count) {
        throw InvalidArgument(
            fmt::format("names has {} names: must have {}, one a species as mass", names.size(), species_count));
    }
    for (std::size_t a = 0; a < names.size(); ++a) {
        const std::string& name = names[a];
        const bool one_word = !name.empty() && std::all_of(name.begin(), name.end(), [](unsigned char c) {
            return c > ' ' && c < 0x7f &&
                   std::string_view("#\"'=[]{},").find(static_cast<char>(c)) == std::string_view::npos;
        });
        const bool number = one_word && std::string_view("0123456789+-.").find(name[0]) != std::string_view::npos;
        const bool twice = std::find(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(a), name) !=
                           names.begin() + static_cast<std::ptrdiff_t>(a);
        if (one_word && !number && !twice && name.size() <= longest_species_name) continue;
        throw InvalidArgument(fmt::format(
            "names[{}] = \"{}\": must be a word like Ar of at most {} characters, another one for each species", a + 1,
            name, longest_species_name));
    }
}

PairParameters derive(double epsilon, double sigma, double cutoff, Truncation truncation) {
    PairParameters pair;
    if (epsilon == 0.0) return pair;
    pair.cutoff = cutoff;
    pair.cutoff2 = cutoff * cutoff;
    pair.sigma2 = sigma * sigma;
    pair.epsilon4 = 4.0 * epsilon;
    pair.epsilon24 = 24.0 * epsilon;
    const double w = 1.0 / pair.cutoff2;
    const double s2 = pair.sigma2 * w;
    const double s6 = (s2 * s2) * s2;
    if (truncation != Truncation::plain) pair.shift = pair.epsilon4 * (s6 * (s6 - 1.0));
    if (truncation == Truncation::force_shifted) {
        pair.slope = -(pair.epsilon24 * (s6 * ((s6 + s6) - 1.0))) / cutoff;
    }
    return pair;
}

}  // namespace

std::string_view name_of(Truncation truncation) {
    switch (truncation) {
        case Truncation::shifted: return "shifted";
        case Truncation::plain: return "plain";
        case Truncation::force_shifted: return "force-shifted";
    }
    return "unknown";
}

std::string_view name_of(Mixing mixing) {
    return mixing == Mixing::geometric ? "geometric" : "lorentz-berthelot";
}

Mixture::Mixture(MixtureParameters parameters) : parameters_(std::move(parameters)) {
    const std::size_t count = parameters_.mass.size();
    if (count == 0) throw InvalidArgument("mass is empty: must have one value a species");
    for (std::size_t a = 0; a < count; ++a)
        check_value(parameters_.mass[a], fmt::format("mass[{}]", a + 1), {0.0, false});
    check_table(parameters_.epsilon, count, "epsilon", {0.0, true});
    check_table(parameters_.sigma, count, "sigma", {0.0, false});
    check_table(parameters_.cutoff, count, "cutoff", {0.0, false});
    check_names(parameters_.names, count);
    pairs_.reserve(count * count);
    for (std::size_t a = 0; a < count; ++a) {
        for (std::size_t b = 0; b < count; ++b) {
            pairs_.push_back(derive(parameters_.epsilon(a, b), parameters_.sigma(a, b), parameters_.cutoff(a, b),
                                    parameters_.truncation));
            largest_cutoff_ = std::max(largest_cutoff_, pairs_.back().cutoff);
        }
    }
}

MixtureParameters lorentz_berthelot(const std::vector<double>& mass, const std::vector<double>& epsilon,
                                    const std::vector<double>& sigma, double cutoff, double k12, Truncation truncation,
                                    Mixing mixing) {
    const std::size_t count = mass.size();
    if (epsilon.size() != count || sigma.size() != count) {
        throw InvalidArgument(fmt::format("epsilon has {} values and sigma {}: both must have {}, as mass",
                                          epsilon.size(), sigma.size(), count));
    }
    MixtureParameters parameters;
    parameters.mass = mass;
    parameters.epsilon = SpeciesMatrix(count, 0.0);
    parameters.sigma = SpeciesMatrix(count, 0.0);
    parameters.cutoff = SpeciesMatrix(count, cutoff);
    parameters.truncation = truncation;
    for (std::size_t a = 0; a < count; ++a) {
        for (std::size_t b = 0; b < count; ++b) {
            parameters.epsilon(a, b) = a == b ? epsilon[a] : k12 * std::sqrt(epsilon[a] * epsilon[b]);
            parameters.sigma(a, b) = a == b                        ? sigma[a]
                                     : mixing == Mixing::geometric ? std::sqrt(sigma[a] * sigma[b])
                                                                   : 0.5 * (sigma[a] + sigma[b]);
        }
    }
    return parameters;
}

Mixture paper_mixture() {
    return Mixture(lorentz_berthelot({1.0, 1.0}, {0.6, 1.0}, {1.0, 1.0}, 2.5));
}

TailCorrection tail_correction(const Mixture& mixture, const std::vector<double>& particles_by_species, double volume) {
    TailCorrection tail;
    if (mixture.truncation() != Truncation::plain) return tail;
    const auto& p = mixture.parameters();
    for (std::size_t a = 0; a < mixture.species_count(); ++a) {
        for (std::size_t b = 0; b < mixture.species_count(); ++b) {
            const double sigma = p.sigma(a, b);
            const double s3 = (sigma * sigma) * sigma;
            const double c = sigma / p.cutoff(a, b);
            const double c3 = (c * c) * c;
            const double c9 = (c3 * c3) * c3;
            const double pairs = particles_by_species[a] * particles_by_species[b] / volume;
            const double scale = pairs * (8.0 * std::numbers::pi / 3.0) * p.epsilon(a, b) * s3;
            tail.energy += scale * (c9 / 3.0 - c3);
            tail.virial += scale * (4.0 * c9 - 6.0 * c3);
        }
    }
    return tail;
}

}  // namespace soret
