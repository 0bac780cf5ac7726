#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "soret/common/statistics/estimate.hpp"
#include "soret/validation/campaign/curve.hpp"

namespace soret {

/// A thermodynamic state by the names of its numbers: temperature, pressure, density.
using NamedState = std::map<std::string, double>;

/// "temperature = 0.62, pressure = 0.46"
std::string text_of(const NamedState& state);

/// Two numbers of a state are the same: within 1e-9 of the larger one.
bool is_same_number(double a, double b);

/// A value of a reference where it was asked for.
struct ReferenceValue {
    Estimate estimate;  ///< effective_samples 0: the error is exactly known
    /// Half-width of the deviation that matters, relative to the value.
    double tolerance = 0.0;
    std::string from;  ///< "point", or "fit" if it lies between points
    std::string source;
};

/// One quantity of a reference: along the composition, or at single states.
struct ReferenceQuantity {
    Curve curve;  ///< along x1; no points if it is known at single states
    /// The quantity is 1 at both ends by definition, as the thermodynamic factor.
    bool is_one_at_both_ends = false;
    struct Single {
        NamedState state;  ///< beyond the state that all values have in common
        Estimate estimate;
        std::string source;
    };
    std::vector<Single> singles;
    double tolerance = 0.0;
};

/// Values with errors against which others are measured.
struct ReferenceValues {
    std::string name;
    NamedState state;        ///< of all values
    nlohmann::json mixture;  ///< keys of a mixture file
    std::map<std::string, ReferenceQuantity> quantities;

    /// The quantity at a state, which has all the numbers of `state` and of a single value, and at x1.
    /// Between the points of a curve it is the mean of weighted polynomial fits through them by their Akaike weights,
    /// with the error that the points' covariance and the choice of the degree give.
    /// throws   InvalidInput: a quantity, state or composition that the reference does not have; the message names
    ///          those that it has
    ReferenceValue at(const std::string& quantity, const NamedState& wanted, std::optional<double> x1) const;
};

/// Relative half-width of the deviation that matters where a reference states none.
inline constexpr double default_tolerance = 0.05;

/// A file of validation/reference or a results.json of a campaign:
///   state_line {mixture, temperature, pressure}, curves, curve_keys, as in results.json; or
///   mixture, states [{"state": {...}, "values": {QUANTITY: {value, sem, n_eff, source}}}];
///   tolerances {QUANTITY: relative half-width}, by name of the curve or of what it is of; may be left out
/// throws   InvalidInput: neither
ReferenceValues reference_values_from_json(const std::string& name, const nlohmann::json& json);

}  // namespace soret
