// Figures of chemical potentials: those that the results allow, and what is in them.

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "soret/validation/campaign/quantities.hpp"
#include "soret/validation/report/fep_figures.hpp"

namespace soret {
namespace {

Results results_with_potentials() {
    Results results;
    const auto add = [&](const Quantity& quantity, double value) {
        results.findings.curves[{quantity, {"fep"}}].points = {{0.1, {value, 0.01, 64.0}}, {0.9, {value, 0.01, 64.0}}};
    };
    for (const Quantity& one : {quantity::chemical_potential_1, quantity::chemical_potential_ideal_1,
                                quantity::chemical_potential_excess_1}) {
        add(one, -1.0);
    }
    add(quantity::thermodynamic_factor_ideal, 0.9);
    nlohmann::json rows = nlohmann::json::array();
    for (const double x1 : {0.1, 0.45, 0.9}) {
        rows.push_back({{"x1", x1}, {"species", 1}, {"overlap", {0.3, 0.2, 0.1}}});
        rows.push_back({{"x1", x1}, {"species", 2}, {"overlap", nlohmann::json::array()}});
    }
    results.details["fep"] = rows;
    return results;
}

std::vector<std::string> titles_of(const Results& results) {
    std::vector<std::string> titles;
    for (const Figure& figure : fep_figures(results)) titles.push_back(figure.title);
    return titles;
}

TEST(FepFigures, AreThoseThatTheResultsAllow) {
    EXPECT_TRUE(fep_figures({}).empty());
    EXPECT_EQ(titles_of(results_with_potentials()),
              (std::vector<std::string>{"Chemical potential of species 1", "Ideal and excess part of \u0393",
                                        "Overlap of neighbouring stages"}));
}

TEST(FepFigures, ShowTheOverlapInTheMiddleOfTheCompositions) {
    const std::vector<Figure> figures = fep_figures(results_with_potentials());
    const std::string& svg = figures.back().svg;
    EXPECT_NE(svg.find("species 1 grows"), std::string::npos);
    EXPECT_NE(svg.find("0.45"), std::string::npos);
    EXPECT_EQ(svg.find("species 2 grows"), std::string::npos);  // nothing is known of it
}

}  // namespace
}  // namespace soret
