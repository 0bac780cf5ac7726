#pragma once

#include <array>
#include <cstdint>
#include <span>
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
    /// Of the mixture. With more than two the mass currents of all species are correlated with each other and with
    /// heat.
    std::size_t species = 2;
    friend bool operator==(const FluxSampling&, const FluxSampling&) = default;
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

/// Number of correlation functions: those of FluxFunction, and with S > 2 species S S - 1 of mass with mass, then 2 (S
/// - 1) of mass with heat and of heat with mass.
std::size_t flux_functions(std::size_t species);
/// The number of <V J_a(t) . V J_b(0)>, of <V J_a(t) . V J_q(0)> and of <V J_q(t) . V J_a(0)>; species from 0.
std::size_t mass_mass_function(std::size_t a, std::size_t b, std::size_t species);
std::size_t mass_heat_function(std::size_t a, std::size_t species);
std::size_t heat_mass_function(std::size_t a, std::size_t species);

/// throws   InvalidArgument: an interval or time out of range, more than 2^40 samples between the two
CorrelatorSettings flux_correlator_settings(const FluxSampling& sampling);

/// A stretch of a run. Products belong to the stretch of their later sample.
struct FluxBlock {
    std::uint64_t samples = 0;
    double temperature = 0.0;               ///< sum over the samples
    double pressure = 0.0;                  ///< the same
    std::vector<double> counts;             ///< products at each lag
    std::vector<std::vector<double>> sums;  ///< by correlation function and lag

    FluxBlock& operator+=(const FluxBlock& next);
};

nlohmann::json to_json(const FluxBlock& block);
/// throws   InvalidInput: not what to_json writes, or of other lags or functions
FluxBlock flux_block_from_json(const nlohmann::json& json, std::size_t lags,
                               std::size_t functions = flux_function_count);

/// Correlations of the fluxes of one run, in equal blocks: when there are `most_blocks` of them, neighbours are joined
/// and the block length doubles. Constant memory. A pure function of the samples.
class FluxSeries {
public:
    static constexpr std::uint64_t first_block_length = 64;  ///< samples

    /// most_blocks   even, >= 2; of a run of first_block_length 2^k samples most_blocks/2 are left, which hold them all
    FluxSeries(const FluxSampling& sampling, Backend backend, std::size_t most_blocks);

    /// temperature            kinetic, of the sample
    /// other_mass_currents    V J of species 2, 3, .. if there are more than two
    /// throws                 InvalidArgument: not as many as there are other species
    void add(const Fluxes& fluxes, double temperature, std::span<const std::array<double, 3>> other_mass_currents = {});

    const FluxSampling& sampling() const { return sampling_; }
    std::uint64_t samples() const { return samples_; }
    std::uint64_t block_length() const { return block_length_; }
    const std::vector<FluxBlock>& blocks() const { return blocks_; }  ///< those that are full

    /// Everything, for a checkpoint; values read back have the same bits.
    nlohmann::json to_json() const;
    /// throws   Error, nlohmann::json::exception: not what to_json writes; reading_json() makes one line of both
    void from_json(const nlohmann::json& saved);

private:
    using Engine = std::variant<reference::Correlator, optimized::Correlator>;

    void close_block();
    std::size_t functions() const { return flux_functions(sampling_.species); }

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
