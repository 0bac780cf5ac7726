#include "soret/common/files/configuration_mixture.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/files/mixture_file.hpp"

namespace soret {

namespace {

std::size_t number_of_types(const ConfigurationFile& file) {
    std::int64_t types = 0;
    for (const std::int32_t species : file.state.species) types = std::max(types, std::int64_t{species} + 1);
    for (const auto& [type, mass] : file.masses) types = std::max(types, type);
    for (const PairCoefficients& pair : file.coefficients) types = std::max({types, pair.a, pair.b});
    if (types > static_cast<std::int64_t>(largest_species_count)) {
        throw InvalidInput(fmt::format("{}: has {} types: must be at most {} to be a mixture", file.path, types,
                                       largest_species_count));
    }
    return static_cast<std::size_t>(types);
}

const PairCoefficients* coefficients_of(const ConfigurationFile& file, std::size_t a, std::size_t b) {
    const auto one = static_cast<std::int64_t>(a + 1);
    const auto other = static_cast<std::int64_t>(b + 1);
    const auto found =
        std::find_if(file.coefficients.begin(), file.coefficients.end(), [&](const PairCoefficients& pair) {
            return (pair.a == one && pair.b == other) || (pair.a == other && pair.b == one);
        });
    return found == file.coefficients.end() ? nullptr : &*found;
}

}  // namespace

Mixture mixture_of(const ConfigurationFile& file) {
    if (file.coefficients.empty()) {
        throw InvalidInput(
            fmt::format("{}: has no Pair Coeffs: must have them, and Masses, for --mixture from-file", file.path));
    }
    const std::size_t count = number_of_types(file);
    std::vector<double> masses, epsilon, sigma;
    for (std::size_t s = 0; s < count; ++s) {
        const auto type = static_cast<std::int64_t>(s + 1);
        const PairCoefficients* own = coefficients_of(file, s, s);
        if (!file.masses.contains(type)) {
            throw InvalidInput(
                fmt::format("{}: type {} has no mass: must have one for --mixture from-file", file.path, type));
        }
        if (own == nullptr) {
            throw InvalidInput(fmt::format("{}: type {} has no coefficients: must have them for --mixture from-file",
                                           file.path, type));
        }
        masses.push_back(file.masses.at(type).mass);
        epsilon.push_back(own->epsilon);
        sigma.push_back(own->sigma);
    }
    MixtureParameters p =
        lorentz_berthelot(masses, epsilon, sigma, cutoff_of_files, 1.0, Truncation::shifted, Mixing::geometric);
    for (std::size_t a = 0; a < count; ++a) {
        for (std::size_t b = 0; b < count; ++b) {
            const PairCoefficients* pair = coefficients_of(file, a, b);
            if (pair == nullptr) continue;
            p.epsilon(a, b) = pair->epsilon;
            p.sigma(a, b) = pair->sigma;
            p.cutoff(a, b) = pair->cutoff.value_or(cutoff_of_files);
        }
    }
    for (const auto& [type, name] : file.type_names) p.names.push_back(name);
    if (p.names.size() != count) p.names.clear();
    try {
        return Mixture(std::move(p));
    } catch (const InvalidArgument& error) {
        throw InvalidInput(fmt::format("{}: {}", file.path, error.what()));
    }
}

}  // namespace soret
