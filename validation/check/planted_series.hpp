#pragma once

#include <cstddef>
#include <cstdint>

#include "soret/validation/check/series_table.hpp"

namespace soret {

/// What is wrong in a series that is made up.
struct PlantedErrors {
    double temperature = 1.0;        ///< of the kinetic energy, over the set one
    double kinetic_deviation = 1.0;  ///< standard deviation of the kinetic energy, over the right one
    double volume_deviation = 1.0;   ///< the same of the volume
    int degrees_of_freedom = 0;      ///< of the kinetic energy, more than 3 N - 3
    double drift = 0.0;              ///< of the conserved quantity, over the series
    double walk = 0.0;               ///< of the conserved quantity, standard deviation of one step
    double pressure = 0.0;           ///< more than the set one
    double momentum = 0.0;           ///< of the centre of mass, gained in each step
};

/// A liquid that is made up, whose distributions are known: every series is of the process
/// x_{t+1} = phi x_t + sqrt(1 - phi^2) e_t with phi = 0.8, the kinetic energy a sum of squares of such.
inline constexpr double planted_temperature = 0.62;
inline constexpr double planted_pressure = 0.46;
inline constexpr double planted_memory = 0.8;

/// Columns of a run of N particles at constant temperature and pressure: kinetic_energy, temperature, potential_energy,
/// volume with N var V/<V>^2 = 0.05, a pressure that follows it, conserved, momentum_x ... if there is any, x1 = 0.5.
SeriesTable planted_series(int particles, std::size_t rows, std::uint64_t seed, const PlantedErrors& planted = {});

/// T/2 times a sum of squares of so many independent normal series.
/// seed   those from seed 1000 on are used, as many as there are degrees of freedom
std::vector<double> planted_kinetic_energy(std::size_t rows, int degrees_of_freedom, double temperature,
                                           std::uint64_t seed);

/// Normal, mean 0 and variance 1.
std::vector<double> planted_normals(std::size_t rows, std::uint64_t seed);

}  // namespace soret
