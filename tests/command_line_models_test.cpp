// `soret models`: states from files, from an equation of state and from a campaign, what is null and why. What is
// refused is in command_line_models_input_test.cpp.

#include <array>
#include <cmath>
#include <map>

#include "command_line.hpp"
#include "models_inputs.hpp"
#include "soret/common/statistics/estimate.hpp"
#include "soret/validation/simulation/ideal_gas_soret.hpp"

namespace soret::testing {
namespace {

/// The JSON of a file of states.
nlohmann::json models_of(const std::string& file, const std::string& more = "") {
    const Outcome outcome = soret_program(fmt::format("models {} --json - {}", shell_word(file), more));
    EXPECT_EQ(outcome.exit_code, 0) << outcome.errors;
    EXPECT_EQ(outcome.errors, "");
    return outcome.exit_code == 0 ? nlohmann::json::parse(outcome.output) : nlohmann::json();
}

double soret_of(const nlohmann::json& state, const std::string& model) {
    return state.at("models").at(model).at("soret_coefficient").at("value").get<double>();
}

double error_of(const nlohmann::json& state, const std::string& model) {
    return state.at("models").at(model).at("soret_coefficient").at("sem").get<double>();
}

TEST(CommandModels, OfAStateByHandHavePartsAndSayWhatTheyAre) {
    const TemporaryDirectory directory;
    const auto file = directory.file("state.toml", round_state);
    const auto json = models_of(file);
    const auto& state = json.at("states").at(0);
    EXPECT_EQ(soret_of(state, "haase"), -1.5);
    EXPECT_EQ(soret_of(state, "kempers"), 2.0);
    EXPECT_EQ(soret_of(state, "shukla_firoozabadi"), -2.75);
    EXPECT_EQ(soret_of(state, "artola_rousseau"), 2.0);
    EXPECT_EQ(soret_of(state, "prigogine"), 1.0);
    for (const auto& [name, model] : state.at("models").items()) {
        double sum = 0.0;
        for (const auto& [part, quantity] : model.at("parts").items()) sum += quantity.at("value").get<double>();
        EXPECT_EQ(sum, model.at("soret_coefficient").at("value")) << name;
        EXPECT_EQ(model.at("soret_coefficient").at("sem"), 0.0);
        EXPECT_EQ(model.at("frame"), json.at("models").at(name).at("frame"));
        EXPECT_TRUE(model.at("drawn").is_null());  // nothing has an error
    }
    EXPECT_NE(json.at("definition").get<std::string>().find("x_1 x_2 S_T grad T = -grad x_1"), std::string::npos);
    EXPECT_EQ(state.at("inputs").at("gamma").at("value"), 0.5);
    EXPECT_EQ(state.at("inputs").at("gamma").at("from"), "given");
    EXPECT_TRUE(state.at("remarks").empty());
    EXPECT_TRUE(json.at("provenance").contains("commit"));

    const Outcome table = soret_program("models " + file + " --json " + directory.path("out.json"));
    EXPECT_EQ(table.exit_code, 0);
    for (const char* words : {"Haase", "-1.5", "barycentric", "flow of volume", "Q*_1", "kinetic 0.5", "x_1 x_2 S_T"}) {
        EXPECT_NE(table.output.find(words), std::string::npos) << words;
    }
    EXPECT_EQ(json_of(directory.path("out.json")).at("states"), json.at("states"));
    EXPECT_EQ(directory.entry_count(), 2U);
    EXPECT_EQ(soret_program("models " + file + " --quiet").output, "");
    EXPECT_EQ(models_of(file, "--backend reference").at("states"), json.at("states"));
}

/// Fits of collision integrals begin at T = 0.3 eps.
TEST(CommandModels, TakeNoDiluteGasBelowItsRangeAndSaySo) {
    const TemporaryDirectory directory;
    const std::string text =
        with(with(round_state, "ideal_gas_soret = 0.25\n", ""), "temperature = 2.0", "temperature = 0.2");
    const auto state = models_of(directory.file("state.toml", text)).at("states").at(0);
    EXPECT_EQ(state.at("inputs").at("ideal_gas_soret").at("value"), 0.0);
    EXPECT_NE(state.at("remarks").at(0).get<std::string>().find("ideal_gas_soret is not given"), std::string::npos);
}

TEST(CommandModels, ThatLackAnInputAreNullAndSayWhy) {
    const TemporaryDirectory directory;
    std::string text = with(round_state, "tau_2 = 4.0\n", "");
    text = with(with(text, "activation_energy_1 = 2.0\n", ""), "activation_energy_2 = 6.0\n", "");
    text = with(with(text, "ideal_gas_soret = 0.25\n", ""), "mass_1 = 1.0\nmass_2 = 3.0\n", "");
    const auto file = directory.file("state.toml", text);
    const auto state = models_of(file).at("states").at(0);
    // (2 - 4)/2: masses of the mixture; and its dilute gas.
    const double dilute = ideal_gas_soret_of(paper_mixture(), 2.0, 0.25, Backend::reference);
    EXPECT_NEAR(soret_of(state, "haase"), -1.0 + dilute / 0.5, 4 * 0x1p-53);
    EXPECT_GT(std::abs(dilute), 1e-4);
    EXPECT_EQ(state.at("inputs").at("mass_2").at("from"), "the paper's mixture");
    EXPECT_NE(state.at("inputs").at("ideal_gas_soret").at("from").get<std::string>().find("dilute gas"),
              std::string::npos);
    const std::map<std::string, std::string> reasons{
        {"shukla_firoozabadi", "not given: tau_2"},
        {"artola_rousseau", "not given: activation_energy_1, activation_energy_2"},
        {"prigogine", "not given: activation_energy_1, activation_energy_2"}};
    for (const auto& [name, reason] : reasons) {
        const auto& model = state.at("models").at(name);
        EXPECT_TRUE(model.at("soret_coefficient").is_null());
        EXPECT_EQ(model.at("reason"), reason);
        EXPECT_FALSE(model.contains("parts"));
    }
    EXPECT_FALSE(state.at("inputs").contains("tau_2"));
    const Outcome table = soret_program("models " + file);
    EXPECT_NE(table.output.find("not given: tau_2"), std::string::npos) << table.output;
}

TEST(CommandModels, HaveErrorsByStraightLinesAndByDraws) {
    const TemporaryDirectory directory;
    // S_T of Prigogine has the variance (0.3^2 + 0.4^2 - 2 0.06)/T^4, T = 2; it is linear.
    std::string text =
        with(round_state, "activation_energy_1 = 2.0", "activation_energy_1 = { value = 2.0, sem = 0.3, n_eff = 50 }");
    text = with(text, "activation_energy_2 = 6.0", "activation_energy_2 = { value = 6.0, sem = 0.4, n_eff = 20 }");
    const auto independent = models_of(directory.file("a.toml", text)).at("states").at(0);
    EXPECT_NEAR(error_of(independent, "prigogine"), 0.5 / 4.0, 1e-10);
    EXPECT_EQ(independent.at("models").at("prigogine").at("soret_coefficient").at("n_eff"), 20.0);
    EXPECT_EQ(error_of(independent, "haase"), 0.0);
    EXPECT_NEAR(independent.at("models").at("prigogine").at("gradient").at("activation_energy_2"), 0.25, 1e-10);

    const std::string correlated = round_state +
                                   "[covariance]\ninputs = [\"activation_energy_1\", \"activation_energy_2\"]\n"
                                   "matrix = [[0.09, 0.06], [0.06, 0.16]]\n";
    const auto file = directory.file("b.toml", correlated);
    const auto json = models_of(file, "--draws 200000 --seed 4");
    const auto state = json.at("states").at(0);
    const double known = std::sqrt(0.13) / 4.0;
    EXPECT_NEAR(error_of(state, "prigogine"), known, 1e-10);
    const auto& drawn = state.at("models").at("prigogine").at("drawn");
    // 5 standard errors of a mean and of a spread of 200 000 draws: a false alarm in 1.7 million.
    EXPECT_NEAR(drawn.at("mean").get<double>(), 1.0, 5.0 * known / std::sqrt(200000.0));
    EXPECT_NEAR(drawn.at("standard_deviation").get<double>(), known, 5.0 * known / std::sqrt(400000.0));
    EXPECT_EQ(drawn.at("draws"), 200000);
    EXPECT_TRUE(state.at("models").at("prigogine").at("remarks").empty());
    EXPECT_EQ(state.at("covariance").at("matrix"), nlohmann::json({{0.09, 0.06}, {0.06, 0.16}}));
    EXPECT_EQ(json.at("provenance").at("seed"), 4);
    EXPECT_EQ(models_of(file, "--draws 200000 --seed 4 --backend reference").at("states"), json.at("states"));
    EXPECT_TRUE(models_of(file, "--draws 0").at("states").at(0).at("draws").is_null());
}

TEST(CommandModels, SayWhereDrawsAreDiscardedAndWhereAStraightLineIsNone) {
    const TemporaryDirectory directory;
    const auto file =
        directory.file("state.toml", with(round_state, "gamma = 0.5", "gamma = { value = 0.5, sem = 0.25 }"));
    const auto state = models_of(file).at("states").at(0);
    const auto discarded = state.at("draws").at("discarded").at("gamma").get<double>();
    // Phi(-2) of 100 000, 5 standard errors.
    EXPECT_NEAR(discarded, 2275.0, 5.0 * std::sqrt(2275.0));
    EXPECT_EQ(state.at("models").at("haase").at("drawn").at("draws").get<double>(), 100000.0 - discarded);
    EXPECT_NE(state.at("models").at("haase").at("remarks").at(0).get<std::string>().find("not a straight line"),
              std::string::npos);
    EXPECT_TRUE(state.at("models").at("prigogine").at("remarks").empty());
    const Outcome table = soret_program("models " + file);
    EXPECT_NE(table.output.find("100000 draws discarded: gamma out of its range"), std::string::npos) << table.output;
    EXPECT_NE(table.output.find("Haase: not a straight line"), std::string::npos);
}

TEST(CommandModels, TakeTheEquationOfStateForTheirInputs) {
    const TemporaryDirectory directory;
    const std::string text =
        "[state]\nsource = \"pets\"\ntemperature = 0.62\npressure = 0.46\nx1 = [0.2, 0.5]\n"
        "tau_1 = { value = 3.3, sem = 0.1 }\ntau_2 = 3.8\nideal_gas_soret = 0.0\n";
    const auto states = models_of(directory.file("pets.toml", text)).at("states");
    ASSERT_EQ(states.size(), 2U);
    // Printed values of tests/theory_models_test.cpp.
    EXPECT_NEAR(soret_of(states.at(0), "haase"), -10.46, 0.005);
    EXPECT_NEAR(soret_of(states.at(1), "haase"), -11.63, 0.005);
    EXPECT_NEAR(soret_of(states.at(1), "kempers"), -14.37, 0.005);
    EXPECT_NEAR(soret_of(states.at(1), "shukla_firoozabadi"), -3.32, 0.005);
    EXPECT_TRUE(states.at(1).at("models").at("prigogine").at("soret_coefficient").is_null());
    EXPECT_EQ(error_of(states.at(1), "haase"), 0.0);
    // d S_T/d tau_1 of Shukla-Firoozabadi: v_2 u_1/(tau_1^2 v T D), about 1.14 2.43/(10.9 1.25 0.254) = 0.80.
    EXPECT_NEAR(error_of(states.at(1), "shukla_firoozabadi"), 0.080, 0.002);
    EXPECT_EQ(states.at(1).at("inputs").at("gamma").at("from"), "PeTS at pressure = 0.46");
    // An input that is given wins over the source.
    const auto given = models_of(directory.file("given.toml", text + "gamma = 1.0\n")).at("states").at(1);
    EXPECT_NEAR(soret_of(given, "haase"), -11.63 * 0.6612, 0.006);
    // A mixture of equal species, and names exchanged, with masses: S_T = 0, and the sign changes.
    const auto equal = directory.file("equal.toml",
                                      "[mixture]\nmass = [1.0, 1.0]\nepsilon = [0.8, 0.8]\ncutoff = 2.5\n"
                                      "sigma = [1.0, 1.0]\n");
    EXPECT_NEAR(soret_of(models_of(directory.path("pets.toml"), "--mixture " + equal).at("states").at(0), "kempers"),
                0.0, 1e-9);
    const std::string one = "[mixture]\nmass = [1.0, 2.0]\nepsilon = [0.6, 1.0]\nsigma = [1.0, 1.1]\ncutoff = 2.5\n";
    const std::string two = "[mixture]\nmass = [2.0, 1.0]\nepsilon = [1.0, 0.6]\nsigma = [1.1, 1.0]\ncutoff = 2.5\n";
    const auto half = directory.file("half.toml", with(text, "[0.2, 0.5]", "0.5"));
    const auto state = models_of(half, "--mixture " + directory.file("one.toml", one)).at("states").at(0);
    const auto other = models_of(half, "--mixture " + directory.file("two.toml", two)).at("states").at(0);
    EXPECT_NE(state.at("remarks").at(0).get<std::string>().find("cutoffs of 2.5 sigma"), std::string::npos);
    for (const char* model : {"haase", "kempers"}) {
        EXPECT_NEAR(soret_of(state, model), -soret_of(other, model), 1e-8) << model;
        EXPECT_GT(std::abs(soret_of(state, model)), 0.1);
    }
}

/// A curve at the point number k.
Estimate point(const nlohmann::json& results, const std::string& curve, std::size_t k) {
    return results.at("curves").at(curve).at(k).get<Estimate>();
}

TEST(CommandModels, TakeCurvesOfACampaignWithTheirErrors) {
    const TemporaryDirectory directory;
    const auto results = json_of(standard_results);
    const double x1 = results.at("curves").at("gamma_semigrand").at(4).at("x1").get<double>();
    const auto file = directory.file(
        "campaign.toml", fmt::format("[state]\nsource = \"campaign\"\nresults = \"{}\"\nx1 = [{:.17g}, 0.5]\n"
                                     "tau_1 = 3.3\ntau_2 = 3.8\nideal_gas_soret = 0.0\n",
                                     standard_results, x1));
    const auto json = models_of(file);
    const auto& state = json.at("states").at(0);
    const Estimate gamma = point(results, "gamma_semigrand", 4);
    const Estimate difference = point(results, "enthalpy_difference", 4);
    const double T = 0.62;
    // For equal masses only h_2 - h_1 enters Haase, whatever the error of the enthalpy.
    const double haase = -difference.value / (T * T * gamma.value);
    EXPECT_NEAR(soret_of(state, "haase"), haase, 1e-12 * std::abs(haase));
    EXPECT_NEAR(
        error_of(state, "haase"),
        std::abs(haase) * std::hypot(gamma.standard_error / gamma.value, difference.standard_error / difference.value),
        1e-6);
    EXPECT_EQ(state.at("models").at("haase").at("soret_coefficient").at("n_eff"),
              std::min({gamma.effective_samples, difference.effective_samples,
                        point(results, "enthalpy", 5).effective_samples}));
    // Shukla and Firoozabadi by hand: v_i of density and v_1 - v_2, u_i = h_i - 3/2 T - P v_i.
    const std::vector<Estimate> curves{gamma, point(results, "density", 5), point(results, "enthalpy", 5), difference,
                                       point(results, "volume_difference", 4)};
    const auto shukla_firoozabadi = [&](const std::array<double, 5>& c) {
        const auto& [G, density, h, dh, dv] = c;
        const double v = 1.0 / density, x2 = 1.0 - x1, P = 0.46;
        const double v1 = v + x2 * dv, v2 = v - x1 * dv;
        const double u1 = h + x2 * dh - 1.5 * T - P * v1, u2 = h - x1 * dh - 1.5 * T - P * v2;
        return (v1 * u2 / 3.8 - v2 * u1 / 3.3) / (v * T * T * G);
    };
    std::array<double, 5> values{};
    for (std::size_t c = 0; c < 5; ++c) values[c] = curves[c].value;
    EXPECT_NEAR(soret_of(state, "shukla_firoozabadi"), shukla_firoozabadi(values), 1e-11);
    // Its error is that of five independent curves, though h_i, v_i and u_i have all of them in common: half the
    // change over two standard errors each, straight lines within the square of relative errors of 0.3 %.
    double variance = 0.0;
    for (std::size_t c = 0; c < 5; ++c) {
        auto above = values, below = values;
        above[c] += curves[c].standard_error;
        below[c] -= curves[c].standard_error;
        variance += std::pow(0.5 * (shukla_firoozabadi(above) - shukla_firoozabadi(below)), 2);
    }
    EXPECT_NEAR(error_of(state, "shukla_firoozabadi"), std::sqrt(variance), 1e-4 * std::sqrt(variance));
    EXPECT_EQ(state.at("inputs").at("gamma").at("from"), "gamma_semigrand");
    EXPECT_EQ(state.at("remarks").at(0), "curves of " + standard_results);
    // Between points: the change from 0.5037 to 0.5 is far below one percent.
    const auto& between = json.at("states").at(1);
    EXPECT_NEAR(soret_of(between, "haase"), haase, 0.01 * std::abs(haase));
    EXPECT_NE(soret_of(between, "haase"), soret_of(state, "haase"));
    EXPECT_NE(
        between.at("inputs").at("gamma").at("from").get<std::string>().find("gamma_semigrand, 4 points from x1 = "),
        std::string::npos);
    EXPECT_GT(error_of(between, "haase"), 0.5 * error_of(state, "haase"));
    EXPECT_EQ(json.at("mixture").at("epsilon"), results.at("state_line").at("mixture").at("epsilon"));
    // Another route to the partial properties and to Gamma.
    const auto fep = directory.file("fep.toml", with(content_of(file), "[state]\n", "[state]\nroute = \"fep\"\n"));
    EXPECT_NE(soret_of(models_of(fep).at("states").at(1), "haase"), soret_of(between, "haase"));
}

TEST(CommandModels, TakeATableOfStates) {
    const TemporaryDirectory directory;
    const auto file = directory.file(
        "states.csv",
        "# made by hand\n"
        "label, temperature, x1, gamma, gamma_sem, partial_enthalpy_1, partial_enthalpy_2, activation_energy_1, "
        "activation_energy_2, ideal_gas_soret\n"
        "first, 2.0, 0.25, 0.5, 0.01, 9.0, 7.0, , , 0\n"
        ", 2.0, 0.5, 1.0, , 9.0, 7.0, 2.0, 6.0, 0\n");
    const auto states = models_of(file).at("states");
    ASSERT_EQ(states.size(), 2U);
    EXPECT_EQ(states.at(0).at("label"), "first");
    EXPECT_EQ(states.at(1).at("label"), "line 4");
    EXPECT_EQ(soret_of(states.at(0), "haase"), -1.0);
    EXPECT_NEAR(error_of(states.at(0), "haase"), 0.02, 1e-7);
    EXPECT_TRUE(states.at(0).at("models").at("prigogine").at("soret_coefficient").is_null());
    EXPECT_EQ(soret_of(states.at(1), "haase"), -0.5);
    EXPECT_EQ(error_of(states.at(1), "haase"), 0.0);
    EXPECT_EQ(soret_of(states.at(1), "prigogine"), 1.0);
    const Outcome table = soret_program("models " + file);
    EXPECT_NE(table.output.find("first: temperature 2, x1 0.25"), std::string::npos) << table.output;
}

}  // namespace
}  // namespace soret::testing
