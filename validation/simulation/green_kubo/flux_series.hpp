#pragma once

#include <cstdint>
#include <variant>
#include <vector>

#include <nlohmann/json.hpp>

#include "soret/common/contracts/correlator.hpp"
#include "soret/common/contracts/fluxes.hpp"
#include "soret/validation/simulation/backend.hpp"

namespace soret {

/// How fluxes are sampled and how far they are correlated.
struct FluxSampling {
    double interval = 0.02;          ///< time between two samples, > 0                                    [tau]
    double correlation_time = 10.0;  ///< longest lag wanted, >= interval                                  [tau]
};

/// Correlation functions of flux_signals() and of a constant 1, each the sum over its components: <a(t) b(0)>.
enum FluxFunction : std::size_t {
    mass_mass = 0,          ///< V J_1(t) . V J_1(0)
    mass_heat = 1,          ///< V J_1(t) . V J_q(0)
    heat_mass = 2,          ///< V J_q(t) . V J_1(0)
    heat_heat = 3,          ///< V J_q(t) . V J_q(0)
    shear_shear = 4,        ///< over P_xy, P_xz, P_yz
    normal_normal = 5,      ///< over the two normal signals
    pressure_pressure = 6,  ///< of the pressure; its mean is not taken off
    later_pressure = 7,     ///< P(t) of those products
    earlier_pressure = 8,   ///< P(0) of those products: with both any mean can be taken off, in every block
    flux_function_count = 9,
};

/// throws   InvalidArgument: an interval or time out of range, more than 2^40 samples between the two
CorrelatorSettings flux_correlator_settings(const FluxSampling& sampling);

/// A stretch of a run. Products belong to the stretch of their later sample.
struct FluxBlock {
    std::uint64_t samples = 0;
    double temperature = 0.0;               ///< sum over the samples
    double pressure = 0.0;                  ///< the same
    std::vector<double> counts;             ///< products at each lag
    std::vector<std::vector<double>> sums;  ///< by FluxFunction and lag

    FluxBlock& operator+=(const FluxBlock& next);
};

nlohmann::json to_json(const FluxBlock& block);
/// throws   InvalidInput: not what to_json writes, or of other lags
FluxBlock flux_block_from_json(const nlohmann::json& json, std::size_t lags);

/// Correlations of the fluxes of one run, in equal blocks: when there are `most_blocks` of them, neighbours are joined and
/// the block length doubles. Constant memory. A pure function of the samples.
class FluxSeries {
public:
    static constexpr std::uint64_t first_block_length = 64;  ///< samples

    /// most_blocks   even, >= 2; of a run of first_block_length 2^k samples, most_blocks/2 are left, which hold them all
    FluxSeries(const FluxSampling& sampling, Backend backend, std::size_t most_blocks);

    /// temperature   kinetic, of the sample
    void add(const Fluxes& fluxes, double temperature);

    const FluxSampling& sampling() const { return sampling_; }
    std::uint64_t samples() const { return samples_; }
    std::uint64_t block_length() const { return block_length_; }
    const std::vector<FluxBlock>& blocks() const { return blocks_; }  ///< those that are full

    /// Everything, for a checkpoint; values read back have the same bits.
    nlohmann::json to_json() const;
    /// throws   InvalidInput, nlohmann::json::exception: not what to_json writes
    void from_json(const nlohmann::json& saved);

private:
    using Engine = std::variant<reference::Correlator, optimized::Correlator>;

    void close_block();

    FluxSampling sampling_;
    std::size_t most_blocks_;
    Engine engine_;
    std::uint64_t block_length_ = first_block_length;
    std::uint64_t samples_ = 0;
    FluxBlock open_;    // temperature and pressure of the open block
    FluxBlock closed_;  // sums up to the end of the last full block
    std::vector<FluxBlock> blocks_;
};

}  // namespace soret
