#include "soret/validation/simulation/molecular_dynamics_run.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "configurations.hpp"
#include "soret/common/errors.hpp"
#include "soret/common/statistics/block_average.hpp"
#include "soret/validation/simulation/preparation.hpp"
#include "soret/validation/simulation/state_json.hpp"
#include "soret/validation/simulation/velocities.hpp"

namespace soret::test {
namespace {

Trajectory liquid_start(std::uint64_t n, const IntegratorParameters& parameters = {}) {
    LiquidSettings liquid;
    liquid.n = n;
    liquid.temperature = 0.7;
    State state = prepare_liquid(liquid, paper_mixture(), Backend::optimized, Execution{}).state;
    draw_maxwell_velocities(state, paper_mixture(), liquid.temperature, 1);
    return start_of_trajectory(paper_mixture(), state, parameters);
}

MolecularDynamicsRun run_of(const Trajectory& start, const MolecularDynamicsRunSettings& settings,
                            Backend backend = Backend::optimized) {
    return MolecularDynamicsRun(paper_mixture(), start, settings, backend, Execution{});
}

MolecularDynamicsRunResult result_of(MolecularDynamicsRun run) {
    while (!run.finished()) run.advance();
    run.check_totals();
    return run.result();
}

void expect_equal(const MolecularDynamicsRunResult& a, const MolecularDynamicsRunResult& b) {
    EXPECT_EQ(a.samples, b.samples);
    EXPECT_EQ(a.conservation, b.conservation);
    EXPECT_EQ(state_to_json(a.trajectory.state), state_to_json(b.trajectory.state));
    EXPECT_EQ(a.trajectory.step, b.trajectory.step);
    EXPECT_EQ(a.trajectory.extended, b.trajectory.extended);
}

TEST(MolecularDynamicsRun, GivesTheSameResultInBothBackendsAndWhenSavedAtAnyPlace) {
    using enum IntegratorEnsemble;
    for (const auto& [ensemble, precision] :
         {std::pair{nve, Precision::exact}, std::pair{nve, Precision::mixed}, std::pair{nvt, Precision::exact},
          std::pair{npt, Precision::mixed}, std::pair{npzt, Precision::exact}}) {
        const MolecularDynamicsRunSettings settings{
            .parameters = {.precision = precision, .ensemble = ensemble, .pressure = 0.46, .thermostat_time = 0.1},
            .equilibration = 40,
            .production = 100,
            .sample_every = 7};
        const Trajectory start = liquid_start(170, settings.parameters);
        const MolecularDynamicsRunResult through = result_of(run_of(start, settings));
        expect_equal(result_of(run_of(start, settings, Backend::reference)), through);
        for (const int saved_after : {0, 1, 2, 5, 15}) {
            MolecularDynamicsRun first = run_of(start, settings);
            for (int k = 0; k < saved_after; ++k) first.advance();
            const nlohmann::json saved = nlohmann::json::parse(first.to_json().dump());
            expect_equal(result_of(MolecularDynamicsRun(paper_mixture(), saved, settings, Backend::optimized, {})),
                         through);
        }
    }
    EXPECT_THROW(MolecularDynamicsRun(paper_mixture(), nlohmann::json{{"state", 3}}, {}, Backend::optimized, {}),
                 InvalidInput);
}

TEST(MolecularDynamicsRun, StopsWhereSomethingIsDueAndNowhereTwice) {
    MolecularDynamicsRun run =
        run_of(liquid_start(170), {.equilibration = 150, .production = 60, .sample_every = 25, .frame_every = 20});
    std::vector<std::uint64_t> stops;
    while (!run.finished()) {
        run.advance();
        stops.push_back(run.steps_done());
    }
    EXPECT_EQ(stops, (std::vector<std::uint64_t>{100, 150, 170, 175, 190, 200, 210}));
    EXPECT_EQ(run.result().samples.sample_count(), 2.0);
}

// What the samples say against the sums over pairs as the contract of the pair forces defines them.
TEST(MolecularDynamicsRun, SamplesTemperaturePressureAndEnthalpyOfTheStep) {
    MolecularDynamicsRun run = run_of(liquid_start(170), {.production = 20, .sample_every = 20});
    run.advance();
    const State state = run.trajectory().state;
    const PairForcesResult sums = pair_forces_of<ReferenceBackend>(paper_mixture(), state);
    double twice_kinetic = 0.0;
    for (std::size_t i = 0; i < state.size(); ++i) twice_kinetic += dot(state.velocity_of(i), state.velocity_of(i));
    const double virial = sums.virial[0] + sums.virial[1] + sums.virial[2];
    const double pressure = (twice_kinetic + virial) / (3.0 * state.box.volume());
    const BlockTable samples = run.result().samples;
    const auto sample = samples.block(0);
    constexpr double rounding = 1e-9;  // 170 terms, each rounded to 2^-41, and a few operations
    EXPECT_NEAR(sample[kinetic_temperature_now], twice_kinetic / (3.0 * 169.0), rounding);
    EXPECT_NEAR(sample[pressure_now], pressure, rounding);
    EXPECT_NEAR(sample[energy_per_particle], sums.potential_energy / 170.0, rounding);
    EXPECT_NEAR(sample[enthalpy_per_particle],
                (sums.potential_energy + 0.5 * twice_kinetic + pressure * state.box.volume()) / 170.0, rounding);
    EXPECT_NEAR(sample[kinetic_energy_per_particle], 0.5 * twice_kinetic / 170.0, rounding);
    for (std::size_t a = 0; a < 6; ++a) {
        EXPECT_NEAR(sample[pressure_tensor_now + a], (sums.kinetic[a] + sums.virial[a]) / state.box.volume(), rounding);
    }
    EXPECT_EQ(sample[edges_now + 2], state.box.edges().z);
    EXPECT_EQ(sample[energy_per_particle], run.sample().potential_energy / 170.0);
}

// The error of velocity Verlet in the energy falls as the square of the time step; here it is seen over one length of
// time. The cutoff of the potential leaves jumps of the force, so the ratio is not exactly 16: anything above 6 is far
// from the ratio 4 of a method of first order.
TEST(MolecularDynamicsRun, ConservesEnergyToSecondOrderInTheTimeStep) {
    const Trajectory start = liquid_start(500);
    const auto fluctuation = [&](double timestep, std::uint64_t steps) {
        const auto result =
            result_of(run_of(start, {.parameters = {timestep}, .production = steps, .sample_every = steps / 100}));
        return std::sqrt(result.conservation.sample_variance(conserved_change));
    };
    const double coarse = fluctuation(0.008, 500);
    const double fine = fluctuation(0.002, 2000);
    EXPECT_GT(coarse / fine, 6.0);
    EXPECT_LT(fine, 1e-3);
}

TEST(MolecularDynamicsRun, RefusesWhatItCannotRun) {
    const Trajectory start = liquid_start(170);
    EXPECT_THROW(run_of(start, {.production = 10, .sample_every = 0}), InvalidArgument);
    EXPECT_THROW(run_of(start, {.equilibration = 2, .production = ~std::uint64_t{0}}), InvalidArgument);
    Trajectory one;
    one.state = cubic_liquid(2, 1, 0.1, 1);
    for (auto& axis : one.state.velocity) axis.assign(1, 0.0);
    EXPECT_NE(message_of<InvalidState>([&] { run_of(one, {.production = 1}); }).find("at least 2"), std::string::npos);
}

}  // namespace
}  // namespace soret::test
