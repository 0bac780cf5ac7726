// Radial distribution functions and coordination numbers of whole runs.

#include "soret/validation/simulation/observers/rdf_observer.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <numbers>

#include "configurations.hpp"
#include "csv_table.hpp"
#include "soret/common/errors.hpp"
#include "soret/common/files/configuration_file.hpp"
#include "soret/validation/simulation/molecular_dynamics_run.hpp"
#include "soret/validation/simulation/monte_carlo_run.hpp"
#include "soret/validation/simulation/preparation.hpp"
#include "soret/validation/simulation/velocities.hpp"

namespace soret::test {
namespace {

State liquid(std::uint64_t n) {
    LiquidSettings settings;
    settings.n = n;
    settings.temperature = 0.7;
    State state = prepare_liquid(settings, paper_mixture(), Backend::optimized, Execution{}).state;
    draw_maxwell_velocities(state, paper_mixture(), settings.temperature, 1);
    return state;
}

ObservableSettings observed_every(std::uint64_t steps, const RadialBins& bins) {
    ObservableSettings observables;
    observables.rdf = {steps, bins};
    return observables;
}

MolecularDynamicsRunSettings observed(IntegratorEnsemble ensemble, std::uint64_t production) {
    return {.parameters = {.ensemble = ensemble, .pressure = 0.46, .thermostat_time = 0.1},
            .equilibration = 20,
            .production = production,
            .sample_every = 10,
            .observables = observed_every(10, {2.75, 220})};
}

std::string rdf_of(MolecularDynamicsRun run) {
    while (!run.finished()) run.advance();
    return run.observers().files().at(0).text;
}

TEST(RdfObserver, WritesTheSameBitsInBothBackendsAndWhenSavedAtAnyPlace) {
    using enum IntegratorEnsemble;
    for (const IntegratorEnsemble ensemble : {nve, npt}) {
        const MolecularDynamicsRunSettings settings = observed(ensemble, 120);
        const Trajectory start = start_of_trajectory(paper_mixture(), liquid(170), settings.parameters);
        const auto run = [&](Backend backend, const Execution& execution = {}) {
            return MolecularDynamicsRun(paper_mixture(), start, settings, backend, execution);
        };
        const std::string through = rdf_of(run(Backend::reference));
        for (const InstructionSet set : supported_instruction_sets()) {
            EXPECT_EQ(rdf_of(run(Backend::optimized, {set, 2})), through);
        }
        for (const int saved_after : {0, 1, 4, 9}) {
            MolecularDynamicsRun first = run(Backend::optimized);
            for (int k = 0; k < saved_after; ++k) first.advance();
            const auto saved = nlohmann::json::from_cbor(nlohmann::json::to_cbor(first.to_json()));
            EXPECT_EQ(rdf_of({paper_mixture(), saved, settings, Backend::reference, {}}), through) << saved_after;
        }
    }
}

// Without a thermostat nothing but the potential: U/N = sum over pairs of species and bins of pairs times u, to the
// width of a bin: the potential is cut to its value in the middle.
TEST(RdfObserver, GivesTheEnergyOfTheSameSamples) {
    const MolecularDynamicsRunSettings settings = observed(IntegratorEnsemble::nve, 400);
    const State start = liquid(300);
    MolecularDynamicsRun run(paper_mixture(), start_of_trajectory(paper_mixture(), start, settings.parameters),
                             settings, Backend::optimized, {});
    while (!run.finished()) run.advance();
    const CsvTable rdf = csv_table(run.observers().files().at(0).text);
    const auto counts = start.species_counts(2);
    const double volume = start.box.volume();
    double energy = 0.0;
    double within_a_bin = 0.0;
    const Mixture mixture = paper_mixture();
    for (const auto& [a, b, name] : {std::tuple{0, 0, "g_11"}, std::tuple{0, 1, "g_12"}, std::tuple{1, 1, "g_22"}}) {
        const auto s = static_cast<std::size_t>(a);
        const auto t = static_cast<std::size_t>(b);
        const PairParameters& pair = mixture.pair(s, t);
        const double pairs = static_cast<double>(counts[s] * counts[t]) / (a == b ? 2.0 : 1.0) / volume;
        for (std::size_t k = 0; k < 200; ++k) {
            const double r = rdf.at("r")[k];
            const double w = 0.00625;
            const double shell = 4.0 / 3.0 * std::numbers::pi * (std::pow(r + w, 3) - std::pow(r - w, 3));
            const double s6 = std::pow(pair.sigma2 / (r * r), 3);
            const double found = pairs * shell * rdf.at(name)[k];
            energy += found * (pair.epsilon4 * s6 * (s6 - 1.0) - pair.shift);
            // |u'| w at most within a bin; the deviations of many pairs cancel but for the slope of g.
            within_a_bin += found * w * std::fabs(pair.epsilon24 * s6 * (2.0 * s6 - 1.0) / r) / 10.0;
        }
    }
    double sampled = 0.0;
    const BlockTable samples = run.result().samples;
    sampled = samples.mean()[energy_per_particle] * 300.0;
    EXPECT_EQ(samples.sample_count(), 40.0);
    EXPECT_NEAR(energy, sampled, within_a_bin);
    EXPECT_LT(within_a_bin, 0.01 * std::fabs(sampled));
}

TEST(RdfObserver, CountsCoordinationNumbersInTheVolumesOfTheirSamples) {
    // Two samples in boxes of different size, done by hand: one pair 12 in the first, two pairs 12 and one 22 in the
    // other.
    RdfObserver observer({1, {2.0, 4}}, 2, Backend::optimized, {});
    State state;
    state.box = Box({10.0, 10.0, 10.0});
    state.add(1, 0, {1.0, 1.0, 1.0});
    state.add(2, 1, {1.0, 1.0, 1.75});
    observer.observe({1, state, nullptr});
    state.box = Box({20.0, 10.0, 10.0});
    state.add(3, 1, {1.0, 1.75, 1.0});
    observer.observe({2, state, nullptr});
    const CsvTable table = csv_table(observer.file_text());
    const double shell = 4.0 / 3.0 * std::numbers::pi * (1.0 - 0.125);
    EXPECT_EQ(table.at("r"), (std::vector<double>{0.25, 0.75, 1.25, 1.75}));
    EXPECT_DOUBLE_EQ(table.at("g_12")[1], 3.0 / (shell * (1.0 / 1000.0 + 2.0 / 2000.0)));
    EXPECT_DOUBLE_EQ(table.at("g_22")[2],
                     1.0 / (4.0 / 3.0 * std::numbers::pi * (3.375 - 1.0) * (0.5 / 1000.0 + 0.5 * 4.0 / 2000.0)));
    EXPECT_EQ(table.at("g_12")[2], 0.0);
    EXPECT_EQ(table.at("n_12"), (std::vector<double>{0.0, 1.5, 1.5, 1.5}));
    EXPECT_EQ(table.at("n_21"), (std::vector<double>{0.0, 1.0, 1.0, 1.0}));
    EXPECT_EQ(table.at("n_22"), (std::vector<double>{0.0, 0.0, 2.0 / 3.0, 2.0 / 3.0}));
    EXPECT_EQ(table.at("n_11"), (std::vector<double>{0.0, 0.0, 0.0, 0.0}));
    EXPECT_TRUE(std::isnan(table.at("n_12_sem")[1]));
    EXPECT_EQ(observer.summary().at("samples"), 2);
    EXPECT_EQ(observer.summary().at("converged"), false);
}

// Errors against the scatter of 24 independent gases: mean of z^2 over bins. Each z^2 is a ratio with 15 to 31 blocks,
// mean 1.07 to 1.15 (Student); 3 x 40 bins x 24 gases: standard deviation 0.03.
TEST(RdfObserver, HasErrorsAsLargeAsTheScatterOfIndependentGases) {
    double z2 = 0.0;
    double count = 0.0;
    for (std::uint64_t gas = 0; gas < 24; ++gas) {
        RdfObserver observer({1, {4.0, 40}}, 1, Backend::optimized, {});
        Uniform uniform(1000 + gas);
        for (int sample = 0; sample < 100; ++sample) {
            State state;
            state.box = Box({8.0, 9.0, 10.0});
            for (std::int64_t id = 1; id <= 100; ++id) {
                state.add(id, 0, {uniform(0.0, 8.0), uniform(0.0, 9.0), uniform(0.0, 10.0)});
            }
            observer.observe({1, state, nullptr});
        }
        const CsvTable table = csv_table(observer.file_text());
        for (std::size_t k = 5; k < 40; ++k) {
            const double z = (table.at("g_11")[k] - (1.0 - 1.0 / 100.0)) / table.at("g_11_sem")[k];
            z2 += z * z;
            count += 1.0;
            EXPECT_NEAR(table.at("g_11_n_eff")[k], 100.0, 85.0 + 200.0 * (table.at("g_11_n_eff")[k] > 100.0));
        }
    }
    EXPECT_NEAR(z2 / count, 1.1, 0.25);
}

TEST(RdfObserver, WorksInAMarkovChainAndThereToTheSameBitsWhenSaved) {
    const MonteCarloRunSettings settings{.parameters = {.ensemble = MonteCarloEnsemble::semi_grand,
                                                        .temperature = 0.7,
                                                        .pressure = 0.46,
                                                        .chemical_potential = {2.0, 0.0}},
                                         .equilibration = 2,
                                         .production = 12,
                                         .observables = observed_every(3, {2.5, 50})};
    const MonteCarloChain start = first_chain(liquid(170));
    const auto rest_of = [](MonteCarloRun run) {
        while (!run.finished()) run.sweep();
        return run.observers().files().at(0).text;
    };
    const auto run = [&](Backend backend) { return MonteCarloRun(paper_mixture(), start, settings, backend, {}); };
    const std::string through = rest_of(run(Backend::reference));
    EXPECT_EQ(rest_of(run(Backend::optimized)), through);
    MonteCarloRun first = run(Backend::optimized);
    for (int k = 0; k < 6; ++k) first.sweep();
    EXPECT_EQ(rest_of({paper_mixture(), first.to_json(), settings, Backend::optimized, {}}), through);
    EXPECT_GT(csv_table(through).at("n_12").back(), 10.0);
}

// LAMMPS divides the pairs of like particles by N_i (N_i - 1)/2.
TEST(RdfObserver, ReproducesLammps) {
    for (const char* name : {"paper_n500", "asymmetric_n840"}) {
        SCOPED_TRACE(name);
        const std::string path = std::string(SORET_TEST_DATA "/lammps/") + name;
        const State state = read_configuration(path + ".data").state;
        const auto counts = state.species_counts(2);
        RdfObserver observer({1, {4.0, 80}}, 2, Backend::optimized, {});
        observer.observe({1, state, nullptr});
        const CsvTable table = csv_table(observer.file_text());
        std::ifstream file(path + ".rdf");
        std::string line;
        std::getline(file, line);
        std::size_t rows = 0;
        for (double r, g[4], n[4]; file >> r >> g[0] >> n[0] >> g[1] >> n[1] >> g[2] >> n[2] >> g[3] >> n[3]; ++rows) {
            EXPECT_NEAR(table.at("r")[rows], r, 1e-14);
            for (const auto& [k, pair] :
                 {std::pair{0, "11"}, std::pair{1, "12"}, std::pair{2, "21"}, std::pair{3, "22"}}) {
                const auto count = static_cast<double>(counts[k == 0 ? 0 : 1]);
                const double like = k == 0 || k == 3 ? (count - 1.0) / count : 1.0;
                EXPECT_NEAR(table.at(k == 2 ? "g_12" : std::string("g_") + pair)[rows], like * g[k], 1e-12);
                EXPECT_NEAR(table.at(std::string("n_") + pair)[rows], n[k], 1e-12);
            }
        }
        EXPECT_EQ(rows, 80U);
    }
}

TEST(RdfObserver, IsRefusedWhereTheBoxIsTooSmall) {
    MolecularDynamicsRunSettings settings = observed(IntegratorEnsemble::nve, 10);
    settings.observables.rdf.bins.r_max = 4.0;
    const Trajectory start = start_of_trajectory(paper_mixture(), liquid(170), settings.parameters);
    EXPECT_THROW(MolecularDynamicsRun(paper_mixture(), start, settings, Backend::optimized, {}), InvalidState);
}

TEST(RdfObserver, GoesOnFromABoxTooSmallToBeginIn) {
    // Run through, nobody looks at the box between two samples.
    MolecularDynamicsRunSettings settings = observed(IntegratorEnsemble::npt, 10);
    settings.equilibration = 20;
    const Trajectory start = start_of_trajectory(paper_mixture(), liquid(170), settings.parameters);
    settings.observables.rdf.bins.r_max = start.state.box.edges().x / 2.0;
    MolecularDynamicsRun first(paper_mixture(), start, settings, Backend::optimized, {});
    first.advance();
    nlohmann::json saved = first.to_json();
    MolecularDynamicsRunSettings wider = settings;
    wider.observables.rdf.bins.r_max *= 1.25;  // as if the box had shrunk
    EXPECT_NO_THROW(MolecularDynamicsRun(paper_mixture(), saved, wider, Backend::optimized, {}));
}

}  // namespace
}  // namespace soret::test
