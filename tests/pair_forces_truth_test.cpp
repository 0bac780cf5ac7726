// pair_forces against what others computed: NIST, LAMMPS, and 50-digit arithmetic.

#include <array>
#include <cmath>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "configurations.hpp"
#include "high_precision_pairs.hpp"
#include "lammps_cases.hpp"
#include "soret/common/files/configuration_file.hpp"

namespace soret::test {
namespace {

const std::string data_directory = SORET_TEST_DATA;

template <class Backend>
class PairForcesTruth : public ::testing::Test {};
TYPED_TEST_SUITE(PairForcesTruth, BothBackends, BackendNames);

/// Bounds of what follows from moving every coordinate by up to half a position quantum, and every edge too, summed
/// over pairs; and the sums of the magnitudes of the terms.
struct Bounds {
    double change = 0.0;
    double magnitude = 0.0;
    double terms = 0.0;

    void add(double term_magnitude, double term_change, double count = 1.0) {
        magnitude += term_magnitude;
        change += term_change;
        terms += count;
    }
    /// relative: accuracy of the numbers of the other code, relative to the sum of magnitudes.
    double tolerance(double relative) const { return relative * magnitude + change + terms * 0x1p-41; }
};

struct BoundsOfState {
    std::array<std::vector<Bounds>, 3> force;
    std::vector<Bounds> particle_energy;
    Bounds energy, virial_trace;
    std::array<Bounds, 6> virial;
    std::array<Bounds, 3> heat_current;
};

/// Along one axis a displacement changes by at most three half quanta (two coordinates, one edge) and the rounding of
/// the file's own numbers, a further 2^-50 each at these sizes.
constexpr double moved = 3.0 * 0x1p-43 + 4.0 * 0x1p-50;

void add_bounds(BoundsOfState& bounds, const State& state, const Mixture& mixture, std::size_t i, std::size_t j) {
    const Vector3 r = state.box.minimum_image(state.position_of(i), state.position_of(j));
    const double distance = std::sqrt(dot(r, r));
    const PairParameters& pair =
        mixture.pair(static_cast<std::size_t>(state.species[i]), static_cast<std::size_t>(state.species[j]));
    if (!(distance < pair.cutoff)) return;
    const double s6 = std::pow(pair.sigma2 / (distance * distance), 3);
    const double length = std::sqrt(3.0) * moved;
    const double slope = std::fabs(pair.slope);
    const double u = pair.epsilon4 * (s6 * s6 + s6) + std::fabs(pair.shift) + slope * (pair.cutoff + distance);
    const double f = pair.epsilon24 * (2.0 * s6 * s6 + s6) / distance + slope;  // bounds |u'|
    // Bounds the change of f(r) r_a/r with any component of r: |u''| and |u'|/r.
    const double df = pair.epsilon24 * (26.0 * s6 * s6 + 7.0 * s6) / (distance * distance) + slope / distance;
    const std::array<double, 3> along{std::fabs(r.x), std::fabs(r.y), std::fabs(r.z)};
    double power = 0.0, power_change = 0.0;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const double term = f * along[axis] / distance;
        bounds.force[axis][i].add(term, df * length);
        bounds.force[axis][j].add(term, df * length);
        if (!state.has_velocities()) continue;
        const double speed = 0.5 * (std::fabs(state.velocity[axis][i]) + std::fabs(state.velocity[axis][j]));
        power += speed * term;
        power_change += speed * df * length;
    }
    for (std::size_t k = 0; k < 6; ++k) {
        const double ra = along[tensor_axes[k][0]], rb = along[tensor_axes[k][1]];
        bounds.virial[k].add(ra * f * rb / distance, moved * f * rb / distance + ra * df * length);
    }
    bounds.virial_trace.add(f * distance, (f + distance * df) * length, 3.0);
    for (std::size_t axis = 0; axis < 3; ++axis) {
        bounds.heat_current[axis].add(power * along[axis], power * moved + power_change * along[axis]);
    }
    bounds.energy.add(u, f * length);
    bounds.particle_energy[i].add(u, f * length);
    bounds.particle_energy[j].add(u, f * length);
}

BoundsOfState bounds_of(const State& state, const Mixture& mixture) {
    const std::size_t n = state.size();
    BoundsOfState bounds;
    for (auto& axis : bounds.force) axis.resize(n);
    bounds.particle_energy.resize(n);
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = i + 1; j < n; ++j) add_bounds(bounds, state, mixture, i, j);
    }
    for (std::size_t i = 0; i < n && state.has_velocities(); ++i) {
        const Vector3 v = state.velocity_of(i);
        const double kinetic = 0.5 * mixture.mass(static_cast<std::size_t>(state.species[i])) * dot(v, v);
        const Bounds& energy = bounds.particle_energy[i];
        for (std::size_t axis = 0; axis < 3; ++axis) {
            const double speed = std::fabs(state.velocity[axis][i]);
            bounds.heat_current[axis].add((energy.magnitude + kinetic) * speed, energy.change * speed,
                                          1.0 + energy.terms * speed);
        }
    }
    return bounds;
}

// NIST Standard Reference Simulation Website, "Lennard-Jones Fluid Reference Calculations: Cuboid Cell",
// doi:10.18434/T4M88Q. Energy, virial (sum of r . f over pairs), long-range correction of the energy.
struct NistValues {
    int configuration;
    double cutoff;
    Truncation truncation;
    double energy, virial, tail_energy;
    double half_digit_energy, half_digit_virial, half_digit_tail;
};

const std::vector<NistValues> nist_values{
    {1, 3.0, Truncation::plain, -4351.54019454, -568.665465318, -198.4888837, 5e-9, 5e-10, 5e-8},
    {1, 4.0, Truncation::plain, -4467.49572495, -1263.88337187, -83.7689864, 5e-9, 5e-9, 5e-8},
    {1, 3.0, Truncation::force_shifted, -3870.92488578, 317.538346012, 0.0, 5e-9, 5e-10, 0.0},
    {2, 3.0, Truncation::plain, -690.004045173, -568.457340738, -24.22960007, 5e-10, 5e-10, 5e-9},
    {2, 4.0, Truncation::plain, -704.603319727, -655.987560707, -10.22570635, 5e-10, 5e-10, 5e-9},
    {2, 3.0, Truncation::force_shifted, -620.119860998, -445.33104962, 0.0, 5e-10, 5e-9, 0.0},
    {4, 3.0, Truncation::plain, -16.7903213046, -46.2491967463, -0.5451660015, 5e-11, 5e-11, 5e-11},
    {4, 4.0, Truncation::plain, -17.0604532203, -47.8688281911, -0.2300783928, 5e-11, 5e-11, 5e-11},
    {4, 3.0, Truncation::force_shifted, -15.0014022869, -43.0960055392, 0.0, 5e-11, 5e-11, 0.0}};

State nist_state(int configuration) {
    return read_configuration(data_directory + "/nist/lj_sample_config_periodic" + std::to_string(configuration) +
                              ".txt")
        .state;
}

TYPED_TEST(PairForcesTruth, ReproducesTheNistConfigurations) {
    for (const NistValues& published : nist_values) {
        SCOPED_TRACE(::testing::Message() << "configuration " << published.configuration << ", cutoff "
                                          << published.cutoff << ", " << name_of(published.truncation));
        const Mixture mixture = pure_mixture(published.cutoff, published.truncation);
        const State state = nist_state(published.configuration);
        const PairForcesResult result = pair_forces_of<TypeParam>(mixture, state);
        const BoundsOfState bounds = bounds_of(state, mixture);
        EXPECT_NEAR(result.potential_energy, published.energy,
                    published.half_digit_energy + bounds.energy.tolerance(0x1p-47));
        EXPECT_NEAR(result.virial[0] + result.virial[1] + result.virial[2], published.virial,
                    published.half_digit_virial + bounds.virial_trace.tolerance(0x1p-47));
        const double n = static_cast<double>(state.size());
        EXPECT_NEAR(tail_correction(mixture, {n}, state.box.volume()).energy, published.tail_energy,
                    published.half_digit_tail + 0x1p-47 * std::fabs(published.tail_energy));
    }
}

// Regression: values of this project, not of NIST, for the truncation that the paper uses.
TYPED_TEST(PairForcesTruth, KeepsItsRegressionValuesOfTheShiftedPotentialOnTheNistConfigurations) {
    struct {
        int configuration;
        double energy, virial;
    } constexpr regression[]{
        {1, -3874.8897645, 253.95245717}, {2, -621.559606775, -455.902368176}, {4, -15.0250626159, -42.9117185793}};
    const Mixture mixture = pure_mixture(2.5, Truncation::shifted);
    for (const auto& expected : regression) {
        const State state = nist_state(expected.configuration);
        const PairForcesResult result = pair_forces_of<TypeParam>(mixture, state);
        EXPECT_NEAR(result.potential_energy, expected.energy, 1e-11 * std::fabs(expected.energy));
        EXPECT_NEAR(result.virial[0] + result.virial[1] + result.virial[2], expected.virial,
                    3e-11 * std::fabs(expected.virial));
    }
}

constexpr double lammps_accuracy = 1e-11;

void expect_lammps_particles(const LammpsCase& lammps, const PairForcesResult& result, const BoundsOfState& bounds) {
    static constexpr std::array names{"fx", "fy", "fz"};
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const std::vector<double>* force = lammps.file.column(names[axis]);
        ASSERT_NE(force, nullptr);
        for (std::size_t i = 0; i < lammps.file.state.size(); ++i) {
            ASSERT_NEAR(result.force[axis][i], (*force)[i], bounds.force[axis][i].tolerance(lammps_accuracy));
        }
    }
    const std::vector<double>* energy = lammps.file.column("c_pe");
    ASSERT_EQ(energy != nullptr, lammps.file.step == 0) << "LAMMPS wrote particle energies at the start only";
    for (std::size_t i = 0; energy != nullptr && i < lammps.file.state.size(); ++i) {
        ASSERT_NEAR(result.particle_energy[i], (*energy)[i], bounds.particle_energy[i].tolerance(lammps_accuracy));
    }
}

TYPED_TEST(PairForcesTruth, ReproducesForcesAndParticleEnergiesOfLammps) {
    for (const LammpsCase& lammps : lammps_cases()) {
        SCOPED_TRACE(lammps.name);
        const State& state = lammps.file.state;
        ASSERT_EQ(state.size(), lammps.values.at("n").get<std::size_t>());
        expect_lammps_particles(lammps, pair_forces_of<TypeParam>(lammps.mixture, state),
                                bounds_of(state, lammps.mixture));
    }
}

TYPED_TEST(PairForcesTruth, ReproducesTotalsAndCurrentsOfLammps) {
    for (const LammpsCase& lammps : lammps_cases()) {
        SCOPED_TRACE(lammps.name);
        const State& state = lammps.file.state;
        const PairForcesResult result = pair_forces_of<TypeParam>(lammps.mixture, state);
        const BoundsOfState bounds = bounds_of(state, lammps.mixture);
        const double n = static_cast<double>(state.size());
        const double volume = state.box.volume();
        EXPECT_NEAR(result.potential_energy, lammps.values.at("potential_energy").get<double>(),
                    bounds.energy.tolerance(lammps_accuracy));
        EXPECT_NEAR(result.kinetic_energy(), lammps.values.at("kinetic_energy").get<double>(),
                    lammps_accuracy * result.kinetic_energy() + 3.0 * n * 0x1p-41);
        const double kinetic_magnitude = 2.0 * result.kinetic_energy();
        for (std::size_t k = 0; k < 6; ++k) {
            EXPECT_NEAR(result.virial[k], lammps.values.at("virial")[k].get<double>(),
                        bounds.virial[k].tolerance(lammps_accuracy));
            EXPECT_NEAR(
                (result.kinetic[k] + result.virial[k]) / volume, lammps.values.at("pressure_tensor")[k].get<double>(),
                (bounds.virial[k].tolerance(lammps_accuracy) + lammps_accuracy * kinetic_magnitude + n * 0x1p-41) /
                    volume);
        }
        for (std::size_t axis = 0; axis < 3; ++axis) {
            EXPECT_NEAR(result.heat_current[axis], lammps.values.at("heat_current")[axis].get<double>(),
                        bounds.heat_current[axis].tolerance(lammps_accuracy));
            double momentum = 0.0;
            for (std::size_t i = 0; i < state.size(); ++i) {
                if (state.species[i] == 0) momentum += lammps.mixture.mass(0) * std::fabs(state.velocity[axis][i]);
            }
            EXPECT_NEAR(result.mass_current[0][axis], lammps.values.at("mass_current_1")[axis].get<double>(),
                        lammps_accuracy * momentum + n * 0x1p-41);
        }
    }
}

void expect_accuracy(double measured, const PreciseSum& truth, const char* what) {
    EXPECT_LE(truth.error_of(measured), truth.allowed_error())
        << what << " is " << measured << ", truly " << truth.value << ", of magnitudes " << truth.magnitude;
}

template <class Backend>
void expect_stated_accuracy(const Mixture& mixture, const State& state) {
    const PairForcesResult result = pair_forces_of<Backend>(mixture, state, {.scalar_virial = ScalarVirial::trace});
    const PreciseForces truth = precise_forces(mixture, state);
    for (std::size_t i = 0; i < state.size(); ++i) {
        for (std::size_t axis = 0; axis < 3; ++axis) {
            expect_accuracy(result.force[axis][i], truth.force[axis][i], "force");
        }
        expect_accuracy(result.particle_energy[i], truth.particle_energy[i], "particle energy");
    }
    expect_accuracy(result.potential_energy, truth.potential_energy, "energy");
    expect_accuracy(result.scalar_virial, truth.trace, "trace of the virial");
    expect_accuracy(pair_forces_of<Backend>(mixture, state, {.scalar_virial = ScalarVirial::zz}).scalar_virial,
                    truth.zz, "zz of the virial");
    for (std::size_t k = 0; k < 6; ++k) {
        expect_accuracy(result.virial[k], truth.virial[k], "virial");
        expect_accuracy(result.kinetic[k], truth.kinetic[k], "kinetic tensor");
    }
    for (std::size_t axis = 0; axis < 3; ++axis) {
        expect_accuracy(result.heat_current[axis], truth.heat_current[axis], "heat current");
        for (std::size_t s = 0; s < mixture.species_count(); ++s) {
            expect_accuracy(result.mass_current[s][axis], truth.mass_current[s][axis], "mass current");
        }
    }
}

/// 64 pairs too far from each other to interact, at distances from `nearest` to 2.5.
State isolated_pairs(std::size_t species_count, double nearest, std::uint64_t seed) {
    State state;
    state.box = Box({24.0, 24.0, 24.0});
    Uniform uniform(seed);
    for (int k = 0; k < 64; ++k) {
        const Vector3 centre{6.0 * (k % 4), 6.0 * (k / 4 % 4), 6.0 * (k / 16)};
        Vector3 direction{uniform(-1.0, 1.0), uniform(-1.0, 1.0), uniform(-1.0, 1.0)};
        const double r = nearest + (2.5 - nearest) * k / 64.0;
        direction = (r / std::sqrt(dot(direction, direction))) * direction;
        state.add(2 * k + 1, uniform.below(species_count), centre);
        state.add(2 * k + 2, uniform.below(species_count), centre + direction);
    }
    draw_velocities(state, 1.5, seed + 1);
    return state;
}

TYPED_TEST(PairForcesTruth, OfSinglePairsHasTheStatedAccuracy) {
    for (const Truncation truncation : all_truncations) {
        const Mixture mixture = asymmetric_mixture(truncation);
        expect_stated_accuracy<TypeParam>(mixture, isolated_pairs(3, 0.80, 1));  // all terms small
        expect_stated_accuracy<TypeParam>(mixture, isolated_pairs(3, 0.47, 2));  // terms up to a million
    }
}

TYPED_TEST(PairForcesTruth, OfALiquidHasTheStatedAccuracy) {
    for (const Truncation truncation : all_truncations) {
        expect_stated_accuracy<TypeParam>(asymmetric_mixture(truncation), cubic_liquid(3, 80, 0.7, 3));
    }
}

// The test of the test: an error of one part in 2^46 of the magnitudes is seen.
TEST(PairForcesTruthPower, ARelativeErrorOfTwiceTheStatedOneIsSeen) {
    const Mixture mixture = asymmetric_mixture(Truncation::shifted);
    const PreciseForces truth = precise_forces(mixture, isolated_pairs(3, 0.47, 2));
    const double energy = static_cast<double>(truth.potential_energy.value);
    EXPECT_GT(truth.potential_energy.error_of(energy * (1.0 + 0x1p-46)), truth.potential_energy.allowed_error());
}

}  // namespace
}  // namespace soret::test
