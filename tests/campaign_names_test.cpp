// Every curve and claim that a results file holds can be asked for with --only and taken with --accept.

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "soret/common/errors.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/common/files/text_file.hpp"
#include "soret/validation/campaign/campaign.hpp"
#include "soret/validation/campaign/planning.hpp"
#include "soret/validation/campaign/quantities.hpp"
#include "soret/validation/campaign/results.hpp"
#include "soret/validation/claims/claims.hpp"
#include "soret/validation/program/verdict_output.hpp"
#include "soret/validation/routes/routes.hpp"

namespace soret {
namespace {

const std::string committed = std::string(SORET_SOURCE_DIR) + "/validation/data/standard";

Manifest plan(const PlanOptions& options) {
    return plan_campaign(options, all_routes(), all_claims());
}

TEST(CampaignNames, OfTheCommittedResultsAreThoseOfItsManifest) {
    const Manifest manifest = Campaign::open(committed).manifest();
    const CampaignNames names = names_in(manifest, all_routes(), all_claims());
    const nlohmann::json results = read_json_file(committed + "/results.json");
    const std::set<std::string> curves(names.curves.begin(), names.curves.end());
    EXPECT_EQ(curves.size(), names.curves.size());
    for (const auto& [name, rows] : results.at("curves").items()) EXPECT_TRUE(curves.contains(name)) << name;
    // What a manifest yields is there as far as the results allow: without a window radial distributions of
    // 1 000 particles give no curve.
    std::set<std::string> missing;
    for (const std::string& name : curves) {
        if (!results.at("curves").contains(name)) missing.insert(name);
    }
    const std::set<std::string> without_window{"excess_coordination_11_n1000",
                                               "excess_coordination_12_n1000",
                                               "excess_coordination_22_n1000",
                                               "gamma_first_order_n1000",
                                               "gamma_rdf_n1000",
                                               "kirkwood_buff_f_11_n1000",
                                               "kirkwood_buff_f_12_n1000",
                                               "kirkwood_buff_f_22_n1000",
                                               "kirkwood_buff_ratio_n1000"};
    EXPECT_EQ(missing, without_window);
    const std::set<std::string> claims(names.claims.begin(), names.claims.end());
    EXPECT_EQ(claims.size(), names.claims.size());
    for (const nlohmann::json& claim : results.at("claims")) {
        EXPECT_TRUE(claims.contains(claim.at("id"))) << claim.at("id");
        EXPECT_NO_THROW(check_accepted(manifest, {claim.at("id").get<std::string>()})) << claim.at("id");
    }
    EXPECT_EQ(claims.size(), results.at("claims").size());
    EXPECT_THROW(check_accepted(manifest, {"liquid/wand"}), InvalidArgument);
}

TEST(CampaignNames, OfAllClaimsStandInTheirPage) {
    const std::string page = read_text_file(std::string(SORET_SOURCE_DIR) + "/docs/claims.md");
    PlanOptions options;
    options.tier = Tier::full;
    for (const std::string& claim : names_in(plan(options), all_routes(), all_claims()).claims) {
        const std::string name = "`" + claim.substr(0, claim.find('/'));
        EXPECT_TRUE(page.find(name + "`") != std::string::npos || page.find(name + "/") != std::string::npos) << claim;
    }
}

TEST(CampaignNames, CanAllBeAskedFor) {
    PlanOptions options;
    options.tier = Tier::standard;
    const CampaignNames names = names_in(plan(options), all_routes(), all_claims());
    for (const auto* list : {&names.curves, &names.claims}) {
        for (const std::string& name : *list) {
            options.only = {name};
            const Manifest manifest = plan(options);
            const CampaignNames found = names_in(manifest, all_routes(), all_claims());
            const auto& same = list == &names.curves ? found.curves : found.claims;
            EXPECT_NE(std::find(same.begin(), same.end(), name), same.end()) << name;
        }
    }
}

TEST(CampaignNames, HaveTheSizesThatAreSimulated) {
    PlanOptions options;
    options.tier = Tier::standard;
    options.particles = 400;
    const CampaignNames names = names_in(plan(options), all_routes(), all_claims());
    const auto has = [&](const std::string& name) {
        return std::find(names.curves.begin(), names.curves.end(), name) != names.curves.end();
    };
    EXPECT_TRUE(has("gamma_semigrand_n200"));
    EXPECT_TRUE(has("gamma_semigrand_n800"));
    EXPECT_TRUE(has("soret_green_kubo_semigrand_n800"));
    EXPECT_FALSE(has("gamma_semigrand_n500"));
}

TEST(CurveNames, AreThoseThatOthersRelyOn) {
    const RouteName fluctuations{"green_kubo"};
    const std::pair<CurveKey, const char*> names[] = {
        {{quantity::density, {"semigrand"}}, "density"},
        {{quantity::thermodynamic_factor, {"semigrand"}}, "gamma_semigrand"},
        {{quantity::thermodynamic_factor, {"semigrand", "", "slope"}}, "gamma_semigrand_slope"},
        {{quantity::enthalpy_difference, {"semigrand", "", "fluctuation"}, {Study::Of::size, 500}},
         "enthalpy_difference_fluctuation_n500"},
        {{quantity::soret_coefficient, {"green_kubo", "fep"}}, "soret_green_kubo_fep"},
        {{quantity::soret_coefficient, {"hnemd", "rdf"}}, "soret_hnemd_rdf"},
        {{quantity::soret_coefficient, {"green_kubo", "semigrand"}, {Study::Of::infinite_system}},
         "soret_green_kubo_semigrand_infinite"},
        {{quantity::onsager_ratio, {"hnemd"}}, "onsager_ratio_hnemd"},
        {{quantity::mutual_diffusion, fluctuations}, "mutual_diffusion"},
        {{quantity::viscosity, fluctuations, {Study::Of::thermostat}}, "viscosity_nvt"},
        {{quantity::thermal_conductivity, {"nemd"}, {Study::Of::lateral_edge}}, "thermal_conductivity_nemd_edge"}};
    for (const auto& [key, name] : names) EXPECT_EQ(name_of(key), name);
    EXPECT_EQ(name_of(NumberKey{"gamma_integral_difference", "semigrand"}), "gamma_integral_difference/semigrand");
}

}  // namespace
}  // namespace soret
