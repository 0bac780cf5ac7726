#include <cmath>
#include <functional>
#include <map>

#include <gtest/gtest.h>

#include "command_line.hpp"
#include "soret/common/errors.hpp"
#include "soret/common/files/configuration_file.hpp"
#include "soret/reference/pair_forces.hpp"
#include "soret/validation/check/drive.hpp"

namespace soret::testing {
namespace {

/// A program that answers by the reference backend, with a mistake in it.
class Mistaken : public OtherProgram {
public:
    std::function<void(Question&)> misread = [](Question&) {};
    std::function<void(const Question&, PairForcesResult&)> miscompute = [](const Question&, PairForcesResult&) {};
    double digit = 1e-16;  // relative, of what it prints
    bool writes_particle_energies = true;

    ProgramAnswer ask(const Question& asked) override {
        Question question = asked;
        misread(question);
        State state;
        state.box = question.state.box;
        for (std::size_t i = 0; i < question.state.size(); ++i) {
            state.add(question.state.id[i], question.state.species[i], question.state.position_of(i));
        }
        PairForcesResult result;
        reference::PairForces(question.mixture, Execution{}).compute(state, PairForcesRequest{}, result);
        miscompute(question, result);
        const auto printed = [&](double value) {
            const double unit = std::pow(10.0, std::floor(std::log10(std::fabs(value) + 1e-300))) * digit;
            return digit > 1e-15 ? PrintedValue{std::nearbyint(value / unit) * unit, 0.5 * unit}
                                 : PrintedValue{value, 1e-16 * std::fabs(value)};
        };
        ProgramAnswer answer;
        for (std::size_t a = 0; a < 3; ++a) {
            for (const double f : result.force[a]) answer.force[a].push_back(printed(f));
            answer.virial[a] = printed(result.virial[a]);
        }
        if (writes_particle_energies) {
            for (const double u : result.particle_energy) answer.particle_energy.push_back(printed(u));
        }
        answer.potential_energy = printed(result.potential_energy);
        return answer;
    }
    bool takes_mixture() const override { return true; }
    bool takes_threads() const override { return true; }
};

using Verdicts = std::map<std::string, Verdict>;

Verdicts verdicts_of(const CheckReport& report) {
    Verdicts verdicts;
    for (const CheckLine& line : report.checks) verdicts[line.id] = line.verdict;
    return verdicts;
}

/// 108 particles of both species.
State small_liquid() {
    State state;
    state.box = Box({6.0, 6.25, 5.5});
    std::int64_t id = 1;
    for (int k = 0; k < 108; ++k) {
        const double x = k % 5 * 1.2, y = k / 5 % 5 * 1.25, z = k / 25 * 1.1;
        const double wave = 0.08 * std::sin(12.9898 * k);
        state.add(id, k % 3 == 0 ? 0 : 1, {x + wave, y - 0.7 * wave, z + 0.5 * wave * wave});
        id += 2;
    }
    return state;
}

CheckReport drive(OtherProgram& program, const Mixture& mixture = paper_mixture()) {
    return check_drive({small_liquid(), mixture, Execution{}, 7, {}}, program);
}

const Verdicts all_right{{"finite-difference", Verdict::pass},
                         {"virial", Verdict::pass},
                         {"permutation", Verdict::pass},
                         {"translation", Verdict::pass},
                         {"images", Verdict::pass},
                         {"species-exchange", Verdict::pass},
                         {"repeat", Verdict::pass},
                         {"cutoff-scan", Verdict::pass},
                         {"threads", Verdict::pass}};

/// All but those named pass.
Verdicts failing(const std::vector<std::string>& tests) {
    Verdicts verdicts = all_right;
    for (const std::string& test : tests) verdicts.at(test) = Verdict::fail;
    return verdicts;
}

class Truncations : public ::testing::TestWithParam<Truncation> {};

TEST_P(Truncations, ARightProgramPassesAll) {
    MixtureParameters parameters = paper_mixture().parameters();
    parameters.truncation = GetParam();
    parameters.sigma(0, 0) = 0.9;
    parameters.cutoff(0, 0) = 2.2;
    Mistaken program;
    EXPECT_EQ(verdicts_of(drive(program, Mixture(parameters))), all_right);
}
INSTANTIATE_TEST_SUITE_P(CheckDrive, Truncations,
                         ::testing::Values(Truncation::shifted, Truncation::plain, Truncation::force_shifted));

TEST(CheckDrive, ForcesThatAreNotTheDerivativeOfTheEnergyFail) {
    Mistaken program;
    program.miscompute = [](const Question&, PairForcesResult& result) {
        for (auto& axis : result.force) {
            for (double& f : axis) f *= 1.0 + 1e-5;
        }
    };
    // Force and virial stay consistent with the symmetries.
    EXPECT_EQ(verdicts_of(drive(program)), failing({"finite-difference", "cutoff-scan"}));
}

TEST(CheckDrive, AVirialThatIsNotTheDerivativeOfTheEnergyFails) {
    Mistaken program;
    program.miscompute = [](const Question&, PairForcesResult& result) { result.virial[1] *= 1.0 + 1e-6; };
    EXPECT_EQ(verdicts_of(drive(program)), failing({"virial"}));
}

TEST(CheckDrive, AForceThatDependsOnTheIdFailsThePermutation) {
    Mistaken program;
    program.miscompute = [](const Question& question, PairForcesResult& result) {
        for (std::size_t i = 0; i < question.state.size(); ++i) {
            if (question.state.id[i] == 21) result.force[0][i] += 1e-6;
        }
    };
    const Verdicts verdicts = verdicts_of(drive(program));
    EXPECT_EQ(verdicts.at("permutation"), Verdict::fail);
    EXPECT_EQ(verdicts.at("translation"), Verdict::pass);
}

TEST(CheckDrive, APotentialOfPlaceFailsTheTranslation) {
    Mistaken program;
    program.miscompute = [](const Question& question, PairForcesResult& result) {
        for (std::size_t i = 0; i < question.state.size(); ++i)
            result.force[2][i] += 1e-7 * question.state.position[2][i];
    };
    const Verdicts verdicts = verdicts_of(drive(program));
    EXPECT_EQ(verdicts.at("translation"), Verdict::fail);
    EXPECT_EQ(verdicts.at("permutation"), Verdict::pass);
}

TEST(CheckDrive, CoordinatesThatAreNotWrappedFailTheImages) {
    Mistaken program;
    program.misread = [](Question& question) {  // by an edge that is a little wrong
        for (std::size_t i = 0; i < question.edges_added[0].size(); ++i) {
            question.state.position[0][i] += 1e-6 * question.edges_added[0][i];
        }
    };
    EXPECT_EQ(verdicts_of(drive(program)), failing({"images"}));
}

TEST(CheckDrive, APairThatKnowsWhichSpeciesComesFirstFailsTheExchange) {
    Mistaken program;
    program.misread = [](Question& question) {
        MixtureParameters parameters = question.mixture.parameters();
        parameters.epsilon(0, 0) *= 1.0 + 1e-6;
        question.mixture = Mixture(parameters);
    };
    EXPECT_EQ(verdicts_of(drive(program)), failing({"species-exchange", "cutoff-scan"}));
}

TEST(CheckDrive, NeighboursMissedInALongBoxFailTheRepeat) {
    Mistaken program;
    program.miscompute = [](const Question& question, PairForcesResult& result) {
        const bool is_long = question.state.box.edges().x > 10.0 && question.state.box.edges().y < 10.0;
        if (is_long) result.force[0][3] += 1e-6;
    };
    EXPECT_EQ(verdicts_of(drive(program)), failing({"repeat"}));
}

TEST(CheckDrive, AnotherCutoffIsFoundWithItsPlace) {
    Mistaken program;
    program.misread = [](Question& question) {
        MixtureParameters parameters = question.mixture.parameters();
        for (const auto& [a, b] : {std::pair{0, 1}, std::pair{1, 0}}) {
            parameters.cutoff(static_cast<std::size_t>(a), static_cast<std::size_t>(b)) = 2.4;
        }
        question.mixture = Mixture(parameters);
    };
    const CheckReport report = drive(program);
    EXPECT_EQ(verdicts_of(report).at("cutoff-scan"), Verdict::fail);
    for (const CheckLine& line : report.checks) {
        if (line.id != "cutoff-scan") continue;
        EXPECT_NEAR(line.fields.at("ends")[0].at("end").get<double>(), 2.5, 1e-6);
        EXPECT_NEAR(line.fields.at("ends")[1].at("end").get<double>(), 2.4, 1e-6);
    }
}

TEST(CheckDrive, ADoubleForceInAThreadFailsTheThreads) {
    Mistaken program;
    program.miscompute = [](const Question& question, PairForcesResult& result) {
        if (question.threads == 4) result.force[1][5] *= 2.0;
    };
    EXPECT_EQ(verdicts_of(drive(program)), failing({"threads"}));
}

TEST(CheckDrive, FewDigitsAreInconclusiveNotRight) {
    Mistaken program;
    program.digit = 1e-5;  // six digits
    const Verdicts verdicts = verdicts_of(drive(program));
    EXPECT_EQ(verdicts.at("finite-difference"), Verdict::inconclusive);
    EXPECT_EQ(verdicts.at("permutation"), Verdict::pass);
}

TEST(CheckDrive, RunsACommandAndReadsWhatItWrites) {
    const TemporaryDirectory directory;
    const std::string command =
        shell_word(SORET_PROGRAM) +
        " forces {config} --forces --json {output} --quiet --threads {threads} --mixture {mixture}";
    const Outcome right = soret_program("check drive --config " + shell_word(lammps + "paper_n500.data") + " --json " +
                                        directory.path("json") + " --command " + shell_word(command));
    EXPECT_EQ(right.exit_code, 0) << right.output << right.errors;
    Verdicts verdicts;
    const nlohmann::json json = json_of(directory.path("json"));
    for (const auto& check : json.at("checks")) {
        verdicts[check.at("quantity").get<std::string>()] = verdict_from(check.at("verdict").get<std::string>());
    }
    EXPECT_EQ(verdicts, all_right);
    expect_error(soret_program("check drive --config " + shell_word(lammps + "paper_n500.data") +
                               " --command 'echo no error here; exit 3 # {config} {output}'"),
                 {"--command \"echo no error here; exit 3 # {config} {o...\": failed with exit code 3"});
    const Outcome none = soret_program("check drive --config " + shell_word(lammps + "paper_n500.data") +
                                       " --preset lammps --program /nope/lmp");
    expect_error(none, {"soret: program = /nope/lmp: there is no such program\n"});
    expect_error(soret_program("check drive --config " + shell_word(lammps + "paper_n500.data") + " --command 'true'"),
                 {"{output}"});
}

}  // namespace
}  // namespace soret::testing
