#include "soret/common/equations_of_state/pets.hpp"

#include <fmt/format.h>

#include <string_view>

#include "soret/common/equations_of_state/helmholtz_derivatives.hpp"
#include "soret/common/errors.hpp"

namespace soret {

namespace {

constexpr std::string_view name = "PeTS equation of state";
constexpr double largest_packing_fraction = 0.6;

void check_positive(std::string_view what, const std::vector<double>& values) {
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (std::isfinite(values[i]) && values[i] > 0.0) continue;
        throw InvalidArgument(
            fmt::format("{}: {} of species {} = {}: must be > 0 and finite", name, what, i + 1, values[i]));
    }
}

std::vector<double> scaled(const std::vector<double>& values, double factor) {
    std::vector<double> result;
    for (const double value : values) result.push_back(factor * value);
    return result;
}

}  // namespace

PetsEquation::PetsEquation(const std::vector<double>& epsilon, const std::vector<double>& sigma, double k12)
    : sigma_(sigma), epsilon_ij_(sigma.size(), 0.0), sigma3_ij_(sigma.size(), 0.0) {
    if (epsilon.empty() || epsilon.size() != sigma.size()) {
        throw InvalidArgument(fmt::format("{}: {} values of epsilon and {} of sigma: must be one each a species", name,
                                          epsilon.size(), sigma.size()));
    }
    check_positive("epsilon", epsilon);
    check_positive("sigma", sigma);
    if (!(std::isfinite(k12) && k12 >= 0.0)) {
        throw InvalidArgument(fmt::format("{}: k12 = {}: must be >= 0 and finite", name, k12));
    }
    for (std::size_t i = 0; i < sigma.size(); ++i) {
        for (std::size_t j = 0; j < sigma.size(); ++j) {
            const double mean = 0.5 * (sigma[i] + sigma[j]);
            epsilon_ij_(i, j) = i == j ? epsilon[i] : k12 * std::sqrt(epsilon[i] * epsilon[j]);
            sigma3_ij_(i, j) = mean * mean * mean;
        }
    }
}

double PetsEquation::largest_density(const std::vector<double>& mole_fractions) const {
    check_mole_fractions(name, mole_fractions, species_count());
    double volume = 0.0;
    for (std::size_t i = 0; i < species_count(); ++i) volume += mole_fractions[i] * sigma3_ij_(i, i);
    return largest_packing_fraction / (pets::pi / 6.0 * volume);
}

FluidProperties PetsEquation::at_density(double temperature, double density,
                                         const std::vector<double>& mole_fractions) const {
    check_temperature(name, temperature);
    check_density(name, density, largest_density(mole_fractions));
    const std::vector<double> densities = scaled(mole_fractions, density);
    return fluid_properties(temperature, densities, helmholtz_derivatives(*this, temperature, densities));
}

FluidProperties PetsEquation::at_pressure(double temperature, double pressure,
                                          const std::vector<double>& mole_fractions) const {
    return at_density(temperature, density(temperature, pressure, mole_fractions), mole_fractions);
}

double PetsEquation::density(double temperature, double pressure, const std::vector<double>& mole_fractions) const {
    check_temperature(name, temperature);
    const double largest = largest_density(mole_fractions);
    const auto pressure_at = [&](double rho) {
        return pressure_from_helmholtz(*this, temperature, scaled(mole_fractions, rho));
    };
    return densest_density(name, pressure_at, pressure, largest);
}

}  // namespace soret
