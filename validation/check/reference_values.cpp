#include "soret/validation/check/reference_values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "soret/common/errors.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/common/files/text_file.hpp"
#include "soret/common/statistics/fit_extremum.hpp"
#include "soret/common/statistics/polynomial_fit.hpp"
#include "soret/validation/campaign/quantities.hpp"

namespace soret {

namespace {

// Polynomials between the points of a curve.
constexpr int lowest_degree = 2;
constexpr int highest_degree = 6;

double tolerance_of(const nlohmann::json& json, const std::string& curve, const std::string& quantity) {
    if (!json.contains("tolerances")) return default_tolerance;
    const auto& tolerances = json.at("tolerances");
    for (const std::string& name : {curve, quantity}) {
        if (tolerances.contains(name)) return field<double>(tolerances, name.c_str());
    }
    return default_tolerance;
}

NamedState state_from_json(const nlohmann::json& json) {
    NamedState state;
    for (const auto& [key, value] : json.items()) state[key] = field<double>(json, key.c_str());
    return state;
}

void read_curves(const nlohmann::json& json, ReferenceValues& reference) {
    const auto state_line = field<nlohmann::json>(json, "state_line");
    reference.mixture = field<nlohmann::json>(state_line, "mixture");
    for (const char* key : {"temperature", "pressure"}) reference.state[key] = field<double>(state_line, key);
    const Curves curves =
        curves_from_json(field<nlohmann::json>(json, "curves"), field<nlohmann::json>(json, "curve_keys"));
    for (const auto& [key, curve] : curves) {
        if (curve.axis != axes::composition || curve.points.empty()) continue;
        const std::string name = name_of(key);
        reference.quantities[name] = {
            curve, key.quantity == quantity::thermodynamic_factor, {}, tolerance_of(json, name, key.quantity.name)};
    }
}

void read_singles(const nlohmann::json& json, ReferenceValues& reference) {
    reference.mixture = field<nlohmann::json>(json, "mixture");
    for (const auto& row : field<std::vector<nlohmann::json>>(json, "states")) {
        const NamedState state = state_from_json(field<nlohmann::json>(row, "state"));
        const auto values = field<nlohmann::json>(row, "values");
        for (const auto& [name, value] : values.items()) {
            ReferenceQuantity& quantity = reference.quantities[name];
            quantity.tolerance = tolerance_of(json, name, name);
            quantity.singles.push_back({state, value.get<Estimate>(), value.value("source", "")});
        }
    }
}

// Empty if the points do not follow a polynomial within their errors, or too few to say.
std::optional<Estimate> between_points(const ReferenceQuantity& quantity, double x) {
    const std::vector<CurvePoint>& points = quantity.curve.points;
    const bool pinned = quantity.is_one_at_both_ends;
    if (!(x >= points.front().x && x <= points.back().x)) return std::nullopt;
    std::vector<FitPoint> fit_points;
    for (const CurvePoint& point : points) fit_points.push_back({point.x, point.estimate});
    std::vector<FitConstraint> pins;
    if (pinned) pins = {{0.0, 1.0}, {1.0, 1.0}};
    Eigen::MatrixXd covariance;
    if (!quantity.curve.covariance.empty()) {
        const auto size = static_cast<Eigen::Index>(points.size());
        covariance.resize(size, size);
        for (Eigen::Index i = 0; i < size; ++i) {
            for (Eigen::Index j = 0; j < size; ++j) {
                covariance(i, j) =
                    covariance_of_points(quantity.curve, static_cast<std::size_t>(i), static_cast<std::size_t>(j));
            }
        }
    }
    try {
        const DegreeChoice choice = choose_degree(fit_points, pinned ? lowest_degree + 1 : lowest_degree,
                                                  highest_degree, pins, 0.01, covariance);
        if (!choice.acceptable) return std::nullopt;
        return averaged_at(choice, x);
    } catch (const InvalidArgument&) {  // too few points, or a covariance that the rounding of a file has spoilt
        return std::nullopt;
    }
}

std::string compositions_of(const Curve& curve) {
    std::vector<std::string> words;
    for (const CurvePoint& point : curve.points) words.push_back(displayed(point.x));
    return fmt::format("{}", fmt::join(words, ", "));
}

std::string states_of(const ReferenceQuantity& quantity) {
    std::vector<std::string> words;
    for (const auto& single : quantity.singles) words.push_back("{" + text_of(single.state) + "}");
    return fmt::format("{}", fmt::join(words, ", "));
}

void check_state(const NamedState& needed, const NamedState& wanted, const std::string& name) {
    for (const auto& [key, value] : needed) {
        const auto found = wanted.find(key);
        if (found == wanted.end()) {
            throw InvalidInput(fmt::format("state.{} is missing: must be {}, that of {}", key, displayed(value), name));
        }
        if (!is_same_number(found->second, value)) {
            throw InvalidInput(fmt::format("state.{} = {}: must be {}, that of {}", key, displayed(found->second),
                                           displayed(value), name));
        }
    }
}

bool has_state(const NamedState& needed, const NamedState& wanted) {
    return std::ranges::all_of(needed, [&](const auto& number) {
        const auto found = wanted.find(number.first);
        return found != wanted.end() && is_same_number(found->second, number.second);
    });
}

}  // namespace

std::string text_of(const NamedState& state) {
    std::vector<std::string> words;
    for (const auto& [key, value] : state) words.push_back(fmt::format("{} = {}", key, displayed(value)));
    return fmt::format("{}", fmt::join(words, ", "));
}

bool is_same_number(double a, double b) {
    return std::fabs(a - b) <= 1e-9 * std::max(std::fabs(a), std::fabs(b));
}

ReferenceValue ReferenceValues::at(const std::string& quantity, const NamedState& wanted,
                                   std::optional<double> x1) const {
    check_state(state, wanted, name);
    const auto found = quantities.find(quantity);
    if (found == quantities.end()) {
        std::vector<std::string> names;
        for (const auto& [known, values] : quantities) names.push_back(known);
        throw InvalidInput(
            fmt::format("quantity = {}: must be one of those of {}: {}", quantity, name, fmt::join(names, ", ")));
    }
    const ReferenceQuantity& values = found->second;
    if (!values.singles.empty()) {
        const auto single = std::ranges::find_if(
            values.singles, [&](const ReferenceQuantity::Single& one) { return has_state(one.state, wanted); });
        if (single != values.singles.end()) return {single->estimate, values.tolerance, "point", single->source};
        throw InvalidInput(
            fmt::format("state: {}: {} of {} is known at {}", text_of(wanted), quantity, name, states_of(values)));
    }
    if (!x1) throw InvalidInput(fmt::format("x1 is missing: {} of {} is along x1", quantity, name));
    for (const CurvePoint& point : values.curve.points) {
        if (std::fabs(point.x - *x1) <= 1e-9) return {point.estimate, values.tolerance, "point", ""};
    }
    const std::optional<Estimate> fitted = between_points(values, *x1);
    if (fitted) return {*fitted, values.tolerance, "fit", ""};
    throw InvalidInput(
        fmt::format("x1 = {}: {} of {} is known at {}", displayed(*x1), quantity, name, compositions_of(values.curve)));
}

ReferenceValues reference_values_from_json(const std::string& name, const nlohmann::json& json) {
    ReferenceValues reference;
    reference.name = name;
    if (json.is_object() && json.contains("curves")) {
        read_curves(json, reference);
    } else if (json.is_object() && json.contains("states")) {
        read_singles(json, reference);
    } else {
        throw InvalidInput("must have curves, as results.json has them, or states");
    }
    return reference;
}

}  // namespace soret
