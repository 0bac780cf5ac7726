#pragma once

#include <optional>
#include <span>

#include <nlohmann/json.hpp>

#include "soret/common/state.hpp"
#include "soret/common/statistics/block_table.hpp"
#include "soret/common/statistics/estimate.hpp"
#include "soret/common/statistics/jackknife.hpp"
#include "soret/validation/simulation/state_digest.hpp"

namespace soret {

// What the summaries of all kinds of run are made of.

/// A quantity, and whether the run was long enough to know its error.
struct Measured {
    Estimate estimate;
    bool converged = true;
};
/// Nothing where there are too few samples for an error.
using OptionalMeasured = std::optional<Measured>;

OptionalMeasured mean_of(const BlockTable& table, std::size_t quantity);
/// factor times the quantity, + shift
OptionalMeasured scaled(OptionalMeasured measured, double factor, double shift = 0.0);
/// Nothing, too, where nothing varied so that there is no ratio of variances. [jackknife, bias removed]
OptionalMeasured function_of(const BlockTable& table, const FunctionOfMeans& function);
/// As summary.json has it: null if there is none, marked where the run is too short.
nlohmann::json json_of(const OptionalMeasured& measured);
/// How the error of a mean was found; null where there are too few samples.
///   block_length, blocks     the blocks that were chosen, in samples
///   error_of_error           standard error of the standard error
///   autocorrelation_time     integrated, in samples; 1/2 for independent ones; null with fewer than eight blocks
///   converged                whether the run was long enough to know the error
nlohmann::json block_analysis_of(const BlockTable& table, std::size_t quantity);
/// A value that was set, not measured.
Measured known(double value);
/// <a b> - <a><b>
double covariance(const BlockTable& table, std::span<const double> means, std::size_t a, std::size_t b);

}  // namespace soret
