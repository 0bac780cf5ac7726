// `soret models`: files, options and mixtures that are refused, each with one line.

#include <string>
#include <vector>

#include "command_line.hpp"
#include "models_inputs.hpp"

namespace soret::testing {
namespace {

TEST(CommandModels, RefuseABadFileInOneLine) {
    const TemporaryDirectory directory;
    const std::string pets = "[state]\nsource = \"pets\"\ntemperature = 0.62\npressure = 0.46\nx1 = 0.5\n";
    const std::string campaign =
        fmt::format("[state]\nsource = \"campaign\"\nresults = \"{}\"\nx1 = 0.5\n", standard_results);
    const std::string covariance =
        "[covariance]\ninputs = [\"gamma\", \"tau_1\"]\nmatrix = [[0.01, 0.0], [0.0, 0.01]]\n";
    struct Bad {
        std::string text;
        std::vector<std::string> words;
    };
    for (const Bad& bad : std::vector<Bad>{
             {with(round_state, "gamma = 0.5", "gamma = -0.5"), {"bad.toml:6: state.gamma = -0.5: must be > 0"}},
             {with(round_state, "x1 = 0.25", "x1 = 1.0"), {"state.x1 = 1", "must be"}},
             {with(round_state, "tau_1 = 2.0", "tau_1 = \"two\""), {"bad.toml:13: state.tau_1", "must be"}},
             {with(round_state, "temperature = 2.0\n", ""), {"temperature"}},
             {with(round_state, "gamma = 0.5", "gama = 0.5"), {"gama", "did you mean gamma"}},
             {with(round_state, "gamma = 0.5", "gamma = { value = 0.5 }"), {"gamma.sem"}},
             {with(round_state, "gamma = 0.5", "gamma = { value = 0.5, sem = -1.0 }"),
              {"gamma.sem = -1", "must be >= 0"}},
             {with(round_state, "gamma = 0.5", "gamma = { value = 0.5, sem = 0.1, err = 1 }"), {"gamma.err"}},
             {with(round_state, "partial_volume_2 = 1.0", "partial_volume_2 = -4.0"),
              {"bad.toml: state: x1 partial_volume_1 + x2 partial_volume_2", "must be > 0"}},
             {with(round_state, "partial_enthalpy_1 = 9.0", "partial_enthalpy_1 = 1e308"),
              {"bad.toml: state:", "must be finite"}},
             {round_state + with(covariance, "tau_1", "tau"), {"covariance.inputs", "\"tau\" is no input"}},
             {round_state + with(covariance, "tau_1", "gamma"), {"covariance.inputs", "gamma is there twice"}},
             {with(round_state, "tau_1 = 2.0\n", "") + covariance, {"tau_1 is not given in [state]"}},
             {with(round_state, "gamma = 0.5", "gamma = { value = 0.5, sem = 0.1 }") + covariance,
              {"gamma has a sem: must be in one place only"}},
             {round_state + with(covariance, "0.0], [0.0", "0.001], [0.002"),
              {"covariance.matrix", "must be symmetric"}},
             {round_state + with(covariance, "0.0], [0.0", "0.02], [0.02"),
              {"covariance.matrix", "positive semi-definite"}},
             {round_state + with(covariance, "[[0.01, 0.0], [0.0, 0.01]]", "[[0.01]]"), {"covariance.matrix"}},
             {round_state + "[other]\n", {"other"}},
             {with(pets, "pets", "cubic"), {"state.source = ", "cubic", "must be"}},
             {with(pets, "pressure = 0.46\n", ""), {"pressure"}},
             {with(pets, "x1 = 0.5", "x1 = [0.5, 1.0]"), {"state.x1", "must be"}},
             {with(pets, "temperature = 0.62", "temperature = { value = 0.62, sem = 0.1 }"), {"state.temperature"}},
             {with(pets, "pressure = 0.46", "pressure = 1e9"), {"bad.toml:2: state.source", "at x1 = 0.5"}},
             {pets + covariance, {"gamma is not given in [state]"}},
             {campaign + "temperature = 0.62\n", {"state.temperature", "must not be given"}},
             {with(campaign, "x1 = 0.5", "x1 = 0.05"),
              {"results.json: curve gamma_semigrand ends at x1 = ", "outside"}},
             {campaign + "route = \"nemd\"\n", {"results.json: curve gamma_nemd is not there"}},
             {with(campaign, "results.json", "nothing.json"), {"nothing.json"}},
             {"x1 = 0.5\n", {"state"}},
             {"", {"bad.toml"}}}) {
        SCOPED_TRACE(bad.text);
        expect_error(soret_program("models " + directory.file("bad.toml", bad.text)), bad.words);
    }
    const std::string table = "temperature,x1,gamma,gamma_sem\n2.0,0.25,0.5,0.1\n";
    for (const Bad& bad : std::vector<Bad>{
             {with(table, "gamma_sem", "gamma_err"), {"bad.csv:1: column \"gamma_err\": must be one of temperature"}},
             {with(table, "gamma_sem", "gamma"), {"bad.csv:1: column \"gamma\": is there twice"}},
             {with(table, "gamma_sem", "tau_1_sem"), {"bad.csv:1: column tau_1_sem: must have one of the value"}},
             {with(table, "temperature", "label"), {"bad.csv:1: column temperature: is missing"}},
             {with(table, "0.5,0.1", "0.5"), {"bad.csv:2: 3 cells: must be 4"}},
             {with(table, "0.5,0.1", "half,0.1"), {"bad.csv:2: gamma = \"half\": must be a finite number"}},
             {with(table, "0.5,0.1", "-0.5,0.1"), {"bad.csv:2: gamma = -0.5: must be > 0"}},
             {with(table, "0.5,0.1", "0.5,-0.1"), {"bad.csv:2: gamma_sem = -0.1: must be >= 0"}},
             {with(table, "0.5,0.1", ",0.1"), {"bad.csv:2: gamma_sem is given, but gamma is not"}},
             {with(table, "2.0,", ","), {"bad.csv:2: temperature is missing"}},
             {with(table, "0.25", "nan"), {"bad.csv:2: x1"}},
             {with(table, "2.0,0.25,0.5,0.1\n", ""), {"bad.csv: has no state"}},
             {"# nothing\n", {"bad.csv: has no line with names of columns"}}}) {
        SCOPED_TRACE(bad.text);
        expect_error(soret_program("models " + directory.file("bad.csv", bad.text)), bad.words);
    }
}

TEST(CommandModels, RefuseOptionsAndMixturesThatDoNotFit) {
    const TemporaryDirectory directory;
    const auto state = directory.file("state.toml", round_state);
    expect_error(soret_program("models " + directory.path("nothing.toml")), {"nothing.toml"});
    expect_error(soret_program("models " + state + " --draws -1"), {"draws = -1: must be an integer in [0, 10000000]"});
    expect_error(soret_program("models " + state + " --draws 10000001"), {"draws"});
    expect_error(soret_program("models " + state + " --precision mixed"), {"precision = mixed: must be exact"});
    expect_error(soret_program("models " + state + " --json " + directory.path()), {"cannot be written"});
    EXPECT_EQ(soret_program("models").exit_code, 2);
    const auto pets =
        directory.file("pets.toml", "[state]\nsource = \"pets\"\ntemperature = 0.62\npressure = 0.46\nx1 = 0.5\n");
    const std::string mixture =
        "[mixture]\nmass = [1.0, 1.0]\nepsilon = [0.6, 1.0]\nsigma = [1.0, 1.0]\ncutoff = 2.5\n";
    const auto refused = [&](const std::string& text, const std::vector<std::string>& words) {
        expect_error(soret_program("models " + pets + " --mixture " + directory.file("mixture.toml", text)), words);
    };
    refused(mixture + "truncation = \"plain\"\n", {"state.source", "PeTS is not made for truncation"});
    refused(with(mixture, "sigma = [1.0, 1.0]", "sigma = [[1.0, 0.9], [0.9, 1.0]]"), {"sigma_12 = 0.9"});
    refused("[mixture]\nmass = [1.0]\nepsilon = [1.0]\nsigma = [1.0]\ncutoff = 2.5\n", {"1 species: must be 2"});
    const auto campaign = directory.file(
        "campaign.toml", fmt::format("[state]\nsource = \"campaign\"\nresults = \"{}\"\nx1 = 0.5\n", standard_results));
    expect_error(soret_program("models " + campaign + " --mixture " + directory.file("mixture.toml", mixture)),
                 {"mixture", "must not be given"});
}

}  // namespace
}  // namespace soret::testing
