#pragma once

#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "soret/common/statistics/ratio_accumulator.hpp"
#include "soret/validation/simulation/backend.hpp"
#include "soret/validation/simulation/kirkwood_buff_analysis.hpp"
#include "soret/validation/simulation/observers/observable_settings.hpp"
#include "soret/validation/simulation/observers/observer.hpp"

namespace soret {

inline constexpr std::string_view rdf_file = "rdf.csv";

/// "12" of the species 0 and 1; "3_12" where there are ten species or more.
std::string pair_label(std::size_t a, std::size_t b, std::size_t species_count);

/// Radial distribution functions and coordination numbers. With H_ij(k) the pairs of a sample in bin k, summed over all
/// samples, N_i the particles of a species and V the volume of a sample,
///   g_ij(k) = sum H_ij(k) / sum (c_ij N_i N_j dV_k/V),   dV_k = 4 pi/3 (r_{k+1}^3 - r_k^3),  r_k = k r_max/bins
///   n_ij(k) = sum_{l <= k} sum (H_ij(l)/c_ij) / sum N_i,   c_ij = 1/2 if i = j, else 1
/// So volume and numbers may change from sample to sample; g_ii of an ideal gas is 1 - 1/N_i; n_ij(k) counts the j
/// within r_{k+1} of an i. Where a species is missing they are not numbers.
/// Where volume and numbers were the same in all samples its blocks also give Kirkwood-Buff integrals, of spheres with
/// diameters up to r_max.
class RdfObserver final : public Observer {
public:
    RdfObserver(const RdfSettings& settings, std::size_t species_count, Backend backend, const Execution& execution);

    std::uint64_t every() const override { return settings_.every; }
    void observe(const ObservedStep& step) override;
    nlohmann::json to_json() const override;
    void from_json(const nlohmann::json& saved) override;
    std::vector<ResultFile> files() const override { return {{std::string(rdf_file), file_text()}}; }
    std::string name() const override { return "rdf"; }
    /// Columns r (the middle of a bin), g_11, g_12, .., n_11, n_12, .., then for each of them NAME_sem, then
    /// NAME_n_eff.
    std::string file_text() const;
    /// samples, block_length (samples), blocks; whether the errors are known. "kirkwood_buff" of a closed box, see
    /// kirkwood_buff_summary.hpp.
    nlohmann::json summary() const override;
    /// Of the complete blocks; nothing if volume or numbers have changed or nothing was seen.
    std::optional<KirkwoodBuffBlocks> kirkwood_buff_blocks() const;

private:
    using Engine = std::variant<reference::RadialDistribution, optimized::RadialDistribution>;
    struct ClosedBox {
        double volume = 0.0;
        std::vector<double> particles;
        friend bool operator==(const ClosedBox&, const ClosedBox&) = default;
    };

    RdfSettings settings_;
    Backend backend_;
    std::size_t species_count_;
    Engine engine_;
    std::vector<double> shell_volumes_;
    RatioAccumulator sums_;
    std::optional<ClosedBox> closed_;    // that of all samples so far
    std::vector<std::uint64_t> counts_;  // of one sample
    std::vector<double> numerators_;
};

}  // namespace soret
