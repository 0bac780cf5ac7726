#include <cmath>
#include <cstdlib>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <rapidcheck.h>

#include "fixed_random_seed.hpp"
#include "soret/common/errors.hpp"
#include "soret/common/files/mixture_file.hpp"
#include "temporary_directory.hpp"

namespace soret {
namespace {

Mixture mixture_of(const std::string& keys) {
    return mixture_from(TomlTable::parse("[mixture]\n" + keys, "mixture.toml").table("mixture"));
}

std::string message(const std::string& keys) {
    return testing::message_of<InvalidInput>([&] { mixture_of(keys); });
}

const std::string rest_of_two = "epsilon = [1.0, 1.0]\nsigma = [1.0, 1.0]\ncutoff = 2.5\n";

TEST(MixtureFile, ReadsFullMatrices) {
    const testing::TemporaryDirectory directory;
    const Mixture mixture = read_mixture(directory.file(
        "mixture.toml",
        "[mixture]\nmass    = [1.0, 2.5]\nepsilon = [[0.8, 0.95], [0.95, 1.3]]\nsigma = [[1.0, 0.97], [0.97, 0.9]]\n"
        "cutoff = [[2.5, 2.4], [2.4, 2.3]]\ntruncation = \"force-shifted\"  # comment\n"));
    EXPECT_EQ(mixture.mass(1), 2.5);
    EXPECT_EQ(mixture.parameters().epsilon(0, 1), 0.95);
    EXPECT_EQ(mixture.parameters().sigma(1, 1), 0.9);
    EXPECT_EQ(mixture.parameters().cutoff(1, 0), 2.4);
    EXPECT_EQ(mixture.truncation(), Truncation::force_shifted);
}

TEST(MixtureFile, CombinesListsByLorentzAndBerthelot) {
    const Mixture mixture =
        mixture_of("mass = [1, 1]\nepsilon = [0.25, 1]\nk12 = 0.5\nsigma = [1.0, 2.0]\ncutoff = 5\n");
    EXPECT_EQ(mixture.parameters().epsilon(0, 0), 0.25);
    EXPECT_EQ(mixture.parameters().epsilon(0, 1), 0.25);  // 0.5 sqrt(0.25)
    EXPECT_EQ(mixture.parameters().sigma(0, 1), 1.5);
    EXPECT_EQ(mixture.truncation(), Truncation::shifted);
}

TEST(MixtureFile, CombinesSigmaAsAGeometricMeanIfAsked) {
    const std::string lists = "mass = [1, 1]\nepsilon = [0.25, 1]\nsigma = [1.0, 4.0]\ncutoff = 5\n";
    EXPECT_EQ(mixture_of(lists + "mixing = \"geometric\"").parameters().sigma(0, 1), 2.0);
    EXPECT_EQ(mixture_of(lists + "mixing = \"geometric\"").parameters().epsilon(0, 1), 0.5);
    EXPECT_EQ(mixture_of(lists + "mixing = \"lorentz-berthelot\""), mixture_of(lists));
    EXPECT_EQ(message(lists + "mixing = \"arithmetic\""),
              "mixture.toml:6: mixture.mixing = \"arithmetic\": must be \"lorentz-berthelot\" or \"geometric\"");
    EXPECT_EQ(message("mass = [1]\nepsilon = [1]\nsigma = [[1]]\nmixing = \"geometric\"\ncutoff = 5\n"),
              "mixture.toml:5: mixture.mixing = \"geometric\": must not be given: sigma is a full matrix");
}

TEST(MixtureFile, MayNameItsSpecies) {
    EXPECT_EQ(mixture_of("mass = [1, 1]\n" + rest_of_two + "names = [\"Ar\", \"Kr\"]").names(),
              (std::vector<std::string>{"Ar", "Kr"}));
    const auto named = [](const std::string& names) {
        return message("mass = [1, 1]\n" + rest_of_two + "names = " + names);
    };
    EXPECT_EQ(named("[\"Ar\"]"), "mixture.toml:6: mixture.names = [\"Ar\"]: must be a list of 2 texts in quotes");
    EXPECT_EQ(named("[1, 2]"), "mixture.toml:6: mixture.names = [1, 2]: must be a list of 2 texts in quotes");
    for (const char* second : {"Ar", "", "K r", "1", "2nd", "a:\\nb", "=x"}) {
        const std::string what = named(fmt::format("[\"Ar\", \"{}\"]", second));
        EXPECT_NE(what.find("must be a word like Ar"), std::string::npos) << second << what;
    }
}

TEST(MixtureFile, SaysIfAnAttractionIsSuspiciouslyWeak) {
    const std::string lists = "mass = [1, 1]\nepsilon = [1, 1]\nsigma = [1, 1]\ncutoff = 5\n";
    EXPECT_NE(weak_attraction(mixture_of(lists + "k12 = 0.05")).find("epsilon of species 1 and 2 = 0.05"),
              std::string::npos);
    EXPECT_EQ(weak_attraction(mixture_of(lists + "k12 = 0.1")), "");
    EXPECT_EQ(weak_attraction(paper_mixture()), "");
}

TEST(MixtureFile, GuessesAKeyThatIsNearlyRight) {
    const auto guess = [](const std::string& key) {
        const std::string what = message("mass = [1, 1]\n" + rest_of_two + key + " = 1\n");
        const std::size_t at = what.find("did you mean ");
        return at == std::string::npos ? std::string() : what.substr(at + 13, what.find('?') - at - 13);
    };
    EXPECT_EQ(guess("espilon"), "epsilon");
    EXPECT_EQ(guess("Sigma "), "sigma");
    EXPECT_EQ(guess("cut_off"), "cutoff");
    EXPECT_EQ(guess("masses"), "mass");
    EXPECT_EQ(guess("trunc"), "truncation");
    EXPECT_EQ(guess("kij"), "");
    EXPECT_EQ(guess("temperature"), "");
}

TEST(MixtureFile, ReadsThePapersMixtureAsTheDefaultOne) {
    EXPECT_EQ(mixture_of("mass = [1.0, 1.0]\nepsilon = [0.6, 1.0]\nsigma = [1.0, 1.0]\ncutoff = 2.5\n"),
              paper_mixture());
}

TEST(MixtureFile, MayHaveOneSpecies) {
    EXPECT_EQ(mixture_of("mass = [1]\nepsilon = [1]\nsigma = [1]\ncutoff = 3\ntruncation = \"plain\"").species_count(),
              1u);
}

TEST(MixtureFile, NamesWhatIsWrong) {
    EXPECT_EQ(message("mass = [1.0, -1.0]\n" + rest_of_two),
              "mixture.toml:2: mixture.mass = [1.0, -1.0]: element 2 must be > 0");
    EXPECT_EQ(message(rest_of_two), "mixture.toml:1: mixture.mass is missing: must be a list of numbers");
    EXPECT_EQ(message("mass = [1, 1, 1]\n" + rest_of_two),
              "mixture.toml:3: mixture.epsilon = [1.0, 1.0]: must be a list of 3 numbers");
    EXPECT_EQ(message("mass = [1, 1]\n" + rest_of_two + "cut = 3\n"),
              "mixture.toml:6: mixture.cut = 3: unknown key: did you mean cutoff? must be one of cutoff, epsilon, k12, "
              "mass, mixing, names, sigma, truncation");
    EXPECT_EQ(message("mass = [1, 1]\n" + rest_of_two + "truncation = \"smooth\""),
              "mixture.toml:6: mixture.truncation = \"smooth\": must be \"shifted\", \"plain\" or \"force-shifted\"");
    EXPECT_EQ(message("mass = [1, 1]\nepsilon = [[1, 2], [3, 1]]"),
              "mixture.toml:3: mixture.epsilon = [[...], [...]]: element [1][2] = 2.0 must equal element [2][1] = 3.0");
    EXPECT_EQ(message("mass = [1, 1]\nepsilon = [[1, 1], [1, 1]]\nk12 = 1.0"),
              "mixture.toml:4: mixture.k12 = 1.0: must not be given: epsilon is a full matrix");
    EXPECT_EQ(message("mass = [1]\nepsilon = [1]\nsigma = [1]\ncutoff = 0.0"),
              "mixture.toml:5: mixture.cutoff = 0.0: must be > 0");
    EXPECT_EQ(message("mass = [1]\nepsilon = [nan]\nsigma = [1]\ncutoff = 1"),
              "mixture.toml:3: mixture.epsilon = [nan]: element 1 must be >= 0");
}

TEST(MixtureFile, NeedsItsTableAndNothingElse) {
    const testing::TemporaryDirectory directory;
    const std::string none = directory.file("none.toml", "mass = [1]\n");
    EXPECT_EQ(testing::message_of<InvalidInput>([&] { read_mixture(none); }),
              none + ": mixture is missing: must be a table");
    const std::string more = directory.file("more.toml", "[mixture]\nmass = [1]\n" + rest_of_two + "[run]\n");
    EXPECT_EQ(testing::message_of<InvalidInput>([&] { read_mixture(more); }),
              more + ":6: run = {...}: unknown key: must be one of mixture");
}

rc::Gen<double> positive_number() {
    return rc::gen::map(rc::gen::pair(rc::gen::inRange(1, 1 << 30), rc::gen::inRange(-40, -20)),
                        [](const std::pair<int, int>& p) { return std::ldexp(p.first, p.second) * 1.1; });
}

SpeciesMatrix drawn_matrix(std::size_t count) {
    SpeciesMatrix matrix(count, 0.0);
    for (std::size_t a = 0; a < count; ++a) {
        for (std::size_t b = 0; b <= a; ++b) matrix(a, b) = matrix(b, a) = *positive_number();
    }
    return matrix;
}

TEST(MixtureFile, ReadsBackToTheBit) {
    const bool held = rc::check("writing and reading a mixture changes nothing", [] {
        const auto count = static_cast<std::size_t>(*rc::gen::inRange(1, 5));
        MixtureParameters parameters;
        for (std::size_t a = 0; a < count; ++a) parameters.mass.push_back(*positive_number());
        parameters.epsilon = drawn_matrix(count);
        parameters.sigma = drawn_matrix(count);
        parameters.cutoff = drawn_matrix(count);
        if (*rc::gen::arbitrary<bool>()) {
            for (std::size_t a = 0; a < count; ++a) parameters.names.push_back("name" + std::to_string(a));
        }
        parameters.truncation = *rc::gen::element(Truncation::shifted, Truncation::plain, Truncation::force_shifted);
        const Mixture mixture(parameters);
        TomlTable file = TomlTable::parse(to_toml(mixture), "written.toml");
        RC_ASSERT(mixture_from(file.table("mixture")) == mixture);
        const nlohmann::json object = to_json(mixture);
        RC_ASSERT(object["epsilon"][count - 1][0].get<double>() == parameters.epsilon(count - 1, 0));
        RC_ASSERT(object["truncation"].get<std::string>() == name_of(parameters.truncation));
    });
    ASSERT_TRUE(held);
}

}  // namespace
}  // namespace soret
