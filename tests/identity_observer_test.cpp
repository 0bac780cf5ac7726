// Changes of identity of whole runs: the same sums in both backends and after a restart, their definition, and what is
// refused.

#include "soret/validation/simulation/observers/identity_observer.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "configurations.hpp"
#include "soret/common/errors.hpp"
#include "soret/validation/simulation/molecular_dynamics_run.hpp"
#include "soret/validation/simulation/monte_carlo_run.hpp"
#include "soret/validation/simulation/preparation.hpp"
#include "soret/validation/simulation/velocities.hpp"

namespace soret::test {
namespace {

constexpr double temperature = 0.7;

MonteCarloChain liquid() {
    LiquidSettings settings;
    settings.n = 170;
    settings.x1 = 0.3;
    settings.temperature = temperature;
    return prepare_liquid(settings, paper_mixture(), Backend::optimized, Execution{});
}

ObservableSettings observed_every(std::uint64_t every) {
    ObservableSettings observables;
    observables.identity = {.every = every, .temperature = temperature};
    return observables;
}

nlohmann::json sums_of(MonteCarloRun run) {
    while (!run.finished()) run.sweep();
    return run.observers().to_json();
}

nlohmann::json sums_of(MolecularDynamicsRun run) {
    while (!run.finished()) run.advance();
    return run.observers().to_json();
}

TEST(IdentityObserver, OfAChainHasTheSameBitsInBothBackendsAndWhenSavedAnywhere) {
    const Mixture mixture = paper_mixture();
    const MonteCarloChain start = liquid();
    MonteCarloRunSettings settings;
    settings.parameters = {
        .ensemble = MonteCarloEnsemble::npt, .temperature = temperature, .pressure = 0.4, .chemical_potential = {}};
    settings.equilibration = 4;
    settings.production = 12;
    settings.observables = observed_every(2);
    const auto run = [&](Backend backend, const Execution& execution = {}) {
        return MonteCarloRun(mixture, start, settings, backend, execution);
    };
    const nlohmann::json through = sums_of(run(Backend::reference));
    for (const InstructionSet set : supported_instruction_sets()) {
        EXPECT_EQ(sums_of(run(Backend::optimized, {set, 2})), through);
    }
    for (const std::uint64_t saved_after : {3U, 5U, 6U, 11U}) {
        MonteCarloRun first = run(Backend::optimized);
        while (first.sweeps_done() < saved_after) first.sweep();
        const auto saved = nlohmann::json::from_cbor(nlohmann::json::to_cbor(first.to_json()));
        EXPECT_EQ(sums_of({mixture, saved, settings, Backend::reference, {}}), through) << saved_after;
    }
}

TEST(IdentityObserver, OfMolecularDynamicsHasTheSameBitsInBothBackendsAndWhenSavedAnywhere) {
    const Mixture mixture = paper_mixture();
    State state = liquid().state;
    draw_maxwell_velocities(state, mixture, temperature, 1);
    for (const IntegratorEnsemble ensemble : {IntegratorEnsemble::nvt, IntegratorEnsemble::npt}) {
        const MolecularDynamicsRunSettings settings{
            .parameters = {.ensemble = ensemble, .temperature = temperature, .pressure = 0.4},
            .equilibration = 10,
            .production = 60,
            .observables = observed_every(10)};
        const Trajectory start = start_of_trajectory(mixture, state, settings.parameters);
        const nlohmann::json through = sums_of(MolecularDynamicsRun(mixture, start, settings, Backend::reference, {}));
        EXPECT_EQ(sums_of(MolecularDynamicsRun(mixture, start, settings, Backend::optimized, {})), through);
        MolecularDynamicsRun first(mixture, start, settings, Backend::optimized, {});
        for (int k = 0; k < 4; ++k) first.advance();
        const auto saved = nlohmann::json::from_cbor(nlohmann::json::to_cbor(first.to_json()));
        EXPECT_EQ(sums_of(MolecularDynamicsRun(mixture, saved, settings, Backend::reference, {})), through);
    }
}

/// Three samples by hand: means over particles, constant from the first sample, tail where the truncation is plain.
TEST(IdentityObserver, AveragesOverTheParticlesOfEachSample) {
    const Mixture mixture(
        lorentz_berthelot({1.0, 1.0, 1.0}, {0.6, 1.0, 0.8}, {1.0, 0.95, 1.1}, 2.5, 1.0, Truncation::plain));
    IdentityObserver observer({.every = 1, .temperature = temperature}, mixture, cubic_liquid(3, 90, 0.5, 1),
                              Backend::optimized, {});
    State state = cubic_liquid(3, 90, 0.5, 1);
    std::array<double, 2> weights{};  // into 1 and into 3 of the pair 13
    for (int sample = 0; sample < 3; ++sample) {
        observer.observe({1, state});
        const reference::ParticleEnergies energies(mixture, state);
        for (const std::size_t way : {0U, 1U}) {
            const std::int32_t from = way == 0 ? 2 : 0, to = 2 - from;
            const double c = (way == 0 ? 1.0 : -1.0) * observer.tables().at(1).bennett_constant;
            std::vector<double> counts;
            for (const std::int64_t n : state.species_counts(3)) counts.push_back(static_cast<double>(n));
            const double before = tail_correction(mixture, counts, state.box.volume()).energy;
            const double particles = counts[static_cast<std::size_t>(from)];
            counts[static_cast<std::size_t>(from)] -= 1.0;
            counts[static_cast<std::size_t>(to)] += 1.0;
            const double tail = tail_correction(mixture, counts, state.box.volume()).energy - before;
            EXPECT_GT(std::fabs(tail), 1e-3);
            for (std::size_t i = 0; i < state.size(); ++i) {
                if (state.species[i] != from) continue;
                const Vector3 r = state.position_of(i);
                const double change = energies.without(i, r, to).value() - energies.without(i, r, from).value() + tail;
                weights[way] += std::exp(c - change / temperature) / particles / 3.0;
            }
        }
        for (auto& axis : state.position) {
            for (double& x : axis) x = on_position_grid(x * 0.999);
        }
    }
    const std::vector<IdentityTable> tables = observer.tables();
    ASSERT_EQ(tables.size(), 3U);
    EXPECT_EQ(tables[1].a, 0U);
    EXPECT_EQ(tables[1].b, 2U);
    const std::vector<double> means = tables[1].blocks.mean();
    EXPECT_NEAR(means[weight_into_a], weights[0], 1e-12 * weights[0]);
    EXPECT_NEAR(means[weight_into_b], weights[1], 1e-12 * weights[1]);
    // C of the first sample is where both Fermi functions have one mean: ln of their ratio moves by 1 with C.
    EXPECT_NEAR(std::log(means[fermi_into_b] / means[fermi_into_a]), 0.0, 0.2);
}

TEST(IdentityObserver, RefusesWhatItCannotMeasure) {
    const Mixture mixture = paper_mixture();
    const State state = cubic_liquid(2, 40, 0.3, 1);
    const auto refusal = [&](const IdentitySettings& settings, const Mixture& of) {
        return message_of<InvalidArgument>([&] { IdentityObserver(settings, of, state, Backend::optimized, {}); });
    };
    EXPECT_EQ(refusal({.every = 1}, mixture), "identity: temperature = 0: must be > 0");
    EXPECT_EQ(refusal({.every = 1, .temperature = 1.0}, pure_mixture(2.5, Truncation::shifted)),
              "identity: the mixture has 1 species: must have at least 2");
    EXPECT_EQ(refusal({.every = 1, .temperature = 1.0, .bennett_constants = {1.0, 2.0}}, mixture),
              "identity: 2 constants of Bennett: must be 1, one a pair of species");
    EXPECT_EQ(refusal({.every = 1, .temperature = 1.0, .bennett_constants = {INFINITY}}, mixture),
              "identity: constant of Bennett inf: must be finite");
    IdentityObserver observer({.every = 1, .temperature = 1.0}, mixture, state, Backend::optimized, {});
    const nlohmann::json saved = observer.to_json();
    EXPECT_NO_THROW(observer.from_json(saved));
    nlohmann::json damaged = saved;
    damaged["pairs"].push_back(damaged["pairs"][0]);
    EXPECT_THROW(observer.from_json(damaged), InvalidInput);
    State other = state;
    other.species[0] = 1 - other.species[0];
    EXPECT_EQ(message_of<InvalidState>([&] {
                  observer.observe({1, other});
              }),
              "identity: the composition has changed since the start of the run");
}

}  // namespace
}  // namespace soret::test
