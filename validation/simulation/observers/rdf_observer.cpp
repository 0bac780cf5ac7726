#include "soret/validation/simulation/observers/rdf_observer.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/validation/simulation/observers/estimate_rows.hpp"
#include "soret/validation/simulation/observers/kirkwood_buff_summary.hpp"

namespace soret {

namespace {

// Relative bias of the errors above which they are not called known: a tenth where it is a mean over many bins. The
// coordination numbers of neighbouring bins are nearly one, so that their bias is not known to better than a third.
constexpr double most_bias_of_g = 0.1;
constexpr double most_bias_of_n = 0.5;

std::variant<reference::RadialDistribution, optimized::RadialDistribution> engine_of(const RdfSettings& settings,
                                                                                     std::size_t species_count,
                                                                                     Backend backend,
                                                                                     const Execution& execution) {
    using Engine = std::variant<reference::RadialDistribution, optimized::RadialDistribution>;
    return with_backend(backend, [&]<class B>(B) {
        return Engine(std::in_place_type<typename B::RadialDistribution>, species_count, settings.bins, execution);
    });
}

// Rows of the numerators: g by unordered pair of species, then n by ordered pair. Denominators: the numbers of pairs an
// ideal gas has in a unit of volume, by unordered pair; then the numbers of particles.
std::vector<std::size_t> denominators_of(std::size_t species_count, std::size_t bins) {
    const std::size_t pairs = species_pair_count(species_count);
    std::vector<std::size_t> denominators;
    for (std::size_t p = 0; p < pairs; ++p) denominators.insert(denominators.end(), bins, p);
    for (std::size_t a = 0; a < species_count; ++a) {
        denominators.insert(denominators.end(), species_count * bins, pairs + a);
    }
    return denominators;
}

std::vector<double> shell_volumes(const RadialBins& bins) {
    std::vector<double> volumes(bins.bins);
    const auto ball = [&](std::size_t k) {
        const double r = bins.r_max * (static_cast<double>(k) / static_cast<double>(bins.bins));
        return 4.0 / 3.0 * std::numbers::pi * (r * r * r);
    };
    for (std::size_t k = 0; k < bins.bins; ++k) volumes[k] = ball(k + 1) - ball(k);
    return volumes;
}

std::vector<std::string> column_names(std::size_t species_count) {
    std::vector<std::string> names;
    for (std::size_t a = 0; a < species_count; ++a) {
        for (std::size_t b = a; b < species_count; ++b) names.push_back("g_" + pair_label(a, b, species_count));
    }
    for (std::size_t a = 0; a < species_count; ++a) {
        for (std::size_t b = 0; b < species_count; ++b) names.push_back("n_" + pair_label(a, b, species_count));
    }
    return names;
}

}  // namespace

std::string pair_label(std::size_t a, std::size_t b, std::size_t species_count) {
    return species_count < 10 ? fmt::format("{}{}", a + 1, b + 1) : fmt::format("{}_{}", a + 1, b + 1);
}

RdfObserver::RdfObserver(const RdfSettings& settings, std::size_t species_count, Backend backend,
                         const Execution& execution)
    : settings_(settings),
      backend_(backend),
      species_count_(species_count),
      engine_(engine_of(settings, species_count, backend, execution)),
      shell_volumes_(shell_volumes(settings.bins)),
      sums_(denominators_of(species_count, settings.bins.bins), species_pair_count(species_count) + species_count),
      counts_(species_pair_count(species_count) * settings.bins.bins),
      numerators_((species_pair_count(species_count) + species_count * species_count) * settings.bins.bins) {}

void RdfObserver::observe(const ObservedStep& step) {
    std::fill(counts_.begin(), counts_.end(), 0);
    std::visit([&](auto& engine) { engine.count(step.state, counts_); }, engine_);

    const std::size_t bins = settings_.bins.bins;
    const std::size_t pairs = species_pair_count(species_count_);
    const double volume = step.state.box.volume();
    std::vector<double> particles;
    for (const std::int64_t n : step.state.species_counts(species_count_)) particles.push_back(static_cast<double>(n));
    const ClosedBox box{volume, particles};
    if (sums_.sample_count() == 0) closed_ = box;
    if (closed_ && *closed_ != box) closed_.reset();
    std::vector<double> denominators(pairs);
    for (std::size_t a = 0; a < species_count_; ++a) {
        for (std::size_t b = 0; b < species_count_; ++b) {
            const std::size_t pair = species_pair(a, b, species_count_);
            const double once = a == b ? 0.5 : 1.0;
            denominators[pair] = once * (particles[a] * particles[b]) / volume;
            double* within = numerators_.data() + (pairs + a * species_count_ + b) * bins;
            std::uint64_t sum = 0;
            for (std::size_t k = 0; k < bins; ++k) {
                const std::uint64_t count = counts_[pair * bins + k];
                sum += count;
                numerators_[pair * bins + k] = static_cast<double>(count) / shell_volumes_[k];
                within[k] = static_cast<double>(sum) / once;
            }
        }
    }
    denominators.insert(denominators.end(), particles.begin(), particles.end());
    sums_.add(numerators_, denominators);
}

nlohmann::json RdfObserver::to_json() const {
    nlohmann::json saved = sums_.to_json();
    if (closed_) saved["closed_box"] = {{"volume", closed_->volume}, {"particles", closed_->particles}};
    return saved;
}

void RdfObserver::from_json(const nlohmann::json& saved) {
    sums_.from_json(saved);
    closed_.reset();
    if (!saved.contains("closed_box")) return;
    const nlohmann::json& box = saved.at("closed_box");
    closed_ = {field<double>(box, "volume"), field<std::vector<double>>(box, "particles")};
    if (closed_->particles.size() != species_count_) {
        throw InvalidInput(
            fmt::format("closed_box: {} species: must be {}", closed_->particles.size(), species_count_));
    }
}

std::optional<KirkwoodBuffBlocks> RdfObserver::kirkwood_buff_blocks() const {
    if (!closed_) return std::nullopt;
    const std::size_t bins = settings_.bins.bins;
    KirkwoodBuffBlocks blocks{settings_.bins, closed_->volume, closed_->particles,
                              sums_.block_means(0, species_pair_count(species_count_) * bins)};
    for (std::vector<double>& block : blocks.pairs) {
        for (std::size_t k = 0; k < block.size(); ++k) block[k] *= shell_volumes_[k % bins];
    }
    return blocks;
}

std::string RdfObserver::file_text() const {
    const std::vector<std::string> names = column_names(species_count_);
    std::string text = "r";
    for (const char* what : {"", "_sem", "_n_eff"}) {
        for (const std::string& column : names) text += fmt::format(",{}{}", column, what);
    }
    text += "\n";
    if (sums_.sample_count() == 0) return text;
    const std::size_t bins = settings_.bins.bins;
    for (std::size_t k = 0; k < bins; ++k) {
        EstimateRow row;
        for (std::size_t column = 0; column < names.size(); ++column) row.add(sums_.ratio(column * bins + k));
        text += number_text((static_cast<double>(k) + 0.5) * settings_.bins.width()) + row.text() + "\n";
    }
    return text;
}

nlohmann::json RdfObserver::summary() const {
    const std::size_t of_g = species_pair_count(species_count_) * settings_.bins.bins;
    const double bias_of_g = sums_.error_is_low_by(0, of_g);
    const double bias_of_n = sums_.error_is_low_by(of_g, numerators_.size());
    const bool enough = sums_.complete_blocks() >= 8;
    nlohmann::json summary{{"samples", sums_.sample_count()},
                           {"block_length", sums_.block_length()},
                           {"blocks", sums_.complete_blocks()},
                           {"converged", enough && bias_of_g < most_bias_of_g && bias_of_n < most_bias_of_n}};
    if (const auto blocks = kirkwood_buff_blocks()) summary["kirkwood_buff"] = kirkwood_buff_summary(*blocks, backend_);
    return summary;
}

}  // namespace soret
