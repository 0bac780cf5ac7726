// `soret run` with particles held by springs at the start.

#include <cmath>

#include <fmt/format.h>

#include "dynamics_runs.hpp"
#include "interrupted_runs.hpp"
#include "soret/common/execution.hpp"
#include "soret/common/files/configuration_file.hpp"

namespace soret::testing {
namespace {

std::string held_run(const std::string& kind, const std::string& restraint, int equilibration, int production,
                     const std::string& more = "") {
    const std::string pressure = kind == "nvt" || kind == "nve" ? "" : "pressure = 0.46\nbarostat_time = 1.0\n";
    return fmt::format(
        "[system]\nconfig = \"{}paper_n500.data\"\n"
        "[ensemble]\nkind = \"{}\"\ntemperature = 0.62\ntimestep = 0.002\n{}restraint = {{ {} }}\n"
        "[length]\nequilibration = {}\nproduction = {}\n{}",
        lammps, kind, pressure, restraint, equilibration, production, more);
}

/// Mean squared displacement since the start of the particles in the lower and in the upper half of the box.
std::array<double, 2> wandered(const std::string& out) {
    const State start = read_configuration(lammps + "paper_n500.data").state.sorted_by_id();
    const State end = read_configuration(out + "/final.data").state.sorted_by_id();
    const auto edges = [](const Box& box) { return std::array{box.edges().x, box.edges().y, box.edges().z}; };
    std::array<double, 2> sum{};
    std::array<double, 2> number{};
    for (std::size_t i = 0; i < start.size(); ++i) {
        const std::size_t half = start.position[2][i] < 0.5 * start.box.edges().z ? 0 : 1;
        number[half] += 1.0;
        for (std::size_t a = 0; a < 3; ++a) {
            const double then = start.position[a][i] + start.image[a][i] * edges(start.box)[a];
            const double now = end.position[a][i] + end.image[a][i] * edges(end.box)[a];
            sum[half] += std::pow(now - then * (edges(end.box)[a] / edges(start.box)[a]), 2);
        }
    }
    return {sum[0] / number[0], sum[1] / number[1]};
}

TEST(CommandRestraints, HoldHalfOfTheBoxUntilTheyAreLetGo) {
    const TemporaryDirectory directory;
    const std::string half = "spring = 100.0, z = [0.0, 0.5]";
    for (const std::string kind : {"nve", "nvt", "npzt"}) {
        SCOPED_TRACE(kind);
        const std::string held = directory.path(kind + "held");
        ASSERT_EQ(run(directory.file("held.toml", held_run(kind, half, 500, 1500)), held, "--quiet").exit_code, 0);
        // An oscillator is 3 T/k away: 0.02. A liquid of this temperature wanders by 0.5 in 4 tau.
        EXPECT_LT(wandered(held)[0], 0.06);
        EXPECT_GT(wandered(held)[1], 0.15);
        const std::string freed = directory.path(kind + "freed");
        const auto file = directory.file("freed.toml", held_run(kind, half + ", time = 1.0", 500, 1500));
        ASSERT_EQ(run(file, freed, "--quiet").exit_code, 0);
        EXPECT_GT(wandered(freed)[0], 0.15);
        const State end = read_configuration(freed + "/final.data").state;
        double momentum = 0.0;
        for (const double v : end.velocity[0]) momentum += v;
        EXPECT_NEAR(momentum, 0.0, 1e-8);  // what the springs have left is taken off
    }
}

/// Letting go in the middle of the production: half of the springs' energy, 40 T, leaves, and the quantity goes on.
TEST(CommandRestraints, AreInTheConservedQuantityBeforeAndAfterTheyAreLetGo) {
    const TemporaryDirectory directory;
    for (const std::string kind : {"nve", "nvt", "npt", "npzt"}) {
        SCOPED_TRACE(kind);
        const std::string out = directory.path(kind);
        const auto file = directory.file("run.toml", held_run(kind, "spring = 20.0, time = 2.0", 500, 1000));
        ASSERT_EQ(run(file, out, "--quiet").exit_code, 0);
        const auto rows = rows_of(out + "/timeseries.csv");
        ASSERT_EQ(rows.size(), 100U);
        double range = 0.0;
        for (const auto& row : rows) {
            EXPECT_NEAR(row[7], rows[0][7], 0.5) << row[0];  // 1e-3 a particle
            range = std::max(range, std::fabs(row[5] + row[6] - rows[0][5] - rows[0][6]));
        }
        EXPECT_GT(range, 5.0);
    }
}

TEST(CommandRestraints, GiveTheSameBitsOnEveryBackendAndWhenInterrupted) {
    const TemporaryDirectory directory;
    const auto file =
        directory.file("run.toml", held_run("npzt", "spring = 10.0, z = [0.0, 0.5], species = 1, time = 0.05", 10, 30));
    expect_one_final_digest(directory, file);
}

TEST(CommandRestraints, AreInTheCheckpoint) {
    const TemporaryDirectory directory;
    const auto text = [&](double every) {
        return held_run("npzt", "spring = 10.0, z = [0.0, 0.5], time = 3.0", 500, 2500,
                        fmt::format("[numerics]\ncheckpoint_every = {}\n", every));
    };
    const auto file = directory.file("run.toml", text(1e-9));
    const auto rare = directory.file("rare.toml", text(1e9));
    const auto start = std::chrono::steady_clock::now();
    ASSERT_EQ(run(file, directory.path("through"), "--quiet").exit_code, 0);
    const auto time = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start);
    ASSERT_NO_FATAL_FAILURE(expect_same_after_kills(file, directory.path("killed"), directory.path("through"), time));
    ASSERT_NO_FATAL_FAILURE(
        expect_same_after_termination(rare, directory.path("ended"), directory.path("through"), time));
    const auto other = directory.file("other.toml", with(text(1e-9), "spring = 10.0", "spring = 11.0"));
    expect_error(soret_program(resume_command(other, directory.path("ended"))),
                 {"ensemble/restraint/spring is 10.0, asked for is 11.0"});
}

TEST(CommandRestraints, AreRefusedWithOneLineWhereTheyMakeNoSense) {
    struct BadRestraint {
        std::string kind, text;
        std::vector<std::string> words;
    };
    const TemporaryDirectory directory;
    for (const BadRestraint& bad : std::vector<BadRestraint>{
             {"nvt", "z = [0.0, 0.5]", {"run.toml:", "ensemble.restraint.spring is missing"}},
             {"nvt", "spring = 0.0", {"run.toml:7: ensemble.restraint.spring = 0", "must be in (0, 250000]"}},
             {"nvt", "spring = 250001.0", {"ensemble.restraint.spring = 250001", "must be in (0, 250000]"}},
             {"nvt", "spring = 10.0, z = [0.5, 0.5]", {"ensemble.restraint.z = ", "must be two increasing fractions"}},
             {"nvt", "spring = 10.0, z = [0.5, 1.5]", {"ensemble.restraint.z", "must be in [0, 1]"}},
             {"nvt", "spring = 10.0, species = 3", {"ensemble.restraint.species = 3", "must be in [1, 2]"}},
             {"nvt", "spring = 10.0, time = 0.0", {"ensemble.restraint.time = 0", "must be in (0, "}},
             {"nvt", "spring = 10.0, colour = 1", {"ensemble.restraint.colour"}},
             {"nvt", "spring = 10.0, z = [0.4, 0.4000001]", {"paper_n500.data: restraint: no particle is in z = "}}}) {
        SCOPED_TRACE(bad.text);
        const auto file = directory.file("run.toml", held_run("nvt", bad.text, 0, 10));
        expect_error(run(file, directory.path("out"), "--check"), bad.words);
    }
    const std::string monte_carlo =
        "[system]\nn = 160\nx1 = 0.4\ndensity = 0.8\n[ensemble]\nkind = \"mc_nvt\"\ntemperature = 0.62\n"
        "restraint = { spring = 10.0 }\n[length]\nequilibration = 0\nproduction = 10\n";
    expect_error(run(directory.file("mc.toml", monte_carlo), directory.path("out"), "--check"),
                 {"ensemble.restraint", "is not used by kind = \"mc_nvt\""});
}

}  // namespace
}  // namespace soret::testing
