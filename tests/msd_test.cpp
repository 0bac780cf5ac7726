// Mean-square displacements: the component, and as an observable of whole runs.

#include "soret/common/contracts/msd.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cmath>
#include <map>
#include <memory>
#include <set>

#include "configurations.hpp"
#include "csv_table.hpp"
#include "soret/common/errors.hpp"
#include "soret/common/files/configuration_file.hpp"
#include "soret/common/statistics/normal_sequence.hpp"
#include "soret/validation/simulation/molecular_dynamics_run.hpp"
#include "soret/validation/simulation/observers/msd_observer.hpp"

namespace soret::test {
namespace {

/// Particles that drift freely through the box, with positions on the grid and images counted.
State drifting(const Box& box, std::size_t species_count, std::size_t n, std::uint64_t seed) {
    State state = lattice(box, species_count, n, {.cells = {9, 9, 9}, .largest_velocity = 1.0, .seed = seed});
    state.round_velocities();
    return state;
}

void move_by(State& state, std::size_t i, const Vector3& step) {
    const double steps[3] = {step.x, step.y, step.z};
    const auto edges = edges_of(state.box);
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const WrappedCoordinate moved = wrap(state.position[axis][i] + steps[axis], edges[axis]);
        state.position[axis][i] = moved.position;
        state.image[axis][i] += moved.image;
    }
}

void drift(State& state, double time) {
    for (std::size_t i = 0; i < state.size(); ++i) move_by(state, i, time * state.velocity_of(i));
}

template <class Backend>
class Msd : public ::testing::Test {
protected:
    using Displacement = typename Backend::MeanSquareDisplacement;
};
TYPED_TEST_SUITE(Msd, BothBackends, BackendNames);

TEST(MsdLags, EndWhereTheirOriginsAre) {
    EXPECT_TRUE(msd_lags(0).empty());
    EXPECT_EQ(msd_lags(3), (std::vector<std::uint64_t>{1, 2, 3}));
    EXPECT_EQ(msd_lags(11), (std::vector<std::uint64_t>{1, 2, 3, 4, 5, 6, 7}));
    EXPECT_EQ(msd_lags(24), (std::vector<std::uint64_t>{1, 2, 3, 4, 5, 6, 7, 8, 16, 24}));
    std::set<std::uint64_t> kept;
    for (std::uint64_t now = 0; now < 1200; ++now) {
        for (const std::uint64_t lag : msd_lags(now)) EXPECT_EQ(kept.count(now - lag), 1U) << now << " " << lag;
        kept.insert(now);
        std::erase_if(kept, [&](std::uint64_t sample) { return !msd_keeps(sample, now); });
        EXPECT_LE(kept.size(), 7U * 4U + 1U);
    }
}

// |u(t) - u(0)|^2 = v^2 t^2; every step is rounded to the grid: 2^-43 a step and axis.
TYPED_TEST(Msd, OfFreeParticlesIsBallisticOverManyBoxLengths) {
    State state = drifting(Box({5.0, 6.0, 7.5}), 2, 101, 3);
    std::vector<double> v2(2, 0.0);
    const auto counts = state.species_counts(2);
    for (std::size_t i = 0; i < state.size(); ++i) {
        const auto s = static_cast<std::size_t>(state.species[i]);
        v2[s] += dot(state.velocity_of(i), state.velocity_of(i)) / static_cast<double>(counts[s]);
    }
    typename TestFixture::Displacement msd(state.species, 2);
    constexpr double time = 0.5;
    double longest = 0.0;
    for (int k = 0; k < 600; ++k) {
        for (const LagDisplacement& displacement : msd.add(state)) {
            const double t = time * static_cast<double>(displacement.lag);
            longest = std::max(longest, t);
            for (std::size_t s = 0; s < 2; ++s) {
                const double expected = v2[s] * t * t;
                const double rounding =
                    2.0 * std::sqrt(3.0 * expected) * static_cast<double>(displacement.lag) * 0x1p-42;
                EXPECT_NEAR(displacement.by_species[s], expected, 1e-12 + rounding + 1e-14 * expected);
            }
        }
        drift(state, time);
    }
    EXPECT_EQ(longest, 0.5 * 512.0);
    EXPECT_GT(*std::max_element(state.image[0].begin(), state.image[0].end()), 40);
}

// Steps of independent normal components of variance s2: msd = 3 s2 lag. The mean over n particles and m origins that
// do not overlap has a relative variance of 2/(3 n m); limit 5.
TYPED_TEST(Msd, OfARandomWalkGrowsWithTheLag) {
    constexpr double sigma = 0.3;
    constexpr std::size_t n = 300;
    State state = drifting(Box({5.0, 5.0, 5.0}), 1, n, 4);
    typename TestFixture::Displacement msd(state.species, 1);
    NormalSequence normal(7, RandomStream::synthetic_series, 0);
    std::map<std::uint64_t, std::pair<double, double>> sums;
    for (int k = 0; k <= 512; ++k) {
        for (const LagDisplacement& displacement : msd.add(state)) {
            sums[displacement.lag].first += displacement.by_species[0];
            sums[displacement.lag].second += 1.0;
        }
        for (std::size_t i = 0; i < n; ++i) {
            const double x = normal.next(), y = normal.next(), z = normal.next();
            move_by(state, i, sigma * Vector3{x, y, z});
        }
    }
    EXPECT_EQ(sums.size(), 22U);
    for (const auto& [lag, sum] : sums) {
        const double expected = 3.0 * sigma * sigma * static_cast<double>(lag);
        const double independent = static_cast<double>(n) * std::floor(512.0 / static_cast<double>(lag));
        EXPECT_NEAR(sum.first / sum.second, expected, 5.0 * expected * std::sqrt(2.0 / (3.0 * independent))) << lag;
    }
}

TYPED_TEST(Msd, RefusesWhatItCannotMeasure) {
    using Tested = typename TestFixture::Displacement;
    State state = drifting(Box({5.0, 5.0, 5.0}), 2, 10, 5);
    EXPECT_THROW(Tested(state.species, 1), InvalidState);
    EXPECT_THROW(Tested({}, 0), InvalidState);
    Tested msd(state.species, 2);
    msd.add(state);
    State other = state;
    other.box = Box({5.0, 5.0, 5.5});
    EXPECT_THROW(msd.add(other), InvalidState);
    EXPECT_THROW(msd.add(drifting(state.box, 2, 11, 5)), InvalidState);
    state.image[1][3] += 409;  // 2045
    EXPECT_NO_THROW(msd.add(state));
    state.image[1][3] += 820;
    EXPECT_THROW(msd.add(state), InvalidState);
}

TEST(MsdBits, AreTheSameInBothBackendsInAnyOrderAndWhenRestored) {
    const bool same = rc::check("displacements are those of the reference", [] {
        const auto species_count = static_cast<std::size_t>(*rc::gen::inRange(1, 4));
        const auto n = static_cast<std::size_t>(*rc::gen::element(1, 2, 63, 501));
        State state = drifting(Box({5.0, 7.0, 11.0}), species_count, n,
                               static_cast<std::uint64_t>(*rc::gen::inRange(0, 1 << 30)));
        const double time = *rc::gen::element(0.001, 0.3, 10.0);  // the last: squares above 2^11
        const std::vector<std::size_t> order = shuffled_order(n, 5);
        reference::MeanSquareDisplacement expected(state.species, species_count);
        optimized::MeanSquareDisplacement direct(state.species, species_count);
        auto restored = std::make_unique<optimized::MeanSquareDisplacement>(state.species, species_count);
        optimized::MeanSquareDisplacement permuted(state.permuted(order).species, species_count);
        for (int k = 0; k < 70; ++k) {
            const auto displacements = expected.add(state);
            RC_ASSERT(direct.add(state) == displacements);
            RC_ASSERT(permuted.add(state.permuted(order)) == displacements);
            RC_ASSERT(restored->add(state) == displacements);
            if (k % 9 == 4) {
                RC_ASSERT(direct.frames() == expected.frames());
                restored = std::make_unique<optimized::MeanSquareDisplacement>(state.species, species_count);
                restored->restore(expected.samples(), expected.box(), expected.frames());
            }
            drift(state, time);
        }
    });
    EXPECT_TRUE(same);
}

ObservableSettings observed_every(std::uint64_t steps) {
    ObservableSettings observables;
    observables.msd.every = steps;
    return observables;
}

// A liquid of particles that do not see each other is an ideal gas: the run itself moves them ballistically.
MolecularDynamicsRun ideal_run(Backend backend, const nlohmann::json& saved = nullptr) {
    const Mixture mixture = mixture_with_ghosts(Truncation::shifted);
    State state = drifting(Box({6.0, 7.0, 8.0}), 1, 60, 6);
    for (std::int32_t& s : state.species) s = 1;
    const MolecularDynamicsRunSettings settings{.parameters = {.timestep = 0.01},
                                                .equilibration = 7,
                                                .production = 1000,
                                                .sample_every = 100,
                                                .observables = observed_every(10)};
    if (!saved.is_null()) return {mixture, saved, settings, backend, {}};
    return {mixture, start_of_trajectory(mixture, state, settings.parameters), settings, backend, {}};
}

std::string msd_of(MolecularDynamicsRun run) {
    while (!run.finished()) run.advance();
    return run.observers().files().at(0).text;
}

TEST(MsdObserver, WritesTheSameBitsInBothBackendsAndWhenSavedAtAnyPlace) {
    const std::string through = msd_of(ideal_run(Backend::reference));
    EXPECT_EQ(msd_of(ideal_run(Backend::optimized)), through);
    for (const int saved_after : {0, 1, 2, 30, 88}) {
        MolecularDynamicsRun first = ideal_run(Backend::optimized);
        for (int k = 0; k < saved_after; ++k) first.advance();
        const auto saved = nlohmann::json::from_cbor(nlohmann::json::to_cbor(first.to_json()));
        EXPECT_EQ(msd_of(ideal_run(Backend::reference, saved)), through) << saved_after;
    }
}

// LAMMPS 29 Sep 2021 Update 2 (Debian 12): compute msd by type after 400 steps of fix nve from paper_n500.data, double
// precision. Positions differ by 2^-43 from the first step on, and trajectories part as exp(t/tau) or so.
TEST(MsdObserver, ReproducesLammps) {
    const State state = read_configuration(SORET_TEST_DATA "/lammps/paper_n500.data").state;
    const MolecularDynamicsRunSettings settings{
        .parameters = {.timestep = 0.002}, .production = 400, .observables = observed_every(50)};
    const CsvTable table = csv_table(msd_of({paper_mixture(),
                                             start_of_trajectory(paper_mixture(), state, settings.parameters),
                                             settings,
                                             Backend::optimized,
                                             {}}));
    EXPECT_DOUBLE_EQ(table.at("t").back(), 0.8);
    EXPECT_NEAR(table.at("msd_1").back(), 0.2137547941140856, 1e-9);
    EXPECT_NEAR(table.at("msd_2").back(), 0.23347809819799062, 1e-9);
}

TEST(MsdObserver, CountsTimeFromTheStartOfTheProduction) {
    const MolecularDynamicsRun run = ideal_run(Backend::optimized);
    const State state = run.trajectory().state;
    double v2 = 0.0;
    for (std::size_t i = 0; i < state.size(); ++i) v2 += dot(state.velocity_of(i), state.velocity_of(i)) / 60.0;
    const CsvTable table = csv_table(msd_of(ideal_run(Backend::optimized)));
    ASSERT_EQ(table.at("t").size(), 15U);  // 1 to 7, 8 to 56, 64 samples of 100
    EXPECT_EQ(table.at("t").back(), 0.1 * 64.0);
    for (std::size_t k = 0; k < 15; ++k) {
        const double t = table.at("t")[k];
        EXPECT_NEAR(table.at("msd_2")[k], v2 * t * t, 1e-9 * v2 * t * t);
        EXPECT_TRUE(std::isnan(table.at("msd_1")[k]));  // no such particle
    }
    EXPECT_EQ(table.at("t")[0], 0.1);
}

}  // namespace
}  // namespace soret::test
