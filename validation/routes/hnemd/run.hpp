#pragma once

#include <vector>

#include "soret/common/statistics/block_table.hpp"
#include "soret/validation/campaign/route.hpp"

namespace soret {

/// Columns of the blocks of a run's result.
enum FieldBlockColumn : std::size_t {
    block_current = 0,       ///< J_1 along the field, mean
    block_heat_current = 1,  ///< J'_q along the field, mean
    block_squares = 2,       ///< J_1 J_1 of the intervals, mean of the axes
    block_lags = 3,          ///< J_1 of an interval times that of the one before, mean of the axes
    block_columns = 4,
};

/// The blocks of a run's samples under a field along `axis`, rows of FieldBlockColumn.
nlohmann::json blocks_under_field(const BlockTable& samples, std::size_t axis);

/// One run under a field.
///   chains   semi-grand chains at its composition: density and h_1 - h_2
/// returns    x1 (N_1/N), density, volume, interval, enthalpy_difference (h_s1 - h_s2 of J'_q), field {heat, mass},
///            blocks (rows of FieldBlockColumn, of equal length), temperature (of each axis, the one of the field
///            first), pressure, power and heat_taken a particle and time, unaccounted (the part of the work that is
///            missing in the conserved energy), excess (null, or why the field is too large), departure, state_digest
nlohmann::json run_under_field(const StateLine& state_line, const Task& task,
                               const std::vector<const TaskResult*>& chains, const RunContext& context);

/// What a run under a field is made of.
struct DrivenFluid {
    double x1 = 0.0;                   ///< N_1/N
    double density = 0.0;              ///< [sigma^-3]
    double enthalpy_difference = 0.0;  ///< h_s1 - h_s2 of the J'_q that is driven   [eps/m]
};

/// The same for a fluid that is known without chains, of the mixture and temperature of the state line.
nlohmann::json run_driven_fluid(const StateLine& state_line, const Task& task, const DrivenFluid& fluid,
                                const RunContext& context);

}  // namespace soret
