#include "soret/validation/campaign/curve.hpp"

#include <array>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "soret/common/files/json_fields.hpp"

namespace soret {

namespace {

struct StudyWords {
    Study::Of of;
    const char* name;
    const char* suffix;  // of a curve's name
};

constexpr std::array<StudyWords, 8> study_words{{{Study::Of::main, "main", ""},
                                                 {Study::Of::size, "size", ""},
                                                 {Study::Of::gradient, "gradient", "_gradient"},
                                                 {Study::Of::lateral_edge, "lateral_edge", "_edge"},
                                                 {Study::Of::thermostat, "thermostat", "_nvt"},
                                                 {Study::Of::infinite_system, "infinite_system", "_infinite"},
                                                 {Study::Of::published_size, "published_size", "_published_size"},
                                                 {Study::Of::field, "field", "_field"}}};

const StudyWords& words_of(Study::Of of) {
    return study_words.at(static_cast<std::size_t>(of));
}

Study::Of study_from(const std::string& name) {
    for (const StudyWords& study : study_words) {
        if (name == study.name) return study.of;
    }
    throw InvalidInput(fmt::format("study = {}: this version does not have it", name));
}

nlohmann::json to_json(const CurveKey& key, const Curve& curve) {
    nlohmann::json json{{"quantity", key.quantity.name},
                        {"words", key.quantity.words},
                        {"unit", key.quantity.unit},
                        {"customary_route", key.quantity.customary_route},
                        {"route", key.by.route},
                        {"gamma", key.by.gamma},
                        {"part", key.by.part},
                        {"study", std::string(name_of(key.study.of))},
                        {"particles", key.study.particles},
                        {"axis", curve.axis.name},
                        {"axis_unit", curve.axis.unit}};
    if (!curve.covariance.empty()) json["covariance"] = curve.covariance;
    return json;
}

}  // namespace

std::string name_of(const RouteName& route) {
    std::string name = route.route;
    for (const std::string& more : {route.gamma, route.part}) {
        if (!more.empty()) name += "_" + more;
    }
    return name;
}

std::string_view name_of(Study::Of of) {
    return words_of(of).name;
}

std::string name_of(const CurveKey& key) {
    RouteName shown = key.by;
    if (shown.route == key.quantity.customary_route) shown.route.clear();
    std::string name = key.quantity.name;
    for (const std::string& more : {shown.route, shown.gamma, shown.part}) {
        if (!more.empty()) name += "_" + more;
    }
    name += words_of(key.study.of).suffix;
    if (key.study.particles != 0) name += fmt::format("_n{}", key.study.particles);
    return name;
}

std::string name_of(const NumberKey& key) {
    return key.route.empty() ? key.name : key.name + "/" + key.route;
}

const Curve* find_curve(const Curves& curves, const CurveKey& key) {
    const auto found = curves.find(key);
    return found == curves.end() || found->second.points.empty() ? nullptr : &found->second;
}

std::vector<CurveKey> main_curves(const Curves& curves, const Quantity& quantity) {
    std::vector<CurveKey> keys;
    for (const auto& [key, curve] : curves) {
        if (key.quantity == quantity && key.is_main() && !curve.points.empty()) keys.push_back(key);
    }
    return keys;
}

double covariance_of_points(const Curve& curve, std::size_t i, std::size_t j) {
    if (i == j) return std::pow(curve.points.at(i).estimate.standard_error, 2);
    return curve.covariance.empty() ? 0.0 : curve.covariance.at(i * curve.points.size() + j);
}

double covariance_of(const std::vector<CurveCovariance>& covariances, const CurveKey& one, const CurveKey& other,
                     double x) {
    for (const CurveCovariance& row : covariances) {
        if (row.one == one && row.other == other && std::fabs(row.x - x) < 1e-12) return row.covariance;
    }
    return 0.0;
}

nlohmann::json to_json(const Curves& curves) {
    nlohmann::json json = nlohmann::json::object();
    for (const auto& [key, curve] : curves) {
        nlohmann::json& rows = json[name_of(key)] = nlohmann::json::array();
        for (const CurvePoint& point : curve.points) {
            rows.push_back(point.estimate);
            rows.back()[curve.axis.name] = point.x;
        }
    }
    return json;
}

nlohmann::json keys_to_json(const Curves& curves) {
    nlohmann::json json = nlohmann::json::object();
    for (const auto& [key, curve] : curves) json[name_of(key)] = to_json(key, curve);
    return json;
}

Curves curves_from_json(const nlohmann::json& rows, const nlohmann::json& keys) {
    Curves curves;
    for (const auto& [name, key] : keys.items()) {
        const auto text = [&key = key](const char* member) { return field<std::string>(key, member); };
        const CurveKey typed{{text("quantity"), text("words"), text("unit"), text("customary_route")},
                             {text("route"), text("gamma"), text("part")},
                             {study_from(text("study")), field<int>(key, "particles")}};
        if (name_of(typed) != name) throw InvalidInput(fmt::format("curve_keys.{}: is of {}", name, name_of(typed)));
        Curve curve{{}, {text("axis"), text("axis_unit")}};
        for (const auto& row : field<std::vector<nlohmann::json>>(rows, name.c_str())) {
            curve.points.push_back({field<double>(row, curve.axis.name.c_str()), row.get<Estimate>()});
        }
        if (key.contains("covariance")) {
            curve.covariance = field<std::vector<double>>(key, "covariance");
            if (curve.covariance.size() != curve.points.size() * curve.points.size()) {
                throw InvalidInput(fmt::format("covariance of {}: must be {} times {} numbers", name,
                                               curve.points.size(), curve.points.size()));
            }
        }
        curves.emplace(typed, std::move(curve));
    }
    return curves;
}

nlohmann::json to_json(const Numbers& numbers) {
    nlohmann::json json = nlohmann::json::object();
    for (const auto& [key, estimate] : numbers) json[name_of(key)] = estimate;
    return json;
}

Numbers numbers_from_json(const nlohmann::json& json) {
    Numbers numbers;
    for (const auto& [name, estimate] : json.items()) {
        const std::size_t slash = name.find('/');
        NumberKey key{name.substr(0, slash), slash == std::string::npos ? "" : name.substr(slash + 1)};
        numbers.emplace(std::move(key), estimate.get<Estimate>());
    }
    return numbers;
}

}  // namespace soret
