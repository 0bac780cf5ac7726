#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>

#include "soret/common/errors.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/common/finite_size/yeh_hummer.hpp"
#include "soret/common/statistics/linear_combination.hpp"
#include "soret/common/statistics/straight_line.hpp"
#include "soret/validation/campaign/quantities.hpp"
#include "soret/validation/routes/activation/activation.hpp"
#include "soret/validation/routes/green_kubo/composition.hpp"
#include "soret/validation/routes/green_kubo/self_diffusion.hpp"

namespace soret {

namespace {

/// A liquid at one temperature.
struct ActivationState {
    double temperature = 0.0;
    double density = 0.0;
    double density_error = 0.0;  ///< of all runs at this temperature alike
    Estimate energy;             ///< U/N
    std::vector<FluxRecord> runs;
    SelfDiffusion displacements;
    std::optional<Estimate> viscosity;
    std::optional<Estimate> diffusion[2];  ///< of an infinite system, by species
};

using StatesByTemperature = std::map<double, ActivationState>;

/// By x_1 wanted; x1 is that of the particles.
struct ActivationComposition {
    double x1 = 0.0;
    int particles = 0;
    StatesByTemperature states;
};

std::map<double, ActivationComposition> compositions_of(const Manifest& manifest, const ResultsOnDemand& results,
                                                        RunChecks& checks) {
    std::map<double, ActivationComposition> compositions;
    for (const Task& task : manifest.tasks) {
        if (task.route != activation_route) continue;
        const HeldResult held = results.at(task.id);
        const TaskResult& result = *held;
        const double temperature = field<double>(task.settings, "temperature");
        ActivationComposition& composition = compositions[field<double>(task.settings, "x1")];
        ActivationState& state = composition.states[temperature];
        checks.add(result);
        if (field<std::string>(task.settings, "stage") == "run") {
            state.runs.push_back(flux_record_of(result));
            state.displacements.add(result);
            continue;
        }
        reading_json("task " + result.task, [&] {
            composition.x1 = field<double>(result.values, "x1");
            composition.particles = field<int>(task.settings, "particles");
            state.temperature = temperature;
            state.density = field<double>(result.values, "density");
            state.density_error = field<double>(result.values, "density_sem");
            state.energy = field<Estimate>(result.values, "potential_energy");
        });
    }
    return compositions;
}

Estimate viscosity_of(const std::vector<FluxRecord>& records, Backend backend) {
    return coefficients_at(GreenKubo(records), later_limit, backend).estimate(viscosity_row);
}

/// D and eta of a dense Lennard-Jones liquid go with a power of about 8 of the density: what its error does to them.
constexpr double power_of_density = 8.0;
Estimate with_density(const Estimate& estimate, const ActivationState& state) {
    const double error = power_of_density * state.density_error / state.density * estimate.value;
    return linear_combination(std::array{1.0, 1.0}, std::array{estimate, Estimate{0.0, std::fabs(error), 0.0}});
}

void measure(ActivationState& state, const ActivationComposition& of, Backend backend) {
    if (state.runs.size() < 2) return;
    state.viscosity = viscosity_of(state.runs, backend);
    if (!(state.viscosity->value > 0.0)) return;
    const double edge = std::cbrt(of.particles / state.density);
    const Estimate missing = yeh_hummer_correction(state.temperature, edge, *state.viscosity);
    for (std::size_t species = 0; species < 2; ++species) {
        if (of.x1 == (species == 0 ? 0.0 : 1.0)) continue;
        const auto in_box = state.displacements.of(species);
        if (!in_box) continue;
        state.diffusion[species] =
            with_density(linear_combination(std::array{1.0, 1.0}, std::array{*in_box, missing}), state);
    }
    state.viscosity = with_density(*state.viscosity, state);
}

/// Points of ln y = a + b x.
class LogarithmicLine {
public:
    void add(double x, const Estimate& y) {
        if (!(y.value > 0.0 && y.standard_error > 0.0)) return;
        points_.push_back({x, {std::log(y.value), y.standard_error / y.value, y.effective_samples}});
        measured_.push_back(y);
    }
    /// None through fewer than three points.
    std::optional<StraightLine> line() const {
        if (points_.size() < 3) return std::nullopt;
        return StraightLine(points_);
    }
    nlohmann::json row(const StraightLine& line) const {
        nlohmann::json x = nlohmann::json::array();
        for (const LinePoint& point : points_) x.push_back(point.x);
        return {{"x", x},
                {"y", measured_},
                {"intercept", line.at(0.0).value},
                {"slope", line.slope()},
                {"chi_squared", line.chi_squared()},
                {"degrees_of_freedom", line.degrees_of_freedom()},
                {"p_value", line.p_value()}};
    }

private:
    std::vector<LinePoint> points_;
    std::vector<Estimate> measured_;
};

}  // namespace

Reduction ActivationRoute::reduce(const Manifest& manifest, const ResultsOnDemand& results, Backend backend) const {
    Reduction reduction;
    nlohmann::json diffusion = nlohmann::json::array(), viscosity = nlohmann::json::array();
    auto compositions = compositions_of(manifest, results, reduction.checks[name()]);
    for (auto& [wanted, of] : compositions) {
        for (auto& [temperature, state] : of.states) measure(state, of, backend);
        for (std::size_t species = 0; species < 2; ++species) {
            LogarithmicLine points;  // ln D_i0 against 1/T
            for (const auto& [temperature, state] : of.states) {
                if (state.diffusion[species]) points.add(1.0 / temperature, *state.diffusion[species]);
            }
            const std::optional<StraightLine> line = points.line();
            if (!line) continue;
            Estimate barrier = line->slope();
            barrier.value = -barrier.value;
            const Quantity& quantity = species == 0 ? quantity::activation_energy_1 : quantity::activation_energy_2;
            reduction.curves[{quantity, {name()}}].points.push_back({of.x1, barrier});
            diffusion.push_back(points.row(*line));
            diffusion.back().update({{"x1", of.x1}, {"species", species + 1}});
        }
        if (of.x1 != 0.0 && of.x1 != 1.0) continue;
        LogarithmicLine points;  // ln eta against Delta U_c/T
        for (const auto& [temperature, state] : of.states) {
            if (state.viscosity) points.add(-state.energy.value / temperature, *state.viscosity);
        }
        const std::optional<StraightLine> line = points.line();
        if (!line) continue;
        const Estimate slope = line->slope();
        viscosity.push_back(points.row(*line));
        viscosity.back()["species"] = of.x1 == 1.0 ? 1 : 2;
        if (!(slope.value > 0.0)) continue;
        reduction.numbers[of.x1 == 1.0 ? number::viscous_energy_ratio_1 : number::viscous_energy_ratio_2] = {
            1.0 / slope.value, slope.standard_error / (slope.value * slope.value), slope.effective_samples};
    }
    reduction.details["activation"] = {{"diffusion", diffusion}, {"viscosity", viscosity}};
    return reduction;
}

}  // namespace soret
