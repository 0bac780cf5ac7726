// `soret run` with identity = { every = .. } in [observe].

#include <cmath>

#include "dynamics_runs.hpp"
#include "interrupted_runs.hpp"

namespace soret::testing {
namespace {

std::string chain_of(const std::string& x1, int production, const std::string& kind = "mc_npt") {
    return fmt::format(
        "[system]\nn = 170\nx1 = {}\ndensity = 0.8\n"
        "[ensemble]\nkind = \"{}\"\ntemperature = 0.62\npressure = 0.46\n"
        "[length]\nequilibration = 20\nproduction = {}\n[observe]\nidentity = {{ every = 4 }}\n",
        x1, kind, production);
}

std::string dynamics_of(const std::string& kind, const std::string& more = "") {
    return fmt::format(
        "[system]\nn = 170\nx1 = 0.5\ndensity = 0.8\n"
        "[ensemble]\nkind = \"{}\"\ntemperature = 0.62\ntimestep = 0.004\n{}"
        "[length]\nequilibration = 20\nproduction = 400\n[observe]\nidentity = {{ every = 4 }}\n",
        kind, more);
}

nlohmann::json differences_of(const TemporaryDirectory& directory, const std::string& text, const std::string& name,
                              const std::string& more = "") {
    const Outcome outcome = run(directory.file(name + ".toml", text), directory.path(name), more);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.errors;
    const nlohmann::json summary = json_of(directory.path(name) + "/summary.json");
    EXPECT_NE(outcome.output.find("mu_1 - mu_2, bar"), std::string::npos) << outcome.output;
    return summary.at("chemical_potential_differences");
}

TEST(CommandIdentity, GivesTheDifferenceOfTheChemicalPotentialsOfEitherKind) {
    const TemporaryDirectory directory;
    const std::vector<std::pair<std::string, std::string>> runs{
        {"chain", chain_of("0.5", 2000)},
        {"nvt", dynamics_of("nvt")},
        {"npt", dynamics_of("npt", "pressure = 0.46\n")},
        {"swaps", with(chain_of("0.5", 400, "mc_nvt"), "pressure = 0.46", "swaps = true")}};
    for (const auto& [name, text] : runs) {
        SCOPED_TRACE(name);
        const nlohmann::json differences = differences_of(directory, text, name);
        ASSERT_EQ(differences.size(), 1U);
        const nlohmann::json& pair = differences[0];
        EXPECT_EQ(pair.at("species"), (std::vector<int>{1, 2}));
        EXPECT_EQ(pair.at("particles"), (std::vector<int>{85, 85}));
        for (const char* key : {"forward", "backward"}) {
            EXPECT_NEAR(value_of(pair, key), 1.95, 0.15) << key;
            EXPECT_GT(pair.at(key).at("sem").get<double>(), 0.0);
        }
        EXPECT_GT(pair.at("overlap").get<double>(), 0.4);
        // T [ln(86/85) + ln(86/85)]
        EXPECT_NEAR(pair.at("hysteresis").at("of_ideal_mixture").get<double>(), 1.24 * std::log(86.0 / 85.0), 1e-12);
        // In 1.6 tau the composition of a liquid does not spread over its box, and both ways may differ by that.
        if (name != "chain" && name != "swaps") continue;
        EXPECT_EQ(pair.at("verdict"), "sampled") << pair;
        EXPECT_LT(pair.at("hysteresis").at("z").get<double>(), pair.at("hysteresis").at("z_limit").get<double>());
        for (const char* key : {"mean", "bar"}) EXPECT_NEAR(value_of(pair, key), 1.95, 0.15) << key;
    }
}

TEST(CommandIdentity, GivesTheWayThatThereIsAtInfiniteDilution) {
    const TemporaryDirectory directory;
    const nlohmann::json pair = differences_of(directory, chain_of("0.0", 200), "dilute")[0];
    EXPECT_EQ(pair.at("particles"), (std::vector<int>{0, 170}));
    EXPECT_GT(pair.at("forward").at("sem").get<double>(), 0.0);
    for (const char* key : {"backward", "mean", "bar", "hysteresis"}) {
        EXPECT_TRUE(pair.at(key).is_null());
        EXPECT_EQ(pair.at(std::string(key) + "_reason"), "there are no particles of species 1");
    }
    EXPECT_TRUE(pair.at("verdict").is_null());
    const nlohmann::json few = differences_of(directory, chain_of("0.5", 9), "few")[0];
    EXPECT_EQ(few.at("verdict"), "inconclusive");
    EXPECT_EQ(few.at("bar_reason"), "fewer than 4 samples");
}

TEST(CommandIdentity, HasTheSameBitsInBothBackendsAndAfterKills) {
    const TemporaryDirectory directory;
    const std::string text = chain_of("0.3", 600);
    const nlohmann::json through = differences_of(directory, text, "through");
    EXPECT_EQ(differences_of(directory, text, "reference", "--backend reference"), through);
    const auto file = directory.file("run.toml", text);
    for (const int after : {150, 300}) {
        const std::string out = directory.path(fmt::format("killed{}", after));
        run_and_signal({"run", file, "--out", out, "--quiet"}, std::chrono::milliseconds(after), SIGTERM);
        ASSERT_EQ(soret_program(resume_command(file, out)).exit_code, 0);
        EXPECT_EQ(json_of(out + "/summary.json").at("chemical_potential_differences"), through);
    }
}

TEST(CommandIdentity, IsRefusedWhereItMeansNothing) {
    const TemporaryDirectory directory;
    const std::string refusal = ": observe.identity.every = 4: is not used by kind = \"";
    const auto refused = [&](const std::string& text, const std::vector<std::string>& words) {
        expect_error(run(directory.file("run.toml", text), directory.path("out")), words);
        EXPECT_FALSE(std::filesystem::exists(directory.path("out")));
    };
    refused(dynamics_of("nve"), {"run.toml:13" + refusal + "nve\", which holds the energy and not the temperature"});
    refused(chain_of("0.5\nmomentum = 1", 10), {"momentum"});
    refused(chain_of("0.5", 10, "semigrand\"\ndelta_mu = 1.9#"),
            {refusal + "semigrand\", which sets chemical potentials"});
    refused(with(chain_of("0.5", 10, "gcmc\"\nmu = [-3.0, -3.0]#"), "pressure = 0.46\n", ""),
            {refusal + "gcmc\", which sets chemical potentials"});
    refused(chain_of("0.5", 10, "fep\"\nspecies = 1#"), {refusal + "fep\", which has one particle that is not whole"});
    refused(dynamics_of("nvt", "restraint = { spring = 10.0 }\n"), {refusal + "nvt\", which holds particles"});
    refused(
        dynamics_of("nemd", "hot = { temperature = 0.7, width = 1.0 }\ncold = { temperature = 0.6, width = 1.0 }\n"),
        {refusal + "nemd\", which is not in equilibrium"});
    refused(with(chain_of("0.5", 10), "every = 4", "every = -4"), {"observe.identity.every = -4"});
    const auto mixture =
        directory.file("one.toml", "[mixture]\nmass = [1.0]\nepsilon = [1.0]\nsigma = [1.0]\ncutoff = 2.5\n");
    refused(with(chain_of("1.0", 10), "n = 170", "mixture = \"" + mixture + "\"\nn = 170"),
            {"observe.identity.every = 4: is not used by a mixture of one species"});
    const auto plain =
        directory.file("plain.toml",
                       "[mixture]\nmass = [1.0, 1.0]\nepsilon = [0.6, 1.0]\nsigma = [1.0, 1.0]\ncutoff = 2.5\n"
                       "truncation = \"plain\"\n");
    refused(with(dynamics_of("nvt"), "n = 170", "mixture = \"" + plain + "\"\nn = 170"),
            {refusal + "nvt\", which moves by the forces of truncation = \"shifted\""});
}

}  // namespace
}  // namespace soret::testing
