#include "soret/validation/simulation/field_response.hpp"

#include <cmath>

#include <fmt/format.h>

namespace soret {

namespace {

double current_along(const FieldRun& run, std::span<const double> means) {
    return means[field_mass_current + run.field.axis];
}

}  // namespace

double onsager_1q_by_response(const FieldRun& run, std::span<const double> means) {
    return run.temperature * current_along(run, means) / run.field.heat;
}

double onsager_qq_by_response(const FieldRun& run, std::span<const double> means) {
    return run.temperature * means[field_heat_current] / run.field.heat;
}

double onsager_11_by_response(const FieldRun& run, std::span<const double> means) {
    return run.temperature * current_along(run, means) / run.field.mass;
}

double onsager_q1_by_response(const FieldRun& run, std::span<const double> means) {
    return run.temperature * means[field_heat_current] / run.field.mass;
}

double onsager_11_by_noise(const FieldRun& run, const BlockTable& samples, std::span<const double> means) {
    double sum = 0.0;
    for (std::size_t a = 0; a < 3; ++a) {
        const std::size_t current = field_mass_current + a;
        sum += means[samples.product_column(current, current)] + 2.0 * means[field_current_lag + a] -
               3.0 * (means[current] * means[current]);
    }
    return 0.5 * run.volume * run.interval * (sum / 3.0);
}

std::optional<std::string> excess_of_memory(const FieldRun& run, const BlockTable& samples,
                                            std::span<const double> means, double mass, double mass_1) {
    const double static_noise = run.temperature * mass_1 * (mass - mass_1) / (mass * run.volume);
    const double memory = onsager_11_by_noise(run, samples, means) / static_noise;
    if (memory <= run.interval / fewest_memories) return std::nullopt;
    return fmt::format(
        "samples are {:.3g} apart, too near for the memory of J_1, some {:.2g} or more: must be at least "
        "{} times as far",
        run.interval, memory, fewest_memories);
}

std::optional<Estimate> onsager_11_by_blocks(const FieldRun& run, BlockTable samples, double mass, double mass_1) {
    const double static_noise = run.temperature * mass_1 * (mass - mass_1) / (mass * run.volume);
    for (; samples.block_count() >= fewest_noise_blocks; samples = samples.coarsened(2)) {
        const double time = run.interval * static_cast<double>(samples.block_length());
        const std::vector<double> means = samples.mean();
        const double freedoms = 3.0 * (static_cast<double>(samples.block_count()) - 1.0);
        double squares = 0.0;
        for (std::size_t b = 0; b < samples.block_count(); ++b) {
            for (std::size_t a = 0; a < 3; ++a) {
                squares += std::pow(samples.block(b)[field_mass_current + a] - means[field_mass_current + a], 2);
            }
        }
        const double L_11 = 0.5 * run.volume * time * squares / freedoms;
        const double error = L_11 * std::sqrt(2.0 / freedoms);
        if ((L_11 + 3.0 * error) / static_noise > time / fewest_memories) continue;  // the memory may be as long
        return Estimate{L_11, error, freedoms};
    }
    return std::nullopt;
}

double conductivity_by_response(const FieldRun& run, std::span<const double> means, double L_11) {
    const double L_1q = onsager_1q_by_response(run, means);
    const double L_qq = onsager_qq_by_response(run, means);
    return (L_qq - L_1q * L_1q / L_11) / (run.temperature * run.temperature);
}

std::optional<std::string> excess_of_field(const FieldRun& run, std::span<const double> means) {
    const double mean = (means[field_temperature] + means[field_temperature + 1] + means[field_temperature + 2]) / 3.0;
    const double heating = means[field_temperature + run.field.axis] / mean - 1.0;
    if (!(heating <= largest_field_heating)) {
        return fmt::format("the field is too large: it heats the motion along it by {:.0f} %: must be at most {:.0f} %",
                           100.0 * heating, 100.0 * largest_field_heating);
    }
    if (!(means[field_imbalance] <= largest_field_imbalance)) {
        return fmt::format(
            "the field is too large for this box: the numbers in its halves differ by {:.1f} sqrt(N), "
            "as in a wave: must be at most {:.1f}",
            std::sqrt(means[field_imbalance]), std::sqrt(largest_field_imbalance));
    }
    return std::nullopt;
}

}  // namespace soret
