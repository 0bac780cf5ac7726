#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include <fmt/format.h>

#include "soret/common/files/json_fields.hpp"
#include "soret/validation/campaign/quantities.hpp"
#include "soret/validation/routes/hnemd/field_responses.hpp"
#include "soret/validation/routes/hnemd/hnemd.hpp"
#include "soret/validation/routes/mass_coefficients.hpp"

namespace soret {

namespace {

using Runs = std::vector<const Task*>;

/// The runs of one size.
struct SizeRuns {
    std::map<std::pair<double, double>, Runs> heat;  // by x_1 wanted and |F_q|
    std::map<std::pair<double, double>, Runs> mass;
};

std::map<int, SizeRuns> runs_by_size(const Manifest& manifest) {
    std::map<int, SizeRuns> sizes;
    for (const Task& task : manifest.tasks) {
        if (task.route != hnemd_route) continue;
        const double heat = std::fabs(field<double>(task.settings, "heat"));
        const double mass = std::fabs(field<double>(task.settings, "mass"));
        const double x1 = field<double>(task.settings, "x1");
        SizeRuns& size = sizes[field<int>(task.settings, "particles")];
        (heat > 0.0 ? size.heat[{x1, heat}] : size.mass[{x1, mass}]).push_back(&task);
    }
    return sizes;
}

/// One result after the other. Nothing if none of the runs is finished.
std::optional<FieldPoint> point_of(const Runs& tasks, const ResultsOnDemand& results, double temperature,
                                   Reduction& reduction) {
    FieldRuns runs;
    for (const Task* task : tasks) {
        const HeldResult result = results.find(task->id);
        if (!result) continue;
        reduction.checks[hnemd_route].add(*result);
        runs.add(*result);
    }
    if (runs.empty()) return std::nullopt;
    return runs.point(temperature);
}

Estimate estimate_of(double value, double variance, double blocks) {
    return {value, std::sqrt(variance), blocks};
}

/// L_11, L_1q, L_q1, L_qq of the unprimed currents, J_q = J'_q + h J_1.
Eigen::Matrix<double, 4, 3> unprimed(double h) {
    Eigen::Matrix<double, 4, 3> of;
    of << 1.0, 0.0, 0.0,  //
        h, 1.0, 0.0,      //
        h, 1.0, 0.0,      //
        h * h, 2.0 * h, 1.0;
    return of;
}

nlohmann::json row_of(const FieldPoint& point, int particles, bool by_mass) {
    nlohmann::json temperature = nlohmann::json::array({0.0, 0.0, 0.0});
    for (std::size_t a = 0; a < 3; ++a) {
        double sum = 0.0;
        for (const std::array<double, 3>& of_run : point.temperatures) sum += of_run[a];
        temperature[a] = sum / static_cast<double>(point.runs);
    }
    nlohmann::json row{{"particles", particles},
                       {"x1", point.x1},
                       {"field", point.field},
                       {"of", by_mass ? "mass" : "heat"},
                       {"runs", point.runs},
                       {"temperature", temperature},
                       {"too_large", point.excess.has_value()},
                       {"replicas", json_of_replicas(point.replicas)}};
    const char* names[3] = {by_mass ? "L_11_by_noise" : "L_11", by_mass ? "L_11" : "L_1q_primed",
                            by_mass ? "L_q1_primed" : "L_qq_primed"};
    for (Eigen::Index c = 0; c < 3; ++c) {
        row[names[c]] = estimate_of(point.values[c], point.covariance(c, c), point.blocks);
    }
    return row;
}

/// Which runs do not count, and why.
std::string left_out_remark(const FieldPoint& point, int particles, bool by_mass) {
    return fmt::format(
        "Left out: the runs of {} particles under a {} field of {:.3g} at x_1 = {:.3g}. In {} of {} of them {}.",
        particles, by_mass ? "mass" : "heat", point.field, point.x1, point.driven_too_far, point.runs, *point.excess);
}

/// Whether runs scatter as the blocks within them say.
std::string replicas_remark(std::span<const ReplicaAgreements> states) {
    constexpr std::pair<const char*, const char*> quantities[] = {
        {"onsager_11", "L_{11}"}, {"mass_current", "J_1"}, {"heat_current", "J\u2032_q"}, {"pressure", "pressure"}};
    return fmt::format("Runs under synthetic fields scatter against the errors from within them: {}.",
                       summed_over_states(states, quantities));
}

nlohmann::json row_of_fit(const ZeroField& fit, int particles) {
    const auto p = fit.p_value();
    nlohmann::json slopes = nlohmann::json::array();
    for (const FieldCoefficient coefficient : {field_11, field_1q}) {
        if (const auto slope = fit.slope(coefficient)) slopes.push_back(*slope);
    }
    return {{"particles", particles},
            {"curvature", {fit.curvature(field_11), fit.curvature(field_1q)}},
            {"curvature_slope", slopes},
            {"chi_squared", fit.chi_squared},
            {"degrees_of_freedom", fit.degrees_of_freedom},
            {"p_value", p ? nlohmann::json(*p) : nlohmann::json(nullptr)}};
}

/// L'_1q over its value at zero field.
Estimate response_of(const FieldPoint& point, const ZeroField& fit) {
    const auto place = std::find(fit.compositions.begin(), fit.compositions.end(), point.x1);
    const double zero = fit.coefficients(static_cast<std::size_t>(place - fit.compositions.begin()))[field_1q];
    return estimate_of(point.values[field_1q] / zero, point.covariance(field_1q, field_1q) / (zero * zero),
                       point.blocks);
}

/// What was found at one composition, at zero field.
struct Composition {
    const ZeroField& fit;
    std::size_t index;
    const nlohmann::json& values;  // of one of its runs
    double blocks;                 // of all
};

void add_composition(const Composition& of, int particles, const Study& study, double T, Reduction& reduction) {
    const Eigen::Vector3d primed = of.fit.coefficients(of.index);
    const Eigen::Matrix3d covariance = of.fit.covariance_of(of.index);
    OnsagerPoint point;
    point.route = hnemd_route;
    point.study = study;
    point.particles = particles;
    point.x1 = of.fit.compositions[of.index];
    point.number_density = field<double>(of.values, "density");
    point.temperature = T;
    const Eigen::Matrix<double, 4, 3> to_unprimed = unprimed(field<double>(of.values, "enthalpy_difference"));
    point.values = to_unprimed * primed;
    point.covariance = to_unprimed * covariance * to_unprimed.transpose();
    point.shared_errors = to_unprimed * of.fit.shared_errors(of.index);
    point.effective_samples = of.blocks;
    const auto interval = field<double>(of.values, "interval");
    point.slope_lags = {interval, 2.0 * interval};
    reduction.onsager.push_back(point);

    // lambda = (L'_qq - L'_1q^2/L_11)/T^2
    const double ratio = primed[field_1q] / primed[field_11];
    const Eigen::Vector3d gradient(ratio * ratio / (T * T), -2.0 * ratio / (T * T), 1.0 / (T * T));
    const double conductivity = (primed[field_qq] - ratio * primed[field_1q]) / (T * T);
    reduction.curves[{quantity::thermal_conductivity, {hnemd_route}, study}].points.push_back(
        {point.x1, estimate_of(conductivity, gradient.dot(covariance * gradient), of.blocks)});
}

/// L'_1q by a heat field less L'_q1 by the smallest mass field.
void add_symmetry(const ZeroField& fit, const std::vector<FieldPoint>& by_mass, const Study& study,
                  Reduction& reduction) {
    for (const FieldPoint& point : by_mass) {
        for (std::size_t k = 0; k < fit.compositions.size(); ++k) {
            if (fit.compositions[k] != point.x1) continue;
            auto& points = reduction.curves[{quantity::onsager_symmetry, {hnemd_route}, study}].points;
            if (!points.empty() && points.back().x == point.x1) continue;
            const double difference = fit.coefficients(k)[field_1q] - point.values[2];
            const double variance = fit.covariance_of(k)(field_1q, field_1q) + point.covariance(2, 2);
            points.push_back({point.x1, estimate_of(difference, variance, point.blocks)});
        }
    }
}

}  // namespace

Yield HnemdRoute::yields(const Manifest& manifest) const {
    Yield yield;
    int runs = 0;
    for (const Task& task : manifest.tasks) {
        if (task.route != name()) continue;
        ++runs;
        const Study study = study_of_size(manifest, hnemd_route, field<int>(task.settings, "particles"));
        if (field<double>(task.settings, "heat") == 0.0) {
            yield.curves.insert({quantity::onsager_symmetry, {name()}, study});
            continue;
        }
        yield.curves.insert({quantity::thermal_conductivity, {name()}, study});
        yield.onsager.insert({name(), study});
    }
    yield.numbers.insert({number::field_curvature, name()});
    yield.numbers.insert({number::field_linearity, name()});
    if (runs >= 2) yield.numbers.insert({number::unaccounted_work, name()});
    return yield;
}

Reduction HnemdRoute::reduce(const Manifest& manifest, const ResultsOnDemand& results, Backend) const {
    const double T = manifest.state_line.temperature;
    Reduction reduction;
    nlohmann::json rows = nlohmann::json::array();
    nlohmann::json fits = nlohmann::json::array();
    std::vector<ReplicaAgreements> replicas;
    for (const auto& [particles, size] : runs_by_size(manifest)) {
        const Study study = study_of_size(manifest, hnemd_route, particles);
        std::vector<FieldPoint> points;
        for (const auto& [key, runs] : size.heat) {
            auto point = point_of(runs, results, T, reduction);
            if (!point) continue;
            if (point->excess) {
                rows.push_back(row_of(*point, particles, false));
                reduction.remarks.push_back(left_out_remark(*point, particles, false));
            } else {
                replicas.push_back(point->replicas);
                points.push_back(*std::move(point));
            }
        }
        std::vector<FieldPoint> by_mass;
        for (const auto& [key, runs] : size.mass) {
            auto point = point_of(runs, results, T, reduction);
            if (!point) continue;
            rows.push_back(row_of(*point, particles, true));
            if (point->excess) {
                reduction.remarks.push_back(left_out_remark(*point, particles, true));
            } else {
                replicas.push_back(point->replicas);
                by_mass.push_back(*std::move(point));
            }
        }
        if (points.empty()) continue;
        const auto volume = field<double>(points.front().first, "volume");
        const ZeroField fit = zero_field(points, curvature_known_of(manifest.state_line, particles, std::cbrt(volume)));
        for (const FieldPoint& point : points) {
            rows.push_back(row_of(point, particles, false));
            rows.back()["response"] = response_of(point, fit);
        }
        for (std::size_t k = 0; k < fit.compositions.size(); ++k) {
            double blocks = 0.0;
            const nlohmann::json* values = nullptr;
            for (const FieldPoint& point : points) {
                if (point.x1 != fit.compositions[k]) continue;
                blocks += point.blocks;
                values = &point.first;
            }
            add_composition({fit, k, *values, blocks}, particles, study, T, reduction);
            if (const auto L_11 = response_to_mass_fields(by_mass, fit.compositions[k])) {
                take_mass_coefficient(reduction.onsager.back(), *L_11);
            }
        }
        add_symmetry(fit, by_mass, study, reduction);
        fits.push_back(row_of_fit(fit, particles));
        if (!study.is_main()) continue;
        reduction.numbers[{number::field_curvature, name()}] = fit.curvature(field_1q);
        if (const auto p = fit.p_value()) reduction.numbers[{number::field_linearity, name()}] = {*p, 0.0, 0.0};
    }
    if (!replicas.empty()) reduction.remarks.push_back(replicas_remark(replicas));
    reduction.details["hnemd"] = std::move(rows);
    reduction.details["hnemd_zero_field"] = std::move(fits);
    return reduction;
}

}  // namespace soret
