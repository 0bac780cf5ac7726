#include "soret/validation/report/gamma_figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

#include "soret/common/statistics/fit_extremum.hpp"
#include "soret/validation/campaign/quantities.hpp"
#include "soret/validation/claims/equations_of_state.hpp"
#include "soret/validation/claims/gamma_claims.hpp"
#include "soret/validation/report/chart.hpp"
#include "soret/validation/report/figure_columns.hpp"
#include "soret/validation/report/text.hpp"

namespace soret {

namespace {

void add_theory(Chart& chart, const EquationsOfState* equations,
                const std::function<double(const EquationsOfState&, double)>& value) {
    if (equations == nullptr) return;
    add_line(chart, "PeTS theory", Look::vermillion, Stroke::dashed,
             line_of([&](double x) { return value(*equations, x); }));
}

const CurveKey chains{quantity::thermodynamic_factor, {"semigrand"}};

Figure gamma_figure(const Results& results, const EquationsOfState* equations) {
    Chart chart("Thermodynamic factor against composition", composition, "thermodynamic factor \u0393");
    const Look looks[] = {Look::blue, Look::green, Look::purple, Look::orange};
    const Marker markers[] = {Marker::circle, Marker::triangle, Marker::square, Marker::diamond};
    std::string caption =
        "Points: simulation with one standard error. \u0393 = 1 would be an ideal mixture; at the pure ends \u0393 is "
        "1 by definition.";
    if (const ClaimResult* claim = find_claim(results, "g-min/semigrand")) {
        chart.region("accepted for the published ~ 0.5", Look::grey, claim->claim.published - claim->claim.tolerance,
                     claim->claim.published + claim->claim.tolerance);
    }
    add_theory(chart, equations,
               [](const EquationsOfState& at, double x) { return *at.mixture(x).thermodynamic_factor; });
    std::size_t k = 0;
    // The estimates that a route's value is made of are in the next figure. The fit is that of the preferred route.
    std::vector<CurveKey> keys = main_curves(results.findings.curves, quantity::thermodynamic_factor);
    std::stable_partition(keys.begin(), keys.end(),
                          [](const CurveKey& key) { return key.by.route == preferred_gamma_route; });
    for (const CurveKey& key : keys) {
        const Curve& curve = results.findings.curves.at(key);
        if (k == 0) {
            if (const auto choice = fit_gamma(curve, PinnedEnds::both)) {
                const auto fit = [&](double x) { return averaged_at(*choice, x); };
                add_band(chart, "", Look::blue, fit);
                add_line(chart,
                         fmt::format("polynomial fits of degree {} to {}, ends at 1",
                                     choice->candidates.front().degree(), choice->candidates.back().degree()),
                         Look::blue, Stroke::solid, line_of([&](double x) { return fit(x).value; }));
                if (const auto minimum = find_extremum(*choice, Extremum::minimum, 0.0, 1.0)) {
                    chart.mark("its minimum", Look::blue, Stroke::dotted, minimum->position.value);
                    caption += fmt::format(" The fit is lowest at x_1 = {}, where \u0393 = {}.",
                                           text_of(minimum->position), text_of(minimum->value));
                }
            }
        }
        add_points(chart, label_of(results, key.by), looks[k % 4], markers[k % 4], columns_of(curve));
        ++k;
    }
    chart.x_range(0.0, 1.0);
    return {"Thermodynamic factor", caption, chart.svg()};
}

Figure gamma_residuals(const Results& results, const EquationsOfState& equations) {
    Chart chart("Thermodynamic factor relative to PeTS", composition, "\u0393/\u0393_{PeTS} \u2212 1   [%]");
    const auto theory = [&](double x) { return *equations.mixture(x).thermodynamic_factor; };
    const auto percent = [&](double x) { return 0.01 * theory(x); };
    const double band = 100.0 * equations.second_derivative_discrepancy();
    chart.band("trust in PeTS", Look::grey, {0.0, 1.0}, {-band, -band}, {band, band});
    chart.line("PeTS theory", Look::vermillion, Stroke::dashed, {0.0, 1.0}, {0.0, 0.0});
    const auto add = [&](const std::string& label, const std::string& part, Look look, Marker marker, double distance) {
        const Curve* curve = find_curve(results, {quantity::thermodynamic_factor, {"semigrand", "", part}});
        if (!curve) return;
        add_points(chart, label, look, marker, beside(columns_of(*curve, theory, percent), distance));
    };
    add(label_of(results, chains.by), "", Look::blue, Marker::circle, 0.0);
    add("fluctuations alone", "fluctuation", Look::orange, Marker::square, 0.014);
    add("slope of chemical potential alone", "slope", Look::green, Marker::triangle, -0.014);
    chart.x_range(0.0, 1.0);
    return {"Distance from theory",
            "PeTS is an equation of state that was fitted to pure fluids only. The grey band is how far it can be "
            "trusted, from its "
            "difference to a more accurate equation at the pure ends.",
            chart.svg()};
}

Figure density_figure(const Curve& density, const EquationsOfState* equations) {
    Chart chart("Density against composition", composition, "number density  [\u03c3\u207b\u00b3]");
    add_theory(chart, equations, [](const EquationsOfState& at, double x) { return at.mixture(x).density; });
    if (equations) {
        chart.points("Thol et al., pure", Look::purple, Marker::diamond, {0.0, 1.0},
                     {equations->pure(1).density, equations->pure(0).density}, {0.0, 0.0});
    }
    add_points(chart, "simulation", Look::blue, Marker::circle, columns_of(density));
    chart.x_range(-0.03, 1.03);
    return {"Density", "Standard errors are smaller than the symbols; the next figure magnifies the differences.",
            chart.svg()};
}

Figure density_residuals(const Curve& density, const EquationsOfState& equations) {
    Chart chart("Density relative to PeTS", composition, "\u03c1/\u03c1_{PeTS} \u2212 1   [%]");
    const auto theory = [&](double x) { return equations.mixture(x).density; };
    const auto percent = [&](double x) { return 0.01 * theory(x); };
    chart.line("PeTS theory", Look::vermillion, Stroke::dashed, {-0.03, 1.03}, {0.0, 0.0});
    chart.points("Thol et al., pure", Look::purple, Marker::diamond, {0.0, 1.0},
                 {(equations.pure(1).density - theory(0.0)) / percent(0.0),
                  (equations.pure(0).density - theory(1.0)) / percent(1.0)},
                 {0.0, 0.0});
    add_points(chart, "simulation", Look::blue, Marker::circle, columns_of(density, theory, percent));
    chart.x_range(-0.03, 1.03);
    return {"Density, differences",
            "Relative to PeTS, with standard errors. Thol et al. is the more accurate equation of pure fluids.",
            chart.svg()};
}

Figure enthalpy_figure(const Curve& difference, const Curve* fluctuations, const EquationsOfState* equations) {
    Chart chart("Difference of partial enthalpies", composition, "h_1 \u2212 h_2   [\u03b5]");
    add_theory(chart, equations, [](const EquationsOfState& at, double x) { return at.enthalpy_difference(x); });
    if (fluctuations) {
        add_points(chart, "fluctuations alone", Look::orange, Marker::square, beside(columns_of(*fluctuations), 0.012));
    }
    add_points(chart, "both together", Look::blue, Marker::circle, columns_of(difference));
    chart.x_range(0.0, 1.0);
    return {"Partial enthalpies",
            "How much more enthalpy a particle of species 1 brings than one of species 2, from fluctuations at each "
            "composition and from the slope of one polynomial through the enthalpies of all. Errors of neighbours are "
            "correlated. It enters the Soret coefficient.",
            chart.svg()};
}

// A number in the details of the main study.
Columns details_of(const Results& results, const char* key) {
    Columns columns;
    for (const nlohmann::json& row : results.details.at("semigrand")) {
        if (!row.contains(key) || !row.at("main").get<bool>()) continue;
        columns.x.push_back(row.at("x1").at("value").get<double>());
        columns.y.push_back(row.at(key).get<double>());
        columns.error.push_back(0.0);
    }
    return columns;
}

Figure acceptance_figure(const Results& results) {
    Chart chart("Accepted moves", composition, "accepted fraction of moves");
    add_points(chart, "identity change", Look::blue, Marker::circle,
               beside(details_of(results, "acceptance_identity"), -0.014));
    add_points(chart, "displacement", Look::vermillion, Marker::square, details_of(results, "acceptance_displacement"));
    add_points(chart, "volume", Look::green, Marker::triangle, beside(details_of(results, "acceptance_volume"), 0.014));
    chart.x_range(-0.03, 1.03);
    chart.y_range(0.0, 1.0);
    return {
        "Acceptance",
        "How often the trial moves of the simulation were accepted. Very small values would mean that it hardly moves.",
        chart.svg()};
}

Figure autocorrelation_figure(const Results& results) {
    Chart chart("Autocorrelation times", composition, "autocorrelation time  [sweeps]");
    add_points(chart, "composition N_1", Look::blue, Marker::circle,
               details_of(results, "autocorrelation_particles_1"));
    add_points(chart, "volume", Look::green, Marker::triangle, details_of(results, "autocorrelation_volume"));
    chart.x_range(-0.03, 1.03);
    return {"Memory of the simulation",
            "Integrated autocorrelation times: twice as many sweeps give one independent sample. Errors are those of "
            "blocks many times as long.",
            chart.svg()};
}

// " N = 500: -0.0010 +- 0.0021, the mean of 3 compositions."
std::string mean_difference(const std::string& particles, const Curve& curve, const PolynomialFit& fit) {
    std::vector<Estimate> differences;
    for (const CurvePoint& point : curve.points) {
        const Estimate expected = fit.at(point.x);
        differences.push_back({point.estimate.value - expected.value,
                               std::hypot(point.estimate.standard_error, expected.standard_error),
                               point.estimate.effective_samples});
    }
    return fmt::format(" N = {}: {}, the mean of {} compositions.", particles, text_of(pooled(differences).mean),
                       differences.size());
}

std::optional<Figure> size_figure(const Results& results) {
    const Look looks[] = {Look::green, Look::purple, Look::orange, Look::vermillion};
    const Marker markers[] = {Marker::triangle, Marker::square, Marker::diamond, Marker::circle};
    const auto choice = fit_gamma(results.findings.curves.at(chains), PinnedEnds::both);
    if (!choice) return std::nullopt;
    const auto fit = [&](double x) { return choice->fit()(x); };
    Chart chart("Thermodynamic factor for several system sizes", composition, "\u0393 \u2212 \u0393_{fit}");
    std::size_t k = 0;
    std::string numbers;
    for (const auto& [key, curve] : results.findings.curves) {
        const bool of_size = key.quantity == chains.quantity && key.by == chains.by && key.study.of == Study::Of::size;
        if (!of_size || curve.points.empty()) continue;
        const std::string particles = std::to_string(key.study.particles);
        numbers += mean_difference(particles, curve, choice->fit());
        Columns columns = beside(columns_of(curve, fit), k % 2 == 0 ? 0.006 : -0.006);
        add_points(chart, "N = " + particles, looks[k % 4], markers[k % 4], std::move(columns));
        ++k;
    }
    if (k == 0) return std::nullopt;
    add_points(chart, "main campaign", Look::blue, Marker::circle, columns_of(results.findings.curves.at(chains), fit));
    chart.x_range(0.0, 1.0);
    return Figure{"System size",
                  "Difference of \u0393 to the fit of the main campaign: what the number of particles costs." + numbers,
                  chart.svg()};
}

}  // namespace

std::vector<Figure> gamma_figures(const Results& results) {
    const std::optional<EquationsOfState> found = EquationsOfState::along(results.findings.state_line);
    const EquationsOfState* equations = found ? &*found : nullptr;
    std::vector<Figure> figures;
    const bool has_gamma = !main_curves(results.findings.curves, quantity::thermodynamic_factor).empty();
    if (has_gamma) figures.push_back(gamma_figure(results, equations));
    if (has_gamma && equations) figures.push_back(gamma_residuals(results, *equations));
    if (find_curve(results, chains) != nullptr) {
        if (auto figure = size_figure(results)) figures.push_back(std::move(*figure));
    }
    const RouteName by{"semigrand"};
    if (const Curve* difference = find_curve(results, {quantity::enthalpy_difference, by})) {
        const CurveKey alone{quantity::enthalpy_difference, {by.route, "", "fluctuation"}};
        figures.push_back(enthalpy_figure(*difference, find_curve(results, alone), equations));
    }
    if (const Curve* density = find_curve(results, {quantity::density, by})) {
        figures.push_back(density_figure(*density, equations));
        if (equations) figures.push_back(density_residuals(*density, *equations));
    }
    if (results.details.contains("semigrand")) {
        figures.push_back(acceptance_figure(results));
        figures.push_back(autocorrelation_figure(results));
    }
    return figures;
}

}  // namespace soret
