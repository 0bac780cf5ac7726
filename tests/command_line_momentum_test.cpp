// The total momentum of a start in `soret run` and `soret forces`.

#include <cmath>
#include <filesystem>

#include <fmt/format.h>

#include "dynamics_runs.hpp"
#include "sanitized.hpp"
#include "soret/common/files/configuration_file.hpp"
#include "soret/common/files/configuration_writers.hpp"
#include "soret/validation/simulation/velocities.hpp"

namespace soret::testing {
namespace {

const std::string cases = std::string(SORET_TEST_DATA) + "/cases/";

double sem_of(const nlohmann::json& summary, const char* key) {
    return summary.at(key).at("sem").get<double>();
}

/// `soret run` of one of the cases into DIRECTORY/out.
nlohmann::json summary_of_case(const TemporaryDirectory& directory, const std::string& name) {
    const Outcome outcome = run(shell_word(cases + name + ".toml"), directory.path(name));
    EXPECT_EQ(outcome.exit_code, 0) << outcome.errors;
    EXPECT_NE(outcome.output.find("momentum_removed"), std::string::npos) << outcome.output;
    return json_of(directory.path(name) + "/summary.json");
}

std::array<double, 3> momentum_in(const std::string& configuration) {
    const Vector3 p = total_momentum(read_configuration(configuration).state, paper_mixture());
    return {p.x, p.y, p.z};
}

TEST(CommandMomentum, OfAStartIsTakenOffAndTold) {
    const TemporaryDirectory directory;
    const auto drift = summary_of_case(directory, "r01-drift-nve");
    const auto still = summary_of_case(directory, "r01-nodrift-nve");
    // The file prints velocities to 1e-6 or better, the box is small and hot: after the first steps the two runs part.
    for (const char* key : {"temperature", "pressure"}) {
        EXPECT_NEAR(value_of(drift, key), value_of(still, key),
                    4.9 * std::hypot(sem_of(drift, key), sem_of(still, key)))
            << key;
    }
    EXPECT_EQ(still.at("momentum_removed"), nlohmann::json({0.0, 0.0, 0.0}));
    const auto expected = momentum_in(cases + "r01-drift.data");
    for (std::size_t axis = 0; axis < 3; ++axis) {
        EXPECT_NEAR(drift.at("momentum_removed").at(axis).get<double>(), expected[axis], 24 * 0x1p-41);
    }
    EXPECT_EQ(drift.at("degrees_of_freedom"), 69);
    EXPECT_EQ(drift.at("momentum"), "removed");
}

/// A run of the case with these lines in [system], [ensemble] and after.
std::string drifting_run(const std::string& system, const std::string& kind, const std::string& more) {
    return fmt::format(
        "[system]\nconfig = \"{}r01-drift.data\"\n{}[ensemble]\nkind = \"{}\"\ntimestep = 0.002\ntemperature = 1.0\n"
        "[length]\nequilibration = 0\nproduction = 400\n{}",
        cases, system, kind, more);
}

TEST(CommandMomentum, IsTakenOffInEveryKindAndAgainWhenARunGoesOn) {
    const TemporaryDirectory directory;
    const auto expected = momentum_in(cases + "r01-drift.data");
    for (const char* kind : {"nve", "nvt"}) {
        const auto file = directory.file("run.toml", drifting_run("momentum = \"remove\"\n", kind, ""));
        const std::string out = directory.path(kind);
        ASSERT_EQ(run(file, out, "--quiet").exit_code, 0);
        std::filesystem::remove(out + "/summary.json");
        ASSERT_EQ(run(file, out, "--quiet --resume").exit_code, 0);  // from the checkpoint at its end
        const auto summary = json_of(out + "/summary.json");
        EXPECT_NEAR(summary.at("momentum_removed").at(2).get<double>(), expected[2], 24 * 0x1p-41) << kind;
        for (const double p : momentum_in(out + "/final.data")) EXPECT_LT(std::fabs(p), 1e-9) << kind;
    }
}

TEST(CommandMomentum, IsKeptWhenAskedForAndIsNotTakenForHeat) {
    const TemporaryDirectory directory;
    const auto file = directory.file("run.toml", drifting_run("momentum = \"keep\"\n", "nve", ""));
    const std::string out = directory.path("out");
    const Outcome outcome = run(file, out);
    ASSERT_EQ(outcome.exit_code, 0) << outcome.errors;
    EXPECT_NE(outcome.output.find("none, it is kept"), std::string::npos) << outcome.output;
    const auto kept = json_of(out + "/summary.json");
    EXPECT_EQ(kept.at("momentum"), "kept");
    EXPECT_EQ(kept.at("momentum_removed"), nlohmann::json({0.0, 0.0, 0.0}));
    const auto expected = momentum_in(cases + "r01-drift.data");
    double flow = 0.0;  // P^2/(2 M), 24 particles of mass 1
    for (std::size_t axis = 0; axis < 3; ++axis) {
        // Half kicks are rounded by 2^-43 at most: 800 of them for each of 24 particles.
        EXPECT_NEAR(kept.at("total_momentum").at(axis).get<double>(), expected[axis], 800 * 24 * 0x1p-43);
        flow += expected[axis] * expected[axis] / 48.0;
    }
    EXPECT_GT(flow / 24.0, 1.0);
    // The temperature is that of the motion relative to the centre of mass, the kinetic energy all there is.
    EXPECT_NEAR(1.5 * 23.0 / 24.0 * value_of(kept, "temperature") + flow / 24.0,
                value_of(kept, "kinetic_energy_per_particle"), 1e-9);
    const auto other = directory.file("other.toml", drifting_run("", "nve", ""));
    ASSERT_EQ(run(other, directory.path("other"), "--quiet").exit_code, 0);
    const auto removed = json_of(directory.path("other") + "/summary.json");
    for (const char* key : {"temperature", "pressure", "enthalpy_per_particle"}) {
        EXPECT_NEAR(value_of(kept, key), value_of(removed, key),
                    4.9 * std::hypot(sem_of(kept, key), sem_of(removed, key)))
            << key;
    }
    expect_error(run(other, out, "--resume"), {"system", "keep"});  // a run of other parameters
}

TEST(CommandMomentum, CannotBeKeptWhereItWouldFalsifyWhatIsMeasured) {
    const TemporaryDirectory directory;
    const std::string keep = "momentum = \"keep\"\n";
    const std::string good = drifting_run(keep, "nve", "[observe]\nthermo_every = 5\n");
    const std::string every = "thermo_every = 5\n";
    expect_refused(directory, good,
                   {{every,
                     "fluxes = { every = 5, correlation_time = 1.0 }\n",
                     {"observe.fluxes", "system.momentum", "centre of mass"}},
                    {every, "msd = { every = 5 }\n", {"observe.msd", "system.momentum"}},
                    {every, "profile = { every = 5 }\n", {"observe.profile", "system.momentum"}},
                    {"timestep = 0.002\n",
                     "timestep = 0.002\nrestraint = { spring = 5.0 }\n",
                     {"restraint", "springs take up momentum"}},
                    {"\"nve\"", "\"nvt\"", {":3: system.momentum = \"keep\"", "nvt", "3 N - 3"}},
                    {"\"nve\"", "\"nemd\"", {":3: system.momentum = \"keep\"", "nemd", "heat"}},
                    {"\"nve\"", "\"mc_nvt\"", {":3: system.momentum", "is not used by kind = \"mc_nvt\""}},
                    {"\"keep\"", "\"off\"", {":3: system.momentum = \"off\"", "remove", "keep"}}});
}

TEST(CommandMomentum, OfAConfigurationIsToldWithItsCurrents) {
    const TemporaryDirectory directory;
    const auto forces = [&](const std::string& name) {
        const Outcome outcome = soret_program("forces " + shell_word(cases + name) + " --quiet --json -");
        EXPECT_EQ(outcome.exit_code, 0) << outcome.errors;
        return nlohmann::json::parse(outcome.output);
    };
    const auto still = forces("d01-control.data");
    EXPECT_EQ(still.at("frame_of_currents"), "barycentric");
    for (const double p : still.at("total_momentum")) EXPECT_LT(std::fabs(p), 24 * 0x1p-41);
    const auto drift = forces("r01-drift.data");
    EXPECT_NE(drift.at("frame_of_currents").get<std::string>().find("not barycentric"), std::string::npos);
    const auto expected = momentum_in(cases + "r01-drift.data");
    for (std::size_t axis = 0; axis < 3; ++axis) {
        EXPECT_NEAR(drift.at("total_momentum").at(axis).get<double>(), expected[axis], 1e-12);
    }
    EXPECT_EQ(drift.at("potential_energy"), still.at("potential_energy"));
    EXPECT_NE(drift.at("mass_current_1"), still.at("mass_current_1"));
    const Outcome table = soret_program("forces " + shell_word(cases + "r01-drift.data"));
    EXPECT_NE(table.output.find("not barycentric"), std::string::npos) << table.output;
    State resting = read_configuration(cases + "d01-control.data").state;
    for (auto& axis : resting.velocity) axis.clear();
    const std::string file = directory.file("resting.data", lammps_data_text(resting, {1.0, 1.0}));
    const auto none = nlohmann::json::parse(soret_program("forces " + file + " --quiet --json -").output);
    EXPECT_TRUE(none.at("total_momentum").is_null());
    EXPECT_TRUE(none.at("frame_of_currents").is_null());
}

/// A Langevin thermostat leaves a velocity of the centre of mass of sqrt(T/M), here ten times as much.
TEST(CommandMomentum, LeavesTheOnsagerCoefficientsAsTheyAre) {
    if (test::is_sanitized) GTEST_SKIP() << test::too_long_for_a_sanitizer;
    const TemporaryDirectory directory;
    const std::string settle =
        "[system]\nn = 256\nx1 = 0.5\ndensity = 0.79\n[ensemble]\nkind = \"nve\"\ntemperature = 0.62\ntimestep = "
        "0.004\n"
        "[length]\nequilibration = 1000\nproduction = 10\n";
    ASSERT_EQ(run(directory.file("settle.toml", settle), directory.path("settled"), "--quiet").exit_code, 0);
    State state = read_configuration(directory.path("settled") + "/final.data").state;
    for (double& v : state.velocity[0]) v += std::sqrt(0.62 / 256.0);
    const std::string drifting =
        directory.file("drifting.data", lammps_data_text(state, paper_mixture().parameters().mass));
    std::array<nlohmann::json, 2> transport;
    for (const std::size_t k : {0U, 1U}) {
        const std::string file = directory.file(
            "fluxes.toml", fmt::format("[system]\nconfig = \"{}\"\n[ensemble]\nkind = \"nve\"\ntimestep = 0.004\n"
                                       "[length]\nequilibration = 0\nproduction = 40960\n"
                                       "[observe]\nfluxes = {{ every = 5, correlation_time = 2.0 }}\n",
                                       k == 0 ? directory.path("settled") + "/final.data" : drifting));
        const std::string out = directory.path(fmt::format("out{}", k));
        ASSERT_EQ(run(file, out, "--quiet").exit_code, 0);
        transport.at(k) = json_of(out + "/transport.json");
    }
    for (const char* name : {"L_11", "L_1q", "L_q1", "L_qq"}) {
        // 16 to 31 blocks: 4.9 standard errors of the difference are exceeded with a probability of 2e-4.
        EXPECT_NEAR(value_of(transport[1], name), value_of(transport[0], name),
                    4.9 * std::hypot(sem_of(transport[0], name), sem_of(transport[1], name)))
            << name;
    }
    // With the drift the integral of the mass current's correlation would be 0.6, thirty times as much.
    EXPECT_LT(value_of(transport[1], "L_11"), 0.06);
}

}  // namespace
}  // namespace soret::testing
