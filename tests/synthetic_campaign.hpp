#pragma once

#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "soret/common/equations_of_state/pets.hpp"
#include "soret/common/statistics/block_accumulator.hpp"
#include "soret/common/statistics/normal_sequence.hpp"
#include "soret/validation/routes/semi_grand/semi_grand.hpp"

namespace soret::synthetic {

/// What an invented semi-grand chain obeys.
struct Truth {
    std::function<double(double)> gamma;
    std::function<double(double)> delta_mu;
    std::function<double(double)> density;
    std::function<double(double)> enthalpy;             ///< without its kinetic part, per particle
    std::function<double(double)> enthalpy_difference;  ///< its slope
    double temperature = 0.62;
    double pressure = 0.46;
};

inline Truth truth_of_pets(double eps11) {
    const auto at = [eps11](double x1) {
        return PetsEquation({eps11, 1.0}, {1.0, 1.0}).at_pressure(0.62, 0.46, {x1, 1.0 - x1});
    };
    return {.gamma = [at](double x1) { return *at(x1).thermodynamic_factor; },
            .delta_mu = [at](double x1) { return at(x1).chemical_potential[0] - at(x1).chemical_potential[1]; },
            .density = [at](double x1) { return at(x1).density; },
            .enthalpy = [at](double x1) { return at(x1).enthalpy - 1.5 * 0.62; },
            .enthalpy_difference = [at](double x1) { return at(x1).partial_enthalpy[0] - at(x1).partial_enthalpy[1]; }};
}

inline Truth ideal_truth() {
    Truth truth = truth_of_pets(0.6);
    truth.gamma = [](double) { return 1.0; };
    truth.delta_mu = [](double x1) { return 0.62 * std::log(x1 / (1.0 - x1)); };
    return truth;
}

inline SemiGrandPlan plan(std::uint64_t sweeps, int replicas = 4) {
    SemiGrandPlan plan = semi_grand_plan();
    plan.main.replicas = replicas;
    plan.main.sweeps = sweeps;
    plan.main.outer_sweeps = sweeps;
    plan.main.pure_sweeps = sweeps;
    return plan;
}

inline Manifest manifest(const SemiGrandPlan& plan, std::uint64_t seed) {
    Manifest manifest;
    manifest.seed = seed;
    add_tasks(plan, manifest);
    return manifest;
}

/// Results of every task of a semi-grand campaign as if its sweeps were independent normal samples: N_1 with the
/// variance x_1 x_2 N/Gamma, V and U linear in N_1 with noise of their own.
inline TaskResults results(const Manifest& manifest, const Truth& truth) {
    TaskResults results;
    for (const Task& task : manifest.tasks) {
        TaskResult result;
        result.task = task.id;
        const double n = task.settings.at("particles").get<double>();
        const double x1 = task.settings.at("x1").get<double>();
        const bool pure = x1 == 0.0 || x1 == 1.0;
        if (task.settings.at("stage") == "search") {
            result.values = {{"delta_mu", truth.delta_mu(x1)}, {"x1", x1}, {"density", truth.density(x1)}};
        } else {
            NormalSequence normal(task.seed, RandomStream::synthetic_series, 0);
            BlockAccumulator samples(3, 128);
            BlockAccumulator pressure(2, 128);
            const double enthalpy_difference = pure ? 0.0 : truth.enthalpy_difference(x1);
            const double spread = pure ? 0.0 : std::sqrt(x1 * (1.0 - x1) * n / truth.gamma(x1));
            const double mean_volume = n / truth.density(x1);
            const double mean_energy = n * truth.enthalpy(x1) - truth.pressure * mean_volume;
            const auto sweeps = task.settings.at("sweeps").get<std::uint64_t>();
            for (std::uint64_t sweep = 0; sweep < sweeps; ++sweep) {
                const double d = spread * normal.next();
                const double volume = mean_volume + 0.2 * d + 0.3 * std::sqrt(n) * normal.next();
                const double energy =
                    mean_energy + (enthalpy_difference - 0.2 * truth.pressure) * d + 20.0 * normal.next();
                samples.add(std::vector<double>{n * x1 + d, energy, volume});
                pressure.add(std::vector<double>{truth.pressure + 0.05 * normal.next(), 0.0});
            }
            result.values = {{"samples", samples.blocks().to_json()},
                             {"acceptance", {0.4, pure ? 0.0 : 0.5, 0.4}},
                             {"pressure", pressure.blocks().to_json()},
                             {"departure", nullptr},
                             {"delta_mu", pure ? 0.0 : truth.delta_mu(x1)}};
        }
        result.digest = digest_of(result.values);
        result.provenance = {{"version", "synthetic"}};
        results.emplace(task.id, std::move(result));
    }
    return results;
}

}  // namespace soret::synthetic
