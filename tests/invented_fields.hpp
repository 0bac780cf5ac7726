#pragma once

#include <cmath>
#include <functional>

#include <Eigen/Core>

#include "soret/common/statistics/normal_sequence.hpp"
#include "soret/validation/routes/hnemd/hnemd.hpp"

namespace soret::synthetic {

/// What an invented liquid answers to a heat field.
struct FieldTruth {
    std::function<Eigen::Vector3d(double)> onsager;  ///< L_11, L'_1q, L'_qq at a composition
    Eigen::Vector3d curvature = Eigen::Vector3d::Zero();
    std::function<double(double)> enthalpy_difference;  ///< h_1 - h_2 at a composition, masses 1
    double density = 0.8;
    double heating = 0.4;  ///< of the motion along the field, over F^2
    double temperature = 0.62;
};

/// Results of every run of a campaign under fields: blocks of J_1, J'_q with the noise 2 L/(V t) and the responses
/// Y (1 + a F^2), squares and lags of J_1 as of samples without memory. No field is too large.
inline void add_results(const Manifest& manifest, const FieldTruth& truth, TaskResults& results) {
    constexpr int blocks = 32;
    constexpr double pressure_error = 0.003;
    for (const Task& task : manifest.tasks) {
        if (task.route != hnemd_route) continue;
        const auto setting = [&](const char* key) { return task.settings.at(key).get<double>(); };
        const double heat = setting("heat");
        const double F2 = heat * heat;
        const double volume = setting("particles") / truth.density;
        const double samples = std::max(1.0, setting("time") / setting("interval") / blocks);
        const Eigen::Vector3d L = truth.onsager(setting("x1"));
        const Eigen::Vector3d Y = L.cwiseProduct(Eigen::Vector3d::Ones() + F2 * truth.curvature);
        const double noise = std::sqrt(2.0 * Y[0] / (volume * setting("interval") * samples));
        const double square = noise * noise * samples;  // of one sample
        const double of_heat = std::sqrt(2.0 * Y[2] / (volume * setting("interval") * samples));
        NormalSequence normal(task.seed, RandomStream::synthetic_series, 0);
        nlohmann::json rows = nlohmann::json::array();
        for (int b = 0; b < blocks; ++b) {
            const double J = Y[1] * heat / truth.temperature + noise * normal.next();
            const double heat_current = Y[2] * heat / truth.temperature + of_heat * normal.next();
            const double squares = square * (1.0 + std::sqrt(2.0 / (3.0 * samples)) * normal.next()) + J * J / 3.0;
            const double lags = square / std::sqrt(3.0 * samples) * normal.next() + J * J / 3.0;
            rows.push_back({J, heat_current, squares, lags});
        }
        const auto warm = [&](double more) {
            return nlohmann::json{{"value", truth.temperature * (1.0 + more * F2)}, {"sem", 1e-4}, {"n_eff", 100.0}};
        };
        TaskResult result;
        result.task = task.id;
        result.values = {{"x1", setting("x1")},
                         {"density", truth.density},
                         {"volume", volume},
                         {"interval", setting("interval")},
                         {"enthalpy_difference", truth.enthalpy_difference(setting("x1"))},
                         {"field", {{"heat", heat}, {"mass", 0.0}}},
                         {"blocks", rows},
                         {"temperature", {warm(1.5 * truth.heating), warm(0.0), warm(0.0)}},
                         {"pressure", Estimate{0.46 + pressure_error * normal.next(), pressure_error, 1000.0}},
                         {"unaccounted", 0.0},
                         {"excess", nullptr},
                         {"departure", nullptr}};
        result.digest = digest_of(result.values);
        result.provenance = {{"version", "synthetic"}};
        results.emplace(task.id, std::move(result));
    }
}

}  // namespace soret::synthetic
