#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "soret/common/statistics/estimate.hpp"

namespace soret {

struct CurvePoint {
    double x1 = 0.0;  ///< mole fraction of species 1, as measured
    Estimate estimate;

    bool operator==(const CurvePoint&) const = default;
};

/// A measured quantity along the state line, in order of increasing x1.
struct Curve {
    std::string quantity;  ///< words for a reader
    std::string unit;      ///< "1" if it has none
    std::vector<CurvePoint> points;

    bool operator==(const Curve&) const = default;
};

using Curves = std::map<std::string, Curve>;

/// Rows of {x1, value, sem, n_eff}.
void to_json(nlohmann::json& json, const CurvePoint& point);
void from_json(const nlohmann::json& json, CurvePoint& point);

}  // namespace soret
