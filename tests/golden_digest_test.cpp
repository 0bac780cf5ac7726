// Regression: digests of results of this project that every compiler, instruction set and machine must meet. They say
// nothing about truth, which the other tests look after; a change of them is a change of bits for every user.

#include <cstdint>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "configurations.hpp"
#include "golden_digests.hpp"
#include "sanitized.hpp"
#include "soret/validation/simulation/velocities.hpp"
#include "trajectory_digest.hpp"

namespace soret::test {
namespace {

template <class Backend>
class GoldenDigest : public ::testing::Test {};
TYPED_TEST_SUITE(GoldenDigest, BothBackends, BackendNames);

/// Positions, images, species and edges of a chain, its energy, counters and running digest.
template <class Chain>
std::string digest_of_chain(const Chain& chain) {
    const MonteCarloChain end = chain.chain();
    Digest digest;
    for (const auto& axis : end.state.position) digest.add(axis);
    for (const auto& axis : end.state.image) {
        for (const std::int32_t image : axis) digest.add(image);
    }
    for (const std::int32_t s : end.state.species) digest.add(s);
    for (const double edge : edges_of(end.state.box)) digest.add(edge);
    digest.add(static_cast<std::int64_t>(chain.energy()));
    using enum MonteCarloMove;
    for (const MonteCarloMove move : {displacement, identity, volume}) {
        digest.add(end.counts[move].attempted).add(end.counts[move].accepted);
    }
    return digest.add(end.sweep).add(end.digest).hex();
}

/// Lattice coordinates without cbrt or any other function that could differ between machines.
State golden_liquid(std::size_t species_count, std::size_t n, double edge, int side) {
    return lattice(Box({edge, edge, edge}), species_count, n, {.cells = {side, side, side}, .seed = 2022});
}

TEST(GoldenDigestCoverage, IncludesEveryInstructionSet) {
    for (const char* name : {"sse2", "avx2", "avx512"}) {
        try {
            static_cast<void>(instruction_set_from(name));
        } catch (const InvalidArgument& lacking) {
            GTEST_SKIP() << lacking.what();
        }
    }
}

/// The optimised backend on every instruction set of this machine; the reference once.
template <class Backend, class F>
void on_every_instruction_set(F&& expect) {
    for (const InstructionSet instruction_set : supported_instruction_sets()) {
        SCOPED_TRACE(name_of(instruction_set));
        expect(Execution{instruction_set, 2});
        if (Backend::name == ReferenceBackend::name) return;
    }
}

TYPED_TEST(GoldenDigest, OfTheStartConfigurations) {
    const State state = golden_liquid(3, 256, 6.9, 7);
    Digest digest;
    for (const auto& axis : state.position) digest.add(axis);
    for (const auto& axis : state.velocity) digest.add(axis);
    EXPECT_EQ(digest.hex(), "c5363d38da848b50");
}

TYPED_TEST(GoldenDigest, OfPairForces) {
    on_every_instruction_set<TypeParam>([](const Execution& execution) {
        const auto digest = [&](const Mixture& mixture, const State& state) {
            return digest_of(state, pair_forces_of<TypeParam>(mixture, state, {}, execution));
        };
        const State liquid = golden_liquid(3, 256, 6.9, 7);
        EXPECT_EQ(digest(asymmetric_mixture(Truncation::shifted), liquid), "4e411dadb34b365a");
        EXPECT_EQ(digest(asymmetric_mixture(Truncation::plain), liquid), "6a2e32c7b189342b");
        EXPECT_EQ(digest(asymmetric_mixture(Truncation::force_shifted), liquid), "d62913df40d25b2e");
        EXPECT_EQ(digest(paper_mixture(), golden_liquid(2, 500, 8.56, 8)), "0714036e9e1e65f4");
        State close = golden_liquid(3, 256, 6.9, 7);  // a pair with terms of 10^5
        close.add(1000, 1, close.position_of(40) + Vector3{0.25, 0.375, 0.3125});
        draw_velocities(close, 2.0, 5);
        EXPECT_EQ(digest(asymmetric_mixture(Truncation::shifted), close), "8d7604eae5578bb6");
    });
}

TYPED_TEST(GoldenDigest, OfParticleEnergies) {
    on_every_instruction_set<TypeParam>([](const Execution& execution) {
        const Mixture mixture = asymmetric_mixture(Truncation::force_shifted);
        const State state = golden_liquid(3, 256, 6.9, 7);
        const typename TypeParam::ParticleEnergies energies(mixture, state, execution);
        Digest digest;
        digest.add(static_cast<std::int64_t>(energies.total().quanta));
        for (std::size_t i = 0; i < state.size(); ++i) {
            for (std::int32_t s = 0; s < 3; ++s) digest.add(energies.without(i, state.position_of(i), s).quanta);
        }
        EXPECT_EQ(digest.hex(), "f641260c8b4bb249");
    });
}

MonteCarloParameters golden_chain(MonteCarloEnsemble ensemble, std::vector<double> chemical_potential = {}) {
    MonteCarloParameters parameters;
    parameters.ensemble = ensemble;
    parameters.temperature = 0.62;
    parameters.pressure = 0.46;
    parameters.chemical_potential = std::move(chemical_potential);
    parameters.seed = 20221103;
    return parameters;
}

template <class Backend>
std::string digest_of_run(const Mixture& mixture, const State& start, const MonteCarloParameters& parameters,
                          int sweeps, const Execution& execution) {
    typename Backend::MonteCarlo chain(mixture, start, parameters, execution);
    for (int sweep = 0; sweep < sweeps; ++sweep) chain.sweep();
    const auto both_ways = [](const MoveCount& count) {
        return count.attempted == 0 || (count.accepted > 0 && count.accepted < count.attempted);
    };
    for (const MonteCarloMove move : every_monte_carlo_move) EXPECT_TRUE(both_ways(chain.counts()[move]));
    return digest_of_chain(chain);
}

TYPED_TEST(GoldenDigest, OfASemiGrandChainOfThePapersMixture) {
    on_every_instruction_set<TypeParam>([](const Execution& execution) {
        EXPECT_EQ(digest_of_run<TypeParam>(paper_mixture(), golden_liquid(2, 216, 6.75, 6),
                                           golden_chain(MonteCarloEnsemble::semi_grand, {1.96, 0.0}), 40, execution),
                  "28c5c1a90ea98b82");
    });
}

/// Steps of the optimised backend on every instruction set with one thread and with 2, 3 or 8, each time from another
/// order of the particles and with another list buffer. All combinations: golden_systems_test.cpp.
void expect_digest_of_long_run(const std::string& expected, const State& start, std::uint64_t steps) {
    const std::array<State, 3> orders{start, start.permuted(reversed_order(start.size())),
                                      start.permuted(shuffled_order(start.size(), 3))};
    constexpr std::array more_threads{2, 3, 8};
    constexpr std::array buffers{0.0, 0.1, 0.3, 0.6};
    std::size_t set = 0, way = 0;
    for (const InstructionSet instruction_set : supported_instruction_sets()) {
        for (const int threads : {1, more_threads[set++ % 3]}) {
            const Execution execution{instruction_set, threads, buffers[way % 4]};
            EXPECT_EQ(digest_of_nve<OptimizedBackend>(paper_mixture(), orders[way++ % 3], {0.002}, steps, execution),
                      expected)
                << description_of(execution);
        }
    }
}

const State five_hundred = golden_liquid(2, 500, 8.56, 8);
const State five_thousand = golden_liquid(2, 5000, 18.5, 18);

TEST(GoldenRun, OfTenThousandStepsOfFiveHundredParticles) {
    if (test::is_sanitized) GTEST_SKIP() << test::too_long_for_a_sanitizer;
    expect_digest_of_long_run("c366fa47684bd733", five_hundred, 10000);
}

TEST(GoldenRun, OfAThousandStepsOfFiveThousandParticles) {
    if (test::is_sanitized) GTEST_SKIP() << test::too_long_for_a_sanitizer;
    expect_digest_of_long_run("5871229d6ae40c62", five_thousand, 1000);
}

TEST(GoldenRunOfTheReferenceLong, OfTenThousandStepsOfFiveHundredParticles) {
    if (test::is_sanitized) GTEST_SKIP() << test::too_long_for_a_sanitizer;
    EXPECT_EQ(digest_of_nve<ReferenceBackend>(paper_mixture(), five_hundred, {0.002}, 10000), "c366fa47684bd733");
}

TEST(GoldenRunOfTheReferenceLong, OfAThousandStepsOfFiveThousandParticles) {
    if (test::is_sanitized) GTEST_SKIP() << test::too_long_for_a_sanitizer;
    EXPECT_EQ(digest_of_nve<ReferenceBackend>(paper_mixture(), five_thousand, {0.002}, 1000), "5871229d6ae40c62");
}

TYPED_TEST(GoldenDigest, OfTwoHundredStepsOfEveryEnsemble) {
    on_every_instruction_set<TypeParam>([](const Execution& execution) {
        const auto digest = [&](IntegratorEnsemble ensemble) {
            const IntegratorParameters parameters{.timestep = 0.002,
                                                  .ensemble = ensemble,
                                                  .temperature = 0.62,
                                                  .pressure = 0.46,
                                                  .thermostat_time = 0.5,
                                                  .barostat_time = 2.0,
                                                  .hot = {.temperature = 0.8, .width = 1.5},
                                                  .cold = {.temperature = 0.5, .width = 2.0}};
            return digest_after<TypeParam>(asymmetric_mixture(Truncation::force_shifted), golden_liquid(3, 256, 6.9, 7),
                                           200, parameters, execution);
        };
        EXPECT_EQ(digest(IntegratorEnsemble::nvt), "668789259881396e");
        EXPECT_EQ(digest(IntegratorEnsemble::npt), "375dc0f32605163c");
        EXPECT_EQ(digest(IntegratorEnsemble::npzt), "b6829fdca05beb52");
        EXPECT_EQ(digest(IntegratorEnsemble::nemd), "5994f86a14b0e55a");
    });
}

TYPED_TEST(GoldenDigest, OfTwoHundredStepsUnderSyntheticFields) {
    on_every_instruction_set<TypeParam>([](const Execution& execution) {
        const auto digest = [&](double heat, double mass, FieldThermostat thermostat) {
            IntegratorParameters parameters{
                .timestep = 0.002, .ensemble = IntegratorEnsemble::hnemd, .temperature = 0.62, .thermostat_time = 0.5};
            parameters.field = {
                .heat = heat, .mass = mass, .axis = 1, .enthalpy = {1.5, 0.25, -1.0}, .thermostat = thermostat};
            return digest_after<TypeParam>(asymmetric_mixture(Truncation::force_shifted), golden_liquid(3, 256, 6.9, 7),
                                           200, parameters, execution);
        };
        EXPECT_EQ(digest(0.3, -0.5, FieldThermostat::gaussian), "78b4f94cc20bcdd5");
        EXPECT_EQ(digest(0.3, 0.0, FieldThermostat::nose_hoover), "92bcf5d84d66f520");
        EXPECT_EQ(digest(0.0, 1.5, FieldThermostat::none), "40d151c334a61edb");
    });
}

TYPED_TEST(GoldenDigest, OfChainsOfThreeSpecies) {
    on_every_instruction_set<TypeParam>([](const Execution& execution) {
        const Mixture mixture = asymmetric_mixture(Truncation::force_shifted);
        const State start = golden_liquid(3, 125, 5.9, 5);
        EXPECT_EQ(digest_of_run<TypeParam>(mixture, start, golden_chain(MonteCarloEnsemble::nvt), 15, execution),
                  "78d8fd8e768a20e7");
        EXPECT_EQ(digest_of_run<TypeParam>(mixture, start, golden_chain(MonteCarloEnsemble::npt), 15, execution),
                  "5b434c72138869f8");
        EXPECT_EQ(digest_of_run<TypeParam>(
                      mixture, start, golden_chain(MonteCarloEnsemble::semi_grand, {0.5, 0.0, -0.5}), 15, execution),
                  "a7413b9e3ccb34ee");
    });
}

TYPED_TEST(GoldenDigest, OfATrajectoryWithDrawnVelocities) {
    on_every_instruction_set<TypeParam>([](const Execution& execution) {
        const Mixture mixture = asymmetric_mixture(Truncation::shifted);
        const IntegratorParameters parameters{.timestep = 0.002};
        State state = golden_liquid(3, 256, 6.9, 7);
        draw_maxwell_velocities(state, mixture, 0.62, 20221103);
        Digest digest;
        for (const auto& axis : state.velocity) digest.add(axis);
        EXPECT_EQ(digest.hex(), "fb0f65f008f74e5b");
        typename TypeParam::Integrator integrator(mixture, start_of_trajectory(mixture, state, parameters), parameters,
                                                  execution);
        integrator.run(50);
        const State end = integrator.trajectory().state.sorted_by_id();
        for (const auto& axis : end.position) digest.add(axis);
        for (const auto& axis : end.velocity) digest.add(axis);
        digest.add(integrator.totals().potential_energy).add(integrator.totals().heat_current);
        EXPECT_EQ(digest.hex(), "d957044c753520fb");
    });
}

}  // namespace
}  // namespace soret::test
