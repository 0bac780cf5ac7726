#include "soret/validation/claims/fits.hpp"

#include <string>
#include <utility>

#include "soret/common/statistics/fit_extremum.hpp"
#include "soret/validation/campaign/quantities.hpp"
#include "soret/validation/claims/gamma_claims.hpp"
#include "soret/validation/claims/ratio_over_gamma.hpp"
#include "soret/validation/claims/soret_claims.hpp"

namespace soret {

namespace {

nlohmann::json degree_weights(const DegreeChoice& choice) {
    nlohmann::json weights = nlohmann::json::object();
    for (std::size_t k = 0; k < choice.candidates.size(); ++k) {
        weights[std::to_string(choice.candidates[k].degree())] = choice.weights[k];
    }
    return weights;
}

nlohmann::json fit_json(const char* pinned, const PolynomialFit& fit, const std::optional<FitExtremum>& minimum) {
    nlohmann::json entry{{"pinned", pinned},
                         {"degree", fit.degree()},
                         {"chi_squared", fit.chi_squared()},
                         {"degrees_of_freedom", fit.degrees_of_freedom()},
                         {"p_value", fit.p_value()},
                         {"minimum_x1", nullptr},
                         {"minimum_value", nullptr}};
    if (minimum) {
        entry["minimum_x1"] = minimum->position;
        entry["minimum_value"] = minimum->value;
    }
    return entry;
}

// Beside the fit to L'_1q/L_11 what S_T is made of it and Gamma.
nlohmann::json straight_ratio_json(const RatioOverGamma& soret) {
    nlohmann::json entry = fit_json("none", soret.ratio(), std::nullopt);
    const std::optional<Estimate> x = soret.minimum();
    if (!x) return entry;
    entry["minimum_x1"] = *x;
    entry["minimum_value"] = soret.at(x->value);
    entry["enhancement_over_lowest_x1"] = soret.enhancement(x->value, soret.lowest());
    entry["enhancement_over_highest_x1"] = soret.enhancement(x->value, soret.highest());
    return entry;
}

}  // namespace

nlohmann::json fits_to_json(const Findings& findings) {
    const std::pair<const char*, PinnedEnds> variants[] = {
        {"both", PinnedEnds::both}, {"x1_is_1", PinnedEnds::x1_is_1}, {"x1_is_0", PinnedEnds::x1_is_0}};
    nlohmann::json fits = nlohmann::json::object();
    for (const auto& [key, curve] : findings.curves) {
        if (key.quantity != quantity::thermodynamic_factor || !key.study.is_main()) continue;
        for (const auto& [variant, ends] : variants) {
            const auto choice = fit_gamma(curve, ends);
            if (!choice) continue;
            nlohmann::json& of_curve = fits[name_of(key)];
            of_curve.push_back(fit_json(variant, choice->fit(), find_extremum(*choice, Extremum::minimum, 0.0, 1.0)));
            of_curve.back()["degree_weights"] = degree_weights(*choice);
        }
    }
    for (const CurveKey& key : main_curves(findings.curves, quantity::soret_coefficient)) {
        const auto fit = fit_soret(findings.curves.at(key));
        if (!fit) continue;
        const auto points = fit->points();
        fits[name_of(key)].push_back(
            fit_json("none", *fit, find_extremum(*fit, Extremum::minimum, points.front().x, points.back().x)));
    }
    for (const auto& [key, soret] : straight_ratios(findings)) {
        fits[name_of(key) + "_straight_ratio"].push_back(straight_ratio_json(soret));
    }
    return fits;
}

}  // namespace soret
