#pragma once

#include <string_view>
#include <variant>
#include <vector>

#include "soret/common/statistics/ratio_accumulator.hpp"
#include "soret/validation/simulation/backend.hpp"
#include "soret/validation/simulation/observers/observable_settings.hpp"
#include "soret/validation/simulation/observers/observer.hpp"

namespace soret {

inline constexpr std::string_view rdf_file = "rdf.csv";

/// Radial distribution functions and coordination numbers. With H_ij(k) the pairs of a sample in bin k, summed over all
/// samples, N_i the particles of a species and V the volume of a sample,
///   g_ij(k) = sum H_ij(k) / sum (c_ij N_i N_j dV_k/V),   dV_k = 4 pi/3 (r_{k+1}^3 - r_k^3),  r_k = k r_max/bins
///   n_ij(k) = sum_{l <= k} sum (H_ij(l)/c_ij) / sum N_i,   c_ij = 1/2 if i = j, else 1
/// So volume and numbers may change from sample to sample; g_ii of an ideal gas is 1 - 1/N_i; n_ij(k) counts the j
/// within r_{k+1} of an i. Where a species is missing they are not numbers.
class RdfObserver final : public Observer {
public:
    RdfObserver(const RdfSettings& settings, std::size_t species_count, Backend backend, const Execution& execution);

    std::uint64_t every() const override { return settings_.every; }
    void observe(const ObservedStep& step) override;
    nlohmann::json to_json() const override { return sums_.to_json(); }
    void from_json(const nlohmann::json& saved) override { sums_.from_json(saved); }
    std::vector<ResultFile> files() const override { return {{std::string(rdf_file), file_text()}}; }
    std::string name() const override { return "rdf"; }
    /// Columns r (the middle of a bin), g_11, g_12, .., n_11, n_12, .., then for each of them NAME_sem, then
    /// NAME_n_eff.
    std::string file_text() const;
    /// samples, block_length (samples), blocks; whether the errors are known.
    nlohmann::json summary() const override;

private:
    using Engine = std::variant<reference::RadialDistribution, optimized::RadialDistribution>;

    RdfSettings settings_;
    std::size_t species_count_;
    Engine engine_;
    std::vector<double> shell_volumes_;
    RatioAccumulator sums_;
    std::vector<std::uint64_t> counts_;  // of one sample
    std::vector<double> numerators_;
};

}  // namespace soret
