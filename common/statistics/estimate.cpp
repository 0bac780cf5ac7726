#include "soret/common/statistics/estimate.hpp"

#include <fmt/format.h>

#include <boost/math/distributions/chi_squared.hpp>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "soret/common/errors.hpp"

namespace soret {

namespace {

double number_at(const nlohmann::json& json, const char* key, double lowest) {
    if (!json.is_object() || !json.contains(key)) {
        throw InvalidInput(
            fmt::format("estimate: key {} is missing: must be an object with value, sem and n_eff", key));
    }
    const nlohmann::json& entry = json.at(key);
    if (!entry.is_number()) {
        throw InvalidInput(fmt::format("estimate: {} = {}: must be a number", key, entry.dump()));
    }
    const double number = entry.get<double>();
    if (!std::isfinite(number) || number < lowest) {
        throw InvalidInput(
            fmt::format("estimate: {} = {}: must be {}", key, number, lowest < 0.0 ? "finite" : "finite and >= 0"));
    }
    return number;
}

}  // namespace

void to_json(nlohmann::json& json, const Estimate& estimate) {
    if (!std::isfinite(estimate.value) || !std::isfinite(estimate.standard_error) ||
        !std::isfinite(estimate.effective_samples)) {
        throw InvalidArgument(fmt::format("estimate: value {}, standard error {}, effective samples {}: must be finite",
                                          estimate.value, estimate.standard_error, estimate.effective_samples));
    }
    json = {{"value", estimate.value}, {"sem", estimate.standard_error}, {"n_eff", estimate.effective_samples}};
}

void from_json(const nlohmann::json& json, Estimate& estimate) {
    estimate.value = number_at(json, "value", std::numeric_limits<double>::lowest());
    estimate.standard_error = number_at(json, "sem", 0.0);
    estimate.effective_samples = number_at(json, "n_eff", 0.0);
}

PooledEstimate pooled(std::span<const Estimate> estimates) {
    if (estimates.empty()) throw InvalidArgument("pooled: 0 estimates: must be at least 1");
    double weights = 0.0;
    double weighted_values = 0.0;
    PooledEstimate result;
    for (const Estimate& estimate : estimates) {
        if (!(estimate.standard_error > 0.0) || !std::isfinite(estimate.standard_error)) {
            throw InvalidArgument(fmt::format("pooled: standard error {}: must be > 0", estimate.standard_error));
        }
        const double weight = 1.0 / (estimate.standard_error * estimate.standard_error);
        weights += weight;
        weighted_values += weight * estimate.value;
        result.mean.effective_samples += estimate.effective_samples;
    }
    result.mean.value = weighted_values / weights;
    result.mean.standard_error = 1.0 / std::sqrt(weights);
    for (const Estimate& estimate : estimates) {
        const double z = (estimate.value - result.mean.value) / estimate.standard_error;
        result.chi_squared += z * z;
    }
    result.degrees_of_freedom = static_cast<int>(estimates.size()) - 1;
    result.p_value = chi_squared_p_value(result.chi_squared, result.degrees_of_freedom);
    return result;
}

double chi_squared_p_value(double chi_squared, int degrees_of_freedom) {
    if (degrees_of_freedom < 1) return 1.0;
    return boost::math::cdf(boost::math::complement(boost::math::chi_squared(degrees_of_freedom), chi_squared));
}

}  // namespace soret

void nlohmann::adl_serializer<std::optional<soret::Estimate>>::to_json(nlohmann::json& json,
                                                                       const std::optional<soret::Estimate>& estimate) {
    if (estimate) {
        json = *estimate;
    } else {
        json = nullptr;
    }
}

void nlohmann::adl_serializer<std::optional<soret::Estimate>>::from_json(const nlohmann::json& json,
                                                                         std::optional<soret::Estimate>& estimate) {
    if (json.is_null()) {
        estimate.reset();
    } else {
        estimate = json.get<soret::Estimate>();
    }
}
