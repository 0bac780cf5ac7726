// The program on a terminal: what it says first, `soret doctor`, completion on the tab key, colours.

#include <regex>
#include <set>
#include <sstream>

#include "command_line.hpp"
#include "soret/validation/program/doctor_digests.hpp"

namespace soret::testing {
namespace {

std::set<std::string> lines_of(const std::string& text) {
    std::istringstream stream(text);
    std::set<std::string> lines;
    for (std::string line; std::getline(stream, line);) lines.insert(line);
    return lines;
}

/// What a script of bash prints, in an empty directory in which it finds soret.
std::string said_by_bash(const TemporaryDirectory& directory, const std::string& script) {
    const std::string bin = directory.path("bin");
    if (!std::filesystem::exists(bin)) {
        std::filesystem::create_directory(bin);
        std::filesystem::create_symlink(SORET_PROGRAM, bin + "/soret");
        std::filesystem::create_directory(directory.path("here"));
    }
    const std::string file = directory.file("script.sh", "export PATH=" + shell_word(bin) + ":$PATH\ncd " +
                                                             shell_word(directory.path("here")) + "\n" + script);
    const std::string output = directory.path("output");
    const int status = std::system(("bash " + file + " > " + output + " 2>&1 < /dev/null").c_str());
    EXPECT_EQ(status, 0) << script << "\n" << content_of(output);
    return content_of(output);
}

/// What the tab key offers behind these words, the last of which is begun.
std::set<std::string> completions(const TemporaryDirectory& directory, const std::vector<std::string>& words) {
    std::string quoted;
    for (const std::string& word : words) quoted += shell_word(word) + " ";
    return lines_of(
        said_by_bash(directory, fmt::format("source <(soret completion bash)\nCOMP_WORDS=({})\nCOMP_CWORD={}\n"
                                            "_soret\n((${{#COMPREPLY[@]}} == 0)) || printf '%s\\n' "
                                            "\"${{COMPREPLY[@]}}\"\n",
                                            quoted, words.size() - 1)));
}

/// First words of the lines of --help that match.
std::set<std::string> named_by_help(const std::string& command, const std::regex& pattern) {
    const std::string help = soret_program(command + " --help").output;
    std::set<std::string> names;
    for (auto match = std::sregex_iterator(help.begin(), help.end(), pattern); match != std::sregex_iterator();
         ++match) {
        names.insert((*match)[1]);
    }
    return names;
}

const std::regex command_in_help(R"(\n  ([a-z]+) {3,}[A-Z])");
const std::regex option_in_help(R"(\n  (?:-h,)?(--[a-z0-9-]+))");

TEST(CommandLineHelp, SaysWhatToTypeFirst) {
    const Outcome help = soret_program("--help");
    EXPECT_EQ(help.exit_code, 0);
    const std::size_t start = help.output.find("Start here:\n  soret ");
    ASSERT_NE(start, std::string::npos) << help.output;
    EXPECT_LT(start, help.output.find("Usage:"));
    for (const char* words :
         {"soret doctor ", "soret check forces CONFIG RESULTS ", "soret validate --tier quick --out DIR ",
          "\nOne system:\n", "\nOther codes:\n", "\nThis machine:\n"}) {
        EXPECT_NE(help.output.find(words), std::string::npos) << words;
    }
    EXPECT_EQ(help.output.find("Subcommands:"), std::string::npos) << "a command is in no group";
}

TEST(CommandLineDoctor, FindsTheRightBitsHereInEveryWay) {
    const TemporaryDirectory directory;
    said_by_bash(directory, "soret doctor --json ../doctor.json --quiet");
    const nlohmann::json json = json_of(directory.path("doctor.json"));
    EXPECT_EQ(json.at("verdict"), "pass");
    const auto sets = supported_instruction_sets();
    ASSERT_EQ(json.at("instruction_sets").size(), sets.size());
    EXPECT_EQ(json.at("instruction_set_used"), name_of(sets.back()));
    EXPECT_GE(json.at("threads").get<int>(), 1);
    EXPECT_GT(json.at("memory").at("total_bytes").get<double>(), 1e8);
    EXPECT_NE(json.at("processor"), "");
    for (const char* library : {"Eigen", "Boost", "fmt", "CLI11", "xsimd"}) {
        EXPECT_TRUE(
            std::regex_match(json.at("libraries").at(library).get<std::string>(), std::regex(R"(\d+\.\d+\.\d+)")));
    }
    EXPECT_EQ(json.at("provenance").at("version"), soret_program("--version").output.substr(0, 5));
    std::size_t digests = 0;
    for (const nlohmann::json& check : json.at("checks")) {
        if (check.at("quantity") != "digest") continue;
        ++digests;
        EXPECT_EQ(check.at("ways").size(), 1 + 2 * sets.size()) << check.at("check");
    }
    EXPECT_EQ(digests, golden_systems().size());
    EXPECT_GT(json.at("checks").at(0).at("bytes_per_second").get<double>(), 1e5);
    EXPECT_TRUE(std::filesystem::is_empty(directory.path("here")));
}

TEST(CommandLineDoctor, FailsWhereNothingCanBeWritten) {
    const TemporaryDirectory directory;
    const std::string said = said_by_bash(directory, "cd /proc\nsoret doctor || echo \"exit code $?\"");
    EXPECT_NE(said.find("results cannot be written here"), std::string::npos) << said;
    EXPECT_NE(said.find("verdict: fail\nexit code 1"), std::string::npos) << said;
}

TEST(DoctorPower, OneWayWithOtherBitsIsSeenAndNamed) {
    GoldenSystem system = golden_systems().front();
    const auto right = system.compute;
    EXPECT_EQ(check_golden_system(system).verdict, Verdict::pass);
    system.compute = [right](Backend backend, const Execution& execution) {
        const bool wrong = backend == Backend::optimized && execution.instruction_set == InstructionSet::sse2 &&
                           execution.threads == 2;
        return wrong ? "0123456789abcdef" : right(backend, execution);
    };
    const CheckLine one = check_golden_system(system);
    EXPECT_EQ(one.verdict, Verdict::fail);
    EXPECT_EQ(one.text, system.digest + " expected, but 0123456789abcdef by sse2 with 2 threads");
    system.compute = [](Backend, const Execution&) { return std::string("0"); };
    EXPECT_EQ(check_golden_system(system).fields.at("differing").at("0").size(),
              1 + 2 * supported_instruction_sets().size());
}

TEST(CommandLineCompletion, OffersEveryCommandAndOptionThatHelpNames) {
    const TemporaryDirectory directory;
    const std::set<std::string> commands = named_by_help("", command_in_help);
    EXPECT_GE(commands.size(), 11U);
    EXPECT_EQ(completions(directory, {"soret", ""}), commands);
    for (const std::string& command : commands) {
        const std::set<std::string> inner = named_by_help(command, command_in_help);
        if (!inner.empty()) {
            EXPECT_EQ(completions(directory, {"soret", command, ""}), inner);
        }
        EXPECT_EQ(completions(directory, {"soret", command, "--"}), named_by_help(command, option_in_help)) << command;
    }
    EXPECT_EQ(completions(directory, {"soret", "check", "forces", "--"}),
              named_by_help("check forces", option_in_help));
    EXPECT_EQ(completions(directory, {"soret", "check", "fo"}), std::set<std::string>{"forces"});
}

TEST(CommandLineCompletion, OffersValuesAndFiles) {
    const TemporaryDirectory directory;
    said_by_bash(directory, "mkdir campaign\ntouch liquid.data 'a name.toml'");
    const auto offered = [&](const std::vector<std::string>& words) { return completions(directory, words); };
    using Words = std::set<std::string>;
    EXPECT_EQ(offered({"soret", "run", "--backend", ""}), (Words{"reference", "optimized"}));
    EXPECT_EQ(offered({"soret", "run", "--isa", "=", "avx"}), (Words{"avx2", "avx512"}));
    EXPECT_EQ(offered({"soret", "run", "--isa", "="}), (Words{"auto", "sse2", "avx2", "avx512"}));
    EXPECT_EQ(offered({"soret", "validate", "--tier", "s"}), Words{"standard"});
    EXPECT_EQ(offered({"soret", "forces", ""}), (Words{"a name.toml", "campaign", "liquid.data"}));
    EXPECT_EQ(offered({"soret", "forces", "l"}), Words{"liquid.data"});
    EXPECT_EQ(offered({"soret", "forces", "--mixture", "a"}), Words{"a name.toml"});
    EXPECT_EQ(offered({"soret", "audit", ""}), Words{"campaign"});
    EXPECT_EQ(offered({"soret", "run", "--seed", ""}), Words{});
    EXPECT_EQ(offered({"soret", "run", "--quiet", "l"}), Words{"liquid.data"}) << "a switch takes no value";
}

TEST(CommandLineColours, AreForTerminalsUnlessSaidOtherwise) {
    const TemporaryDirectory directory;
    said_by_bash(directory,
                 "soret reference export configurations/dilute a.data\n"
                 "soret forces a.data --forces --json a.json --quiet");
    const std::string check = "soret check forces a.data a.json", green = "\033[32m";
    const auto has_colours = [&](const std::string& script) {
        const std::string said = said_by_bash(directory, script);
        EXPECT_NE(said.find("pass"), std::string::npos) << said;
        return said.find(green + "pass") != std::string::npos;
    };
    const auto on_a_terminal = [](const std::string& command) {
        return "unset NO_COLOR\nexport TERM=xterm\nscript -qec '" + command + "' /dev/null";
    };
    EXPECT_FALSE(has_colours(check));
    EXPECT_TRUE(has_colours(check + " --color always"));
    EXPECT_TRUE(has_colours(on_a_terminal(check)));
    EXPECT_FALSE(has_colours(on_a_terminal(check + " --color never")));
    EXPECT_FALSE(has_colours(on_a_terminal("NO_COLOR=1 " + check)));
    EXPECT_TRUE(has_colours(on_a_terminal("NO_COLOR= " + check))) << "empty is not set";
    EXPECT_TRUE(has_colours(on_a_terminal("NO_COLOR=1 " + check + " --color always"))) << "the option wins";
    EXPECT_FALSE(has_colours(on_a_terminal("TERM=dumb " + check)));
    expect_error(soret_program("doctor --color blue"), {"color = blue: must be auto, always or never"});
}

}  // namespace
}  // namespace soret::testing
