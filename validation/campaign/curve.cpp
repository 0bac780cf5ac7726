#include "soret/validation/campaign/curve.hpp"

#include "soret/common/files/json_fields.hpp"

namespace soret {

void to_json(nlohmann::json& json, const CurvePoint& point) {
    json = point.estimate;
    json["x1"] = point.x1;
}

void from_json(const nlohmann::json& json, CurvePoint& point) {
    point.x1 = field<double>(json, "x1");
    point.estimate = json.get<Estimate>();
}

}  // namespace soret
