#include "soret/validation/check/planted_series.hpp"

#include <cmath>
#include <numeric>

#include "soret/common/statistics/normal_sequence.hpp"

namespace soret {

namespace {

void squeeze(std::vector<double>& series, double factor) {
    const double mean = std::accumulate(series.begin(), series.end(), 0.0) / static_cast<double>(series.size());
    for (double& x : series) x = mean + factor * (x - mean);
}

}  // namespace

std::vector<double> planted_normals(std::size_t rows, std::uint64_t seed) {
    NormalSequence normal(seed, RandomStream::synthetic_series, 0);
    std::vector<double> series(rows);
    double x = normal.next();
    for (double& value : series) {
        value = x;
        x = planted_memory * x + std::sqrt(1.0 - planted_memory * planted_memory) * normal.next();
    }
    return series;
}

std::vector<double> planted_kinetic_energy(std::size_t rows, int degrees_of_freedom, double temperature,
                                           std::uint64_t seed) {
    std::vector<double> sum(rows);
    for (int d = 0; d < degrees_of_freedom; ++d) {
        const std::vector<double> x = planted_normals(rows, seed * 1000 + static_cast<std::uint64_t>(d));
        for (std::size_t k = 0; k < rows; ++k) sum[k] += 0.5 * temperature * x[k] * x[k];
    }
    return sum;
}

SeriesTable planted_series(int particles, std::size_t rows, std::uint64_t seed, const PlantedErrors& planted) {
    const int degrees = 3 * particles - 3;
    std::vector<double> kinetic = planted_kinetic_energy(rows, degrees + planted.degrees_of_freedom,
                                                         planted_temperature * planted.temperature, seed);
    squeeze(kinetic, planted.kinetic_deviation);
    const std::vector<double> potential = planted_normals(rows, seed * 1000 + 990);
    const std::vector<double> volume = planted_normals(rows, seed * 1000 + 991);
    const std::vector<double> rest = planted_normals(rows, seed * 1000 + 992);
    NormalSequence step(seed, RandomStream::synthetic_series, 993);
    const double n = particles;
    const double volume_deviation = 1.25 * std::sqrt(0.05 * n);
    SeriesTable table;
    table.file = "planted series";
    double walked = 0.0;
    for (std::size_t k = 0; k < rows; ++k) {
        const double row = static_cast<double>(k);
        walked += planted.walk * step.next() + planted.drift / static_cast<double>(rows);
        table.columns["kinetic_energy"].push_back(kinetic[k]);
        table.columns["temperature"].push_back(2.0 * kinetic[k] / degrees);
        table.columns["potential_energy"].push_back(-5.0 * n + std::sqrt(n) * potential[k]);
        table.columns["volume"].push_back(1.25 * n + volume_deviation * planted.volume_deviation * volume[k]);
        table.columns["pressure"].push_back(planted_pressure + planted.pressure -
                                            planted_temperature / volume_deviation * volume[k] + 0.3 * rest[k]);
        table.columns["conserved"].push_back(-4.0 * n + 0.001 * rest[k] + walked);
        if (planted.momentum == 0.0) continue;
        for (const char* axis : {"x", "y", "z"}) {
            table.columns[std::string("momentum_") + axis].push_back(*axis == 'x' ? planted.momentum * row : 0.0);
        }
        table.columns["x1"].push_back(0.5);
    }
    return table;
}

}  // namespace soret
