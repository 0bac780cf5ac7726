#include "soret/validation/program/summary_quantities.hpp"

#include <cmath>
#include <utility>

#include "soret/common/errors.hpp"
#include "soret/common/statistics/autocorrelation.hpp"
#include "soret/common/statistics/block_average.hpp"

namespace soret {

namespace {

constexpr std::size_t fewest_blocks = 4;
constexpr std::size_t fewest_blocks_of_autocorrelation = 8;
constexpr const char* too_few_samples = "fewer than 4 samples";
constexpr const char* constant = "constant";

bool all_constant(const BlockTable& table) {
    for (std::size_t q = 0; q < table.quantities(); ++q) {
        if (!table.constant_value(q)) return false;
    }
    return true;
}

}  // namespace

SummaryQuantity known(double value) {
    return {.estimate = Estimate{value, 0.0, 0.0}};
}

SummaryQuantity missing(std::string reason) {
    return {.estimate = std::nullopt, .reason = std::move(reason)};
}

SummaryQuantity mean_of(const BlockTable& table, std::size_t quantity) {
    if (table.block_count() < fewest_blocks) return missing(too_few_samples);
    const BlockAverage average = block_average(table, quantity);
    if (average.constant) return {.estimate = average.mean, .reason = constant};
    return {.estimate = average.mean, .converged = average.converged};
}

SummaryQuantity scaled(SummaryQuantity quantity, double factor, double shift) {
    if (!quantity.estimate) return quantity;
    quantity.estimate->value = factor * quantity.estimate->value + shift;
    quantity.estimate->standard_error *= std::fabs(factor);
    return quantity;
}

SummaryQuantity function_of(const BlockTable& table, const FunctionOfMeans& function, const std::string& no_value) {
    if (table.block_count() < fewest_blocks) return missing(too_few_samples);
    try {
        const auto functions = [&](std::span<const double> means) {
            return Eigen::VectorXd::Constant(1, function(means));
        };
        const JackknifeResult result = jackknife_with_chosen_blocks(table, functions, Bias::remove);
        SummaryQuantity quantity{.estimate = result.estimate(0), .converged = result.converged};
        if (all_constant(table)) quantity.reason = constant;
        return quantity;
    } catch (const InvalidState&) {
        return missing(no_value);
    }
}

nlohmann::json json_of(const SummaryQuantity& quantity) {
    if (!quantity.estimate) return nullptr;
    nlohmann::json json = *quantity.estimate;
    if (!quantity.reason.empty()) {
        json["sem"] = nullptr;
        json["n_eff"] = nullptr;
        json["reason"] = quantity.reason;
    } else if (!quantity.converged) {
        json["converged"] = false;
    }
    return json;
}

void add_to(nlohmann::json& summary, const std::string& name, const SummaryQuantity& quantity) {
    summary[name] = json_of(quantity);
    if (!quantity.estimate) summary[name + "_reason"] = quantity.reason;
}

nlohmann::json block_analysis_of(const BlockTable& table, std::size_t quantity) {
    if (table.block_count() < fewest_blocks) return nullptr;
    const BlockAverage average = block_average(table, quantity);
    if (average.constant) return {{"reason", constant}};
    nlohmann::json time;
    if (table.block_count() >= fewest_blocks_of_autocorrelation) time = autocorrelation_time(table, quantity).tau;
    return {{"block_length", average.block_length},
            {"blocks", average.block_count},
            {"error_of_error", average.error_of_error},
            {"autocorrelation_time", time},
            {"converged", average.converged}};
}

double covariance(const BlockTable& table, std::span<const double> means, std::size_t a, std::size_t b) {
    return means[table.product_column(a, b)] - means[a] * means[b];
}

}  // namespace soret
