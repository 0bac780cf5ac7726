#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>

namespace soret {

/// A measured quantity. In JSON {"value": v, "sem": s, "n_eff": n}; a missing one (an empty std::optional) is null.
struct Estimate {
    double value = 0.0;
    double standard_error = 0.0;  ///< one standard error, >= 0
    /// How many independent samples would have given this error. Each function that makes an Estimate says how it
    /// counts them; 0 means that the value was set or known, not sampled.
    double effective_samples = 0.0;

    bool operator==(const Estimate&) const = default;
};

/// throws   InvalidArgument: a member that is not finite (JSON has no way to write it)
void to_json(nlohmann::json& json, const Estimate& estimate);
/// throws   InvalidInput: a key is missing or not a finite number, sem or n_eff below 0
void from_json(const nlohmann::json& json, Estimate& estimate);

/// The mean of independent estimates of one quantity, weighted with their inverse variances, and how well they agree.
struct PooledEstimate {
    Estimate mean;  ///< effective_samples: the sum of the parts
    double chi_squared = 0.0;
    int degrees_of_freedom = 0;
    double p_value = 1.0;  ///< of a chi-squared at least as large; 1 without degrees of freedom
};

/// estimates  at least one
/// throws     InvalidArgument: none given, a standard error that is not positive and finite
PooledEstimate pooled(std::span<const Estimate> estimates);

/// Probability of a chi-squared at least as large; 1 without degrees of freedom.
double chi_squared_p_value(double chi_squared, int degrees_of_freedom);

}  // namespace soret

/// Lets a std::optional<Estimate> be written to JSON and read from it.
template <>
struct nlohmann::adl_serializer<std::optional<soret::Estimate>> {
    static void to_json(nlohmann::json& json, const std::optional<soret::Estimate>& estimate);
    static void from_json(const nlohmann::json& json, std::optional<soret::Estimate>& estimate);
};
