#include "soret/validation/program/free_energy_summary.hpp"

#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/statistics/free_energy_exponential.hpp"
#include "soret/common/statistics/free_energy_mbar.hpp"
#include "soret/validation/program/summary_quantities.hpp"

namespace soret {

namespace {

constexpr double smallest_share = 0.01;  // of an even share of the visits
constexpr std::uint64_t fewest_round_trips = 10;

/// Why the free energies are not known; empty if they are.
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

/// Functions of the means of GrowingSamples.
class MeansOfStages {
public:
    MeansOfStages(const GrowingSamples& samples, const std::vector<double>& weights, double temperature)
        : table_(samples.blocks()),
          volume_(samples.volume_column()),
          inverse_volume_(samples.inverse_volume_column()),
          last_(samples.stages() - 1),
          weights_(weights),
          temperature_(temperature) {}

    SummaryQuantity difference(std::size_t k) const {
        return quantity([this, k](std::span<const double> means) { return free_energy(means, k); });
    }
    SummaryQuantity ideal(double particles) const {
        return quantity([=, this](std::span<const double> means) { return ideal_part(means, particles); });
    }
    SummaryQuantity whole(double particles) const {
        return quantity([=, this](std::span<const double> means) {
            return ideal_part(means, particles) + free_energy(means, last_);
        });
    }
    SummaryQuantity published() const {
        return quantity([this](std::span<const double> means) {
            const double ratio = mean_at(means, last_, volume_) / mean_at(means, 0, volume_);
            return free_energy(means, last_) - temperature_ * std::log(ratio);
        });
    }
    SummaryQuantity excess() const { return difference(last_); }
    SummaryQuantity probability(std::size_t k) const { return mean_of(table_, k); }

private:
    SummaryQuantity quantity(const FunctionOfMeans& function) const {
        return function_of(table_, function, "a stage has no probability in some of the blocks");
    }
    double free_energy(std::span<const double> means, std::size_t k) const {
        return temperature_ * ((weights_[k] - weights_[0]) - std::log(means[k] / means[0]));
    }
    double ideal_part(std::span<const double> means, double particles) const {
        return temperature_ * std::log((particles + 1.0) * mean_at(means, 0, inverse_volume_));
    }
    /// <p_k q>/<p_k>, the mean of a quantity at stage k.
    double mean_at(std::span<const double> means, std::size_t k, std::size_t q) const {
        return means[table_.product_column(k, q)] / means[k];
    }

    BlockTable table_;
    std::size_t volume_, inverse_volume_, last_;
    const std::vector<double>& weights_;
    double temperature_;
};

nlohmann::json json_of_total(const std::optional<Estimate>& total, const std::string& reason, double temperature) {
    if (!total) return {{"value", nullptr}, {"reason", reason}};
    return {{"value", temperature * total->value}, {"sem", temperature * total->standard_error}};
}

/// The same excess from the energies at all stages, grouped by stage.
void add_windows(const GrowingSamples& samples, double temperature, nlohmann::json& json) {
    const std::vector<FreeEnergyWindow> windows = samples.windows(temperature);
    json["overlap"] = nullptr;
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
        if (mbar.overlap.size() == 0) return;
        json["overlap"] = nlohmann::json::array();
        for (Eigen::Index k = 0; k < mbar.overlap.rows(); ++k) {
            const Eigen::VectorXd row = mbar.overlap.row(k);
            json["overlap"].push_back(std::vector<double>(row.begin(), row.end()));
        }
    } catch (const Error& error) {  // too few samples of a window
        json["windows_reason"] = error.what();
    }
}

}  // namespace

void add_free_energy(const RunSettings& settings, const MonteCarloRunResult& result, nlohmann::json& summary) {
    const MonteCarloParameters& parameters = settings.run.parameters;
    const GrowingParameters& growing = *parameters.growing;
    const GrowingSamples& samples = *result.growing;
    const std::vector<double>& weights = result.chain.growing->weights;
    const MeansOfStages means(samples, weights, parameters.temperature);
    const std::string doubt = why_unknown(samples);
    summary["verdict"] = doubt.empty() ? "sampled" : "inconclusive";
    summary["verdict_reason"] = doubt.empty() ? nlohmann::json(nullptr) : nlohmann::json(doubt);

    const auto counts = result.chain.state.species_counts(settings.mixture.species_count());
    const auto of_species = static_cast<double>(counts[static_cast<std::size_t>(growing.species)]);
    const auto add = [&](const char* name, const auto& make) {
        add_to(summary, name, doubt.empty() ? make() : missing("inconclusive: " + doubt));
    };
    add("chemical_potential", [&] { return means.whole(of_species); });
    add("chemical_potential_ideal", [&] { return means.ideal(of_species); });
    add("chemical_potential_excess", [&] { return means.excess(); });
    add("chemical_potential_excess_published", [&] { return means.published(); });

    nlohmann::json& json = summary["free_energy"];
    json = {{"species", growing.species + 1},
            {"stages", growing.stages},
            {"weights", weights},
            {"visits", samples.visits()},
            {"round_trips", samples.round_trips()},
            {"probability", nlohmann::json::array()},
            {"difference", nlohmann::json::array()}};
    for (std::size_t k = 0; k < samples.stages(); ++k) {
        json["probability"].push_back(json_of(means.probability(k)));
        json["difference"].push_back(json_of(k == 0 ? known(0.0) : means.difference(k)));
    }
    add_windows(samples, parameters.temperature, json);
}

}  // namespace soret
