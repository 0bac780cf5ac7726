#include "soret/validation/simulation/reweighting.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include <fmt/format.h>

#include "soret/common/contracts/rdf.hpp"
#include "soret/common/errors.hpp"

namespace soret {

namespace {

/// By species: mu'_s - mu_s over T.
using Shift = std::vector<double>;

double exponent(const NumberHistogram::Cell& cell, const Shift& shift) {
    double sum = 0.0;
    for (std::size_t s = 0; s < shift.size(); ++s) sum += shift[s] * static_cast<double>(cell[s]);
    return sum;
}

double largest_exponent(const NumberHistogram& histogram, const Shift& shift) {
    double largest = -std::numeric_limits<double>::infinity();
    for (const auto& block : histogram.blocks()) {
        for (const auto& [cell, samples] : block) largest = std::max(largest, exponent(cell, shift));
    }
    return largest;
}

/// 1, N_s by species, N_a N_b by pair of species, U
std::vector<double> moments_of(const NumberHistogram& histogram, const NumberHistogram::Cell& cell) {
    const std::size_t species = histogram.species();
    std::vector<double> moments{1.0};
    for (std::size_t s = 0; s < species; ++s) moments.push_back(static_cast<double>(cell[s]));
    moments.resize(1 + species + species_pair_count(species));
    for (std::size_t a = 0; a < species; ++a) {
        for (std::size_t b = a; b < species; ++b) {
            moments[1 + species + species_pair(a, b, species)] = moments[1 + a] * moments[1 + b];
        }
    }
    moments.push_back(histogram.energy_of(cell));
    return moments;
}

/// Block means of the weight times each moment, and of the products of these. The largest weight is 1.
BlockTable weighted_blocks(const NumberHistogram& histogram, const Shift& shift) {
    const std::size_t quantities = 2 + histogram.species() + species_pair_count(histogram.species());
    BlockTable table(quantities, histogram.block_length());
    const double largest = largest_exponent(histogram, shift);
    std::vector<double> rows;
    for (const auto& block : histogram.blocks()) {
        std::vector<double> row(table.columns(), 0.0);
        for (const auto& [cell, samples] : block) {
            const double share = static_cast<double>(samples) / static_cast<double>(histogram.block_length());
            const double weight = std::exp(exponent(cell, shift) - largest);
            std::vector<double> weighted = moments_of(histogram, cell);
            for (double& value : weighted) value *= weight;
            for (std::size_t b = 0; b < quantities; ++b) {
                row[b] += share * weighted[b];
                for (std::size_t a = 0; a <= b; ++a) {
                    row[table.product_column(a, b)] += share * (weighted[a] * weighted[b]);
                }
            }
        }
        rows.insert(rows.end(), row.begin(), row.end());
    }
    if (!rows.empty()) table.append_series(rows);
    return table;
}

/// Whether the number of particles of a species is the same in all samples.
bool is_constant(const NumberHistogram& histogram, std::size_t s) {
    const std::int64_t first = histogram.blocks().front().begin()->first[s];
    return std::all_of(histogram.blocks().begin(), histogram.blocks().end(), [&](const auto& block) {
        return std::all_of(block.begin(), block.end(), [&](const auto& of) { return of.first[s] == first; });
    });
}

/// Effective samples of the number of particles with the longest memory; nothing if all are constant.
std::optional<double> fewest_effective(const NumberHistogram& histogram) {
    std::optional<double> fewest;
    const BlockTable numbers = weighted_blocks(histogram, Shift(histogram.species(), 0.0));
    for (std::size_t s = 0; s < histogram.species(); ++s) {
        if (is_constant(histogram, s)) continue;
        const double effective = block_average(numbers, 1 + s).mean.effective_samples;
        fewest = std::min(fewest.value_or(effective), effective);
    }
    return fewest;
}

Shift checked_shift(const NumberHistogram& histogram, const GrandCanonicalPoint& sampled,
                    std::span<const double> chemical_potential) {
    const std::size_t species = histogram.species();
    if (sampled.chemical_potential.size() != species || chemical_potential.size() != species) {
        throw InvalidArgument(fmt::format("reweighting: {} and {} chemical potentials: must be {}",
                                          sampled.chemical_potential.size(), chemical_potential.size(), species));
    }
    Shift shift(species);
    for (std::size_t s = 0; s < species; ++s) {
        shift[s] = (chemical_potential[s] - sampled.chemical_potential[s]) / sampled.temperature;
        if (!std::isfinite(shift[s])) {
            throw InvalidArgument(fmt::format("reweighting: chemical potentials {} and {} at temperature {}",
                                              chemical_potential[s], sampled.chemical_potential[s],
                                              sampled.temperature));
        }
    }
    return shift;
}

}  // namespace

ReweightedNumbers::ReweightedNumbers(const NumberHistogram& histogram, const GrandCanonicalPoint& sampled,
                                     std::span<const double> chemical_potential)
    : species_(histogram.species()),
      volume_(sampled.volume),
      weighted_(weighted_blocks(histogram, checked_shift(histogram, sampled, chemical_potential))) {
    constexpr std::size_t fewest_blocks_of_jackknife = 4;
    if (weighted_.block_count() < fewest_blocks_of_jackknife) {
        refusal_ = "fewer than 4 samples";
        return;
    }
    const std::vector<double> means = weighted_.mean();
    share_ = means[0] * means[0] / means[weighted_.product_column(0, 0)];
    const std::optional<double> fewest = fewest_effective(histogram);
    slowest_ = fewest.value_or(0.0);
    if (!fewest) {
        refusal_ = "the numbers of particles never changed";
    } else if (share_ < least_share) {
        refusal_ = fmt::format("only {:.2g} of the samples count there: must be at least {}", share_, least_share);
    } else if (effective_samples() < fewest_effective_samples) {
        refusal_ = fmt::format("only {:.3g} effective samples count there: must be at least {}", effective_samples(),
                               fewest_effective_samples);
    }
}

JackknifeResult ReweightedNumbers::of(const Functions& functions) const {
    if (!refusal_.empty()) throw InvalidState("reweighting: " + refusal_);
    const auto species = static_cast<std::ptrdiff_t>(species_);
    const auto pairs = static_cast<std::ptrdiff_t>(species_pair_count(species_));
    const auto of_means = [&](std::span<const double> means) {
        NumberMoments moments{.volume = volume_,
                              .particles = {means.begin() + 1, means.begin() + 1 + species},
                              .products = {means.begin() + 1 + species, means.begin() + 1 + species + pairs},
                              .energy = means[static_cast<std::size_t>(1 + species + pairs)] / means[0]};
        for (double& n : moments.particles) n /= means[0];
        for (double& product : moments.products) product /= means[0];
        return functions(moments);
    };
    return jackknife_with_chosen_blocks(weighted_, of_means, Bias::remove);
}

Estimate ReweightedNumbers::of(const std::function<double(const NumberMoments&)>& function) const {
    const Functions functions = [&](const NumberMoments& moments) {
        return Eigen::VectorXd::Constant(1, function(moments));
    };
    return of(functions).estimate(0);
}

}  // namespace soret
