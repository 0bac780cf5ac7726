#include "soret/validation/program/grand_canonical_summary.hpp"

#include <fmt/format.h>

#include "soret/validation/program/summary_quantities.hpp"

namespace soret {

namespace {

std::string pair_label(std::size_t a, std::size_t b, std::size_t species) {
    return species < 10 ? fmt::format("{}{}", a + 1, b + 1) : fmt::format("{}_{}", a + 1, b + 1);
}

/// <N>
double particles_of(std::span<const double> means, std::size_t species) {
    double sum = 0.0;
    for (std::size_t s = 0; s < species; ++s) sum += means[count_column(s)];
    return sum;
}

/// G_ij                                                                                                 [SI eq. 23]
double kirkwood_buff_integral(const BlockTable& samples, std::span<const double> means, std::size_t a, std::size_t b) {
    const std::size_t i = count_column(a);
    const std::size_t j = count_column(b);
    const double volume = means[box_volume];
    const double own = a == b ? volume / means[j] : 0.0;
    return volume * covariance(samples, means, i, j) / (means[i] * means[j]) - own;
}

/// Gamma of two species                                                                                    [P eq. 7]
double thermodynamic_factor(const BlockTable& samples, std::span<const double> means) {
    const double n = particles_of(means, 2);
    const double x1 = means[count_column(0)] / n;
    const double density = n / means[box_volume];
    const double g = kirkwood_buff_integral(samples, means, 0, 0) + kirkwood_buff_integral(samples, means, 1, 1) -
                     2.0 * kirkwood_buff_integral(samples, means, 0, 1);
    return 1.0 / (1.0 + x1 * (1.0 - x1) * density * g);
}

/// Why the fluctuations of the numbers are not known; empty if they are.
std::string doubt(const MonteCarloRunResult& result, std::size_t species) {
    const auto exchanged =
        result.acceptance.blocks.constant_value(result.acceptance.column_of(MonteCarloMove::exchange));
    if (exchanged == 0.0) return "no insertion or deletion was accepted";
    for (std::size_t s = 0; s < species; ++s) {
        const auto constant = result.samples.constant_value(count_column(s));
        if (constant == 0.0) continue;  // a species that is not there
        if (constant) return fmt::format("the number of particles of species {} never changed", s + 1);
        const SummaryQuantity number = mean_of(result.samples, count_column(s));
        if (!number.estimate) return number.reason;
        const double effective = number.estimate->effective_samples;
        if (effective < fewest_effective_samples || !number.converged) {
            return fmt::format(
                "the run is too short for the memory of the number of particles of species {}: {:.3g} effective "
                "samples{}",
                s + 1, effective, number.converged ? "" : " at most");
        }
    }
    return "";
}

}  // namespace

void add_grand_canonical(const RunSettings& settings, const MonteCarloRunResult& result, nlohmann::json& summary) {
    const BlockTable& samples = result.samples;
    const std::size_t species = settings.mixture.species_count();
    const std::string empty = "the box was empty";
    nlohmann::json& analysis = summary["block_analysis"];
    analysis = {{"pressure", block_analysis_of(result.pressure, virial_pressure)},
                {"potential_energy", block_analysis_of(samples, potential_energy)}};
    for (std::size_t s = 0; s < species; ++s) {
        const std::string name = fmt::format("particles_{}", s + 1);
        add_to(summary, name, mean_of(samples, count_column(s)));
        analysis[name] = block_analysis_of(samples, count_column(s));
    }
    const auto over_n = [&](const auto& value) {
        return function_of(
            samples, [&](std::span<const double> means) { return value(means) / particles_of(means, species); }, empty);
    };
    const auto mole_fraction = [&](std::size_t s) {
        return over_n([s](std::span<const double> means) { return means[count_column(s)]; });
    };
    add_to(summary, "density",
           function_of(
               samples, [&](std::span<const double> means) { return particles_of(means, species) / means[box_volume]; },
               empty));
    add_to(summary, "potential_energy_per_particle",
           over_n([](std::span<const double> means) { return means[potential_energy]; }));
    const double kinetic = 1.5 * settings.run.parameters.temperature;
    add_to(summary, "enthalpy_per_particle",
           function_of(
               result.pressure,
               [&](std::span<const double> means) { return means[virial_enthalpy] / means[particle_count] + kinetic; },
               empty));
    add_to(summary, "x1", mole_fraction(0));
    if (species > 2) {
        summary["x"] = nlohmann::json::array();
        for (std::size_t s = 0; s < species; ++s) summary["x"].push_back(json_of(mole_fraction(s)));
    }

    const std::string reason = doubt(result, species);
    summary["verdict"] = reason.empty() ? "sampled" : "inconclusive";
    summary["verdict_reason"] = reason.empty() ? nlohmann::json(nullptr) : nlohmann::json(reason);
    const auto of_fluctuations = [&](const FunctionOfMeans& function) {
        if (!reason.empty()) return missing("inconclusive: " + reason);
        return function_of(samples, function, "a species was not there");
    };
    for (std::size_t a = 0; a < species; ++a) {
        for (std::size_t b = a; b < species; ++b) {
            add_to(summary, "kirkwood_buff_" + pair_label(a, b, species),
                   of_fluctuations([&, a, b](std::span<const double> means) {
                       return kirkwood_buff_integral(samples, means, a, b);
                   }));
        }
    }
    add_to(summary, "gamma",
           species == 2
               ? of_fluctuations([&](std::span<const double> means) { return thermodynamic_factor(samples, means); })
               : missing("there is one factor only of two species"));
    add_to(summary, "enthalpy_difference", missing("kind = \"gcmc\" does not give it: semigrand measures it"));
}

}  // namespace soret
