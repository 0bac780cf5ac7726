#include "soret/validation/report/transport_figures.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <regex>

#include "soret/validation/report/report_summary.hpp"
#include "synthetic_transport_report.hpp"

namespace soret {
namespace {

std::vector<std::string> titles_of(const CampaignReport& report) {
    std::vector<std::string> titles;
    for (const Figure& figure : transport_figures_of(report)) titles.push_back(figure.title);
    return titles;
}

int count(const std::string& text, const std::string& part) {
    int found = 0;
    for (std::size_t i = text.find(part); i != std::string::npos; i = text.find(part, i + part.size())) ++found;
    return found;
}

TEST(TransportReport, HasAFigureOfEveryCurve) {
    const CampaignReport report = synthetic::transport_report();
    EXPECT_EQ(titles_of(report),
              (std::vector<std::string>{
                  "Soret coefficient", "Ratio of Onsager coefficients", "Mutual diffusion", "Thermal diffusion",
                  "Thermal conductivity", "Coupling of heat and mass", "Soret coefficient against the gradient",
                  "Conductivity against the gradient", "Soret coefficient against the lateral edge",
                  "Where the error comes from: Green-Kubo, \u0393 of fep",
                  "Where the error comes from: Green-Kubo, \u0393 of semigrand", "Running integrals"}));
    CampaignReport without = report;
    without.details = nlohmann::json::object();
    without.findings.curves.erase("onsager_ratio");
    EXPECT_EQ(titles_of(without).size(), 8u);
    without.findings.curves.clear();
    EXPECT_TRUE(titles_of(without).empty());
}

TEST(TransportReport, SaysWhatTheLimitOfTheIntegralsLeavesOut) {
    CampaignReport report = synthetic::transport_report();
    EXPECT_EQ(transport_figures_of(report).back().caption.find("it changes by"), std::string::npos);
    report.findings.quantities["onsager_ratio_truncation/green_kubo"] = {-0.05, 0.012, 20.0};
    EXPECT_NE(transport_figures_of(report).back().caption.find("it changes by -0.050 \u00b1 0.012"), std::string::npos)
        << transport_figures_of(report).back().caption;
}

TEST(TransportReport, NamesOnlyTheRoutesToTheConductivityThatWereRun) {
    const auto caption_without = [](const std::string& curve) {
        CampaignReport report = synthetic::transport_report();
        report.findings.curves.erase(curve);
        for (const Figure& figure : transport_figures_of(report)) {
            if (figure.title == "Thermal conductivity") return figure.caption;
        }
        return std::string("no such figure");
    };
    EXPECT_EQ(caption_without("thermal_conductivity_nemd"), "Found from the heat current at equilibrium.");
    EXPECT_EQ(caption_without("thermal_conductivity"), "Found from the heat that flows between a hot and a cold slab.");
    EXPECT_NE(caption_without("").find("and from the heat that flows"), std::string::npos);
}

TEST(TransportReport, ShowsAllRoutesAndTheFit) {
    const CampaignReport report = synthetic::transport_report();
    const Figure soret = transport_figures_of(report).front();
    EXPECT_EQ(count(soret.svg, "class=\"m "), 3 * 9 + 3);  // nine compositions of three routes, and the legend
    EXPECT_NE(soret.svg.find("its cubic"), std::string::npos);
    EXPECT_NE(soret.caption.find("It is lowest at x_1 = 0."), std::string::npos);
    const nlohmann::json fits = results_json(report).at("fits");
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
    for (const Figure& figure : transport_figures_of(synthetic::transport_report())) {
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
    CampaignReport report = synthetic::transport_report();
    for (CurvePoint& point : report.findings.curves.at("gamma_semigrand").points) {
        point.estimate = {1.0 - 1.4 * point.x1 * (1.0 - point.x1), 0.001, 64.0};
    }
    const Figure soret = transport_figures_of(report).front();
    EXPECT_NE(soret.svg.find("is a straight line"), std::string::npos);
    EXPECT_NE(soret.caption.find(", lowest at x_1 = 0."), std::string::npos) << soret.caption;
    EXPECT_NE(report_html(report).find("as it may be within errors, it is lowest at"), std::string::npos);
    const nlohmann::json fit = results_json(report).at("fits").at("soret_green_kubo_semigrand_straight_ratio").at(0);
    EXPECT_EQ(fit.at("degrees_of_freedom"), 7);
    const nlohmann::json& position = fit.at("minimum_x1");
    EXPECT_NEAR(position.at("value").get<double>(), 0.5, 5.0 * position.at("sem").get<double>());
    EXPECT_LT(position.at("sem").get<double>(), 0.02);
    const nlohmann::json& depth = fit.at("enhancement_over_lowest_x1");
    EXPECT_NEAR(depth.at("value").get<double>(), 0.874 / 0.65 - 1.0, 5.0 * depth.at("sem").get<double>());
}

TEST(TransportReport, IsWholeWithThreeCompositionsAndOneRoute) {
    CampaignReport report = synthetic::transport_report({0.1, 0.5, 0.9});
    report.findings.curves.erase("soret_nemd");
    report.findings.curves.erase("soret_green_kubo_fep");
    report.claims = judge_claims(report.findings);
    const std::string html = report_html(report);
    EXPECT_NE(html.find("Too few compositions for a cubic."), std::string::npos);
    EXPECT_NE(html.find("is lowest cannot be told"), std::string::npos);
    EXPECT_FALSE(std::regex_search(html, std::regex(R"([^a-z](nan|inf)[^a-z])")));
}

TEST(TransportReport, HasWordsWhereAClaimIsNoBandAndNoNameThatLooksLikeASubscript) {
    CampaignReport report = synthetic::transport_report();
    for (const char* name : {"viscosity", "soret_nemd", "gamma_semigrand"}) report.findings.curves.erase(name);
    report.claims = judge_claims(report.findings);
    const std::string html = report_html(report);
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
    CampaignReport report = synthetic::transport_report();
    report.manifest.routes = {"semigrand", "green_kubo", "nemd"};
    const std::string html = report_html(report);
    EXPECT_EQ(title_of(report), "Soret coefficient and thermodynamic factor of a Lennard-Jones mixture");
    EXPECT_NE(html.find("<h1>" + title_of(report)), std::string::npos);
    for (const char* words : {"change their kind", "Green and Kubo", "between a hot and a cold layer"}) {
        EXPECT_NE(html.find(words), std::string::npos) << words;
    }
    for (const char* route : {"green_kubo_semigrand", "green_kubo_fep", "nemd"}) {
        const Curve& curve = report.findings.curves.at(std::string("soret_") + route);
        const CurvePoint& middle = curve.points.at(4);
        ASSERT_NEAR(middle.x1, 0.5, 1e-9);
        const std::string said = "the Soret coefficient (" + words_for_soret_route(route) + ") is <strong>" +
                                 text_of(middle.estimate) + "</strong>";
        EXPECT_NE(html.find(said), std::string::npos) << said;
    }
    report.manifest.routes = {"semigrand"};
    EXPECT_EQ(title_of(report), "Thermodynamic factor of a Lennard-Jones mixture");
    EXPECT_EQ(report_html(report).find("Green and Kubo"), std::string::npos);
}

TEST(TransportReport, HasTablesOfTransportWithOneRowAComposition) {
    const CampaignReport report = synthetic::transport_report();
    const std::string html = report_html(report);
    const std::size_t from = html.find("<h2>Transport from fluctuations</h2>");
    const std::size_t to = html.find("<h2>Transport from flows</h2>");
    ASSERT_NE(from, std::string::npos);
    ASSERT_NE(to, std::string::npos);
    const std::string table = html.substr(from, to - from);
    EXPECT_EQ(count(table, "<tr><td"), 9);
    for (const char* name : {"onsager_ratio", "soret_green_kubo_semigrand", "thermal_conductivity"}) {
        for (const CurvePoint& point : report.findings.curves.at(name).points) {
            EXPECT_NE(table.find(">" + text_of(point.estimate) + "</td>"), std::string::npos) << name << point.x1;
        }
    }
}

TEST(TransportReport, ChecksOfFlowsSayWhatAgreesWithWhat) {
    CampaignReport report = synthetic::transport_report();
    EXPECT_EQ(report_html(report).find("Flows at"), std::string::npos);
    const auto row = [](double fluxes, double halves, bool in_window) {
        return nlohmann::json{{"z_of_fluxes", fluxes},
                              {"z_of_halves_temperature", nullptr},
                              {"z_of_halves_composition", halves},
                              {"pressure_in_window", in_window}};
    };
    report.details["nemd"] = {row(1.0, -2.46, true), row(-3.14, 0.5, false)};
    const nlohmann::json fit = {{"chi_squared", 7.25}, {"degrees_of_freedom", 2}, {"p_value", 0.0266}};
    report.details["nemd_gradients"] =
        nlohmann::json::array({{{"x1", Estimate{0.5, 0.001, 9.0}}, {"soret", fit}, {"thermal_conductivity", fit}}});
    report.details["departures_from_liquid_nemd"] = {{"nemd-r1", "crystalline"}};
    const std::string html = report_html(report);
    EXPECT_NE(html.find("Flows at 2 states"), std::string::npos);
    EXPECT_NE(html.find("into the cold one 3.1;"), std::string::npos);
    EXPECT_NE(html.find("composition in both halves 2.5."), std::string::npos);
    EXPECT_NE(html.find("out of its window at 1 of them"), std::string::npos);
    EXPECT_NE(html.find("7.2 for 2 degrees of freedom (p = 0.03)"), std::string::npos);
    EXPECT_NE(html.find("<strong>nemd-r1</strong> did not end as a liquid: crystalline."), std::string::npos);
}

}  // namespace
}  // namespace soret
