#include <gtest/gtest.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <regex>

#include "curve_names.hpp"
#include "soret/common/errors.hpp"
#include "soret/validation/campaign/analysis.hpp"
#include "soret/validation/claims/claims.hpp"
#include "soret/validation/claims/gamma_claims.hpp"
#include "soret/validation/report/chart.hpp"
#include "soret/validation/report/figures.hpp"
#include "soret/validation/report/report.hpp"
#include "soret/validation/report/text.hpp"
#include "soret/validation/routes/routes.hpp"
#include "synthetic_campaign.hpp"

namespace soret {
namespace {

Results synthetic_report(std::uint64_t sweeps = 512, const StateLine& state_line = {}) {
    Manifest manifest = synthetic::manifest(synthetic::plan(sweeps), 1);
    manifest.state_line = state_line;
    return analyse(manifest, synthetic::results(manifest, synthetic::truth_of_pets(0.6)), all_routes(), all_claims(),
                   Backend::optimized, {});
}

/// Samples of a chain whose N_1, U and V hardly move from one to the next.
BlockTable remembering(double particles, int sweeps) {
    BlockAccumulator samples(3, 128);
    for (int sweep = 0; sweep < sweeps; ++sweep) {
        const double slow = std::sin(6.0 * sweep / sweeps);
        samples.add(std::vector<double>{0.3 * particles + 20.0 * slow, -4.0 * particles + 40.0 * slow,
                                        1.25 * particles + 30.0 * slow});
    }
    return samples.blocks();
}

int count(const std::string& text, const std::string& part) {
    int found = 0;
    for (std::size_t i = text.find(part); i != std::string::npos; i = text.find(part, i + part.size())) ++found;
    return found;
}

// Every tag that is opened is closed, in order.
void expect_balanced(const std::string& html) {
    const std::regex tag(R"(<(/?)([a-zA-Z0-9]+)([^<>]*?)(/?)>)");
    const std::vector<std::string> empty{"meta", "br"};
    std::vector<std::string> open;
    for (std::sregex_iterator match(html.begin(), html.end(), tag), end; match != end; ++match) {
        const std::string name = (*match)[2];
        if ((*match)[4].length() > 0 || std::find(empty.begin(), empty.end(), name) != empty.end()) continue;
        if ((*match)[1].length() == 0) {
            open.push_back(name);
        } else {
            ASSERT_FALSE(open.empty()) << name;
            ASSERT_EQ(open.back(), name) << html.substr(static_cast<std::size_t>(match->position()), 80);
            open.pop_back();
        }
    }
    EXPECT_TRUE(open.empty());
}

TEST(Report, IsSelfContainedAndWellFormed) {
    const std::string html = report_html(synthetic_report(), all_figures());
    EXPECT_EQ(count(html, "<script"), 0);
    EXPECT_EQ(count(html, "http"), 0);
    EXPECT_EQ(count(html, "url("), 0);
    EXPECT_EQ(count(html, "src="), 0);
    EXPECT_EQ(count(html, "href="), 0);
    EXPECT_FALSE(std::regex_search(html, std::regex(R"([^a-z](nan|inf)[^a-z])")));
    expect_balanced(html);
}

TEST(Report, ShowsEveryClaimAndFigure) {
    const Results report = synthetic_report();
    const std::string html = report_html(report, all_figures());
    EXPECT_EQ(report.claims.size(), 9u);  // no drift and no temperature: chains have none; no gamma-integral in quick
    for (const ClaimResult& result : report.claims)
        EXPECT_NE(html.find(result.claim.id), std::string::npos) << result.claim.id;
    const auto figures = figures_of(report, all_figures());
    EXPECT_EQ(figures.size(), 8u);
    EXPECT_EQ(count(html, "<figure>"), 8);
    for (const Figure& figure : figures) EXPECT_NE(html.find(figure.title), std::string::npos) << figure.title;
}

TEST(Report, SaysWhatTheNumberOfParticlesCosts) {
    Results report = synthetic_report();
    const auto gammas = fit_gamma(test::named(report.findings.curves, "gamma_semigrand"), PinnedEnds::both);
    ASSERT_TRUE(gammas.has_value());
    Curve& small = report.findings.curves[{quantity::thermodynamic_factor, {"semigrand"}, {Study::Of::size, 500}}];
    // 0.03 above the fit with errors of 0.1 and 0.05, 0.08 above it with one of 0.05: their weighted mean is 0.0522.
    small.points.push_back({0.2, {gammas->fit()(0.2) + 0.03, 0.1, 20.0}});
    small.points.push_back({0.5, {gammas->fit()(0.5) + 0.03, 0.05, 20.0}});
    small.points.push_back({0.8, {gammas->fit()(0.8) + 0.08, 0.05, 20.0}});
    const auto figures = figures_of(report, all_figures());
    const auto sizes = std::find_if(figures.begin(), figures.end(),
                                    [](const Figure& figure) { return figure.title == "System size"; });
    ASSERT_NE(sizes, figures.end());
    EXPECT_NE(sizes->caption.find("N = 500: 0.052 \u00b1 0.033, the mean of 3 compositions."), std::string::npos)
        << sizes->caption;
}

TEST(Report, ResultsHaveTheKeysThatOthersRelyOn) {
    const nlohmann::json results = to_json(synthetic_report());
    for (const char* key : {"tier", "verdict", "claims", "curves", "provenance"})
        EXPECT_TRUE(results.contains(key)) << key;
    for (const char* name : {"density", "gamma_semigrand", "gamma_semigrand_slope", "enthalpy_difference"}) {
        const nlohmann::json& rows = results.at("curves").at(name);
        ASSERT_FALSE(rows.empty()) << name;
        for (const nlohmann::json& row : rows) {
            for (const char* key : {"x1", "value", "sem", "n_eff"}) EXPECT_TRUE(row.at(key).is_number()) << name << key;
        }
    }
    EXPECT_EQ(results.at("curves").at("density").size(), 11u);
    EXPECT_EQ(results.at("curves").at("gamma_semigrand").size(), 9u);
    EXPECT_EQ(nlohmann::json::parse(results.dump()), results);
}

TEST(Report, DoesNotDependOnWhenATaskWasFinished) {
    const Manifest manifest = synthetic::manifest(synthetic::plan(128), 1);
    TaskResults results = synthetic::results(manifest, synthetic::truth_of_pets(0.6));
    const auto without_provenance = [&] {
        nlohmann::json json = to_json(analyse(manifest, results, all_routes(), all_claims(), Backend::optimized, {}));
        json.erase("provenance");
        return json;
    };
    const nlohmann::json before = without_provenance();
    for (auto& [id, result] : results) result.seconds += 1.0;
    EXPECT_EQ(without_provenance(), before);
}

TEST(Report, OfAMixtureWithoutTheoryIsMadeToo) {
    StateLine other;
    other.mixture = Mixture(lorentz_berthelot({1.0, 1.0}, {0.6, 1.0}, {1.0, 1.0}, 3.0, 0.9));
    const Results report = synthetic_report(128, other);
    EXPECT_EQ(report_html(report, all_figures()).find("PeTS theory"), std::string::npos);
    for (const ClaimResult& result : report.claims) EXPECT_EQ(result.claim.id.find("pets"), std::string::npos);
}

TEST(Report, AcceptedClaimsDoNotCountForTheVerdict) {
    const auto claim = [](const char* id, Verdict verdict) {
        ClaimResult result;
        result.claim.id = id;
        result.judgement.verdict = verdict;
        return result;
    };
    const std::vector<ClaimResult> claims{claim("a/x", Verdict::pass), claim("b/x", Verdict::fail),
                                          claim("c/x", Verdict::inconclusive)};
    EXPECT_EQ(verdict_without(claims, {}), Verdict::fail);
    EXPECT_EQ(verdict_without(claims, {"b"}), Verdict::inconclusive);
    EXPECT_EQ(verdict_without(claims, {"b/x", "inconclusive"}), Verdict::pass);
    EXPECT_EQ(verdict_without(claims, {"inconclusive"}), Verdict::fail);
}

TEST(Report, NumbersAreRoundedToTheirError) {
    EXPECT_EQ(text_of({0.66123, 0.0042, 1.0}), "0.6612 \u00b1 0.0042");
    EXPECT_EQ(text_of({-3.2, 0.12, 1.0}), "-3.20 \u00b1 0.12");
    EXPECT_EQ(text_of({1234.5, 21.0, 1.0}), "1234 \u00b1 21");
    EXPECT_EQ(text_of({0.5, 0.0, 0.0}), "0.5");
    EXPECT_EQ(number_text(0.857769), "0.8578");
}

TEST(Report, CallsABandAcceptedAndOnlyWhatWasPublishedPublished) {
    const Results report = synthetic_report();
    const std::string html = report_html(report, all_figures());
    EXPECT_EQ(html.find("<th>Published</th>"), std::string::npos);
    EXPECT_NE(html.find("<th>Accepted</th>"), std::string::npos);
    EXPECT_EQ(count(html, "published: ~ 0."), 2);  // of the minimum and of the liquidus
    EXPECT_EQ(count(html, "<sub>P</sub>eTS"), 0);
    EXPECT_NE(claims_table(report.claims).find("accepted"), std::string::npos);
    EXPECT_EQ(claims_table(report.claims).find("published"), std::string::npos);
}

TEST(Report, NamesTheCompositionsWhoseBlocksAreShort) {
    EXPECT_EQ(report_html(synthetic_report(), all_figures()).find("Short blocks"), std::string::npos);
    // Every block is short where a chain has only a few samples that remember each other.
    Manifest manifest = synthetic::manifest(synthetic::plan(128), 1);
    TaskResults results = synthetic::results(manifest, synthetic::truth_of_pets(0.6));
    for (auto& [id, result] : results) {
        if (!id.starts_with("semigrand-n1000-x0.300-r")) continue;
        result.values["samples"] = remembering(1000, 128).to_json();
    }
    const Results report = analyse(manifest, results, all_routes(), all_claims(), Backend::optimized, {});
    const std::string html = report_html(report, all_figures());
    EXPECT_NE(html.find("Short blocks"), std::string::npos);
    EXPECT_EQ(count(html, " (N = 1000, blocks of "), 1);
}

TEST(Report, ShowsHowTheReplicasAgree) {
    const Results report = synthetic_report();
    const std::string html = report_html(report, all_figures());
    // Nine compositions of four replicas, and the pure ends, which have no Gamma.
    EXPECT_NE(html.find("for 27 degrees of freedom"), std::string::npos);
    EXPECT_NE(html.find("for 33 degrees of freedom"), std::string::npos);
    for (const nlohmann::json& row : report.details.at("semigrand")) {
        for (const auto& [quantity, agreement] : row.at("replicas").items()) {
            EXPECT_EQ(agreement.at("degrees_of_freedom"), 3) << quantity;
        }
    }
}

TEST(Report, TheTableOfClaimsHasALineForEach) {
    const Results report = synthetic_report(64);
    EXPECT_EQ(static_cast<std::size_t>(count(claims_table(report.claims), "\n")), report.claims.size() + 1);
}

TEST(Chart, TicksAreRoundAndWithin) {
    EXPECT_EQ(axis_ticks(0.0, 1.0).size(), 6u);
    for (const auto& [from, to] : {std::pair{0.0, 1.0}, {0.637, 1.021}, {-3.2, 4.4}, {714.0, 862.0}, {1e-4, 9e-4}}) {
        const auto ticks = axis_ticks(from, to);
        EXPECT_GE(ticks.size(), 3u);
        EXPECT_LE(ticks.size(), 8u);
        EXPECT_GE(ticks.front(), from - 1e-9);
        EXPECT_LE(ticks.back(), to + 1e-9);
    }
}

TEST(Chart, PointsAreWhereTheAxesSay) {
    Chart chart("test", "x", "y");
    chart.points("p", Look::blue, Marker::circle, {0.0, 1.0}, {0.0, 1.0}, {0.0, 0.0});
    chart.x_range(0.0, 1.0);
    chart.y_range(0.0, 1.0);
    const std::string svg = chart.svg();
    // The plot reaches from (74, 330) to (526, 12).
    EXPECT_NE(svg.find("cx=\"74.0\" cy=\"330.0\""), std::string::npos);
    EXPECT_NE(svg.find("cx=\"526.0\" cy=\"12.0\""), std::string::npos);
    expect_balanced(svg);
}

TEST(Chart, WithoutAnythingToDrawIsAnError) {
    EXPECT_THROW(Chart("empty", "x", "y").svg(), InvalidArgument);
}

TEST(Chart, TextIsEscapedAndHasSubscripts) {
    EXPECT_EQ(html_escaped("a<b & \"c\">"), "a&lt;b &amp; &quot;c&quot;&gt;");
    EXPECT_EQ(html_with_subscripts("x_1 and G_{PeTS}, x_"), "x<sub>1</sub> and G<sub>PeTS</sub>, x_");
}

}  // namespace
}  // namespace soret
