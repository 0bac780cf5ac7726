#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include "soret/common/statistics/normal_sequence.hpp"
#include "soret/validation/routes/nemd/nemd_point.hpp"

// Invented runs of boundary-driven flow with a known S_T and conductivity.

namespace soret::test {

/// What an invented run obeys. Time is in units of the composition's memory.
struct FlowTruth {
    double temperature = 0.62;
    double gradient = 9e-3;
    double x1 = 0.3;
    double soret = -2.0;
    double conductivity = 5.0;
    double edge = 23.8;
    std::size_t slices = 24;
    int runs = 12;
    int blocks = 8;                  // of a run
    double block_time = 1.0;         // [memory]
    double asymmetry = 0.0;          // added to the slope of x_1 in the upper half
    double leak = 0.0;               // taken off the cold slab's flux
    double gradient_of_noise = 0.0;  // slopes wander as much as with this gradient; 0: by a share of their own

    double slope_with(double of_t) const { return -soret * x1 * (1.0 - x1) * of_t; }
    double composition_slope() const { return slope_with(gradient); }
};

/// A run whose block means remember: slopes wander as an Ornstein-Uhlenbeck process of memory 1, that of x_1 partly
/// with that of T; slices and fluxes have noise of their own.
inline NemdRecord invented_run(const FlowTruth& truth, std::uint64_t seed, int run) {
    NormalSequence normal(seed, RandomStream::synthetic_series, static_cast<std::uint64_t>(run));
    constexpr int steps = 20;  // of the process in one block
    const double keep = std::exp(-truth.block_time / steps);
    const double kick = std::sqrt(1.0 - keep * keep);
    double slow_t = normal.next();
    double slow_x = normal.next();
    NemdRecord record{truth.edge, truth.block_time, {}};
    for (int b = 0; b < truth.blocks; ++b) {
        double of_t = 0.0;
        double of_x = 0.0;
        for (int step = 0; step < steps; ++step) {
            slow_t = keep * slow_t + kick * normal.next();
            slow_x = keep * slow_x + kick * normal.next();
            of_t += slow_t / steps;
            of_x += slow_x / steps;
        }
        const double noise = truth.gradient_of_noise == 0.0 ? truth.gradient : truth.gradient_of_noise;
        const double gradient = truth.gradient + noise * 0.05 * of_t;
        const double slope = truth.composition_slope() + truth.slope_with(noise) * (0.3 * of_x - 0.3 * of_t);
        NemdBlock block;
        for (std::size_t k = 0; k < truth.slices; ++k) {
            const double z = (static_cast<double>(k) + 0.5) * truth.edge / static_cast<double>(truth.slices);
            const bool upper = z > 0.5 * truth.edge;
            const double from_middle = (upper ? truth.edge - z : z) - 0.25 * truth.edge;
            const double temperature = truth.temperature + gradient * from_middle + 1e-3 * normal.next();
            const double x1 = truth.x1 + (slope + (upper ? truth.asymmetry : 0.0)) * from_middle + 1e-3 * normal.next();
            const double number = 50.0 + 0.5 * normal.next();
            block.number.push_back(number);
            block.number_1.push_back(number * x1);
            block.kinetic.push_back(number * temperature);
            block.pressure_zz.push_back(0.46 + 0.01 * normal.next());
        }
        block.pressure = 0.46 + 0.002 * normal.next();
        const double flux = truth.conductivity * gradient;
        block.flux_hot = flux + 1e-3 * normal.next();
        block.flux_cold = flux - truth.leak + 1e-3 * normal.next();
        record.blocks.push_back(block);
    }
    return record;
}

inline std::vector<NemdRecord> invented_runs(const FlowTruth& truth, std::uint64_t seed) {
    std::vector<NemdRecord> records;
    for (int run = 0; run < truth.runs; ++run) records.push_back(invented_run(truth, seed, run));
    return records;
}

}  // namespace soret::test
