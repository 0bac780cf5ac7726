#include "soret/common/equations_of_state/fluid_properties.hpp"

#include <fmt/format.h>

#include <boost/math/tools/roots.hpp>
#include <cmath>
#include <cstdint>
#include <numeric>

#include "soret/common/errors.hpp"

namespace soret {

FluidProperties fluid_properties(double temperature, const std::vector<double>& densities,
                                 const HelmholtzDerivatives& derivatives) {
    const std::size_t count = densities.size();
    const double rho = std::accumulate(densities.begin(), densities.end(), 0.0);
    const auto psi = [&](std::size_t i) { return derivatives.by_density[i]; };
    const auto psi_t = [&](std::size_t i) { return derivatives.by_density_and_temperature[i]; };
    const auto psi2 = [&](std::size_t i, std::size_t j) { return derivatives.by_two_densities[i * count + j]; };

    FluidProperties fluid;
    fluid.temperature = temperature;
    fluid.density = rho;
    fluid.residual_helmholtz_energy = derivatives.psi / rho;
    fluid.residual_internal_energy = (derivatives.psi - temperature * derivatives.by_temperature) / rho;
    fluid.pressure = temperature * rho - derivatives.psi;
    double pressure_by_temperature = rho - derivatives.by_temperature;
    double inverse_compressibility = 0.0;
    std::vector<double> pressure_by_density(count);
    for (std::size_t i = 0; i < count; ++i) {
        fluid.pressure += densities[i] * psi(i);
        pressure_by_temperature += densities[i] * psi_t(i);
        pressure_by_density[i] = temperature;
        for (std::size_t j = 0; j < count; ++j) pressure_by_density[i] += densities[j] * psi2(i, j);
        inverse_compressibility += densities[i] * pressure_by_density[i];
    }
    const double kappa = 1.0 / inverse_compressibility;
    fluid.isothermal_compressibility = kappa;
    fluid.enthalpy = 1.5 * temperature + fluid.residual_internal_energy + fluid.pressure / rho;
    for (std::size_t i = 0; i < count; ++i) {
        const double v = kappa * pressure_by_density[i];
        fluid.mole_fraction.push_back(densities[i] / rho);
        fluid.residual_chemical_potential.push_back(psi(i));
        fluid.chemical_potential.push_back(temperature * std::log(densities[i]) + psi(i));
        fluid.partial_volume.push_back(v);
        fluid.partial_enthalpy.push_back(2.5 * temperature + psi(i) - temperature * psi_t(i) +
                                         temperature * (v * pressure_by_temperature - 1.0));
    }
    if (count == 2) {
        const double excess =
            (psi2(0, 0) - psi2(0, 1)) * pressure_by_density[1] + (psi2(1, 1) - psi2(0, 1)) * pressure_by_density[0];
        fluid.thermodynamic_factor = 1.0 + densities[0] * densities[1] * (kappa / temperature) * excess;
    }
    return fluid;
}

void check_temperature(std::string_view equation, double temperature) {
    if (std::isfinite(temperature) && temperature > 0.0) return;
    throw InvalidArgument(fmt::format("{}: temperature = {}: must be > 0 and finite", equation, temperature));
}

void check_density(std::string_view equation, double density, double largest) {
    if (density > 0.0 && density <= largest) return;
    throw InvalidArgument(fmt::format("{}: density = {}: must be in (0, {}]", equation, density, largest));
}

void check_mole_fractions(std::string_view equation, const std::vector<double>& mole_fractions,
                          std::size_t species_count) {
    if (mole_fractions.size() != species_count) {
        throw InvalidArgument(fmt::format("{}: {} mole fractions: must be one for each of the {} species", equation,
                                          mole_fractions.size(), species_count));
    }
    for (std::size_t i = 0; i < species_count; ++i) {
        if (mole_fractions[i] >= 0.0 && mole_fractions[i] <= 1.0) continue;
        throw InvalidArgument(
            fmt::format("{}: mole fraction {} = {}: must be in [0, 1]", equation, i + 1, mole_fractions[i]));
    }
    const double sum = std::accumulate(mole_fractions.begin(), mole_fractions.end(), 0.0);
    if (std::fabs(sum - 1.0) <= 1e-9) return;
    throw InvalidArgument(fmt::format("{}: sum of the mole fractions = {}: must be 1", equation, sum));
}

double densest_density(std::string_view equation, const std::function<double(double)>& pressure_at, double pressure,
                       double largest_density) {
    constexpr double step = 0.995;  // small against the width of a van der Waals loop
    constexpr double smallest_ratio = 1e-12;
    if (!std::isfinite(pressure)) {
        throw InvalidArgument(fmt::format("{}: pressure = {}: must be finite", equation, pressure));
    }
    double high = largest_density;
    double low = step * high;
    const double highest_pressure = pressure_at(high);
    if (!(pressure_at(low) < highest_pressure)) {
        throw InvalidState(fmt::format("{}: temperature too low: the pressure falls towards the largest density {}",
                                       equation, largest_density));
    }
    if (!(pressure <= highest_pressure)) {
        throw InvalidArgument(fmt::format("{}: pressure = {}: must be at most {}, that of the largest density {}",
                                          equation, pressure, highest_pressure, largest_density));
    }
    while (pressure_at(low) >= pressure) {
        high = low;
        low *= step;
        if (low < smallest_ratio * largest_density) {
            throw InvalidState(fmt::format("{}: no stable density has the pressure {}", equation, pressure));
        }
    }
    std::uintmax_t iterations = 200;
    const auto bracket =
        boost::math::tools::toms748_solve([&](double rho) { return pressure_at(rho) - pressure; }, low, high,
                                          boost::math::tools::eps_tolerance<double>(52), iterations);
    return 0.5 * (bracket.first + bracket.second);
}

}  // namespace soret
