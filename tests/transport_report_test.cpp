#include "soret/validation/report/transport_figures.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <regex>

#include "curve_names.hpp"
#include "soret/validation/report/figure_columns.hpp"
#include "soret/validation/report/report_summary.hpp"
#include "soret/validation/report/text.hpp"
#include "synthetic_transport_report.hpp"

namespace soret {
namespace {

std::vector<std::string> titles_of(const Results& report) {
    std::vector<std::string> titles;
    for (const Figure& figure : transport_figures(report)) titles.push_back(figure.title);
    return titles;
}

int count(const std::string& text, const std::string& part) {
    int found = 0;
    for (std::size_t i = text.find(part); i != std::string::npos; i = text.find(part, i + part.size())) ++found;
    return found;
}

TEST(TransportReport, HasAFigureOfEveryCurve) {
    const Results report = synthetic::transport_report();
    EXPECT_EQ(titles_of(report),
              (std::vector<std::string>{
                  "Soret coefficient", "Ratio of Onsager coefficients", "Mutual diffusion", "Thermal diffusion",
                  "Thermal conductivity", "Coupling of heat and mass", "Soret coefficient against the gradient",
                  "Conductivity against the gradient", "Soret coefficient against the lateral edge",
                  "Where the error comes from: Green-Kubo, \u0393 of semigrand", "Running integrals"}));
    Results without = report;
    without.details = nlohmann::json::object();
    test::erase(without.findings.curves, "onsager_ratio");
    EXPECT_EQ(titles_of(without).size(), 8u);
    without.findings.curves.clear();
    EXPECT_TRUE(titles_of(without).empty());
}

/// The figures look at what the claims are made about: boxes of the published size, and what the box term leaves.
TEST(TransportReport, ShowsLargerBoxesWhereTheyAreKnown) {
    Results report = synthetic::transport_report();
    const auto caption_of = [&](const std::string& title) {
        for (const Figure& figure : transport_figures(report)) {
            if (figure.title == title) return figure.caption + figure.svg;
        }
        return std::string("none");
    };
    const std::string at_size = "At the size of the published systems";
    EXPECT_EQ(caption_of("Ratio of Onsager coefficients").find(at_size), std::string::npos);
    Curves& curves = report.findings.curves;
    for (const Quantity& quantity : {quantity::onsager_ratio, quantity::delta_lambda}) {
        curves[{quantity, {"green_kubo"}, {Study::Of::published_size}}] = curves.at({quantity, {"green_kubo"}});
    }
    for (const char* title : {"Ratio of Onsager coefficients", "Coupling of heat and mass"}) {
        EXPECT_NE(caption_of(title).find(at_size), std::string::npos) << title;
    }
    const CurveKey infinite{quantity::mutual_diffusion, {"hnemd"}, {Study::Of::infinite_system}};
    const CurveKey by_1000{infinite.quantity, infinite.by, {Study::Of::infinite_system, 1000}};
    curves[infinite] = curves.at({quantity::mutual_diffusion, {"green_kubo"}});
    EXPECT_EQ(caption_of("The box term of D_{12}"), "none");
    curves[by_1000] = curves[infinite];
    EXPECT_NE(caption_of("The box term of D_{12}").find("N = 1000"), std::string::npos);
}

/// D_12 of a box lacks a part that goes with 1/L, here 20 % at N = 250; S_T = D_T/D_12 has as much too much. Invented
/// values of the larger box that are so lie on the lines that are drawn through the main size.
TEST(TransportReport, ShowsTheBoxTermAgainstTheInverseEdge) {
    Results report = synthetic::transport_report();
    Curves& curves = report.findings.curves;
    const auto left_by = [](double particles) { return 1.0 - 0.2 * std::cbrt(250.0 / particles); };
    const auto set = [&](const Quantity& quantity, const std::string& gamma, Study study, double factor) {
        Curve curve;
        for (const double x1 : {0.1, 0.5}) curve.points.push_back({x1, {(1.0 + x1) * factor, 0.01, 50.0}});
        curves[{quantity, {"hnemd", gamma}, study}] = curve;
    };
    set(quantity::mutual_diffusion, "", {}, left_by(250.0));
    set(quantity::mutual_diffusion, "", {Study::Of::infinite_system}, 1.0);
    set(quantity::mutual_diffusion, "", {Study::Of::size, 1000}, left_by(1000.0));
    set(quantity::soret_coefficient, "semigrand", {}, -1.0 / left_by(250.0));
    set(quantity::soret_coefficient, "semigrand", {Study::Of::size, 1000}, -1.0 / left_by(1000.0));
    set(quantity::thermal_diffusion, "", {}, -1.0);
    set(quantity::thermal_diffusion, "", {Study::Of::size, 1000}, -1.0);
    const auto titles_about_edges = [&] {
        std::vector<std::string> titles = titles_of(report);
        std::erase_if(titles, [](const std::string& title) { return title.find("inverse edge") == std::string::npos; });
        return titles;
    };
    EXPECT_TRUE(titles_about_edges().empty());  // nobody says which size is the main one
    report.details["hnemd_zero_field"] = {{{"particles", 250},
                                           {"curvature", {Estimate{}, Estimate{}}},
                                           {"p_value", 1.0},
                                           {"chi_squared", 1.0},
                                           {"degrees_of_freedom", 1}}};
    EXPECT_EQ(titles_about_edges().size(), 3U);

    // Compositions stand side by side, the first by 0.001 at the left of its place in a frame of 452 units.
    const double beside_by = 0.001 * 452.0 / (1.1 * std::cbrt(1.0 / 250.0));
    const std::regex circle(R"re(<circle class="m c1" cx="([0-9.]+)" cy="([0-9.]+)")re");
    const std::regex dashed(R"re(<path class="s c1" stroke-dasharray="[^"]*" d="(M[^"]*)")re");
    const std::regex place(R"re([ML]?([0-9.]+)[ ,]([0-9.]+))re");
    for (const Figure& figure : transport_figures(report)) {
        if (figure.title.find("inverse edge") == std::string::npos) continue;
        std::smatch found;
        ASSERT_TRUE(std::regex_search(figure.svg, found, dashed)) << figure.svg;
        const std::string path = found[1];
        std::vector<std::pair<double, double>> line;
        for (std::sregex_iterator it(path.begin(), path.end(), place), end; it != end; ++it) {
            line.emplace_back(std::stod((*it)[1]), std::stod((*it)[2]));
        }
        ASSERT_EQ(line.size(), 101U) << figure.title;
        int points = 0;
        for (std::sregex_iterator it(figure.svg.begin(), figure.svg.end(), circle), end; it != end; ++it) {
            const double x = std::stod((*it)[1]) + beside_by;
            const double y = std::stod((*it)[2]);
            const auto after = std::find_if(line.begin(), line.end(), [&](const auto& at) { return at.first >= x; });
            if (y > 330.0 || after == line.begin() || after == line.end()) continue;  // of the legend
            const auto before = std::prev(after);
            const double expected = before->second + (after->second - before->second) * (x - before->first) /
                                                         (after->first - before->first);
            EXPECT_NEAR(y, expected, 0.3) << figure.title;  // both are written to 0.1
            ++points;
        }
        EXPECT_EQ(points, 2) << figure.title;
        EXPECT_NE(figure.caption.find("250 particles at the right, 1000 at the left."), std::string::npos);
    }
}

TEST(TransportReport, SaysWhatTheLimitOfTheIntegralsLeavesOut) {
    Results report = synthetic::transport_report();
    EXPECT_EQ(transport_figures(report).back().caption.find("it changes by"), std::string::npos);
    report.findings.numbers[{number::onsager_ratio_truncation, "green_kubo"}] = {-0.05, 0.012, 20.0};
    EXPECT_NE(transport_figures(report).back().caption.find("it changes by -0.050 \u00b1 0.012"), std::string::npos)
        << transport_figures(report).back().caption;
}

TEST(TransportReport, NamesOnlyTheRoutesToTheConductivityThatWereRun) {
    const auto caption_without = [](const std::string& curve) {
        Results report = synthetic::transport_report();
        test::erase(report.findings.curves, curve);
        for (const Figure& figure : transport_figures(report)) {
            if (figure.title == "Thermal conductivity") return figure.caption;
        }
        return std::string("no such figure");
    };
    EXPECT_EQ(caption_without("thermal_conductivity_nemd"), "How well the liquid conducts heat. Found by Green-Kubo.");
    EXPECT_EQ(caption_without("thermal_conductivity"), "How well the liquid conducts heat. Found by NEMD.");
    EXPECT_EQ(caption_without(""), "How well the liquid conducts heat. Found by Green-Kubo and by NEMD.");
}

TEST(TransportReport, ShowsAllRoutesAndTheFit) {
    const Results report = synthetic::transport_report();
    const Figure soret = transport_figures(report).front();
    // Nine compositions of two routes and the legend: one Gamma, the preferred one, is enough for a figure.
    EXPECT_EQ(count(soret.svg, "class=\"m "), 2 * 9 + 2);
    EXPECT_NE(soret.svg.find("its cubic"), std::string::npos);
    EXPECT_NE(soret.caption.find("It is lowest at x_1 = 0."), std::string::npos);
    const nlohmann::json& fits = report.fits;
    for (const char* name : {"soret_nemd", "soret_green_kubo_fep", "soret_green_kubo_semigrand"}) {
        ASSERT_EQ(fits.at(name).size(), 1u) << name;
        EXPECT_EQ(fits.at(name).at(0).at("degree"), 3) << name;
        EXPECT_EQ(fits.at(name).at(0).at("degrees_of_freedom"), 5) << name;
    }
    EXPECT_FALSE(fits.contains("soret_nemd_gradient"));
    EXPECT_FALSE(fits.contains("soret_green_kubo_semigrand_straight_ratio"));  // its Gamma is not 1 at the ends
}

TEST(TransportReport, PointsOfStudiesOfFlowsAreWhollyInsideTheirFrames) {
    const std::regex circle(R"re(<circle class="m c1" cx="([0-9.]+)" cy="([0-9.]+)")re");
    int points = 0;
    for (const Figure& figure : transport_figures(synthetic::transport_report())) {
        if (figure.title.find("against the") == std::string::npos) continue;
        for (std::sregex_iterator it(figure.svg.begin(), figure.svg.end(), circle), end; it != end; ++it) {
            if (std::stod((*it)[2]) > 330.0) continue;  // of the legend
            EXPECT_GT(std::stod((*it)[1]), 74.0 + 5.0) << figure.title;
            EXPECT_LT(std::stod((*it)[1]), 526.0 - 5.0) << figure.title;
            ++points;
        }
    }
    EXPECT_EQ(points, 3 + 3 + 4);
}

TEST(TransportReport, SaysWhereTheMinimumIsIfTheRatioIsAStraightLine) {
    Results report = synthetic::transport_report();
    for (CurvePoint& point : test::named(report.findings.curves, "gamma_semigrand").points) {
        point.estimate = {1.0 - 1.4 * point.x * (1.0 - point.x), 0.001, 64.0};
    }
    report.fits = all_claims().fits(report.findings);
    const Figure soret = transport_figures(report).front();
    EXPECT_NE(soret.svg.find("a parabola over"), std::string::npos);
    EXPECT_NE(soret.caption.find(", lowest at x_1 = 0."), std::string::npos) << soret.caption;
    EXPECT_NE(report_html(report, all_figures()).find("as it may be within errors, it is lowest at"),
              std::string::npos);
    const nlohmann::json fit = report.fits.at("soret_green_kubo_semigrand_straight_ratio").at(0);
    EXPECT_EQ(fit.at("degrees_of_freedom"), 7);
    const nlohmann::json& position = fit.at("minimum_x1");
    EXPECT_NEAR(position.at("value").get<double>(), 0.5, 5.0 * position.at("sem").get<double>());
    EXPECT_LT(position.at("sem").get<double>(), 0.02);
    const nlohmann::json& depth = fit.at("enhancement_over_lowest_x1");
    EXPECT_NEAR(depth.at("value").get<double>(), 0.874 / 0.65 - 1.0, 5.0 * depth.at("sem").get<double>());
}

TEST(TransportReport, IsWholeWithThreeCompositionsAndOneRoute) {
    Results report = synthetic::transport_report({0.1, 0.5, 0.9});
    test::erase(report.findings.curves, "soret_nemd");
    test::erase(report.findings.curves, "soret_green_kubo_fep");
    report.claims = judge_claims(all_claims(), report.findings);
    const std::string html = report_html(report, all_figures());
    EXPECT_NE(html.find("Too few compositions for a cubic."), std::string::npos);
    EXPECT_NE(html.find("is lowest cannot be told"), std::string::npos);
    EXPECT_FALSE(std::regex_search(html, std::regex(R"([^a-z](nan|inf)[^a-z])")));
}

TEST(TransportReport, HasWordsWhereAClaimIsNoBandAndNoNameThatLooksLikeASubscript) {
    Results report = synthetic::transport_report();
    for (const char* name : {"viscosity", "soret_nemd", "gamma_semigrand"}) test::erase(report.findings.curves, name);
    report.claims = judge_claims(all_claims(), report.findings);
    const std::string html = report_html(report, all_figures());
    for (const char* words : {"&lt; 0 everywhere", "rises: &gt; 0", "falls: &lt; 0", "constant within 15 %"}) {
        EXPECT_NE(html.find(words), std::string::npos) << words;
    }
    EXPECT_NE(claims_table(report.claims).find("< 0 everywhere"), std::string::npos);
    EXPECT_EQ(html.find("green<sub>"), std::string::npos);
    EXPECT_EQ(html.find("soret<sub>"), std::string::npos);
    EXPECT_EQ(html.find("gamma<sub>"), std::string::npos);
    EXPECT_EQ(html.find("<sub>n</sub>vt"), std::string::npos);
}

TEST(TransportReport, SaysInShortWhatWasDoneAndFoundByEveryRoute) {
    Results report = synthetic::transport_report();
    const std::string html = report_html(report, all_figures());
    EXPECT_EQ(title_of(report), "Soret coefficient and thermodynamic factor of a Lennard-Jones mixture");
    EXPECT_NE(html.find("<h1>" + title_of(report)), std::string::npos);
    for (const char* words : {"change their kind", "Green and Kubo", "between a hot and a cold layer"}) {
        EXPECT_NE(html.find(words), std::string::npos) << words;
    }
    for (const RouteName& route : {RouteName{"green_kubo", "semigrand"}, RouteName{"nemd"}}) {
        const CurvePoint& middle = report.findings.curves.at({quantity::soret_coefficient, route}).points.at(4);
        ASSERT_NEAR(middle.x, 0.5, 1e-9);
        const std::string said = "the Soret coefficient (" + label_of(report, route) + ") is <strong>" +
                                 text_of(middle.estimate) + "</strong>";
        EXPECT_NE(html.find(said), std::string::npos) << said;
    }
    report.routes.resize(1);
    std::erase_if(report.findings.curves,
                  [](const auto& one) { return one.first.quantity == quantity::soret_coefficient; });
    EXPECT_EQ(title_of(report), "Thermodynamic factor of a Lennard-Jones mixture");
    EXPECT_EQ(report_html(report, all_figures()).find("Green and Kubo"), std::string::npos);
}

TEST(TransportReport, SaysInShortWhatFails) {
    Results report = synthetic::transport_report();
    for (ClaimResult& result : report.claims) result.judgement.verdict = Verdict::pass;
    EXPECT_EQ(report_html(report, all_figures()).find("What fails:"), std::string::npos);
    int failing = 0;
    for (ClaimResult& result : report.claims) {
        if (!result.claim.id.starts_with("st-min/")) continue;
        result.judgement.verdict = Verdict::fail;
        result.measured = Estimate{0.25 + 0.1 * failing++, 0.01, 64.0};
    }
    ASSERT_EQ(failing, 3);
    const std::string html = report_html(report, all_figures());
    const std::string said =
        "<ul><li>The Soret coefficient has its minimum near the equimolar mixture: published 0.5 \u00b1 0.1, found "
        "0.250 \u00b1 0.010 (<code>st-min/";
    const std::size_t at = html.find(said);
    ASSERT_NE(at, std::string::npos);
    EXPECT_EQ(html.find("</code> and 2 more).</li></ul>", at), html.find("</code>", at));
}

TEST(TransportReport, HasTablesWithOneRowAComposition) {
    Results report = synthetic::transport_report();
    const RouteName by{"green_kubo"};
    report.tables = {{"Transport from fluctuations",
                      {{{quantity::onsager_ratio, by}, "L_{1q}"},
                       {{quantity::soret_coefficient, {by.route, "semigrand"}}, "S_T"},
                       {{quantity::thermal_conductivity, by}, "lambda"}}},
                     {"Transport from flows", {{{quantity::soret_coefficient, {"nemd"}}, "S_T"}}},
                     {"Nothing", {{{quantity::viscosity, {"nemd"}}, "eta"}}}};
    const std::string html = report_html(report, all_figures());
    const std::size_t from = html.find("<h2>Transport from fluctuations</h2>");
    const std::size_t to = html.find("<h2>Transport from flows</h2>");
    ASSERT_NE(from, std::string::npos);
    ASSERT_NE(to, std::string::npos);
    const std::string table = html.substr(from, to - from);
    EXPECT_EQ(html.find("<h2>Nothing</h2>"), std::string::npos);
    EXPECT_EQ(count(table, "<tr><td"), 9);
    for (const char* name : {"onsager_ratio", "soret_green_kubo_semigrand", "thermal_conductivity"}) {
        for (const CurvePoint& point : test::named(report.findings.curves, name).points) {
            EXPECT_NE(table.find(">" + text_of(point.estimate) + "</td>"), std::string::npos) << name << point.x;
        }
    }
}

TEST(TransportReport, ShowsWhatRoutesRemarkAndWhatDidNotEndAsALiquid) {
    Results report = synthetic::transport_report();
    report.remarks = {"The scatter of x_1: none."};
    report.departures["nemd"] = {{"nemd-r1", "crystalline"}};
    const std::string html = report_html(report, all_figures());
    EXPECT_NE(html.find("<li>The scatter of x<sub>1</sub>: none.</li>"), std::string::npos);
    EXPECT_NE(html.find("<strong>nemd-r1</strong> did not end as a liquid: crystalline."), std::string::npos);
}

/// The report is made of what results.json holds and of nothing else.
TEST(TransportReport, IsAPureFunctionOfTheResultsFile) {
    const Results report = synthetic::transport_report();
    const nlohmann::json written = to_json(report);
    const Results again = results_from_json(nlohmann::json::parse(written.dump()));
    EXPECT_EQ(to_json(again), written);
    EXPECT_EQ(report_html(again, all_figures()), report_html(report, all_figures()));
    for (const auto& [key, curve] : report.findings.curves) EXPECT_EQ(again.findings.curves.at(key), curve);
}

}  // namespace
}  // namespace soret
