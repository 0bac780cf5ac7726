// soret campaign plan and reduce: campaign files and what is wrong with them, a plan by tier, a small campaign.

#include "command_line.hpp"

namespace soret::testing {
namespace {

const std::string campaign = "[campaign]\ntemperature = 0.62\npressure = 0.46\nx1 = [0.5]\nroutes = [\"semigrand\"]\n";
const std::string wanted = "[wanted]\ngamma = 0.1\n";

Outcome plan(const std::string& file, const std::string& out, const std::string& more = "") {
    return soret_program(fmt::format("campaign plan {} --out {} --quiet {}", file, out, more));
}

TEST(CommandLineCampaignPlan, SaysWhatIsWrongWithACampaignFileInOneLine) {
    const TemporaryDirectory directory;
    const std::string out = directory.path("out");
    const auto expect = [&](const std::string& text, const std::vector<std::string>& words) {
        expect_error(plan(directory.file("campaign.toml", text), out), words);
        EXPECT_FALSE(std::filesystem::exists(out)) << text;
    };
    expect(with(campaign, "0.62", "-1.0") + wanted, {"campaign.toml:2", "temperature = -1", "must be"});
    expect(with(with(campaign, "pressure = 0.46", "density = 0.8"), "[0.5]", "[0.4, 0.5]") + wanted,
           {"campaign.toml:3", "density", "one composition", "pressure"});
    expect(with(campaign, "pressure = 0.46", "density = 0.8\npressure = 0.4") + wanted,
           {"campaign.toml:4", "pressure", "together with density"});
    expect(with(campaign, "pressure = 0.46", "density = 0") + wanted, {"campaign.toml:3", "density = 0"});
    expect(with(campaign, "pressure = 0.46", "density = 1e6") + wanted, {"campaign.toml:3", "density = 1000000", "4]"});
    expect(with(campaign, "[0.5]", "[0.5, 0.501]") + wanted, {"campaign.toml:4", "x1", "0.005 apart"});
    expect(with(campaign, "[0.5]", "[0.0]") + wanted, {"campaign.toml:4", "[0.01, 0.99]"});
    expect(with(campaign, "semigrand", "nemd") + wanted, {"campaign.toml:5", "nemd is planned by `tier` only"});
    expect(with(campaign, "semigrand", "hnemd") + wanted, {"campaign.toml:5", "must have semigrand"});
    expect(with(campaign, "semigrand", "flux") + wanted, {"flux: must be one of semigrand, hnemd, green_kubo"});
    expect(with(campaign, "\"semigrand\"", "\"semigrand\", \"green_kubo\"") + wanted,
           {"campaign.toml:5", "green_kubo", "`viscosity` in [wanted]"});
    expect(campaign + "[wanted]\nviscosity = 0.1\n", {"campaign.toml:7", "viscosity", "needs the route green_kubo"});
    expect(campaign + "[wanted]\nsoret_coefficient = 0.1\n", {"campaign.toml:7", "needs the route hnemd"});
    expect(campaign + "[wanted]\ngamma = 0\n", {"campaign.toml:7", "wanted.gamma = 0", "[0.0001, 1]"});
    expect(campaign + "[wanted]\ngamma = 0.1\ncore_hours = 1\n", {"core_hours", "together"});
    expect(campaign + "[wanted]\ngama = 0.1\n", {"gama", "gamma"});
    expect(campaign + "[wanted]\n", {"wanted", "must have an error"});
    expect(campaign, {"wanted"});
    expect(campaign + with(wanted, "[wanted]", "[wnated]"), {"campaign.toml:6: wnated", "did you mean wanted?"});
    expect(campaign + "seeds = 2\n" + wanted, {"campaign.toml:6", "seeds"});
    expect(campaign + "tier = \"quick\"\n", {"x1", "tier"});
    expect(with(campaign, "x1 = [0.5]\n", "tier = \"fast\"\n"), {"campaign.toml:4", "quick, standard or full"});
    expect(campaign + "mixture = \"none.toml\"\n" + wanted, {"none.toml"});
    directory.file(
        "plain.toml",
        "[mixture]\nmass = [1, 1]\nepsilon = [1, 1]\nsigma = [1, 1]\ncutoff = 2.5\ntruncation = \"plain\"\n");
    expect(campaign + "mixture = \"plain.toml\"\n" + wanted, {"plain.toml", "plain"});
    // 4/(0.95^2 + 2 0.95 0.05 2^3 + 0.05^2 3^3): few particles are large.
    directory.file(
        "sizes.toml",
        "[mixture]\nmass = [1, 1]\nepsilon = [1, 1]\nsigma = [1, 3]\ncutoff = 7.5\ntruncation = \"shifted\"\n");
    expect(with(with(campaign, "pressure = 0.46", "density = 5"), "[0.5]", "[0.95]") + "mixture = \"sizes.toml\"\n" +
               wanted,
           {"campaign.toml:3", "density = 5", "2.312"});
    const std::string good = directory.file("campaign.toml", campaign + wanted);
    expect_error(plan(good, out, "--seed 2"), {"seed", "campaign file"});
}

TEST(CommandLineCampaignPlan, ATierIsPlannedAsValidatePlansIt) {
    const TemporaryDirectory directory;
    const std::string file = directory.file(
        "campaign.toml", "[campaign]\ntemperature = 0.62\npressure = 0.46\ntier = \"quick\"\nseed = 3\n");
    ASSERT_EQ(plan(file, directory.path("campaign")).exit_code, 0);
    ASSERT_EQ(
        soret_program("validate --tier quick --seed 3 --plan --quiet --out " + directory.path("validate")).exit_code,
        0);
    EXPECT_EQ(content_of(directory.path("campaign/manifest.json")),
              content_of(directory.path("validate/manifest.json")));
    EXPECT_FALSE(std::filesystem::exists(directory.path("campaign/planned.json")));
}

/// A liquid far below the boiling pressure of its temperature: it boils in the pilot's search already.
TEST(CommandLineCampaignPlan, APilotThatBoilsEndsWithOneLine) {
    const TemporaryDirectory directory;
    const std::string file =
        directory.file("campaign.toml", with(with(campaign, "0.62", "0.8"), "0.46", "0.001") + wanted);
    const Outcome outcome = plan(file, directory.path("out"));
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_EQ(std::count(outcome.errors.begin(), outcome.errors.end(), '\n'), 1) << outcome.errors;
    for (const char* word : {"campaign.toml", "x1 = 0.5", "raise the pressure"}) {
        EXPECT_NE(outcome.errors.find(word), std::string::npos) << outcome.errors;
    }
    EXPECT_FALSE(std::filesystem::exists(directory.path("out/manifest.json")));
}

}  // namespace
}  // namespace soret::testing
