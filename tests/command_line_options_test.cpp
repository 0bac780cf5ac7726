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
    expect_error(validate(out + " --accept ''"), {"accept = : must be"});
    EXPECT_FALSE(std::filesystem::exists(out));
    expect_error(validate("''"), {"out = \"\": must name a directory"});
    expect_error(validate("/dev/null/none"), {"/dev/null/none", "cannot be made"});
    const Outcome good = validate(out + " --accept inconclusive,g-min,g-021/semigrand,density-pets");
    EXPECT_EQ(good.exit_code, 0) << good.errors;
    EXPECT_NE(good.output.find("tier quick: "), std::string::npos) << good.output;
}

}  // namespace
}  // namespace soret::testing
