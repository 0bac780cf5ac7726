#include "soret/validation/simulation/velocities.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "configurations.hpp"
#include "soret/common/errors.hpp"

namespace soret::test {
namespace {

constexpr double temperature = 0.62;

/// Particles at rest, species in turn.
State still_particles(std::size_t n, std::size_t species_count) {
    State state = cubic_liquid(species_count, n, 0.5, 1);
    for (auto& axis : state.velocity) axis.clear();
    for (std::size_t i = 0; i < n; ++i) state.species[i] = static_cast<std::int32_t>(i % species_count);
    return state;
}

State moving_particles(std::size_t n, const Mixture& mixture, std::uint64_t seed = 1) {
    State state = still_particles(n, mixture.species_count());
    draw_maxwell_velocities(state, mixture, temperature, seed);
    return state;
}

double twice_kinetic_energy(const State& state, const Mixture& mixture) {
    double sum = 0.0;
    for (std::size_t i = 0; i < state.size(); ++i) {
        const Vector3 v = state.velocity_of(i);
        sum += mixture.mass(static_cast<std::size_t>(state.species[i])) * dot(v, v);
    }
    return sum;
}

TEST(Velocities, HaveTheTemperatureAndNoMomentum) {
    const Mixture mixture = asymmetric_mixture(Truncation::shifted);  // masses 1, 2.5, 0.3
    for (const std::size_t n : {2U, 3U, 10U, 1001U}) {
        const State state = moving_particles(n, mixture);
        // Each component is rounded by 2^-43 at most, the sums here by some 2^-52 of themselves.
        const double count = static_cast<double>(n);
        const double degrees = 3.0 * count - 3.0;
        EXPECT_NEAR(twice_kinetic_energy(state, mixture) / degrees, temperature, count * 0x1p-38) << n;
        for (const auto& axis : state.velocity) {
            double momentum = 0.0;
            for (std::size_t i = 0; i < n; ++i) {
                momentum += mixture.mass(static_cast<std::size_t>(state.species[i])) * axis[i];
            }
            EXPECT_NEAR(momentum, 0.0, 2.5 * count * 0x1p-40) << n;
            for (const double v : axis) EXPECT_EQ(v, on_position_grid(v));
        }
    }
}

// z < 4.5 in 21 numbers: a false alarm in 7000 seeds, and this seed is fixed.
TEST(Velocities, AreNormalWithEqualEnergyForEverySpeciesAndAxis) {
    const Mixture mixture = asymmetric_mixture(Truncation::shifted);
    const std::size_t n = 30000;
    const State state = moving_particles(n, mixture);
    for (std::size_t s = 0; s < 3; ++s) {
        for (std::size_t axis = 0; axis < 3; ++axis) {
            std::array<double, 5> moment{};
            double count = 0.0;
            for (std::size_t i = s; i < n; i += 3) {
                const double y = state.velocity[axis][i] * std::sqrt(mixture.mass(s) / temperature);
                for (std::size_t k = 1; k < 5; ++k) moment[k] += std::pow(y, static_cast<double>(k));
                count += 1.0;
            }
            // Variances of y, y^2, y^3 and y^4 of the normal distribution: 1, 2, 15 and 96.
            const std::array<double, 5> mean{1.0, 0.0, 1.0, 0.0, 3.0};
            const std::array<double, 5> variance{0.0, 1.0, 2.0, 15.0, 96.0};
            for (std::size_t k = 1; k < 5; ++k) {
                EXPECT_LT(std::fabs(moment[k] / count - mean[k]), 4.5 * std::sqrt(variance[k] / count))
                    << "species " << s << ", axis " << axis << ", moment " << k;
            }
        }
    }
}

TEST(Velocities, OfDifferentParticlesAndAxesAreIndependent) {
    const State state = moving_particles(30000, paper_mixture());
    const double n = static_cast<double>(state.size());
    double axes = 0.0;
    double neighbours = 0.0;
    for (std::size_t i = 0; i + 1 < state.size(); ++i) {
        axes += state.velocity[0][i] * state.velocity[1][i];
        neighbours += state.velocity[2][i] * state.velocity[2][i + 1];
    }
    EXPECT_LT(std::fabs(axes), 4.5 * temperature * std::sqrt(n));
    EXPECT_LT(std::fabs(neighbours), 4.5 * temperature * std::sqrt(n));
}

TEST(Velocities, DependOnIdAndSeedButNotOnTheOrder) {
    const Mixture mixture = asymmetric_mixture(Truncation::shifted);
    const State state = moving_particles(500, mixture);
    State shuffled = still_particles(500, 3).permuted(shuffled_order(500, 4));
    draw_maxwell_velocities(shuffled, mixture, temperature, 1);
    EXPECT_EQ(shuffled.sorted_by_id().velocity, state.velocity);
    EXPECT_NE(moving_particles(500, mixture, 2).velocity, state.velocity);
}

TEST(Velocities, CannotBeDrawnForNobodyOrWithoutATemperature) {
    const Mixture mixture = paper_mixture();
    State one = still_particles(1, 2);
    EXPECT_NE(message_of<InvalidState>([&] { draw_maxwell_velocities(one, mixture, 1.0, 1); }).find("at least 2"),
              std::string::npos);
    State two = still_particles(2, 2);
    for (const double wrong : {0.0, -1.0, 1.0001e4, std::nan("")}) {
        EXPECT_THROW(draw_maxwell_velocities(two, mixture, wrong, 1), InvalidArgument) << wrong;
    }
    for (auto& axis : two.velocity) axis.assign(2, 0.0);
    EXPECT_THROW(scale_velocities(two, mixture, 1.0), InvalidState);
}

double length(const Vector3& v) {
    return std::sqrt(dot(v, v));
}

TEST(Velocities, HaveATotalMomentumAboveWhatAFilePrints) {
    const Mixture mixture = asymmetric_mixture(Truncation::shifted);
    const State still = moving_particles(90, mixture);
    EXPECT_FALSE(has_total_momentum(still, mixture));
    const double mass = total_mass(still, mixture);
    // The limit is 1e-9 of sqrt(M T) in the sum m v: a velocity of the centre of mass of 1e-9 sqrt(T/M). Drawn
    // velocities have the temperature 0.62 to the rounding, and a drift does not change that of the motion relative to
    // it.
    for (const double drift : {0.9, 1.1, 1e9}) {
        State drifting = still;
        const double velocity = drift * 1e-9 * std::sqrt(0.62 / mass);
        for (double& v : drifting.velocity[1]) v += velocity;
        EXPECT_EQ(has_total_momentum(drifting, mixture), drift > 1.0) << drift;
        const double before = length(total_momentum(drifting, mixture));
        const double removed = length(remove_total_momentum(drifting, mixture));
        // The grid of the velocity of the centre, and of each term of the sum.
        EXPECT_NEAR(removed, before, 0x1p-42 * mass + 90 * 0x1p-40);
    }
    State resting = still;
    for (auto& axis : resting.velocity) std::fill(axis.begin(), axis.end(), 0.0);
    EXPECT_FALSE(has_total_momentum(resting, mixture));
    for (double& v : resting.velocity[0]) v = 1.0;  // no heat at all
    EXPECT_TRUE(has_total_momentum(resting, mixture));
}

TEST(Velocities, LoseTheVelocityOfTheCentreOfMassAndNothingElse) {
    const Mixture mixture = asymmetric_mixture(Truncation::shifted);
    const State still = moving_particles(90, mixture);
    State drifting = still;
    for (double& v : drifting.velocity[2]) v += 0.75;
    remove_total_momentum(drifting, mixture);
    for (std::size_t axis = 0; axis < 3; ++axis) {
        for (std::size_t i = 0; i < still.size(); ++i) {
            EXPECT_NEAR(drifting.velocity[axis][i], still.velocity[axis][i],
                        90 * 0x1p-42);  // its own momentum, rounded
        }
    }
    State again = drifting;
    EXPECT_EQ(length(remove_total_momentum(again, mixture)), 0.0);
    EXPECT_EQ(again.velocity, drifting.velocity);
    State none = still_particles(4, 3);
    EXPECT_THROW(remove_total_momentum(none, mixture), InvalidState);
    const Mixture heavy(lorentz_berthelot({1.0, 5e6}, {1.0, 1.0}, {1.0, 1.0}, 2.5, 1.0, Truncation::shifted));
    State pair = moving_particles(2, heavy);
    pair.species = {0, 1};
    EXPECT_THROW(remove_total_momentum(pair, heavy), InvalidState);
}

TEST(Velocities, BringTheTotalEnergyToWhatIsWantedAndKeepTheMomentum) {
    const Mixture mixture = asymmetric_mixture(Truncation::shifted);
    State state = moving_particles(90, mixture);
    for (double& v : state.velocity[1]) v += 0.5;
    state.round_velocities();
    const Vector3 before = total_momentum(state, mixture);
    const double mass = total_mass(state, mixture);
    const double kinetic = 0.5 * twice_kinetic_energy(state, mixture);
    const double potential = -300.0;
    State scaled = state;
    set_total_energy(scaled, mixture, potential, potential + kinetic + 7.0);
    // What rounding leaves: half a step of the grid and some units in the last place of a velocity below 8 a particle.
    const double rounding = (0x1p-43 + 4.0 * 0x1p-50) * mass;
    EXPECT_NEAR(0.5 * twice_kinetic_energy(scaled, mixture), kinetic + 7.0, 8.0 * rounding);
    const Vector3 after = total_momentum(scaled, mixture);
    EXPECT_NEAR(after.x, before.x, rounding);
    EXPECT_NEAR(after.y, before.y, rounding);
    EXPECT_NEAR(after.z, before.z, rounding);
    // The centre of mass goes on, the velocities relative to it are scaled by one factor.
    const double of_centre = 0.5 * dot(before, before) / mass;
    const double factor = std::sqrt((kinetic + 7.0 - of_centre) / (kinetic - of_centre));
    const double centre = before.y / mass;
    for (std::size_t i = 0; i < state.size(); ++i) {
        EXPECT_NEAR(scaled.velocity[1][i], centre + factor * (state.velocity[1][i] - centre), 0x1p-42);
    }
    // The order of the particles changes no bit.
    State turned = state;
    std::reverse(turned.species.begin(), turned.species.end());
    for (auto& axis : turned.velocity) std::reverse(axis.begin(), axis.end());
    set_total_energy(turned, mixture, potential, potential + kinetic + 7.0);
    for (std::size_t axis = 0; axis < 3; ++axis) {
        std::reverse(turned.velocity[axis].begin(), turned.velocity[axis].end());
        EXPECT_EQ(turned.velocity[axis], scaled.velocity[axis]);
    }
    EXPECT_THROW(set_total_energy(state, mixture, potential, potential + 0.9 * of_centre), InvalidState);
    State none = still_particles(4, 3);
    EXPECT_THROW(set_total_energy(none, mixture, 0.0, 1.0), InvalidState);
    for (auto& axis : none.velocity) axis.assign(4, 0.25);
    EXPECT_THROW(set_total_energy(none, mixture, 0.0, 100.0), InvalidState);
}

}  // namespace
}  // namespace soret::test
