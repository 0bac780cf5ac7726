#include "soret/validation/routes/chain_liquid.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "soret/common/errors.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/validation/simulation/monte_carlo_run.hpp"

namespace soret {

ChainLiquid ChainLiquid::at(double other_x1) const {
    ChainLiquid other = *this;
    other.x1 = other_x1;
    other.volume += volume_difference * (other_x1 - x1);
    other.energy += energy_difference * (other_x1 - x1);
    return other;
}

void merge_blocks(std::optional<BlockTable>& table, const TaskResult& chain, const char* key) {
    BlockTable more = BlockTable::from_json(field<nlohmann::json>(chain.values, key));
    if (table) {
        table->merge(more);
    } else {
        table = std::move(more);
    }
}

BlockTable merged_blocks(const std::vector<const TaskResult*>& chains, const char* key) {
    std::optional<BlockTable> table;
    for (const TaskResult* chain : chains) merge_blocks(table, *chain, key);
    if (!table) throw InvalidInput("no semi-grand chains");
    return *std::move(table);
}

ChainLiquid chain_liquid(const std::vector<const TaskResult*>& chains, double particles, const StateLine& line) {
    const BlockTable table = merged_blocks(chains, "samples");
    const std::vector<double> means = table.mean();
    const auto covariance = [&](std::size_t a, std::size_t b) {
        return means.at(table.product_column(a, b)) - means[a] * means[b];
    };
    const double of_n1 = covariance(species_1_count, species_1_count);
    if (!(of_n1 > 0.0)) throw InvalidInput("semi-grand chains whose composition never changes");
    const auto at_fixed_composition = [&](std::size_t a, std::size_t b) {
        return covariance(a, b) - covariance(a, species_1_count) * covariance(b, species_1_count) / of_n1;
    };
    const double of_volume = at_fixed_composition(box_volume, box_volume);
    if (!(of_volume > 0.0)) throw InvalidInput("semi-grand chains whose volume never changes");
    const double both = at_fixed_composition(potential_energy, box_volume);
    const double of_energy = at_fixed_composition(potential_energy, potential_energy) - both * both / of_volume;

    const double temperature = line.temperature;
    ChainLiquid liquid;
    liquid.x1 = means[species_1_count] / particles;
    liquid.volume = means[box_volume] / particles;
    liquid.energy = means[potential_energy] / particles;
    liquid.volume_difference = covariance(box_volume, species_1_count) / of_n1;
    liquid.energy_difference = covariance(potential_energy, species_1_count) / of_n1;
    liquid.bulk_modulus = temperature * means[box_volume] / of_volume;
    liquid.thermal_pressure = (both + line.pressure * of_volume) / (temperature * of_volume);
    liquid.heat_capacity = 1.5 + of_energy / (temperature * temperature * particles);
    return liquid;
}

CorrectedState corrected_state(const ChainLiquid& liquid, const StateLine& line, double volume, double temperature,
                               double pressure) {
    constexpr double most = 0.02;
    const double warmer = line.temperature - temperature;
    const double excess = pressure + liquid.thermal_pressure * warmer - line.pressure;
    const double change = volume * std::clamp(excess / liquid.bulk_modulus, -most, most);
    // (dE/dV)_T = T (dP/dT)_V - P
    const double internal_pressure = line.temperature * liquid.thermal_pressure - line.pressure;
    return {volume + change, liquid.heat_capacity * warmer + internal_pressure * change};
}

}  // namespace soret
