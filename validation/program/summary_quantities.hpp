#pragma once

#include <optional>
#include <span>
#include <string>

#include <nlohmann/json.hpp>

#include "soret/common/state.hpp"
#include "soret/common/statistics/block_table.hpp"
#include "soret/common/statistics/estimate.hpp"
#include "soret/common/statistics/jackknife.hpp"
#include "soret/validation/simulation/state_digest.hpp"

namespace soret {

// What the summaries of all kinds of run are made of.

/// A quantity of a run: its value and error, or the reason why it has no error or not even a value.
struct SummaryQuantity {
    std::optional<Estimate> estimate = std::nullopt;
    bool converged = true;    ///< whether the run was long enough to know the error
    std::string reason = {};  ///< why there is no value or no error; empty if there are both
};

/// A value that was set, not measured.
SummaryQuantity known(double value);
/// A quantity that a kind of run does not give, and why.
SummaryQuantity missing(std::string reason);
/// With fewer than four samples there is no value. One that was the same in all samples has no error.
SummaryQuantity mean_of(const BlockTable& table, std::size_t quantity);
/// factor times the quantity, + shift
SummaryQuantity scaled(SummaryQuantity quantity, double factor, double shift = 0.0);
/// Bias removed by jackknife.
/// no_value   the reason if the function of the means, or of the means without a block, is not a number
SummaryQuantity function_of(const BlockTable& table, const FunctionOfMeans& function, const std::string& no_value);

/// As summary.json has it: null if there is no value, marked where the run is too short. A value without an error has
/// "sem": null, "n_eff": null and "reason".
nlohmann::json json_of(const SummaryQuantity& quantity);
/// Writes the quantity into an object under `name`; where it is null, the reason under `name`_reason.
void add_to(nlohmann::json& summary, const std::string& name, const SummaryQuantity& quantity);

/// How the error of a mean was found; null where there are too few samples, {"reason": "constant"} for a quantity that
/// was the same in all of them.
///   block_length, blocks     the blocks that were chosen, in samples
///   error_of_error           standard error of the standard error
///   autocorrelation_time     integrated, in samples; 1/2 for independent ones; null with fewer than eight blocks
///   converged                whether the run was long enough to know the error
nlohmann::json block_analysis_of(const BlockTable& table, std::size_t quantity);
/// <a b> - <a><b>
double covariance(const BlockTable& table, std::span<const double> means, std::size_t a, std::size_t b);

}  // namespace soret
