#include "soret/validation/claims/model_claims.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "soret/validation/campaign/quantities.hpp"
#include "soret/validation/claims/along_curve.hpp"

namespace soret {

namespace {

const std::string figure_3 = fmt::format("{}, fig. 3", paper);

/// Of a model and of the simulations, at the compositions of these: S_T of the model over that of the simulations, less
/// 1; below -1 where the signs differ.
std::vector<CurvePoint> excesses(const Curve& model, const Curve& simulation) {
    constexpr double same = 1e-6;
    std::vector<CurvePoint> points;
    for (const CurvePoint& measured : simulation.points) {
        for (const CurvePoint& of_model : model.points) {
            if (std::fabs(of_model.x - measured.x) > same || measured.estimate.value == 0.0) continue;
            const double ratio = of_model.estimate.value / measured.estimate.value;
            const double error = std::hypot(of_model.estimate.standard_error, ratio * measured.estimate.standard_error);
            points.push_back({measured.x,
                              {ratio - 1.0, error / std::fabs(measured.estimate.value),
                               std::min(of_model.estimate.effective_samples, measured.estimate.effective_samples)}});
        }
    }
    return points;
}

ClaimResult judge_excess(const Findings& findings, Claim claim, const ClaimInstance& instance) {
    const Curve* simulation = find_curve(findings.curves, instance.curves[0]);
    const Curve* model = find_curve(findings.curves, instance.curves[1]);
    if (model == nullptr) return not_measured(std::move(claim), name_of(instance.curves[1]));
    if (simulation == nullptr) return not_measured(std::move(claim), name_of(instance.curves[0]));
    const std::vector<CurvePoint> points = excesses(*model, *simulation);
    if (points.empty()) return without_measurement(std::move(claim), "no composition in common");
    const std::size_t measured = points.size();
    return needs_compositions(judge_along(claim, points), measured);
}

ClaimRule about_model(const char* id, const char* model, const char* who, double lowest, double highest,
                      const char* text) {
    const bool small = highest <= 0.0;
    Claim claim{.id = id,
                .statement = fmt::format("S_T by {} is {} in size", who, small ? "too small" : "too large"),
                .formula = "S_T of the model over that of the simulations, less 1, at every composition",
                .unit = "1",
                .source = figure_3,
                .as_published = text};
    accept_rounded(claim, lowest, highest, std::fabs(lowest) >= 2.0 ? 1.0 : 0.1);
    return {claim, ClaimScope::paper,
            [model](const Available& available) {
                const CurveKey of_model = curve_of_model(model);
                if (!available.curves.contains(of_model)) return std::vector<ClaimInstance>{};
                for (const std::string& route : preferred_onsager_routes) {
                    const CurveKey key{quantity::soret_coefficient, {route, preferred_gamma_route}};
                    const CurveKey of_simulation = needs::at_published_size(key, available);
                    if (available.curves.contains(of_simulation)) {
                        return std::vector<ClaimInstance>{{"", {of_simulation, of_model}, {}}};
                    }
                }
                return std::vector<ClaimInstance>{};
            },
            judge_excess, Tier::standard};
}

ClaimRule tau(int species, const NumberKey& key, double published) {
    return {
        {.id = fmt::format("sf/tau_{}", species),
         .statement = fmt::format("The cohesive energy of pure liquid {} is tau times that of viscous flow", species),
         .formula = "1/slope of ln eta against dU_c/T",
         .published = published,
         .tolerance = 0.1,
         .unit = "1",
         .source = fmt::format("{}, SI fig. 4; the published error is the tolerance", paper),
         .as_published = fmt::format("{:.1f}(1)", published)},
        ClaimScope::paper,
        needs::all_of({key}),
        judge_number};
}

}  // namespace

std::vector<ClaimRule> model_claims() {
    return {about_model("haase", "haase", "Haase", 3.0, 4.0, "300-400 % too large"),
            about_model("kempers", "kempers", "Kempers", 4.0, 5.0, "400-500 % too large"),
            about_model("sf", "shukla_firoozabadi", "Shukla and Firoozabadi", 0.2, 0.5, "20-50 % too large"),
            tau(1, number::viscous_energy_ratio_1, 3.3),
            tau(2, number::viscous_energy_ratio_2, 3.8),
            about_model("arg", "artola_rousseau", "Artola, Rousseau and Galliero", -1.1, -1.0,
                        "100-110 % too small, > 0 or about 0")};
}

}  // namespace soret
