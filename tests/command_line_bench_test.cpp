// `soret bench`: small systems; what it says, not how fast it is.

#include <cmath>

#include <fmt/format.h>

#include "command_line.hpp"
#include "sanitized.hpp"
#include "soret/common/files/configuration_file.hpp"
#include "soret/validation/program/bench_suite.hpp"
#include "soret/validation/simulation/pair_count.hpp"
#include "soret/validation/simulation/phase_check.hpp"
#include "soret/validation/simulation/speed_trial.hpp"

namespace soret::testing {
namespace {

nlohmann::json bench(const std::string& arguments) {
    const Outcome outcome = soret_program("bench " + arguments + " --json -");
    EXPECT_EQ(outcome.exit_code, 0) << outcome.errors;
    EXPECT_EQ(outcome.errors, "");
    return nlohmann::json::parse(outcome.output);
}

TEST(CommandBench, SaysHowFastItIsAndWhatWasTimed) {
    const auto json = bench("--n 500 --x1 0.25 --density 0.75 --steps 40 --threads 1 --isa sse2 --precision exact");
    auto rates = json.at("repetitions").get<std::vector<double>>();
    ASSERT_EQ(rates.size(), 5U);
    std::sort(rates.begin(), rates.end());
    EXPECT_GT(rates.front(), 0.0);
    EXPECT_EQ(json.at("particle_steps_per_second"), rates[2]);
    EXPECT_EQ(json.at("n"), 500);
    EXPECT_EQ(json.at("x1"), 0.25);
    EXPECT_NEAR(json.at("density").get<double>(), 0.75, 1e-10);
    EXPECT_EQ(json.at("threads"), 1);
    EXPECT_EQ(json.at("isa"), "sse2");
    EXPECT_EQ(json.at("precision"), "exact");
    EXPECT_EQ(json.at("backend"), "optimized");
    EXPECT_EQ(json.at("steps"), 40);
    EXPECT_EQ(json.at("timestep"), 0.002);
    EXPECT_NEAR(json.at("temperature").get<double>(), 0.62, 1e-9);
    EXPECT_GT(json.at("memory_per_particle").get<double>(), 0.0);
    EXPECT_GT(json.at("rebuild_interval").get<double>(), 1.0);
    EXPECT_LT(json.at("rebuild_interval").get<double>(), 200.0);
    EXPECT_EQ(json.at("provenance").at("seed"), 1);
}

TEST(CommandBench, TimesEitherBackendFromAConfigurationThatItWrote) {
    const TemporaryDirectory directory;
    const std::string file = directory.path("liquid.data");
    const auto first = bench("--n 300 --steps 5 --repetitions 2 --write " + file);
    EXPECT_EQ(first.at("repetitions").size(), 2U);
    const auto second = bench("--steps 5 --repetitions 1 --backend reference --config " + file);
    EXPECT_TRUE(second.at("rebuild_interval").is_null());
    EXPECT_EQ(second.at("backend"), "reference");
    for (const char* key :
         {"n", "x1", "density", "potential_energy", "kinetic_energy", "pairs_in_cutoff_per_particle"}) {
        EXPECT_EQ(first.at(key), second.at(key)) << key;
    }
    const State state = read_configuration(file).state;
    ASSERT_TRUE(state.has_velocities());
    std::uint64_t pairs = 0;
    for (std::size_t i = 0; i < state.size(); ++i) {
        for (std::size_t j = i + 1; j < state.size(); ++j) {
            const Vector3 r = state.box.minimum_image(state.position_of(i), state.position_of(j));
            if (dot(r, r) < 2.5 * 2.5) ++pairs;
        }
    }
    EXPECT_EQ(first.at("pairs_in_cutoff_per_particle"), static_cast<double>(pairs) / 300.0);
    const Outcome table = soret_program("bench --steps 5 --config " + file);
    EXPECT_NE(table.output.find("particles times steps a second"), std::string::npos) << table.output;
    EXPECT_NE(table.output.find("exact"), std::string::npos) << table.output;
}

TEST(CommandBench, RefusesWhatIsWrong) {
    expect_error(soret_program("bench --n 1"), {"n = 1: must be an integer in [2, "});
    expect_error(soret_program("bench --n 50 --steps 1"), {"cutoff"});
    expect_error(soret_program("bench --x1 1.5"), {"x1 = 1.5: must be in [0, 1]"});
    expect_error(soret_program("bench --density 0"), {"density = 0: must be > 0"});
    expect_error(soret_program("bench --steps 0"), {"steps = 0: must be"});
    expect_error(soret_program("bench --repetitions 0"), {"repetitions = 0: must be"});
    expect_error(soret_program("bench --config none.data"), {"none.data"});
    expect_error(soret_program("bench --n 500 --config none.data"), {"--n", "--config"});
    expect_error(soret_program("bench --n 500 --steps 1 --precision half"), {"precision = half: must be exact"});
}

TEST(CommandBench, MeasuresAPartOfTheSuiteAndSaysWhatEachNumberShouldReach) {
    if (test::is_sanitized) GTEST_SKIP() << test::too_long_for_a_sanitizer;
    const auto json = bench("--suite --only chains --isa sse2");
    EXPECT_TRUE(json.at("difference").is_null());
    EXPECT_TRUE(json.at("lammps").is_null());
    EXPECT_EQ(json.at("isa"), "sse2");
    ASSERT_EQ(json.at("rows").size(), 2U);
    for (const auto& row : json.at("rows")) {
        EXPECT_EQ(row.at("group"), "chains");
        auto values = row.at("repetitions").get<std::vector<double>>();
        ASSERT_EQ(values.size(), 7U);
        std::sort(values.begin(), values.end());
        EXPECT_EQ(row.at("median"), values[3]);
    }
    EXPECT_TRUE(json.at("rows")[0].at("at_least").is_null()) << "the bar is one of AVX-512";
    EXPECT_EQ(json.at("rows")[1].at("at_most"), 10.0);
    EXPECT_EQ(json.at("rows")[1].at("reached"), json.at("rows")[1].at("median").get<double>() <= 10.0);
}

TEST(CommandBench, RefusesWhatTheSuiteCannotTake) {
    expect_error(soret_program("bench --suite --only nothing"), {"only = nothing: must be one of dynamics, lammps"});
    expect_error(soret_program("bench --suite --n 500"), {"--n: must not be given together with --suite"});
    expect_error(soret_program("bench --suite --threads 2"), {"--threads: must not be given together with --suite"});
    expect_error(soret_program("bench --suite --precision mixed"), {"precision = mixed: must be exact"});
    expect_error(soret_program("bench --only chains"), {"--only requires --suite"});
    expect_error(soret_program("bench --suite --sizes 99"), {"sizes = 99: must be an integer in [100, "});
    expect_error(soret_program("bench --suite --sizes 500,8001"),
                 {"sizes = 8001: must be at most 8000, or that times a cube"});
    expect_error(soret_program("bench --suite --lammps nothing-there"),
                 {"lammps = nothing-there: there is no such program"});
}

// Programs called lmp that are none: what the suite says of them, and that it leaves no file.
TEST(CommandBench, SaysWhatIsWrongWithLammpsAndLeavesNothingBehind) {
    if (test::is_sanitized) GTEST_SKIP() << test::too_long_for_a_sanitizer;
    const std::string table = "printf 'Step TotEng\\n 0 -1.5\\n' > log";
    for (const auto& [does, complaint] : {std::pair<std::string, std::string>{"exit 1", "lmp: it fails"},
                                          {":", "lmp: its log has no table"},
                                          {table, "step 0 is -1.5, but"}}) {
        const TemporaryDirectory directory;
        std::filesystem::create_directory(directory.path("bin"));
        std::filesystem::create_directory(directory.path("scratch"));
        const std::string lmp = directory.file("bin/lmp", "#!/bin/sh\n" + does + "\n");
        std::filesystem::permissions(lmp, std::filesystem::perms::owner_all);
        const int status =
            std::system(fmt::format("TMPDIR={} {} bench --suite --only lammps --sizes 125 --lammps {} > {} 2> {}",
                                    directory.path("scratch"), shell_word(SORET_PROGRAM),
                                    shell_word(shell_word(lmp) + " -suffix none"), directory.path("output"),
                                    directory.path("errors"))
                            .c_str());
        ASSERT_TRUE(WIFEXITED(status));
        expect_error({WEXITSTATUS(status), content_of(directory.path("output")), content_of(directory.path("errors"))},
                     {complaint});
        EXPECT_TRUE(std::filesystem::is_empty(directory.path("scratch"))) << does;
    }
}

TEST(SuiteRow, ReachesItsBarsWithItsMedian) {
    const SuiteRow row{.group = "g", .quantity = "rate", .unit = "1/s", .values = {9.0, 1.0, 2.0}};
    EXPECT_EQ(row.median(), 2.0);
    EXPECT_EQ(median_of({4.0, 1.0, 2.0, 3.0}), 2.5);
    EXPECT_TRUE(row.reaches()) << "it has none";
    const auto reaches = [&](std::optional<double> at_least, std::optional<double> at_most,
                             std::optional<double> over_lammps, std::optional<double> lammps_bar) {
        SuiteRow with_bars = row;
        with_bars.at_least = at_least;
        with_bars.at_most = at_most;
        with_bars.over_lammps = over_lammps;
        with_bars.lammps_bar = lammps_bar;
        const std::string table = suite_table({.rows = {with_bars}});
        EXPECT_EQ(table.find("missed") == std::string::npos, with_bars.reaches()) << table;
        EXPECT_EQ(to_json(SuiteResult{.rows = {with_bars}}).at("rows")[0].at("reached"), with_bars.reaches());
        return with_bars.reaches();
    };
    EXPECT_TRUE(reaches(2.0, 2.0, {}, {}));
    EXPECT_FALSE(reaches(2.1, {}, {}, {}));
    EXPECT_FALSE(reaches({}, 1.9, {}, {}));
    EXPECT_TRUE(reaches({}, {}, 3.3, 3.2));
    EXPECT_FALSE(reaches({}, {}, 3.1, 3.2));
}

TEST(QuickLiquid, IsAFluidWithTheEnergyOfTheLiquid) {
    if (test::is_sanitized) GTEST_SKIP() << test::too_long_for_a_sanitizer;
    for (const std::uint64_t n : {1000U, 20000U}) {  // with the longest and the shortest time to melt
        const LiquidSettings settings{.n = n, .density = 0.8, .temperature = 0.62};
        const State state = quick_liquid(settings, paper_mixture(), Execution{});
        EXPECT_EQ(departure_from_fluid(state, paper_mixture()).value_or("fluid"), "fluid");
        PairForcesResult sums;
        OptimizedBackend::PairForces(paper_mixture(), Execution{}).compute(state, {}, sums);
        // Monte Carlo has -3.858 +- 0.003 there, with fluctuations of 0.02 at N = 1000.
        EXPECT_NEAR(sums.potential_energy / static_cast<double>(n), -3.858, 0.1);
    }
}

TEST(SpeedTrial, FindsTheFirstStepOfBothBackendsToBeThatOfTheReference) {
    const LiquidSettings settings{.n = 300, .density = 0.8, .temperature = 0.62};
    const Trajectory start = start_of_trajectory(paper_mixture(), quick_liquid(settings, paper_mixture(), {}), {});
    const IntegratorParameters parameters{.timestep = 0.002};
    for (const Backend backend : {Backend::reference, Backend::optimized}) {
        EXPECT_TRUE(first_step_is_that_of_the_reference(paper_mixture(), start, parameters, backend, {}));
    }
}

TEST(PairCount, CountsEveryPairOnceInAnyBox) {
    const Mixture mixture = paper_mixture();
    for (const auto& edges : {Vector3{5.0, 5.0, 5.0}, Vector3{5.1, 7.6, 30.0}, Vector3{11.0, 5.0, 9.9}}) {
        State state;
        state.box = Box(edges);
        for (std::int64_t k = 0; k < 200; ++k) {
            const RandomWords words = random_words(1, RandomStream::synthetic_series, static_cast<std::uint64_t>(k), 0);
            state.add(k + 1, static_cast<std::int32_t>(k % 2),
                      {edges.x * uniform_from(words[0], 0), edges.y * uniform_from(words[1], 0),
                       edges.z * uniform_from(words[2], 0)});
        }
        std::uint64_t pairs = 0;
        for (std::size_t i = 0; i < state.size(); ++i) {
            for (std::size_t j = i + 1; j < state.size(); ++j) {
                const Vector3 r = state.box.minimum_image(state.position_of(i), state.position_of(j));
                if (dot(r, r) < 6.25) ++pairs;
            }
        }
        EXPECT_EQ(pairs_in_cutoff(state, mixture), pairs);
    }
}

}  // namespace
}  // namespace soret::testing
