#include "soret/validation/simulation/green_kubo/green_kubo.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/files/json_fields.hpp"

namespace soret {

FluxRecord flux_record(const FluxSeries& series, std::size_t particles, double volume) {
    return {series.sampling(), particles, volume, series.blocks()};
}

nlohmann::json to_json(const FluxRecord& record) {
    nlohmann::json blocks = nlohmann::json::array();
    for (const FluxBlock& block : record.blocks) blocks.push_back(to_json(block));
    return {{"interval", record.sampling.interval},
            {"correlation_time", record.sampling.correlation_time},
            {"particles", record.particles},
            {"volume", record.volume},
            {"blocks", blocks}};
}

FluxRecord flux_record_from_json(const nlohmann::json& json) {
    FluxRecord record{{field<double>(json, "interval"), field<double>(json, "correlation_time")},
                      field<std::size_t>(json, "particles"),
                      field<double>(json, "volume"),
                      {}};
    const std::size_t lags = correlator_lags(flux_correlator_settings(record.sampling)).size();
    for (const auto& block : field<std::vector<nlohmann::json>>(json, "blocks")) {
        record.blocks.push_back(flux_block_from_json(block, lags));
    }
    return record;
}

GreenKubo::GreenKubo(std::span<const FluxRecord> runs) {
    if (runs.empty() || runs.front().blocks.empty()) throw InvalidInput("no fluxes: a run has no full block");
    const FluxRecord& first = runs.front();
    correlator_ = flux_correlator_settings(first.sampling);
    interval_ = first.sampling.interval;
    volume_ = first.volume;
    block_length_ = first.blocks.front().samples;
    for (const std::uint64_t lag : correlator_lags(correlator_)) times_.push_back(static_cast<double>(lag) * interval_);
    for (const FluxRecord& run : runs) {
        if (run.sampling != first.sampling || run.volume != volume_ || run.particles != first.particles) {
            throw InvalidInput("fluxes of runs that differ in sampling, particles or volume");
        }
        std::vector<Block> blocks;
        for (const FluxBlock& block : run.blocks) {
            if (block.samples != block_length_) throw InvalidInput("fluxes of runs with blocks of different lengths");
            const auto samples = static_cast<double>(block.samples);
            Block values{{}, {}, block.temperature / samples, block.pressure / samples};
            for (const std::vector<double>& sums : block.sums) {
                std::vector<double> means(sums.size(), 0.0);  // a lag as long as the block has no products yet
                for (std::size_t k = 0; k < sums.size(); ++k) {
                    if (block.counts[k] > 0.0) means[k] = sums[k] / block.counts[k];
                }
                std::vector<double> integrals = correlation_integrals(correlator_, means);
                for (double& integral : integrals) integral *= interval_;
                values.means.push_back(std::move(means));
                values.integrals.push_back(std::move(integrals));
            }
            blocks.push_back(std::move(values));
        }
        runs_.push_back(std::move(blocks));
    }
}

std::size_t GreenKubo::block_count() const {
    std::size_t count = 0;
    for (const auto& run : runs_) count += run.size();
    return count;
}

double GreenKubo::simulated_time() const {
    return static_cast<double>(block_count()) * static_cast<double>(block_length_) * interval_;
}

std::size_t GreenKubo::lag_at(double time) const {
    const auto after = std::upper_bound(times_.begin(), times_.end(), time * (1.0 + 1e-12));
    if (after == times_.begin()) throw InvalidArgument(fmt::format("time = {}: must be >= 0", time));
    return static_cast<std::size_t>(after - times_.begin()) - 1;
}

template <class Values>
BlockTable GreenKubo::table(std::size_t columns, const Values& values) const {
    BlockTable table(columns, block_length_);
    for (const auto& run : runs_) {
        std::vector<double> rows;
        for (const Block& block : run) {
            const std::size_t start = rows.size();
            values(block, rows);
            for (std::size_t a = 0; a < columns; ++a) {
                for (std::size_t b = a; b < columns; ++b) rows.push_back(rows[start + a] * rows[start + b]);
            }
        }
        table.append_series(rows);
    }
    return table;
}

std::size_t GreenKubo::columns() const {
    return correlator_.functions.size() + green_kubo_columns - flux_function_count;
}

void GreenKubo::append(const Functions& functions, const Block& block, std::size_t lag, std::vector<double>& row) {
    for (std::size_t f = 0; f < flux_function_count; ++f) row.push_back(functions[f].at(lag));
    row.insert(row.end(), {block.temperature, block.pressure});
    for (std::size_t f = flux_function_count; f < functions.size(); ++f) row.push_back(functions[f].at(lag));
}

BlockTable GreenKubo::integrals(std::span<const std::size_t> lags) const {
    return table(lags.size() * columns(), [lags](const Block& block, std::vector<double>& row) {
        for (const std::size_t lag : lags) append(block.integrals, block, lag, row);
    });
}

BlockTable GreenKubo::integrals(std::size_t lag) const {
    return integrals(std::span(&lag, 1));
}

BlockTable GreenKubo::correlations(std::size_t lag) const {
    return table(columns(),
                 [lag](const Block& block, std::vector<double>& row) { append(block.means, block, lag, row); });
}

OnsagerCoefficients onsager_coefficients(std::span<const double> means, double volume) {
    // The signals are V J: one V more than in V <J J>.
    const auto onsager = [&](std::size_t f) { return onsager_coefficient(1.0 / volume, means[f]); };
    return {.L11 = onsager(mass_mass),
            .L1q = onsager(mass_heat),
            .Lq1 = onsager(heat_mass),
            .Lqq = onsager(heat_heat),
            .temperature = means[temperature_column]};
}

PressureIntegrals pressure_integrals(std::span<const double> means, double volume, double time) {
    PressureIntegrals integrals;
    integrals.xy = means[shear_shear];    // of all three together
    integrals.xx = means[normal_normal];  // of all that the diagonal has
    // Products with a sample of the block before are taken off as they are: <P> times the mean of either would leave
    // <P> times what the two blocks differ by, many times the fluctuations that are looked for.
    const double mean = means[pressure_column];
    integrals.pressure =
        means[pressure_pressure] - mean * (means[later_pressure] + means[earlier_pressure]) + mean * mean * time;
    integrals.volume = volume;
    integrals.temperature = means[temperature_column];
    return integrals;
}

}  // namespace soret
