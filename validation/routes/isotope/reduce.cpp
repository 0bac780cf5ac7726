#include <cmath>
#include <map>
#include <set>
#include <string>
#include <tuple>

#include <fmt/format.h>

#include "soret/common/files/json_fields.hpp"
#include "soret/validation/campaign/gas_quantities.hpp"
#include "soret/validation/routes/isotope/isotope.hpp"
#include "soret/validation/routes/isotope/isotope_gas.hpp"

namespace soret {

namespace {

/// Half of what Enskog's hard spheres say: the gas is not one of them.
constexpr double doubt_of_slope = 0.5;

Estimate known(double slope) {
    return {slope, doubt_of_slope * std::fabs(slope), 0.0};
}

struct IsotopeRuns {
    DiluteIsotopes gas;
    Estimate enthalpy;  ///< residual
    FieldRuns runs;
};
/// By particles, density and strength of the field.
using IsotopeRunsByField = std::map<std::tuple<int, double, double>, IsotopeRuns>;

IsotopeRunsByField runs_by_field(const Manifest& manifest, const ResultsOnDemand& results, RunChecks& checks) {
    IsotopeRunsByField groups;
    std::map<std::string, Estimate> enthalpies;  // by the task that found it
    for (const Task& task : manifest.tasks) {
        if (task.route != isotope_route) continue;
        const HeldResult result = results.find(task.id);
        if (!result) continue;
        checks.add(*result);
        if (field<std::string>(task.settings, "stage") != "run") {
            enthalpies[task.id] = field<Estimate>(result->values, "residual_enthalpy");
            continue;
        }
        IsotopeRuns& group = groups[{field<int>(task.settings, "particles"), field<double>(task.settings, "density"),
                                     std::fabs(field<double>(task.settings, "heat"))}];
        group.gas = gas_of(task.settings);
        group.enthalpy = enthalpies.at(task.needs.front());  // stands before it in the manifest
        group.runs.add(*result);
    }
    return groups;
}

nlohmann::json row_of(const IsotopePoint& point, std::size_t runs) {
    return {{"particles", point.particles},
            {"density", point.density},
            {"reduced_field", point.reduced_field},
            {"runs", runs},
            {"soret", point.soret},
            {"diffusion", point.diffusion},
            {"temperature", point.temperatures},
            {"too_large", point.too_large}};
}

nlohmann::json row_of(const WayToDiluteGas& way) {
    return {{"zero", way.zero},
            {"slope", way.slope},
            {"curvature", way.curvature},
            {"chi_squared", way.fit.chi_squared},
            {"degrees_of_freedom", way.fit.degrees_of_freedom},
            {"p_value", way.fit.p_value}};
}

/// Several fields, or nothing can be said of zero field.
bool reach_zero_field(const std::vector<IsotopePoint>& points) {
    std::set<double> fields;
    for (const IsotopePoint& point : points) fields.insert(std::round(1e9 * point.reduced_field));
    return fields.size() >= 2;
}

}  // namespace

Reduction IsotopeRoute::reduce(const Manifest& manifest, const ResultsOnDemand& results, Backend backend) const {
    Reduction reduction;
    const int main_size = field<int>(manifest.main_studies.at(name()), "particles");
    const IsotopeRunsByField groups = runs_by_field(manifest, results, reduction.checks[name()]);
    std::vector<IsotopePoint> points;  // of the main size
    nlohmann::json rows = nlohmann::json::array();
    for (const auto& [key, group] : groups) {
        const FieldPoint of_field = group.runs.point(group.gas.temperature);
        IsotopePoint point = isotope_point(group.gas, of_field, group.enthalpy, backend);
        point.particles = std::get<0>(key);
        rows.push_back(row_of(point, of_field.runs));
        if (point.particles == main_size && !point.too_large) points.push_back(point);
    }
    nlohmann::json& details = reduction.details["isotope"] = {{"rows", rows}};
    if (!reach_zero_field(points)) return reduction;

    const DiluteIsotopes& gas = groups.begin()->second.gas;
    const IsotopeTheory theory = theory_of_isotopes(gas, backend);
    const DensitySlopes slopes = slopes_with_density(gas, theory);
    const WayToDiluteGas soret = way_to_dilute_gas(points, &IsotopePoint::soret, known(slopes.soret));
    const WayToDiluteGas diffusion = way_to_dilute_gas(points, &IsotopePoint::diffusion, known(slopes.diffusion));
    details["theory"] = {{"soret", theory.soret_coefficient},
                         {"diffusion", theory.diffusion_times_density},
                         {"slope_of_soret", slopes.soret},
                         {"slope_of_diffusion", slopes.diffusion}};
    details["soret"] = row_of(soret);
    details["diffusion"] = row_of(diffusion);
    reduction.curves[{quantity::isotope_soret, {name()}}] = at_zero_field(points, &IsotopePoint::soret);
    reduction.curves[{quantity::isotope_diffusion, {name()}}] = at_zero_field(points, &IsotopePoint::diffusion);
    reduction.numbers[number::dilute_isotope_soret] = soret.zero;
    reduction.numbers[number::dilute_isotope_diffusion] = diffusion.zero;
    reduction.numbers[number::dilute_isotope_soret_theory] = {theory.soret_coefficient, 0.0, 0.0};
    reduction.numbers[number::dilute_isotope_diffusion_theory] = {theory.diffusion_times_density, 0.0, 0.0};
    reduction.numbers[number::dilute_isotope_p_value] = {soret.fit.p_value, 0.0, 0.0};
    return reduction;
}

}  // namespace soret
