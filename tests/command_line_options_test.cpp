#include "command_line.hpp"

namespace soret::testing {
namespace {

constexpr const char* whole_seeds = "must be an integer in [0, 18446744073709551615]";

TEST(CommandLineOptions, ThatAreNumbersAreReadWholeAndInTheirRange) {
    const std::string forces = "forces " + shell_word(lammps + "paper_n500.data") + " ";
    for (const std::string seed : {"-1", "1.5", "abc", "99999999999999999999", "0x10", "''", "1e3", "+1"}) {
        const std::string shown = seed == "''" ? "" : seed;
        expect_error(soret_program(forces + "--seed " + seed), {"seed = " + shown + ": " + whole_seeds});
    }
    for (const std::string threads : {"abc", "0", "-2", "4097", "99999999999999999999"}) {
        expect_error(soret_program(forces + "--threads " + threads),
                     {"threads = " + threads + ": must be an integer in [1, 4096]"});
    }
    for (const std::string sample : {"-1", "0", "abc"}) {
        expect_error(soret_program("audit none --sample " + sample),
                     {"sample = " + sample + ": must be an integer in [1, 1000000000]"});
    }
    const TemporaryDirectory directory;
    const std::string validate = "validate --out " + directory.path("out") + " ";
    for (const std::string particles : {"-1", "99", "1e3", "1000001"}) {
        expect_error(soret_program(validate + "--particles " + particles),
                     {"particles = " + particles + ": must be an integer in [100, 1000000]"});
    }
    for (const std::string effort : {"-1", "0", "nan", "1e5", "much"}) {
        expect_error(soret_program(validate + "--effort " + effort),
                     {"effort = " + effort + ": must be in [0.0001, 10000]"});
    }
    EXPECT_FALSE(std::filesystem::exists(directory.path("out")));
}

TEST(CommandLineOptions, ThatAreNumbersMayBeTheLastOfTheirRange) {
    const auto errors_with = [](const std::string& options) {
        const Outcome outcome = soret_program("validate --plan --tier quick --out /dev/null/none " + options);
        return outcome.errors;
    };
    // All the options are right: what is left is the directory.
    for (const char* options : {"--seed 18446744073709551615", "--seed 0", "--seed 010", "--threads 4096",
                                "--particles 100", "--effort 0.0001"}) {
        EXPECT_NE(errors_with(options).find("/dev/null/none"), std::string::npos) << options;
    }
    const TemporaryDirectory directory;
    const auto seed_of = [&](const std::string& word) {
        const std::string out = directory.path("out" + word);
        EXPECT_EQ(soret_program("validate --plan --quiet --out " + out + " --seed " + word).exit_code, 0);
        return json_of(out + "/manifest.json").at("seed").get<std::uint64_t>();
    };
    EXPECT_EQ(seed_of("18446744073709551615"), 18446744073709551615U);
    EXPECT_EQ(seed_of("010"), 10U);
}

TEST(CommandLineOptions, OfValidateAreCheckedBeforeAnythingIsSaidOrWritten) {
    const TemporaryDirectory directory;
    const std::string out = directory.path("out");
    const auto validate = [&](const std::string& more) { return soret_program("validate --plan --out " + more); };
    expect_error(validate(out + " --accept foo"), {"accept = foo: must be inconclusive or a claim", "g-min/semigrand"});
    expect_error(validate(out + " --accept g-min,g-min/nemd"), {"accept = g-min/nemd: must be"});
    expect_error(validate(out + " --accept ''"), {"accept = \"\": must not be empty"});
    EXPECT_FALSE(std::filesystem::exists(out));
    expect_error(validate("''"), {"out = \"\": must name a directory"});
    expect_error(validate("/dev/null/none"), {"/dev/null/none", "cannot be made"});
    const Outcome good = validate(out + " --accept inconclusive,g-min,g-021/semigrand,density-pets");
    EXPECT_EQ(good.exit_code, 0) << good.errors;
    EXPECT_NE(good.output.find("tier quick: "), std::string::npos) << good.output;
}

// As a variable of the shell leaves them that is not set. What is left out is the default, what is empty is not.
TEST(CommandLineOptions, ThatAreEmptyAreNeverTheDefault) {
    const TemporaryDirectory directory;
    const std::string liquid = shell_word(lammps + "paper_n500.data"), out = directory.path("out");
    const std::string file = directory.file("run.toml", semi_grand_run(1, 1, ""));
    const std::vector<std::pair<std::string, std::string>> cases{
        {"forces " + liquid + " --mixture ''", "mixture = \"\": must name a file"},
        {"forces " + liquid + " --mixture=", "--mixture: 1 required FILE|from-file missing"},
        {"forces " + liquid + " --json ''", "json = \"\": must name a file"},
        {"forces ''", "CONFIG = \"\": must not be empty"},
        {"run " + file + " --check --mixture ''", "mixture = \"\": must name a file"},
        {"run '' --check", "RUN = \"\": must not be empty"},
        {"models '' ", "STATES = \"\": must not be empty"},
        {"models x.toml --mixture ''", "mixture = \"\": must name a file"},
        {"check values x.json --mixture ''", "mixture = \"\": must name a file"},
        {"check values ''", "VALUES = \"\": must not be empty"},
        {"check values x.json --reference ''", "reference = \"\": must name a file"},
        {"check values x.json --baseline ''", "baseline = \"\": must name a file"},
        {"check values x.json --baseline '' --bless", "baseline = \"\": must name a file"},
        {"check values x.json --junit ''", "junit = \"\": must name a file"},
        {"check values x.json --md ''", "md = \"\": must name a file"},
        {"check forces " + liquid + " ''", "RESULTS = \"\": must not be empty"},
        {"check forces " + liquid + " x --mixture ''", "mixture = \"\": must name a file"},
        {"check forces " + liquid + " x --limit ''", "limit = \"\": must not be empty"},
        {"check forces " + liquid + " x --columns ''", "columns = \"\": must not be empty"},
        {"check drive --config " + liquid + " --preset lammps --mixture ''", "mixture = \"\": must name a file"},
        {"check drive --config " + liquid + " --preset lammps --program ''", "program = \"\": must not be empty"},
        {"check drive --config ''", "config = \"\": must name a file"},
        {"check ensemble x.csv '' --kind nve --n 9", "SERIES = \"\": must not be empty"},
        {"bench --mixture ''", "mixture = \"\": must name a file"},
        {"bench --config ''", "config = \"\": must name a file"},
        {"bench --write ''", "write = \"\": must name a file"},
        {"campaign work ''", "DIR = \"\": must not be empty"},
        {"campaign work x --until ''", "until = \"\": must not be empty"},
        {"campaign emit x --engine list --out y --program ''", "program = \"\": must not be empty"},
        {"campaign emit x --engine list --out y --account ''", "account = \"\": must not be empty"},
        {"campaign reduce ''", "DIR = \"\": must not be empty"},
        {"validate --plan --only '' --out " + out, "only = \"\": must not be empty"},
        {"report ''", "DIR = \"\": must not be empty"},
        {"audit ''", "DIR = \"\": must not be empty"},
        {"reference export state_line ''", "FILE = \"\": must not be empty"},
    };
    for (const auto& [arguments, words] : cases) {
        SCOPED_TRACE(arguments);
        expect_error(soret_program(arguments), {"soret: " + words});
    }
    EXPECT_FALSE(std::filesystem::exists(out));
}

TEST(CommandLineOptions, ThatNameAFileToBeWrittenAreTriedBeforeTheWork) {
    const TemporaryDirectory directory;
    const std::string good = directory.file("run.toml", semi_grand_run(1, 1, ""));
    const std::string out = directory.path("out"), nowhere = directory.path("none/x.json");
    const std::string missing = "none/x.json: cannot be written: No such file or directory";
    for (const std::string more : {"", "--check"}) {
        expect_error(run(good, out, more + " --json " + nowhere), {missing});
        expect_error(run(good, out, more + " --json " + directory.path()), {": cannot be written: Is a directory"});
        // DIR is made by the run; a directory in it is not.
        expect_error(run(good, out, more + " --json " + out + "/sub/x.json"), {"sub/x.json: cannot be written"});
    }
    EXPECT_FALSE(std::filesystem::exists(out));
    EXPECT_EQ(run(good, out, "--quiet --json " + out + "/./x.json").exit_code, 0);
    EXPECT_EQ(json_of(out + "/x.json"), json_of(out + "/summary.json"));
    const std::vector<std::string> commands{"validate --plan --out " + directory.path("plan") + " --json ",
                                            "campaign work " + out + " --json ",
                                            "campaign reduce " + out + " --json ",
                                            "audit " + out + " --json ",
                                            "report " + out + " --json ",
                                            "check selftest --json ",
                                            "check selftest --junit ",
                                            "check selftest --md ",
                                            "check selftest --bless --baseline ",
                                            "bench --write ",
                                            "reference list --json "};
    for (const std::string& command : commands) {
        SCOPED_TRACE(command);
        expect_error(soret_program(command + nowhere), {missing});
    }
    expect_error(soret_program("check selftest --baseline " + nowhere), {"none/x.json: is missing: --bless writes"});
    expect_error(soret_program("check selftest --bless"), {"--bless requires --baseline"});
    EXPECT_FALSE(std::filesystem::exists(directory.path("plan")));
    EXPECT_EQ(directory.entry_count(), 2U);
    std::filesystem::create_directories(directory.path("campaign/manifest.json"));
    expect_error(soret_program("campaign status " + directory.path("campaign")),
                 {"campaign/manifest.json: is a directory: must be a file"});
}

}  // namespace
}  // namespace soret::testing
