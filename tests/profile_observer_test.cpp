// Profiles along z of whole runs.

#include "soret/validation/simulation/observers/profile_observer.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "configurations.hpp"
#include "csv_table.hpp"
#include "soret/common/errors.hpp"
#include "soret/validation/simulation/molecular_dynamics_run.hpp"

namespace soret::test {
namespace {

MolecularDynamicsRunSettings observed(IntegratorEnsemble ensemble, std::uint64_t production) {
    MolecularDynamicsRunSettings settings{.parameters = {.timestep = 0.004,
                                                         .ensemble = ensemble,
                                                         .temperature = 0.9,
                                                         .pressure = 0.46,
                                                         .thermostat_time = 0.1,
                                                         .hot = {.temperature = 1.2, .width = 1.0},
                                                         .cold = {.temperature = 0.6, .width = 1.0}},
                                          .equilibration = 20,
                                          .production = production,
                                          .sample_every = 10};
    settings.observables.profile = {.every = 10, .bin = 0.7};
    return settings;
}

Trajectory start_of(const MolecularDynamicsRunSettings& settings) {
    return start_of_trajectory(paper_mixture(), cubic_liquid(2, 170, 0.75, 3), settings.parameters);
}

std::string profile_of(MolecularDynamicsRun run) {
    while (!run.finished()) run.advance();
    return run.observers().files().at(0).text;
}

TEST(ProfileObserver, WritesTheSameBitsInBothBackendsAndWhenSavedAtAnyPlace) {
    using enum IntegratorEnsemble;
    for (const IntegratorEnsemble ensemble : {nemd, npt}) {
        const MolecularDynamicsRunSettings settings = observed(ensemble, 120);
        const Trajectory start = start_of(settings);
        const auto run = [&](Backend backend, const Execution& execution = {}) {
            return MolecularDynamicsRun(paper_mixture(), start, settings, backend, execution);
        };
        const std::string through = profile_of(run(Backend::reference));
        for (const InstructionSet set : supported_instruction_sets()) {
            EXPECT_EQ(profile_of(run(Backend::optimized, {set, 2})), through);
        }
        for (const int saved_after : {0, 1, 4, 9}) {
            MolecularDynamicsRun first = run(Backend::optimized);
            for (int k = 0; k < saved_after; ++k) first.advance();
            const auto saved = nlohmann::json::from_cbor(nlohmann::json::to_cbor(first.to_json()));
            EXPECT_EQ(profile_of({paper_mixture(), saved, settings, Backend::reference, {}}), through) << saved_after;
        }
    }
}

TEST(ProfileObserver, KeepsItsSlicesWhereABreathingEdgeWouldHaveMoreOfThem) {
    // A box of another length in the end than at the start: 8.4 would be cut into 8 slices, 8.6 into 9.
    const Mixture mixture = paper_mixture();
    const ProfileSettings settings{.every = 1, .bin = 1.0};
    const ProfileObserver before(settings, mixture, Box({8.0, 8.0, 8.4}), Backend::optimized);
    ProfileObserver after(settings, mixture, Box({8.0, 8.0, 8.6}), Backend::optimized);
    after.from_json(before.to_json());
    EXPECT_EQ(after.to_json(), before.to_json());
    EXPECT_EQ(after.to_json().at("slices"), 8);
}

/// Samples of the thermodynamic quantities are taken at the same steps: the slices' means are theirs.
TEST(ProfileObserver, HasTheMeansOfTheWholeBox) {
    const MolecularDynamicsRunSettings settings = observed(IntegratorEnsemble::nemd, 640);
    MolecularDynamicsRun run(paper_mixture(), start_of(settings), settings, Backend::optimized, {});
    double pressure_zz = 0.0;
    double temperature = 0.0;
    const Mixture mixture = paper_mixture();
    while (!run.finished()) {
        run.advance();
        if (!run.is_sampled()) continue;
        const PairForcesResult sums = pair_forces_of<OptimizedBackend>(mixture, run.trajectory().state);
        pressure_zz += (sums.kinetic[2] + sums.virial[2]) / run.trajectory().state.box.volume() / 64.0;
        temperature += 2.0 * sums.kinetic_energy() / (3.0 * 170.0) / 64.0;
    }
    const CsvTable table = csv_table(run.observers().files().at(0).text);
    const Box box = run.trajectory().state.box;
    const std::size_t slices = table.at("z").size();
    EXPECT_EQ(slices, 9U);  // of 6.1/0.7
    const double width = box.edges().z / 9.0;
    const double volume = box.volume() / 9.0;
    double particles = 0.0;
    double of_first_species = 0.0;
    double kinetic = 0.0;
    double pressure = 0.0;
    for (std::size_t b = 0; b < slices; ++b) {
        EXPECT_NEAR(table.at("z")[b], (static_cast<double>(b) + 0.5) * width, 1e-12);
        const double own = table.at("density")[b] * volume;
        particles += own;
        of_first_species += own * table.at("x1")[b];
        kinetic += own * table.at("temperature")[b];
        pressure += table.at("pressure_zz")[b] / 9.0;
        for (const char* column : {"temperature", "density", "x1", "pressure_zz"}) {
            EXPECT_GT(table.at(std::string(column) + "_sem")[b], 0.0) << column;
            EXPECT_GE(table.at(std::string(column) + "_n_eff")[b], 1.0) << column;
        }
    }
    EXPECT_NEAR(particles, 170.0, 1e-9);
    EXPECT_NEAR(of_first_species, static_cast<double>(run.trajectory().state.species_counts(2)[0]), 1e-9);
    EXPECT_NEAR(kinetic / 170.0, temperature, 1e-11);
    EXPECT_NEAR(pressure, pressure_zz, 1e-10);
    EXPECT_GT(table.at("temperature")[4], table.at("temperature")[0] + 0.2);  // hot in the middle
    nlohmann::json summary;
    run.observers().add_to(summary);
    EXPECT_EQ(summary.at("profile").at("samples"), 64);
    EXPECT_TRUE(summary.at("profile").at("blocks").get<int>() >= 16);
}

TEST(ProfileObserver, MarksSlicesWithoutParticles) {
    MolecularDynamicsRunSettings settings = observed(IntegratorEnsemble::nve, 40);
    const State few = lattice(Box({6.0, 6.0, 12.0}), 2, 20, {.cells = {3, 3, 3}, .filled_part_of_z = 0.4});
    MolecularDynamicsRun run(paper_mixture(), start_of_trajectory(paper_mixture(), few, settings.parameters), settings,
                             Backend::optimized, {});
    const CsvTable table = csv_table(profile_of(std::move(run)));
    EXPECT_TRUE(std::isnan(table.at("temperature")[12]));
    EXPECT_TRUE(std::isnan(table.at("x1")[12]));
    EXPECT_EQ(table.at("density")[12], 0.0);
    EXPECT_NEAR(table.at("pressure_zz")[12], 0.0, 1e-9);
}

}  // namespace
}  // namespace soret::test
