#include "soret/validation/report/fep_figures.hpp"

#include <array>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "soret/validation/campaign/quantities.hpp"
#include "soret/validation/claims/equations_of_state.hpp"
#include "soret/validation/report/chart.hpp"
#include "soret/validation/report/figure_columns.hpp"

namespace soret {

namespace {

struct PartOfPotential {
    Quantity quantity;
    const char* label;
    Look look;
    Marker marker;
    /// Of PeTS.
    double (*theory)(const FluidProperties& fluid, std::size_t species);
};

double whole_of(const FluidProperties& fluid, std::size_t species) {
    return fluid.chemical_potential[species];
}
double excess_of(const FluidProperties& fluid, std::size_t species) {
    return fluid.residual_chemical_potential[species];
}
double ideal_of(const FluidProperties& fluid, std::size_t species) {
    return whole_of(fluid, species) - excess_of(fluid, species);
}

std::optional<Figure> potential_figure(const Results& results, std::size_t species,
                                       const std::array<PartOfPotential, 3>& parts) {
    const std::string symbol = fmt::format("\u03bc_{}", species + 1);
    const std::string title = fmt::format("Chemical potential of species {}", species + 1);
    Chart chart(title, composition, symbol + "  [\u03b5]");
    const auto equations = EquationsOfState::along(results.findings.state_line);
    bool any = false;
    for (const PartOfPotential& part : parts) {
        const Curve* curve = find_curve(results, {part.quantity, {part.quantity.customary_route}});
        if (curve == nullptr) continue;
        add_points(chart, part.label, part.look, part.marker, columns_of(*curve));
        any = true;
        if (!equations) continue;
        // Where there is nearly none of a species the logarithm would take the whole height.
        constexpr double nearest = 0.04;
        add_line(chart, "", part.look, Stroke::dashed,
                 line_of([&](double x) { return part.theory(equations->mixture(x), species); },
                         species == 0 ? nearest : 0.0, species == 0 ? 1.0 : 1.0 - nearest));
    }
    if (!any) return std::nullopt;
    chart.x_range(-0.03, 1.03);
    return Figure{title,
                  fmt::format("\u03bc_{0} = T ln \u03c1_{0} + excess, from a particle of species {0} that grows and "
                              "shrinks among the others. Dashed: PeTS theory.",
                              species + 1),
                  chart.svg()};
}

std::optional<Figure> parts_of_gamma_figure(const Results& results) {
    const std::string title = "Ideal and excess part of \u0393";
    Chart chart(title, composition, "part of \u0393");
    bool any = false;
    for (const auto& [quantity, label, look, marker] :
         {std::tuple{quantity::thermodynamic_factor_ideal, "\u0393_{id}", Look::green, Marker::triangle},
          std::tuple{quantity::thermodynamic_factor_excess, "\u0393_{ex}", Look::vermillion, Marker::square}}) {
        const Curve* curve = find_curve(results, {quantity, {quantity.customary_route}});
        if (curve == nullptr) continue;
        add_points(chart, label, look, marker, columns_of(*curve));
        any = true;
    }
    if (!any) return std::nullopt;
    chart.x_range(0.0, 1.0);
    return Figure{title,
                  "\u0393_{id} = 1 + (x_1/\u03c1) d\u03c1/dx_1 is what follows from the density alone, \u0393_{ex} = "
                  "\u0393 \u2212 \u0393_{id} what the interactions add. Points of one curve have errors in common.",
                  chart.svg()};
}

std::optional<Figure> overlap_figure(const Results& results) {
    const nlohmann::json rows = results.details.value("fep", nlohmann::json::array());
    const std::string title = "Overlap of neighbouring stages";
    Chart chart(title, "coupling \u03b6 between two stages", "probability");
    bool any = false;
    for (const auto& [species, look, marker] :
         {std::tuple{1, Look::blue, Marker::circle}, std::tuple{2, Look::vermillion, Marker::square}}) {
        const nlohmann::json* middle = nullptr;  // the row nearest to x_1 = 0.5
        const auto distance = [](const nlohmann::json& row) { return std::fabs(row.at("x1").get<double>() - 0.5); };
        for (const nlohmann::json& row : rows) {
            if (row.at("species") != species || row.at("overlap").empty()) continue;
            if (middle == nullptr || distance(row) < distance(*middle)) middle = &row;
        }
        if (middle == nullptr) continue;
        Columns columns;
        const auto overlap = middle->at("overlap").get<std::vector<double>>();
        for (std::size_t k = 0; k < overlap.size(); ++k) {
            columns.x.push_back((static_cast<double>(k) + 0.5) / static_cast<double>(overlap.size()));
            columns.y.push_back(overlap[k]);
            columns.error.push_back(0.0);
        }
        const double x1 = middle->at("x1");
        add_points(chart, fmt::format("species {} grows, x_1 = {:.2f}", species, x1), look, marker, columns);
        any = true;
    }
    if (!any) return std::nullopt;
    chart.x_range(0.0, 1.0);
    return Figure{title,
                  "How likely a configuration of one stage of the growing particle is of the next one, by MBAR. Where "
                  "stages hardly overlap nothing could be said of the difference between them.",
                  chart.svg()};
}

}  // namespace

std::vector<Figure> fep_figures(const Results& results) {
    std::vector<Figure> figures;
    for (auto& figure :
         {potential_figure(
              results, 0,
              {{{quantity::chemical_potential_1, "\u03bc_1", Look::blue, Marker::circle, whole_of},
                {quantity::chemical_potential_ideal_1, "ideal part", Look::green, Marker::triangle, ideal_of},
                {quantity::chemical_potential_excess_1, "excess part", Look::vermillion, Marker::square, excess_of}}}),
          potential_figure(
              results, 1,
              {{{quantity::chemical_potential_2, "\u03bc_2", Look::blue, Marker::circle, whole_of},
                {quantity::chemical_potential_ideal_2, "ideal part", Look::green, Marker::triangle, ideal_of},
                {quantity::chemical_potential_excess_2, "excess part", Look::vermillion, Marker::square, excess_of}}}),
          parts_of_gamma_figure(results), overlap_figure(results)}) {
        if (figure) figures.push_back(*figure);
    }
    return figures;
}

}  // namespace soret
