// The rules of the house hold in the source tree, and each rule catches a planted violation.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "rooms_loops.hpp"
#include "rooms_rules.hpp"

namespace soret::rooms {
namespace {

SourceTree read_tree() {
    SourceTree tree;
    const std::filesystem::path root(SORET_SOURCE_DIR);
    const auto add = [&](const std::filesystem::path& path) {
        std::ifstream stream(path, std::ios::binary);
        tree.push_back({path.lexically_relative(root).generic_string(), {std::istreambuf_iterator<char>(stream), {}}});
    };
    static const std::set<std::string> kinds{".hpp", ".cpp", ".cmake", ".in", ".sh"};
    for (const char* room : {"common", "reference", "optimized", "validation", "tests", "bench", "cmake", ".ci"}) {
        for (const auto& entry : std::filesystem::recursive_directory_iterator(root / room)) {
            const std::filesystem::path& path = entry.path();
            const bool wanted = kinds.count(path.extension().string()) > 0 || path.filename() == "CMakeLists.txt" ||
                                path.filename() == "run";
            if (entry.is_regular_file() && wanted) add(path);
        }
    }
    add(root / "CMakeLists.txt");
    add(root / "CMakePresets.json");
    return tree;
}

const SourceTree& tree() {
    static const SourceTree all = read_tree();
    return all;
}

testing::AssertionResult none(const Violations& violations) {
    if (violations.empty()) return testing::AssertionSuccess();
    testing::AssertionResult result = testing::AssertionFailure();
    for (const std::string& each : violations) result << "\n  " << each;
    return result;
}

/// Number of violations that a rule finds in one planted file.
template <class Rule>
std::size_t found_in(Rule rule, const std::string& path, const std::string& text) {
    return rule(SourceTree{{path, text}}).size();
}

TEST(Rooms, AreRead) {
    const auto has = [](const std::string& path) {
        return std::any_of(tree().begin(), tree().end(),
                           [&](const SourceFile& f) { return f.path == path && !f.text.empty(); });
    };
    for (const char* path :
         {"common/box.hpp", "common/contracts/pair_forces.hpp", "reference/pair_forces.cpp", "CMakeLists.txt",
          "cmake/SoretRoom.cmake", "CMakePresets.json", "tests/run.sh", ".ci/run"}) {
        EXPECT_TRUE(has(path)) << path;
    }
}

TEST(Rooms, IncludeOnlyWhatTheyMay) {
    EXPECT_TRUE(none(forbidden_includes(tree())));
}
TEST(Rooms, InsideValidationHaveArrowsThatGoOneWay) {
    EXPECT_TRUE(none(arrows_against_the_grain(tree())));
    EXPECT_TRUE(none(arrows_within_a_room(tree())));
}
TEST(Rooms, HoldEachComponentInBothBackendsWithTestAndBenchmark) {
    EXPECT_TRUE(none(incomplete_components(tree())));
}
TEST(Rooms, HaveNoPhysicsLoopInCommon) {
    EXPECT_TRUE(none(physics_loops_in_common(tree())));
}
TEST(Rooms, TakeChanceFromNamedStreamsOnly) {
    EXPECT_TRUE(none(foreign_randomness(tree())));
}
TEST(Rooms, UseNoFunctionWithMachineDependentBits) {
    EXPECT_TRUE(none(functions_with_machine_dependent_bits(tree())));
}
TEST(Rooms, HaveKernelsThatSeeNoClockNoFileAndNoEnvironment) {
    EXPECT_TRUE(none(kernels_that_see_the_outside_world(tree())));
}
TEST(Rooms, AreBuiltWithoutFlagsThatChangeBits) {
    EXPECT_TRUE(none(forbidden_flags(tree())));
}

TEST(Rooms, HaveNoLongLines) {
    EXPECT_TRUE(none(long_lines(tree())));
}

TEST(Rooms, HaveARegistryOfStreamsWithUniqueNumbers) {
    for (const SourceFile& file : tree()) {
        if (file.path == "common/random_streams.hpp") {
            EXPECT_TRUE(none(faults_of_the_stream_registry(file)));
            return;
        }
    }
    FAIL() << "no common/random_streams.hpp";
}

TEST(RoomsPower, ALongLineIsSeen) {
    const auto found = [](const std::string& text) { return found_in(long_lines, "common/a.hpp", text); };
    const std::string longest(longest_line, 'x');
    EXPECT_EQ(found(longest + "\n" + longest), 0U);
    EXPECT_EQ(found("\n" + longest + "x\n"), 1U);
    EXPECT_EQ(found("// " + longest), 1U);
    EXPECT_EQ(found(longest.substr(1) + "\u00e9\n"), 0U);  // two bytes, one character
    EXPECT_EQ(long_lines({{"a.cmake", "\n" + longest + "xx\n"}}), (Violations{"a.cmake:2: 122 characters"}));
}

TEST(RoomsPower, AForbiddenIncludeIsSeen) {
    const auto found = [](const std::string& path, const std::string& text) {
        return found_in(forbidden_includes, path, text);
    };
    EXPECT_EQ(found("reference/a.cpp", "#include \"soret/optimized/pair_forces.hpp\"\n"), 1U);
    EXPECT_EQ(found("optimized/kernels/a.cpp", "#include \"../../reference/pair_forces.hpp\"\n"), 1U);
    EXPECT_EQ(found("optimized/a.hpp", "#  include <soret/validation/report.hpp>\n"), 1U);
    EXPECT_EQ(found("reference/a.cpp", "#include \"soret/tests/a.hpp\"\n"), 1U);
    EXPECT_EQ(found("common/a.hpp", "#include \"soret/reference/pair_forces.hpp\"\n#include <random>\n"), 2U);
    EXPECT_EQ(found("validation/a.cpp", "#include \"../bench/a.hpp\"\n"), 1U);
    EXPECT_EQ(found("reference/a.cpp", "#include <thread>\n#include <xsimd/xsimd.hpp>\n#include <Eigen/Dense>\n"), 3U);
    EXPECT_EQ(found("optimized/a.cpp", "#include <chrono>\n#include <Random123/philox.h>\n"), 2U);
    EXPECT_EQ(found("optimized/a.cpp",
                    "#include <vector>\n#include <xsimd/xsimd.hpp>\n#include \"kernels/a.hpp\"\n"
                    "#include \"soret/common/box.hpp\"\n// #include \"soret/reference/pair_forces.hpp\"\n"),
              0U);
    const std::string transform = "#include <unsupported/Eigen/FFT>\n";
    EXPECT_EQ(found("optimized/a.cpp", transform), 0U);
    EXPECT_EQ(found("optimized/a.cpp", "#include <Eigen/Core>\n#include <unsupported/Eigen/Splines>\n"), 2U);
    EXPECT_EQ(found("reference/a.cpp", transform), 1U);
    EXPECT_EQ(found("tests/a_test.cpp", "#include \"soret/reference/a.hpp\"\n#include \"soret/optimized/a.hpp\"\n"),
              0U);
}

TEST(RoomsPower, AnArrowAgainstTheGrainIsSeen) {
    const auto found = [](const std::string& path, const std::string& header) {
        return found_in(arrows_against_the_grain, path, "#include \"soret/validation/" + header + "\"\n");
    };
    EXPECT_EQ(found("validation/simulation/a.cpp", "campaign/task.hpp"), 1U);
    EXPECT_EQ(found("validation/campaign/a.cpp", "routes/routes.hpp"), 1U);
    EXPECT_EQ(found("validation/routes/nemd/a.cpp", "claims/claims.hpp"), 1U);
    EXPECT_EQ(found("validation/claims/a.cpp", "routes/routes.hpp"), 1U);
    EXPECT_EQ(found("validation/report/a.cpp", "routes/routes.hpp"), 1U);
    EXPECT_EQ(found("validation/report/a.cpp", "program/commands.hpp"), 1U);
    EXPECT_EQ(found("validation/a.cpp", "simulation/backend.hpp"), 1U);
    EXPECT_EQ(found("validation/program/a.cpp", "report/report.hpp"), 0U);
    EXPECT_EQ(found("validation/routes/nemd/a.cpp", "routes/steps_in.hpp"), 0U);
}

TEST(RoomsPower, AnArrowWithinARoomIsSeen) {
    const auto found = [](const std::string& path, const std::string& text) {
        return found_in(arrows_within_a_room, path, text);
    };
    const std::string contract = "#include \"soret/common/contracts/pair_forces.hpp\"\n";
    EXPECT_EQ(found("common/restraints.hpp", contract), 1U);
    EXPECT_EQ(found("common/contracts/fluxes.hpp", contract + "#include \"soret/common/box.hpp\"\n"), 0U);
    EXPECT_EQ(found("optimized/kernels/a_kernel.hpp", contract + "#include \"soret/optimized/a.hpp\"\n"), 2U);
    EXPECT_EQ(found("optimized/kernels/a_kernel.hpp", "#include \"soret/optimized/kernels/simd.hpp\"\n"), 0U);
    EXPECT_EQ(found("optimized/a.cpp", "#include \"soret/optimized/kernels/a.hpp\"\n"), 0U);
}

TEST(RoomsPower, AComponentThatLacksAFileIsSeen) {
    SourceTree complete;
    for (const char* path : {"common/contracts/rdf.hpp", "reference/rdf.hpp", "reference/rdf.cpp", "optimized/rdf.hpp",
                             "optimized/rdf.cpp", "tests/rdf_test.cpp", "bench/rdf_bench.cpp",
                             "optimized/kernels/rdf_kernel.hpp", "reference/pair_potential.hpp"}) {
        complete.push_back({path, ""});
    }
    EXPECT_TRUE(none(incomplete_components(complete)));
    for (std::size_t left_out = 1; left_out < 7; ++left_out) {
        SourceTree rest = complete;
        rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(left_out));
        EXPECT_EQ(incomplete_components(rest).size(), 1U) << complete[left_out].path;
    }
    SourceTree without_contract(complete.begin() + 1, complete.end());
    EXPECT_EQ(incomplete_components(without_contract).size(), 2U);  // both sources are of no component then
    SourceTree header_only = complete;
    header_only.push_back({"optimized/msd.hpp", "static_assert(MsdBackend<Msd>);"});
    EXPECT_EQ(incomplete_components(header_only).size(), 1U);
}

TEST(RoomsPower, APhysicsLoopInCommonIsSeen) {
    const auto found = [](const std::string& text) {
        return found_in(physics_loops_in_common, "common/observables.cpp", text);
    };
    EXPECT_GE(found("double u(const State& s) { double e = 0; for (std::size_t i = 0; i < s.size(); ++i)\n"
                    "  for (std::size_t j = i + 1; j < s.size(); ++j) { auto r = s.box.minimum_image(a[i], a[j]); e += "
                    "f(r); } }"),
              1U);
    EXPECT_GE(found("for (size_t i = 0; i < s.size(); ++i) s.velocity[0][i] *= factor;"), 1U);
    EXPECT_GE(found("for (size_t i = 0; i < n; ++i) sum += dot(s.velocity_of(i), s.velocity_of(i));"), 1U);
    EXPECT_GE(found("while (i < n) { k = 0; while (k < n) { if (r2(i, k) < cutoff2) ++pairs; ++k; } ++i; }"), 1U);
    EXPECT_GE(found("std::for_each(begin, end, [&](auto i) { x += state.position[0][i]; });"), 1U);
    EXPECT_GE(found("std::transform(x.begin(), x.end(), f.begin(), [&](double r2) { return p.epsilon24 * r2; });"), 1U);
    EXPECT_GE(
        found("inline double u(const PairParameters& pair, double s6) { return pair.epsilon4 * (s6 * (s6 - 1.0)); }"),
        1U);
}

TEST(RoomsPower, AnHonestLoopInCommonIsNotTakenForPhysics) {
    const auto found = [](const std::string& text) {
        return found_in(physics_loops_in_common, "common/statistics/a.cpp", text);
    };
    EXPECT_EQ(found("for (size_t lag = 0; lag < n; ++lag) { for (size_t k = lag; k < x.size(); ++k) c[lag] += x[k] * "
                    "x[k - lag]; }"),
              0U);
    EXPECT_EQ(found("for (size_t a = 0; a < species_count(); ++a) for (size_t b = 0; b < species_count(); ++b) t(a, b) "
                    "= cutoff;"),
              0U);
    EXPECT_EQ(
        found("// for (i) state.position[0][i]\nauto v = state.position_of(3); for (double x : series) sum += x;"), 0U);
    EXPECT_EQ(found_in(physics_loops_in_common, "common/files/dump.cpp", "for (;;) write(state.position_of(i));"), 0U);
}

TEST(RoomsPower, ForeignRandomnessIsSeen) {
    for (const char* text : {"std::mt19937_64 g;", "std::normal_distribution<double> d;", "std::shuffle(a, b, g);",
                             "x = rand();", "std::ranges::shuffle(v, g);", "drand48()", "r123::Philox4x32 p;"}) {
        EXPECT_EQ(found_in(foreign_randomness, "validation/a.cpp", text), 1U) << text;
    }
    EXPECT_EQ(found_in(foreign_randomness, "tests/a_test.cpp", "std::mt19937 g(std::random_device{}());"), 1U);
    EXPECT_EQ(found_in(foreign_randomness, "common/random_streams.hpp", "r123::Philox4x32 p;"), 0U);
    EXPECT_EQ(found_in(foreign_randomness, "common/a.cpp", "operand(x); // std::rand\nauto s = \"std::shuffle\";"), 0U);
}

TEST(RoomsPower, AFunctionWithMachineDependentBitsIsSeen) {
    for (const char* text :
         {"std::exp(x)", "y = log (x);", "xsimd::pow(a, b)", "std::cbrt(v)", "1 + tanhf(x)", "std::fma(a, b, c)"}) {
        EXPECT_EQ(found_in(functions_with_machine_dependent_bits, "reference/a.cpp", text), 1U) << text;
    }
    EXPECT_GE(found_in(functions_with_machine_dependent_bits, "optimized/kernels/a.cpp", "_mm256_fmadd_pd(a, b, c)"),
              1U);
    EXPECT_EQ(found_in(functions_with_machine_dependent_bits, "reference/a.cpp",
                       "portable_exp(x) + std::sqrt(x) + catalog(x)"),
              0U);
    EXPECT_EQ(found_in(functions_with_machine_dependent_bits, "common/a.cpp", "std::exp(x)"), 0U);
}

TEST(RoomsPower, AKernelThatSeesTheOutsideWorldIsSeen) {
    for (const char* text : {"std::getenv(\"X\")", "auto t = std::chrono::steady_clock::now();", "std::ifstream f;",
                             "std::cerr << x;", "fopen(p, m)", "printf(x)"}) {
        EXPECT_EQ(found_in(kernels_that_see_the_outside_world, "optimized/a.cpp", text), 1U) << text;
    }
    EXPECT_EQ(found_in(kernels_that_see_the_outside_world, "common/contracts/a.hpp", "#include <chrono>\n"), 1U);
    EXPECT_EQ(found_in(kernels_that_see_the_outside_world, "common/files/a.cpp", "std::ifstream f;"), 0U);
}

TEST(RoomsPower, AFlagThatChangesBitsIsSeen) {
    const std::string off = "target_compile_options(t PRIVATE -ffp-contract=off -fno-fast-math)";
    EXPECT_EQ(found_in(forbidden_flags, "cmake/SoretRoom.cmake", off), 0U);
    EXPECT_EQ(found_in(forbidden_flags, "cmake/SoretRoom.cmake", ""), 1U);
    for (const char* flag : {"-ffast-math", "-Ofast", "-march=native", "-ffp-contract=fast"}) {
        EXPECT_EQ(found_in(forbidden_flags, "cmake/SoretRoom.cmake", off + " " + flag), 1U) << flag;
    }
    EXPECT_EQ(
        forbidden_flags({{"cmake/SoretRoom.cmake", off}, {"optimized/a.cpp", "#pragma GCC optimize(\"O3\")"}}).size(),
        1U);
}

TEST(RoomsPower, AFaultyRegistryOfStreamsIsSeen) {
    const auto found = [](const std::string& body) {
        return faults_of_the_stream_registry({"common/random_streams.hpp", "enum class RandomStream : unsigned {" +
                                                                               body + "}; return \"a\"; return \"b\";"})
            .size();
    };
    EXPECT_EQ(found("a = 1, // first\n b = 0x2,"), 0U);
    EXPECT_EQ(found("a = 2, b = 0x2"), 1U);
    EXPECT_EQ(found("a = 1, b"), 1U);
    EXPECT_EQ(found("a = 1, c = 3"), 1U);
    EXPECT_EQ(found(""), 1U);
    EXPECT_EQ(faults_of_the_stream_registry({"common/random_streams.hpp", "int x;"}).size(), 1U);
}

TEST(RoomsPower, CommentsAndLiteralsAreNotCode) {
    EXPECT_EQ(code_of("a // b\nc /* d\n e */ f"), "a     \nc     \n      f");
    EXPECT_EQ(code_of("x = \"a\\\"b\" + 'c' + 1'000;"), "x = \"    \" + ' ' + 1'000;");
    EXPECT_EQ(code_of("R\"(a \" b)\" c"), "R\"       \" c");
}

}  // namespace
}  // namespace soret::rooms
