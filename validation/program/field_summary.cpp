#include "soret/validation/program/field_summary.hpp"

#include "soret/validation/program/summary_quantities.hpp"
#include "soret/validation/simulation/field_response.hpp"

namespace soret {

namespace {

using Means = std::span<const double>;

constexpr const char* no_error_reason = "the samples are too few, or all the same";

class FieldSummary {
public:
    FieldSummary(const RunSettings& settings, const MolecularDynamicsRunResult& result)
        : samples_(result.field),
          run_{settings.dynamics.parameters.field, settings.dynamics.parameters.temperature,
               result.trajectory.state.box.volume(),
               static_cast<double>(settings.dynamics.sample_every) * settings.dynamics.parameters.timestep},
          suffix_(run_.field.enthalpy.empty() ? "" : "_primed") {
        const State& state = result.trajectory.state;
        const auto counts = state.species_counts(settings.mixture.species_count());
        for (std::size_t s = 0; s < counts.size(); ++s) {
            const double mass = static_cast<double>(counts[s]) * settings.mixture.mass(s);
            mass_ += mass;
            if (s == 0) mass_1_ = mass;
        }
    }

    void add_means(nlohmann::json& summary) const {
        add_to(summary, "mass_current_1", mean_of(samples_, field_mass_current + run_.field.axis));
        add_to(summary, "heat_current" + suffix_, mean_of(samples_, field_heat_current));
        add_to(summary, "field_power", mean_of(samples_, field_power));
        add_to(summary, "heat_taken", mean_of(samples_, field_heat_taken));
        nlohmann::json temperatures = nlohmann::json::array();
        for (std::size_t a = 0; a < 3; ++a) temperatures.push_back(json_of(mean_of(samples_, field_temperature + a)));
        summary["temperature_by_direction"] = temperatures;
    }

    void add_responses(nlohmann::json& summary) const {
        const std::optional<std::string> excess =
            samples_.block_count() > 0 ? excess_of_field(run_, samples_.mean()) : std::nullopt;
        summary["field_too_large"] = excess ? nlohmann::json(*excess) : nlohmann::json(nullptr);
        const auto add = [&](const std::string& name, const FunctionOfMeans& function) {
            add_to(summary, name, excess ? missing(*excess) : function_of(samples_, function, no_error_reason));
        };
        const SummaryQuantity L_11 = excess ? missing(*excess) : by_noise();
        add_to(summary, "onsager_11_by_noise", L_11);
        if (run_.field.heat != 0.0 && run_.field.mass == 0.0) {
            add("onsager_1q" + suffix_, [&](Means means) { return onsager_1q_by_response(run_, means); });
            add("onsager_qq" + suffix_, [&](Means means) { return onsager_qq_by_response(run_, means); });
            const FunctionOfMeans of_one_species = [&](Means means) {
                return onsager_qq_by_response(run_, means) / (run_.temperature * run_.temperature);
            };
            if (!parts()) {
                add("thermal_conductivity", of_one_species);
            } else if (!L_11.estimate) {
                add_to(summary, "thermal_conductivity", missing(L_11.reason));
            } else {
                const double coupling = L_11.estimate->value;
                add("thermal_conductivity",
                    [&](Means means) { return conductivity_by_response(run_, means, coupling); });
            }
        }
        if (run_.field.mass != 0.0 && run_.field.heat == 0.0) {
            add("onsager_11", [&](Means means) { return onsager_11_by_response(run_, means); });
            add("onsager_q1" + suffix_, [&](Means means) { return onsager_q1_by_response(run_, means); });
        }
    }

private:
    /// Whether species 1 can move against others.
    bool parts() const { return mass_1_ > 0.0 && mass_1_ < mass_; }

    /// L_11 from the fluctuations of J_1: from those of samples, or of blocks where samples lie too near.
    SummaryQuantity by_noise() const {
        if (!parts()) return missing("species 1 does not move against others: it is alone, or not there");
        if (samples_.block_count() == 0) return missing(no_error_reason);
        const auto too_near = excess_of_memory(run_, samples_, samples_.mean(), mass_, mass_1_);
        if (!too_near) {
            return function_of(
                samples_, [&](Means means) { return onsager_11_by_noise(run_, samples_, means); }, no_error_reason);
        }
        const auto of_blocks = onsager_11_by_blocks(run_, samples_, mass_, mass_1_);
        return of_blocks ? SummaryQuantity{.estimate = of_blocks} : missing(*too_near + ", or the run longer");
    }

    const BlockTable& samples_;
    FieldRun run_;
    std::string suffix_;
    double mass_ = 0.0;    // of all particles
    double mass_1_ = 0.0;  // of those of species 1
};

}  // namespace

void add_field(const RunSettings& settings, const MolecularDynamicsRunResult& result, nlohmann::json& summary) {
    const FieldSummary field(settings, result);
    field.add_means(summary);
    field.add_responses(summary);
}

}  // namespace soret
