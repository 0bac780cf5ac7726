#pragma once

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "soret/validation/check/reference_values.hpp"

namespace soret {

/// A number that another code has measured.
struct MeasuredValue {
    std::string quantity;
    NamedState state;
    std::optional<double> x1;
    double value = 0.0;
    double standard_error = 0.0;
    std::optional<double> effective_samples;  ///< none: the error is taken as exactly known
    std::vector<double> blocks;               ///< means of blocks that the value is from, where they are given

    /// "density/0.500", or the quantity alone.
    std::string id() const;
};

/// What a VALUES.json holds:
///   {"state": {"temperature", "pressure", ...}, "values": [{"quantity", "x1", "value", "sem", "n_eff", "blocks"}]}
/// x1 may stand in the state instead; n_eff and blocks may be left out; `state` of a single value adds to that of all.
struct MeasuredValues {
    std::vector<MeasuredValue> values;
    std::vector<std::string> notes;  ///< keys that were left alone
};

/// throws   InvalidInput: not such a file, no values, a number that is not finite or an error below 0; the message
///          names the place: values[3].sem
MeasuredValues measured_values_from_json(const nlohmann::json& json);

}  // namespace soret
