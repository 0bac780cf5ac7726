#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <functional>
#include <vector>

#include "soret/common/statistics/normal_sequence.hpp"
#include "soret/validation/campaign/task.hpp"
#include "soret/validation/routes/green_kubo/green_kubo.hpp"
#include "soret/validation/simulation/green_kubo/flux_series.hpp"
#include "soret/validation/simulation/green_kubo/green_kubo.hpp"
#include "synthetic_processes.hpp"

namespace soret::synthetic {

/// What fluctuates in an invented liquid left to itself.
struct FluctuationTruth {
    std::function<double(double)> viscosity;  ///< at a composition, integrals without end
    double memory = 0.4;                      ///< of all fluxes, exponential                                [tau]
    double density = 0.8;
    double temperature = 0.62;
};

/// Results of every task of the route of fluctuations: normal fluxes, the five of the traceless pressure as large as
/// the viscosity wants them.
inline void add_results(const Manifest& manifest, const FluctuationTruth& truth, TaskResults& results) {
    for (const Task& task : manifest.tasks) {
        if (task.route != green_kubo_route) continue;
        TaskResult result;
        result.task = task.id;
        const double x1 = task.settings.at("x1");
        if (task.settings.at("stage") == "state") {
            const Estimate measured_temperature{truth.temperature, 1e-4, 100.0};
            result.values = {{"x1", x1},
                             {"density", truth.density},
                             {"energy", -4.0},
                             {"measured",
                              {{{"density", truth.density},
                                {"energy", -4.0},
                                {"temperature", measured_temperature},
                                {"pressure", Estimate{0.46, 1e-3, 100.0}}}}}};
            results.emplace(task.id, result);
            continue;
        }
        const auto particles = task.settings.at("particles").get<std::size_t>();
        const double volume = static_cast<double>(particles) / truth.density;
        FluxSampling sampling;
        sampling.interval = task.settings.at("timestep").get<double>() * task.settings.at("sample_every").get<double>();
        sampling.correlation_time = task.settings.at("correlation_time");
        const test::LinearProcess process = test::LinearProcess::relaxing(truth.memory / sampling.interval);
        const auto samples = task.settings.at("samples").get<std::size_t>();
        NormalSequence normal(task.seed, RandomStream::synthetic_series, 3);
        std::array<std::vector<double>, 11> series;
        for (std::vector<double>& one : series) one = process.values(samples, normal);
        // eta = V/T int <P_xy P_xy>; the normal signals have twice the square.
        const double size =
            std::sqrt(truth.viscosity(x1) * truth.temperature / (volume * sampling.interval * process.integral()));
        FluxSeries fluxes(sampling, Backend::optimized, 4);
        for (std::size_t k = 0; k < samples; ++k) {
            Fluxes now;
            for (std::size_t a = 0; a < 3; ++a) {
                now.mass_current[a] = series[a][k];
                now.heat_current[a] = series[3 + a][k];
                now.pressure[3 + a] = size * series[6 + a][k];
            }
            const double n1 = std::sqrt(2.0) * size * series[9][k];
            const double n2 = std::sqrt(2.0) * size * series[10][k];
            now.pressure[0] = 0.46 + n1 / std::sqrt(2.0) - n2 / std::sqrt(6.0);
            now.pressure[1] = 0.46 - n1 / std::sqrt(2.0) - n2 / std::sqrt(6.0);
            now.pressure[2] = 0.46 + 2.0 * n2 / std::sqrt(6.0);
            fluxes.add(now, truth.temperature);
        }
        result.values = {{"fluxes", to_json(flux_record(fluxes, particles, volume))},
                         {"displacements", nlohmann::json::array()},
                         {"conserved_change", 0.0},
                         {"departure", nullptr}};
        results.emplace(task.id, result);
    }
}

}  // namespace soret::synthetic
