#include "soret/validation/simulation/monte_carlo_run.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

#include "soret/common/errors.hpp"
#include "soret/common/statistics/block_average.hpp"
#include "soret/validation/routes/semi_grand/acceptance_values.hpp"
#include "soret/validation/simulation/preparation.hpp"

#include "sanitized.hpp"

namespace soret {
namespace {

MonteCarloRunSettings settings_of(MonteCarloEnsemble ensemble, std::uint64_t equilibration, std::uint64_t production) {
    MonteCarloRunSettings settings;
    settings.parameters.ensemble = ensemble;
    settings.parameters.temperature = 0.62;
    settings.parameters.pressure = 0.46;
    settings.parameters.chemical_potential = {1.96, 0.0};
    settings.equilibration = equilibration;
    settings.production = production;
    settings.pressure_every = 4;
    return settings;
}

MonteCarloChain liquid_start(std::uint64_t n, double density = 0.8, double temperature = 0.62) {
    LiquidSettings liquid;
    liquid.n = n;
    liquid.density = density;
    liquid.temperature = temperature;
    return prepare_liquid(liquid, paper_mixture(), Backend::optimized, Execution{});
}

double mean_acceptance(const MonteCarloRunResult& result, MonteCarloMove move) {
    return block_average(result.acceptance.blocks, result.acceptance.column_of(move)).mean.value;
}

void expect_equal(const MonteCarloRunResult& a, const MonteCarloRunResult& b) {
    EXPECT_EQ(a.samples, b.samples);
    EXPECT_EQ(a.acceptance, b.acceptance);
    EXPECT_EQ(a.pressure, b.pressure);
    EXPECT_EQ(a.numbers, b.numbers);
    EXPECT_EQ(chain_to_json(a.chain), chain_to_json(b.chain));
}

TEST(MonteCarloRun, GivesTheSameResultInBothBackendsAndWhenSavedAfterAnySweep) {
    const Mixture mixture = paper_mixture();
    const MonteCarloChain start = liquid_start(170);
    const MonteCarloRunSettings settings = settings_of(MonteCarloEnsemble::semi_grand, 60, 40);
    const MonteCarloRunResult through = run_monte_carlo(mixture, start, settings, Backend::optimized, Execution{});
    expect_equal(run_monte_carlo(mixture, start, settings, Backend::reference, Execution{}), through);

    for (const std::uint64_t saved_after : {1U, 33U, 60U, 61U, 79U}) {
        MonteCarloRun first(mixture, start, settings, Backend::optimized, Execution{});
        while (first.sweeps_done() < saved_after) first.sweep();
        first.check_energy();
        const nlohmann::json saved = nlohmann::json::parse(first.to_json().dump());
        MonteCarloRun second(mixture, saved, settings, Backend::optimized, Execution{});
        while (!second.finished()) second.sweep();
        expect_equal(second.result(), through);
    }
    EXPECT_THROW(MonteCarloRun(mixture, nlohmann::json{{"chain", 3}}, settings, Backend::optimized, Execution{}),
                 InvalidInput);
}

// Particles that come and go after the preparation, whose turns count on: saved in one backend, read in the other.
TEST(MonteCarloRun, OfNumbersThatVaryGoesOnWithTheSameBits) {
    const Mixture mixture = paper_mixture();
    const MonteCarloChain start = liquid_start(170, 0.5, 1.8);
    for (const auto ensemble : {MonteCarloEnsemble::grand_canonical, MonteCarloEnsemble::grand_canonical_biased}) {
        MonteCarloRunSettings settings = settings_of(ensemble, 20, 30);
        settings.parameters.temperature = 1.8;
        settings.parameters.chemical_potential = {-3.6, -3.8};
        const MonteCarloRunResult through = run_monte_carlo(mixture, start, settings, Backend::optimized, Execution{});
        EXPECT_NE(through.chain.state.size(), 170U);
        EXPECT_EQ(through.chain.turns_per_sweep, 170U);
        EXPECT_GT(through.chain.counts[moves_of(ensemble).back()].accepted, 100U);
        ASSERT_EQ(through.samples.quantities(), other_counts + 1);
        ASSERT_EQ(through.pressure.quantities(), 3U);
        for (const std::uint64_t saved_after : {1U, 20U, 33U}) {
            MonteCarloRun first(mixture, start, settings, Backend::optimized, Execution{});
            while (first.sweeps_done() < saved_after) first.sweep();
            first.check_energy();
            const nlohmann::json saved = nlohmann::json::parse(first.to_json().dump());
            MonteCarloRun second(mixture, saved, settings, Backend::reference, Execution{});
            while (!second.finished()) second.sweep();
            expect_equal(second.result(), through);
        }
    }
}

TEST(MonteCarloRun, ReadsChainsWrittenBeforeParticlesCouldBeExchanged) {
    const MonteCarloChain chain = liquid_start(170);
    nlohmann::json before = chain_to_json(chain);
    before.erase("first_new_id");
    before["counts"].erase("exchange");
    EXPECT_EQ(chain_to_json(chain_from_json(before)), chain_to_json(chain));
    before["counts"].erase("volume");
    EXPECT_THROW(chain_from_json(before), InvalidInput);
}

TEST(MonteCarloRun, RefusesASavedRunWithMoreTurnsThanParticlesWhereNoneComesOrGoes) {
    const Mixture mixture = paper_mixture();
    const MonteCarloRunSettings settings = settings_of(MonteCarloEnsemble::npt, 0, 8);
    nlohmann::json saved =
        MonteCarloRun(mixture, liquid_start(170), settings, Backend::optimized, Execution{}).to_json();
    saved["chain"]["turns_per_sweep"] = 171;
    EXPECT_THROW(MonteCarloRun(mixture, saved, settings, Backend::optimized, Execution{}), InvalidInput);
}

TEST(MonteCarloRun, AdaptsItsStepSizesInTheEquilibrationOnly) {
    const Mixture mixture = paper_mixture();
    const MonteCarloRunSettings settings = settings_of(MonteCarloEnsemble::npt, 1500, 600);
    MonteCarloChain start = liquid_start(200);
    start.largest_displacement = 0.8;
    start.largest_log_volume_step = 0.3;
    MonteCarloRun run(mixture, start, settings, Backend::optimized, Execution{});
    while (!run.in_production()) run.sweep();
    const MonteCarloChain equilibrated = run.chain();
    while (!run.finished()) run.sweep();
    const MonteCarloRunResult result = run.result();
    EXPECT_EQ(result.chain.largest_displacement, equilibrated.largest_displacement);
    EXPECT_EQ(result.chain.largest_log_volume_step, equilibrated.largest_log_volume_step);
    // Displacements: adapted from 3e4 attempts at a time, the rest is the change of the density since. Volume moves:
    // adapted from some 100 attempts, 0.05 of standard deviation, seen in 600 that are correlated over a few.
    EXPECT_NEAR(mean_acceptance(result, MonteCarloMove::displacement), 0.4, 0.03);
    EXPECT_NEAR(mean_acceptance(result, MonteCarloMove::volume), 0.4, 0.2);
}

// A power of two of sweeps fills all blocks, so that the blocks know what the counts know.
TEST(MonteCarloRun, HasTheAcceptanceOfEveryMoveUnderItsName) {
    const Mixture mixture = paper_mixture();
    const MonteCarloChain start = liquid_start(170);
    for (const auto ensemble : {MonteCarloEnsemble::nvt, MonteCarloEnsemble::npt, MonteCarloEnsemble::semi_grand}) {
        const MonteCarloRunResult result =
            run_monte_carlo(mixture, start, settings_of(ensemble, 0, 64), Backend::optimized, Execution{});
        EXPECT_EQ(result.acceptance.moves, moves_of(ensemble));
        for (const MonteCarloMove move : every_monte_carlo_move) {
            if (!has_move(ensemble, move)) {
                EXPECT_THROW(result.acceptance.column_of(move), std::out_of_range);
                continue;
            }
            const MoveCount& now = result.chain.counts[move];
            const MoveCount& before = start.counts[move];
            EXPECT_NEAR(mean_acceptance(result, move),
                        static_cast<double>(now.accepted - before.accepted) /
                            static_cast<double>(now.attempted - before.attempted),
                        64 * 0x1p-52)
                << name_of(move);
        }
    }
}

// A task of a campaign lists three means and six products, whatever moves its ensemble has.
TEST(MonteCarloRun, ListsTheAcceptanceOfATaskByName) {
    const Mixture mixture = paper_mixture();
    const MonteCarloChain start = liquid_start(170);
    const auto acceptance_of = [&](MonteCarloEnsemble ensemble) {
        return run_monte_carlo(mixture, start, settings_of(ensemble, 0, 64), Backend::optimized, Execution{})
            .acceptance;
    };
    const AcceptanceTable semi_grand = acceptance_of(MonteCarloEnsemble::semi_grand);
    EXPECT_EQ(acceptance_values(semi_grand), semi_grand.blocks.mean());
    const AcceptanceTable npt = acceptance_of(MonteCarloEnsemble::npt);
    const std::vector<double> two = npt.blocks.mean();
    const std::vector<double> values = acceptance_values(npt);
    EXPECT_EQ(values, (std::vector<double>{two[0], 0.0, two[1], two[2], 0.0, 0.0, two[3], 0.0, two[4]}));
    EXPECT_EQ(acceptance_in(values, MonteCarloMove::displacement), two[0]);
    EXPECT_EQ(acceptance_in(values, MonteCarloMove::identity), 0.0);
    EXPECT_EQ(acceptance_in(values, MonteCarloMove::volume), two[1]);
}

TEST(MonteCarloRun, RefusesASavedRunWhoseMovesAreNotThoseOfTheEnsemble) {
    const Mixture mixture = paper_mixture();
    const MonteCarloRunSettings settings = settings_of(MonteCarloEnsemble::npt, 0, 8);
    MonteCarloRun run(mixture, liquid_start(170), settings, Backend::optimized, Execution{});
    nlohmann::json saved = run.to_json();
    EXPECT_EQ(saved.at("acceptance").at("moves"), (nlohmann::json{"displacement", "volume"}));
    EXPECT_NO_THROW(MonteCarloRun(mixture, saved, settings, Backend::optimized, Execution{}));
    saved["acceptance"]["moves"] = {"volume", "displacement"};
    EXPECT_THROW(MonteCarloRun(mixture, saved, settings, Backend::optimized, Execution{}), InvalidInput);
}

// Saved and read, in one backend and the other, after a change of the ensemble too: the counter of turns goes on.
TEST(MonteCarloRun, CountsTurnsOnAcrossCheckpointsAndBackends) {
    const Mixture mixture = paper_mixture();
    const MonteCarloChain start = liquid_start(170);
    EXPECT_EQ(start.turn, start.sweep * 170);
    const MonteCarloRunSettings settings = settings_of(MonteCarloEnsemble::semi_grand, 0, 9);
    const MonteCarloChain through = run_monte_carlo(mixture, start, settings, Backend::optimized, Execution{}).chain;
    MonteCarloRun first(mixture, start, settings, Backend::optimized, Execution{});
    for (int sweep = 0; sweep < 4; ++sweep) first.sweep();
    const nlohmann::json saved = nlohmann::json::parse(first.to_json().dump());
    EXPECT_EQ(saved.at("chain").at("turn"), start.turn + 4 * 170);
    MonteCarloRun second(mixture, saved, settings, Backend::reference, Execution{});
    while (!second.finished()) second.sweep();
    EXPECT_EQ(second.chain().turn, start.turn + 9 * 170);
    EXPECT_EQ(second.chain().digest, through.digest);

    nlohmann::json late = chain_to_json(start);
    late["turn"] = std::uint64_t{1} << 63;
    EXPECT_EQ(chain_from_json(nlohmann::json::parse(late.dump())).turn, std::uint64_t{1} << 63);
    late.erase("turn");
    EXPECT_THROW(chain_from_json(late), InvalidInput);
}

TEST(MonteCarloRun, FindsTheImposedPressureByTheVirial) {
    if (test::is_sanitized) GTEST_SKIP() << test::too_long_for_a_sanitizer;
    // A fluid above the critical point: short correlations. The pressure of LJTS particles has no impulsive part, as
    // the potential is continuous at r_c. Limit: 4 standard errors, false alarm 6e-5; the error itself is known to 15
    // %.
    const Mixture mixture = paper_mixture();
    MonteCarloRunSettings settings = settings_of(MonteCarloEnsemble::npt, 500, 4000);
    settings.parameters.temperature = 1.5;
    settings.parameters.pressure = 3.0;
    settings.pressure_every = 2;
    const MonteCarloRunResult result =
        run_monte_carlo(mixture, liquid_start(200, 0.75, 1.5), settings, Backend::optimized, Execution{});
    const Estimate pressure = block_average(result.pressure, virial_pressure).mean;
    EXPECT_LT(std::fabs(pressure.value - 3.0), 4.0 * pressure.standard_error) << pressure.value;
    EXPECT_LT(pressure.standard_error, 0.025);  // the virial part is about 1.9: 5 % of it would be seen
}

TEST(MonteCarloRun, StopsWhereItsCallerSaysAndRefusesSettingsOutOfRange) {
    const Mixture mixture = paper_mixture();
    const MonteCarloChain start = liquid_start(160);
    MonteCarloRunSettings settings = settings_of(MonteCarloEnsemble::nvt, 5, 50);
    const auto result = run_monte_carlo(mixture, start, settings, Backend::optimized, Execution{},
                                        [](const MonteCarloRun& run) { return run.production_sweep() < 7; });
    EXPECT_EQ(result.samples.block_count(), 7U);
    settings.target_acceptance = 1.0;
    EXPECT_THROW(MonteCarloRun(mixture, start, settings, Backend::optimized, Execution{}), InvalidArgument);
    settings = settings_of(MonteCarloEnsemble::nvt, 5, 50);
    settings.parameters.temperature = -1.0;
    EXPECT_THROW(MonteCarloRun(mixture, start, settings, Backend::optimized, Execution{}), InvalidArgument);
}

}  // namespace
}  // namespace soret
