#include "command_line.hpp"

#include "soret/common/statistics/normal_sequence.hpp"

namespace soret::testing {
namespace {

std::string values_file(const TemporaryDirectory& directory, const std::string& more) {
    return directory.file("values.json",
                          R"({"state": {"temperature": 0.62, "pressure": 0.46}, "values": [)" + more + "]}");
}

const std::string right_density = R"({"quantity": "density", "x1": 0.5, "value": 0.7985, "sem": 4e-4, "n_eff": 40})";
const std::string wrong_density = R"({"quantity": "density", "x1": 0.3, "value": 0.8195, "sem": 4e-4, "n_eff": 40})";
const std::string vague_soret =
    R"({"quantity": "soret_hnemd_semigrand", "x1": 0.5, "value": -2.6, "sem": 0.5, "n_eff": 10})";

TEST(CommandCheckValues, EndsWithTheVerdict) {
    const TemporaryDirectory directory;
    const auto exit_code = [&](const std::string& values, const std::string& more = "") {
        return soret_program("check values " + values_file(directory, values) + " --quiet " + more).exit_code;
    };
    EXPECT_EQ(exit_code(right_density), 0);
    EXPECT_EQ(exit_code(right_density + "," + wrong_density + "," + vague_soret), 1);
    EXPECT_EQ(exit_code(right_density + "," + vague_soret), 3);
    EXPECT_EQ(exit_code(right_density + "," + vague_soret, "--accept inconclusive"), 0);
    EXPECT_EQ(exit_code(right_density + "," + wrong_density, "--accept density/0.300"), 0);
    EXPECT_EQ(exit_code(right_density + "," + wrong_density,
                        "--reference " + shell_word(SORET_SOURCE_DIR) + "/validation/data/standard/results.json"),
              1);
}

TEST(CommandCheckValues, WritesWhatOtherProgramsRead) {
    const TemporaryDirectory directory;
    const std::string file = values_file(directory, right_density + "," + wrong_density + "," + vague_soret);
    const Outcome outcome = soret_program("check values " + file + " --json - --junit " + directory.path("junit.xml") +
                                          " --md " + directory.path("pull.md"));
    EXPECT_EQ(outcome.exit_code, 1) << outcome.errors;
    const auto json = nlohmann::json::parse(outcome.output);
    EXPECT_EQ(json.at("verdict"), "fail");
    EXPECT_TRUE(json.at("provenance").contains("version"));
    ASSERT_EQ(json.at("checks").size(), 3U);
    for (const auto& check : json.at("checks")) {
        for (const char* key :
             {"quantity", "x1", "verdict", "value", "reference", "z", "false_alarm", "samples_needed", "warnings"}) {
            EXPECT_TRUE(check.contains(key)) << key;
        }
    }
    EXPECT_EQ(json.at("checks").at(0).at("samples_needed"), 0.0);
    EXPECT_LT(json.at("checks").at(1).at("z").get<double>(), -10.0);
    EXPECT_GT(json.at("checks").at(2).at("samples_needed").get<double>(), 100.0);
    EXPECT_NE(content_of(directory.path("junit.xml")).find("<failure"), std::string::npos);
    EXPECT_EQ(content_of(directory.path("pull.md")).rfind("## soret check values", 0), 0U);
}

TEST(CommandCheckValues, KeepsABaselineOnlyWhenBlessed) {
    const TemporaryDirectory directory;
    const std::string check = "check values " + values_file(directory, right_density + "," + wrong_density) +
                              " --quiet --baseline " + directory.path("known.json");
    expect_error(soret_program(check), {"known.json: is missing", "--bless"});
    EXPECT_EQ(soret_program(check + " --bless").exit_code, 0);
    EXPECT_EQ(soret_program(check).exit_code, 0);
}

TEST(CommandCheckValues, SaysInOneLineWhatIsWrong) {
    const TemporaryDirectory directory;
    const std::string good = R"({"state": {"temperature": 0.62, "pressure": 0.46}, "values": [)" + right_density + "]}";
    const std::vector<BadRunFile> cases{
        {"0.62", "0.63", {"state.temperature = 0.63: must be 0.62"}},
        {"\"pressure\": 0.46", "\"mixture\": \"x\"", {"state.pressure is missing: must be 0.46"}},
        {"\"density\"", "\"denisty\"", {"values[0]: quantity = denisty: must be one of"}},
        {"\"density\"", "3", {"values[0].quantity: must be the name"}},
        {"\"x1\": 0.5", "\"x1\": 1.5", {"values[0].x1 = 1.5: must be in [0, 1]"}},
        {"\"x1\": 0.5", "\"x\": 0.5", {"values[0]: x1 is missing"}},
        {"4e-4", "-4e-4", {"values[0].sem = -0.0004: must be >= 0"}},
        {"4e-4", "null", {"values[0].sem = null: must be a finite number"}},
        {"40", "-1", {"values[0].n_eff = -1.0: must be >= 0"}},
        {"0.7985", "\"much\"", {"values[0].value = \"much\": must be a finite number"}},
        {"0.7985", "1e999", {"not JSON: 1e999 at byte 111 is out of the range of a double"}},
        {"\"values\"", "\"valves\"", {"values: must be a list"}},
        {"\"state\"", "\"states\"", {"state is missing"}},
        {"]}", "]", {"not JSON: ends too early, after "}},
        {"density\", \"x1\": 0.5", "gamma_semigrand_n500\", \"x1\": 0.3", {"x1 = 0.3", "is known at 0.2"}},
    };
    EXPECT_EQ(soret_program("check values --quiet " + directory.file("good.json", good)).exit_code, 0);
    for (const BadRunFile& bad : cases) {
        SCOPED_TRACE(bad.to);
        const Outcome outcome =
            soret_program("check values " + directory.file("bad.json", with(good, bad.from, bad.to)));
        expect_error(outcome, bad.words);
        const std::size_t named = outcome.errors.find("bad.json: ");
        EXPECT_NE(named, std::string::npos) << outcome.errors;
        EXPECT_EQ(outcome.errors.find("bad.json", named + 1), std::string::npos) << outcome.errors;
    }
    const std::string check = "check values " + directory.file("good.json", good);
    expect_error(soret_program("check values " + directory.path()), {": is a directory: must be a file"});
    expect_error(soret_program(check + " --baseline " + directory.file("bad.json", "{")),
                 {"soret: " + directory.path("bad.json") + ": not JSON: ends too early, after 1 bytes"});
    expect_error(soret_program(check + " --reference nothing"), {"reference = nothing: must be a file or one of"});
    expect_error(soret_program(check + " --tolerance 2"), {"tolerance = 2: must be in"});
    expect_error(soret_program(check + " --false-alarm 0"), {"false-alarm = 0: must be in"});
    expect_error(soret_program(check + " --accept enthalpy"), {"accept = enthalpy", "density/0.500"});
    expect_error(soret_program(check + " --junit " + directory.path("no/such.xml")), {"no/such.xml"});
    const auto mixture = directory.file(
        "other.toml", "[mixture]\nmass = [1.0, 1.0]\nepsilon = [0.6, 1.0]\nsigma = [1.0, 1.0]\ncutoff = 3.0\n");
    expect_error(soret_program(check + " --mixture " + mixture), {"is not the mixture of reference state_line"});
    expect_error(soret_program("check fly"), {"command fly: must be one of", "values", "ensemble"});
    expect_error(soret_program("check"), {"subcommand"});
}

TEST(CommandReference, ListsShowsAndExports) {
    const TemporaryDirectory directory;
    const Outcome list = soret_program("reference list --json -");
    EXPECT_EQ(list.exit_code, 0) << list.errors;
    const auto references = nlohmann::json::parse(list.output).at("references");
    std::vector<std::string> configurations;
    for (const auto& reference : references) {
        if (reference.at("kind") == "configuration") configurations.push_back(reference.at("name"));
    }
    ASSERT_FALSE(configurations.empty());
    for (const std::string& name : configurations) {
        SCOPED_TRACE(name);
        for (const char* ending : {"json", "data", "toml"}) {
            EXPECT_EQ(soret_program("reference export " + name + " " + directory.path("a.") + ending).exit_code, 0);
        }
        EXPECT_EQ(soret_program("reference show " + name).output, content_of(directory.path("a.json")));
        const auto stored = json_of(directory.path("a.json")).at("results");
        const Outcome outcome = soret_program("forces " + directory.path("a.data") + " --mixture " +
                                              directory.path("a.toml") + " --forces --backend reference --json -");
        const auto found = nlohmann::json::parse(outcome.output);
        for (const char* key : {"digest", "potential_energy", "virial", "tail_energy", "tail_virial", "forces",
                                "particle_energies", "heat_current", "mass_current_1", "pressure_tensor"}) {
            EXPECT_EQ(found.at(key), stored.at(key)) << key;
        }
    }
    expect_error(soret_program("reference show nothing"), {"reference = nothing", "state_line"});
    expect_error(soret_program("reference export state_line " + directory.path("b.data")),
                 {"reference state_line as", "b.data: has no configuration"});
    // The common options are theirs, too.
    EXPECT_EQ(soret_program("reference show state_line --quiet").output, "");
    const std::string shown = soret_program("reference show state_line --json -").output;
    EXPECT_EQ(soret_program("reference show state_line --quiet --json " + directory.path("c.json")).output, "");
    EXPECT_EQ(content_of(directory.path("c.json")), shown);
    EXPECT_EQ(soret_program("reference show state_line").output, shown);
    const Outcome written = soret_program("reference export state_line " + directory.path("d.json") + " --json -");
    EXPECT_EQ(nlohmann::json::parse(written.output),
              nlohmann::json({{"reference", "state_line"}, {"file", directory.path("d.json")}}));
    EXPECT_EQ(content_of(directory.path("d.json")), shown);
    expect_error(soret_program("reference make " + directory.path("none") + " e.json --quiet"), {"none/results.json"});
    // The data are in the binary: a copy elsewhere has them.
    std::filesystem::copy_file(SORET_PROGRAM, directory.path("elsewhere"));
    EXPECT_EQ(std::system((directory.path("elsewhere") + " reference show state_line >/dev/null").c_str()), 0);
}

/// A canonical kinetic energy of N particles without memory, at this temperature.
std::string series_file(const TemporaryDirectory& directory, int particles, double temperature) {
    std::string text = "step,temperature,kinetic_energy\n";
    NormalSequence normal(1, RandomStream::synthetic_series, 0);
    const int degrees = 3 * particles - 3;
    for (int row = 0; row < 1000; ++row) {
        double sum = 0.0;
        for (int d = 0; d < degrees; ++d) sum += std::pow(normal.next(), 2);
        text += fmt::format("{},{},{}\n", row, temperature * sum / degrees, 0.5 * temperature * sum);
    }
    return directory.file("series.csv", text);
}

TEST(CommandCheckEnsemble, PassesFailsAndNamesTheCause) {
    const TemporaryDirectory directory;
    const std::string check = "check ensemble " + series_file(directory, 50, 0.62) + " --kind nvt --n 50 --json - ";
    const Outcome right = soret_program(check + "--temperature 0.62");
    EXPECT_EQ(right.exit_code, 0) << right.output;
    const Outcome wrong = soret_program(check + "--temperature 0.65");
    EXPECT_EQ(wrong.exit_code, 1);
    const auto json = nlohmann::json::parse(wrong.output);
    EXPECT_EQ(json.at("diagnosis").at(0).at("cause"), "temperature");
    for (const auto& one : json.at("checks")) {
        for (const char* key : {"quantity", "verdict", "p_value", "text"}) EXPECT_TRUE(one.contains(key)) << key;
    }
    EXPECT_TRUE(json.at("quantities").at(0).at("kinetic_energy").contains("sem"));
}

TEST(CommandCheckEnsemble, SaysInOneLineWhatIsWrong) {
    const TemporaryDirectory directory;
    const std::string check = "check ensemble " + series_file(directory, 50, 0.62) + " ";
    expect_error(soret_program(check + "--n 50"), {"--kind"});
    expect_error(soret_program(check + "--kind nvt"), {"--n"});
    expect_error(soret_program(check + "--kind nvt --n 50"), {"--temperature is missing"});
    expect_error(soret_program(check + "--kind nvt --n 1"), {"n = 1: must be an integer in [2, "});
    expect_error(soret_program(check + "--kind fly --n 50"), {"kind = fly: must be one of nve, nvt, npt"});
    expect_error(soret_program(check + "--kind nvt --n 50 --temperature 0"), {"temperature = 0: must be > 0"});
    expect_error(soret_program(check + "--kind nvt --n 50 --temperature 0.6,x"), {"temperature = x"});
    expect_error(soret_program(check + "--kind nvt --n 50 --temperature 1,2,3"),
                 {"temperature = 1,2,3: must be one value, or two with a comma between them"});
    expect_error(soret_program(check + "--kind nvt --n 50 --temperature 1,"), {"temperature = 1,: must be one value"});
    expect_error(soret_program(check + "--kind nvt --n 50 --temperature 0.6,0.7"),
                 {"temperature = 0.6,0.7: has two values, but there is one series"});
    expect_error(soret_program(check + "--kind nvt --n 50 --temperature 0.6 --columns volume"), {"NAME=COLUMN"});
    expect_error(soret_program(check + "--kind nvt --n 50 --temperature 0.6 --columns volume=V"),
                 {"series.csv:1: column volume = \"V\"", "step, temperature, kinetic_energy"});
    expect_error(soret_program("check ensemble nothing.csv --kind nvt --n 50 --temperature 0.6"), {"nothing.csv"});
    expect_error(soret_program(check + "--kind gcmc --n 50 --temperature 0.6"), {"nothing to check"});
}

TEST(CommandCheckSelftest, SeesAllThatIsPlanted) {
    const Outcome outcome = soret_program("check selftest --json -");
    EXPECT_EQ(outcome.exit_code, 0) << outcome.output;
    const auto json = nlohmann::json::parse(outcome.output);
    EXPECT_EQ(json.at("seen"), json.at("planted"));
    EXPECT_GE(json.at("checks").size(), 15U);
}

}  // namespace
}  // namespace soret::testing
