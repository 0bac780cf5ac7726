#include "soret/common/contracts/kinetic_theory.hpp"

#include <fmt/format.h>

#include <cmath>
#include <numbers>
#include <string_view>

#include "soret/common/errors.hpp"

namespace soret {

namespace {

void check_counts(std::size_t states, std::size_t results) {
    if (states == results) return;
    throw InvalidArgument(fmt::format("kinetic theory: {} results for {} states: must be as many", results, states));
}

[[noreturn]] void refuse(std::size_t k, std::string_view name, double value, std::string_view range) {
    throw InvalidState(fmt::format("kinetic theory: state {}: {} = {}: must be {}", k, name, value, range));
}

void check_positive(std::size_t k, std::string_view name, double value) {
    if (!(value > 0.0 && value <= std::numeric_limits<double>::max())) refuse(k, name, value, "> 0 and finite");
}

int is_positive(double value) {
    return (value > 0.0) & (value <= std::numeric_limits<double>::max());
}

bool is_reduced_temperature(double value) {
    return value >= lowest_reduced_temperature && value <= highest_reduced_temperature;
}

void check_reduced_temperature(std::size_t k, std::string_view name, double value) {
    if (is_reduced_temperature(value)) return;
    refuse(k, name, value, fmt::format("in [{}, {}]", lowest_reduced_temperature, highest_reduced_temperature));
}

// Each value by its name: throws for the first one that is wrong.
void check_each(std::size_t k, const DiluteMixture& s) {
    check_positive(k, "temperature", s.temperature);
    if (!(s.x1 >= 0.0 && s.x1 <= 1.0)) refuse(k, "x1", s.x1, "in [0, 1]");
    check_positive(k, "mass_1", s.mass_1);
    check_positive(k, "mass_2", s.mass_2);
    check_positive(k, "sigma_11", s.sigma_11);
    check_positive(k, "sigma_12", s.sigma_12);
    check_positive(k, "sigma_22", s.sigma_22);
}

}  // namespace

SonineBrackets collision_weights(const SonineSeries& H) {
    constexpr double binomial[5][5] = {
        {1, 0, 0, 0, 0}, {1, 1, 0, 0, 0}, {1, 2, 1, 0, 0}, {1, 3, 3, 1, 0}, {1, 4, 6, 4, 1}};
    SonineBrackets brackets{};
    for (std::size_t p = 0; p < SonineSeries::orders; ++p) {
        for (std::size_t q = 0; q < SonineSeries::orders; ++q) {
            for (std::size_t n = 0; n < collision_orders.size(); ++n) {
                const auto l = static_cast<std::size_t>(collision_orders[n].l);
                const auto s = static_cast<std::size_t>(collision_orders[n].s);
                double sum = 0.0;
                for (std::size_t k = l; k < SonineSeries::powers_y; ++k) sum += binomial[k][l] * H.at(p, q, s, k);
                brackets[p][q][n] = (l % 2 == 0 ? 8.0 : -8.0) * sum;
            }
        }
    }
    return brackets;
}

CollisionIntegrals dimensional_collision_integrals(const CollisionIntegrals& reduced, double temperature, double mu,
                                                   double sigma) {
    CollisionIntegrals omega;
    for (std::size_t n = 0; n < collision_orders.size(); ++n) {
        const auto [l, s] = collision_orders[n];
        double of_hard_spheres =
            std::sqrt(temperature / (2.0 * std::numbers::pi * mu)) * std::numbers::pi * sigma * sigma;
        for (int k = 3; k <= s + 1; ++k) of_hard_spheres *= k;  // (s + 1)!/2
        if (l % 2 == 0) of_hard_spheres *= 1.0 - 1.0 / (1.0 + l);
        omega.values[n] = of_hard_spheres * reduced.values[n];
    }
    return omega;
}

void check_reduced_temperatures(std::span<const double> temperatures, std::size_t results) {
    check_counts(temperatures.size(), results);
    for (std::size_t k = 0; k < temperatures.size(); ++k) check_reduced_temperature(k, "T/eps", temperatures[k]);
}

void check_reduced_cutoff(double cutoff) {
    if (cutoff >= smallest_reduced_cutoff && (cutoff <= largest_reduced_cutoff || cutoff == no_cutoff)) return;
    throw InvalidArgument(fmt::format("kinetic theory: cutoff/sigma = {}: must be in [{}, {}] or infinite", cutoff,
                                      smallest_reduced_cutoff, largest_reduced_cutoff));
}

void check_reduced_energies(std::span<const double> energies, std::size_t results) {
    check_counts(energies.size(), results);
    for (std::size_t k = 0; k < energies.size(); ++k) {
        if (energies[k] >= lowest_reduced_energy && energies[k] <= highest_reduced_energy) continue;
        refuse(k, "energy/eps", energies[k], fmt::format("in [{}, {}]", lowest_reduced_energy, highest_reduced_energy));
    }
}

void check_dilute_gases(std::span<const DiluteGas> gases, std::size_t results, int order) {
    check_counts(gases.size(), results);
    if (order < 1 || order > highest_sonine_order) {
        throw InvalidArgument(
            fmt::format("kinetic theory: Sonine order = {}: must be 1 to {}", order, highest_sonine_order));
    }
    for (std::size_t k = 0; k < gases.size(); ++k) {
        check_each(k, gases[k]);
        for (std::size_t m = 0; m < collision_orders.size(); ++m) {
            const CollisionOrder kind = collision_orders[m];
            const auto check = [&](std::string_view pair, const CollisionIntegrals& integrals) {
                if (is_positive(integrals.values[m]) != 0) return;
                check_positive(k, fmt::format("Omega*({},{}) of pair {}", kind.l, kind.s, pair), integrals.values[m]);
            };
            check("11", gases[k].omega_11);
            check("12", gases[k].omega_12);
            check("22", gases[k].omega_22);
        }
    }
}

void check_dilute_lennard_jones(std::span<const DiluteLennardJones> states, std::size_t results) {
    check_counts(states.size(), results);
    for (std::size_t k = 0; k < states.size(); ++k) {
        const DiluteLennardJones& s = states[k];
        // Not a branch for each value: most batches have nothing wrong.
        const int good = is_positive(s.temperature) & (s.x1 >= 0.0) & (s.x1 <= 1.0) & is_positive(s.mass_1) &
                         is_positive(s.mass_2) & is_positive(s.sigma_11) & is_positive(s.sigma_12) &
                         is_positive(s.sigma_22) & is_positive(s.epsilon_11) & is_positive(s.epsilon_12) &
                         is_positive(s.epsilon_22);
        if (good == 0) {
            check_each(k, s);
            check_positive(k, "epsilon_11", s.epsilon_11);
            check_positive(k, "epsilon_12", s.epsilon_12);
            check_positive(k, "epsilon_22", s.epsilon_22);
        }
        check_reduced_temperature(k, "temperature/epsilon_11", s.temperature / s.epsilon_11);
        check_reduced_temperature(k, "temperature/epsilon_12", s.temperature / s.epsilon_12);
        check_reduced_temperature(k, "temperature/epsilon_22", s.temperature / s.epsilon_22);
    }
}

void check_thermal_diffusion_factors(std::span<const double> factors) {
    for (std::size_t k = 0; k < factors.size(); ++k) {
        if (!std::isfinite(factors[k])) refuse(k, "thermal_diffusion_factor", factors[k], "finite");
    }
}

}  // namespace soret
