#include "soret/validation/program/summary_quantities.hpp"

#include <cmath>

#include "soret/common/errors.hpp"
#include "soret/common/statistics/autocorrelation.hpp"
#include "soret/common/statistics/block_average.hpp"

namespace soret {

namespace {

inline constexpr std::size_t fewest_blocks = 4;
inline constexpr std::size_t fewest_blocks_of_autocorrelation = 8;

}  // namespace

OptionalMeasured mean_of(const BlockTable& table, std::size_t quantity) {
    if (table.block_count() < fewest_blocks) return std::nullopt;
    const BlockAverage average = block_average(table, quantity);
    return Measured{average.mean, average.converged};
}

OptionalMeasured scaled(OptionalMeasured measured, double factor, double shift) {
    if (!measured) return std::nullopt;
    const Estimate& estimate = measured->estimate;
    return Measured{
        {factor * estimate.value + shift, std::fabs(factor) * estimate.standard_error, estimate.effective_samples},
        measured->converged};
}

OptionalMeasured function_of(const BlockTable& table, const FunctionOfMeans& function) {
    if (table.block_count() < fewest_blocks) return std::nullopt;
    try {
        const auto functions = [&](std::span<const double> means) {
            return Eigen::VectorXd::Constant(1, function(means));
        };
        const JackknifeResult result = jackknife_with_chosen_blocks(table, functions, Bias::remove);
        return Measured{result.estimate(0), result.converged};
    } catch (const InvalidState&) {
        return std::nullopt;  // nothing varied: there is no ratio of variances
    }
}

nlohmann::json json_of(const OptionalMeasured& measured) {
    if (!measured) return nullptr;
    nlohmann::json json = measured->estimate;
    if (!measured->converged) json["converged"] = false;
    return json;
}

nlohmann::json block_analysis_of(const BlockTable& table, std::size_t quantity) {
    if (table.block_count() < fewest_blocks) return nullptr;
    const BlockAverage average = block_average(table, quantity);
    nlohmann::json time;
    if (table.block_count() >= fewest_blocks_of_autocorrelation) time = autocorrelation_time(table, quantity).tau;
    return {{"block_length", average.block_length},
            {"blocks", average.block_count},
            {"error_of_error", average.error_of_error},
            {"autocorrelation_time", time},
            {"converged", average.converged}};
}

Measured known(double value) {
    return {{value, 0.0, 0.0}, true};
}

double covariance(const BlockTable& table, std::span<const double> means, std::size_t a, std::size_t b) {
    return means[table.product_column(a, b)] - means[a] * means[b];
}

}  // namespace soret
