#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <nlohmann/json.hpp>

#include "soret/common/contracts/particle_energy.hpp"
#include "soret/common/statistics/block_accumulator.hpp"
#include "soret/common/statistics/free_energy_windows.hpp"

namespace soret {

/// What a chain of ensemble `growing` with frozen weights says of its growing particle.
class GrowingSamples {
public:
    /// stages         K >= 2
    /// most_blocks    even, >= 2
    explicit GrowingSamples(std::size_t stages, std::size_t most_blocks = 128);

    /// A sweep.
    /// probabilities   of the stages, the mean of its heat baths
    /// stage, volume   at its end; the volume is that of its heat baths too
    void add(std::span<const double> probabilities, std::size_t stage, double volume);
    /// The energies at all stages of the particle at the end of a sweep.
    void add_energies(std::span<const ParticleEnergy> energies, std::size_t stage, double volume);

    std::size_t stages() const { return visits_.size(); }
    /// Columns p_0, ..., p_{K-1}, V, 1/V.
    BlockTable blocks() const { return blocks_.blocks(); }
    std::size_t volume_column() const { return stages(); }
    std::size_t inverse_volume_column() const { return stages() + 1; }
    /// Ends of sweeps at each stage.
    const std::vector<std::uint64_t>& visits() const { return visits_; }
    /// Ways from the first stage to the last and back, as seen at the ends of sweeps.
    std::uint64_t round_trips() const { return round_trips_; }
    /// The energies grouped by the stage that their sample had, over the temperature. P V and the energy of the others
    /// are the same at all stages and left out.
    std::vector<FreeEnergyWindow> windows(double temperature) const;

    nlohmann::json to_json() const;
    /// What to_json wrote of samples of as many stages.
    /// throws   InvalidInput: anything else
    void from_json(const nlohmann::json& json);

private:
    BlockAccumulator blocks_;
    std::vector<std::uint64_t> visits_;
    std::uint64_t round_trips_ = 0;
    bool goes_back_ = false;            // the last stage was seen after the first one
    bool has_begun_ = false;            // the first stage was seen
    std::vector<std::uint64_t> stage_;  // of the rows of energies
    std::vector<double> volume_;        // the same
    std::vector<double> energies_;      // row after row
};

}  // namespace soret
