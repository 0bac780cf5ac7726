#include "soret/validation/simulation/growing_estimates.hpp"

#include <array>
#include <cmath>
#include <numeric>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/statistics/free_energy_exponential.hpp"
#include "soret/common/statistics/free_energy_mbar.hpp"

namespace soret {

namespace {

constexpr double smallest_share = 0.01;  // of an even share of the visits
constexpr std::uint64_t fewest_round_trips = 10;

nlohmann::json json_of_total(const std::optional<Estimate>& total, const std::string& reason, double temperature) {
    if (!total) return {{"value", nullptr}, {"reason", reason}};
    return {{"value", temperature * total->value}, {"sem", temperature * total->standard_error}};
}

/// Means by their place in the table of K stages.
struct Columns {
    std::size_t stages;

    std::size_t volume() const { return stages; }
    std::size_t inverse_volume() const { return stages + 1; }
    /// <p_k q>/<p_k>
    double mean_at(std::span<const double> means, std::size_t k, std::size_t q) const {
        return means[BlockTable::product_column(stages + 2, k, q)] / means[k];
    }
};

}  // namespace

GrowingMeans::GrowingMeans(BlockTable blocks, std::vector<double> weights, double temperature)
    : blocks_(std::move(blocks)), weights_(std::move(weights)), temperature_(temperature) {
    if (weights_.size() < 2 || blocks_.quantities() != weights_.size() + 2) {
        throw InvalidArgument(fmt::format("means of a growing particle: {} columns for {} stages", blocks_.quantities(),
                                          weights_.size()));
    }
}

FunctionOfMeans GrowingMeans::difference(std::size_t k) const {
    const double of_weights = weights_.at(k) - weights_[0];
    return [=, t = temperature_](std::span<const double> means) {
        return t * (of_weights - std::log(means[k] / means[0]));
    };
}

FunctionOfMeans GrowingMeans::ideal(double of_species) const {
    return [=, t = temperature_, at = Columns{stages()}](std::span<const double> means) {
        return t * std::log((of_species + 1.0) * at.mean_at(means, 0, at.inverse_volume()));
    };
}

FunctionOfMeans GrowingMeans::whole(double of_species) const {
    return [ideal = ideal(of_species), excess = excess()](std::span<const double> means) {
        return ideal(means) + excess(means);
    };
}

FunctionOfMeans GrowingMeans::published() const {
    return [excess = excess(), t = temperature_, at = Columns{stages()}](std::span<const double> means) {
        const double ratio = at.mean_at(means, at.stages - 1, at.volume()) / at.mean_at(means, 0, at.volume());
        return excess(means) - t * std::log(ratio);
    };
}

FunctionOfMeans GrowingMeans::volume() const {
    return [at = Columns{stages()}](std::span<const double> means) {
        return 1.0 / at.mean_at(means, 0, at.inverse_volume());
    };
}

BlockTable first_and_last_stage(const BlockTable& blocks, std::size_t stages) {
    const std::array<std::size_t, 4> taken{0, stages - 1, stages, stages + 1};
    BlockTable result(taken.size(), blocks.block_length());
    std::size_t block = 0;
    for (const std::size_t length : blocks.blocks_of_series()) {
        std::vector<double> rows;
        for (const std::size_t end = block + length; block < end; ++block) {
            const std::span<const double> row = blocks.block(block);
            std::vector<double> kept(result.columns());
            for (std::size_t a = 0; a < taken.size(); ++a) {
                kept[a] = row[taken[a]];
                for (std::size_t b = a; b < taken.size(); ++b) {
                    kept[result.product_column(a, b)] = row[blocks.product_column(taken[a], taken[b])];
                }
            }
            rows.insert(rows.end(), kept.begin(), kept.end());
        }
        result.append_series(rows);
    }
    return result;
}

std::string why_unknown(const GrowingSamples& samples) {
    const std::vector<std::uint64_t>& visits = samples.visits();
    const auto sweeps = static_cast<double>(std::accumulate(visits.begin(), visits.end(), std::uint64_t{0}));
    for (std::size_t k = 0; k < visits.size(); ++k) {
        if (static_cast<double>(visits[k]) >= smallest_share * sweeps / static_cast<double>(visits.size())) continue;
        return fmt::format("stage {} of {} was visited in {} of {} sweeps", k, visits.size(), visits[k], sweeps);
    }
    if (samples.round_trips() >= fewest_round_trips) return "";
    return fmt::format("{} round trips from the first stage to the last and back: must be at least {}",
                       samples.round_trips(), fewest_round_trips);
}

nlohmann::json estimates_of_windows(const GrowingSamples& samples, double temperature) {
    const std::vector<FreeEnergyWindow> windows = samples.windows(temperature);
    nlohmann::json json{{"overlap", nullptr}};
    for (const char* key : {"exponential", "exponential_published", "bar", "mbar"}) json[key] = nullptr;
    try {
        const ExponentialAverages exact = exponential_averages(windows, VolumeWeight::none);
        const ExponentialAverages published = exponential_averages(windows, VolumeWeight::published);
        const MbarResult mbar = multistate_bennett(windows);
        json["exponential"] = json_of_total(exact.total, exact.reason, temperature);
        json["exponential_published"] = json_of_total(published.total, published.reason, temperature);
        json["bar"] = json_of_total(mbar.neighbours.total, mbar.neighbours.reason, temperature);
        std::optional<Estimate> total;
        if (mbar.reason.empty()) total = mbar.difference(0, windows.size() - 1);
        json["mbar"] = json_of_total(total, mbar.reason, temperature);
        if (mbar.overlap.size() == 0) return json;
        json["overlap"] = nlohmann::json::array();
        for (Eigen::Index k = 0; k < mbar.overlap.rows(); ++k) {
            const Eigen::VectorXd row = mbar.overlap.row(k);
            json["overlap"].push_back(std::vector<double>(row.begin(), row.end()));
        }
    } catch (const Error& error) {  // too few samples of a window
        json["windows_reason"] = error.what();
    }
    return json;
}

}  // namespace soret
